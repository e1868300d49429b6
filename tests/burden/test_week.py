"""What a week asked of each village, as people read it; and the complaint that something is asked twice."""

from __future__ import annotations

from typing import Any

import pytest

from taizhang.burden.models import Complaint
from taizhang.burden.weeks import VillageWeek, week_at
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.operations import start
from taizhang.core.plan import Plan
from taizhang.duties.models import Duty
from taizhang.journal.rebuild import rebuild
from tests.loop.conftest import Clock
from tests.loop.scene import BEGIN, PLAN, STREET, Scene, in_words, on, photo
from tests.tables import tables

SECOND_PLAN: dict[str, Any] = {
    **PLAN,
    "id": "fire",
    "title": "消防通道专项整治",
    "duties": [
        {"id": "walk", "title": "每周巡查通道", "patrol": {}, "by": {"level": "village", "role": "clerk"},
         "during": "screening", "every": "weekly", "minutes": 30, "source": "每周巡查一次通道。"},
    ],
}  # fmt: skip


def second_campaign(scene: Scene) -> Campaign:
    plan = Plan.from_dict(SECOND_PLAN)
    root = scene.org(STREET)
    return Campaign.objects.get(pk=start(by=scene.cast.office, at=BEGIN, plan=plan, root=root, units={}))


def village(scene: Scene, name: str, *campaigns: Campaign) -> VillageWeek:
    found = week_at(scene.cast.office, list(campaigns), campaigns[0], on(5, 11).date())
    return next(one for one in found.villages if one.org.name == name)


@pytest.mark.mission("C79", "C3")
def test_the_week_of_a_village_is_the_sum_of_its_campaigns(scene: Scene, clock: Clock) -> None:
    alone = village(scene, "柳荫社区", scene.campaign)
    second = second_campaign(scene)
    both = village(scene, "柳荫社区", scene.campaign, second)
    assert both.asked.minutes == pytest.approx(alone.asked.minutes + 30)
    page = scene.person("office").look(f"/burden/?week=2026-05-13&campaign={second.pk}")
    assert "柳荫社区" in page and "2026年5月11日至5月17日" in page
    assert "青禾街道燃气安全专项整治实施方案" in page and "消防通道专项整治" in page
    assert "每周巡查一次通道。" in page, "the sentence that asks it"
    assert scene.person("other_clerk").look("/burden/?week=2026-05-13").count("柳荫社区") == 0


@pytest.mark.mission("C79")
def test_what_was_done_stands_beside_what_was_asked(scene: Scene, clock: Clock) -> None:
    before = village(scene, "柳荫社区", scene.campaign)
    assert before.done.minutes == 0 and before.asked.minutes > 0
    duty = Duty.objects.get(rule="training", bearer=scene.org("530199001001").number)
    clerk = scene.person("clerk")
    clerk.client.post(f"/duties/{duty.pk}/fulfil", {**clerk.form(f"/duties/{duty.pk}/"), "photos": [photo()]})
    after = village(scene, "柳荫社区", scene.campaign)
    assert (after.done.minutes, after.done.photos) == (15, 1)
    assert after.asked == before.asked, "what is asked does not change with who is quick"
    assert ("社区（村）经办人", round(after.minutes["clerk"])) in after.roles


@pytest.mark.mission("C79")
def test_a_complaint_reaches_the_office_and_is_answered(scene: Scene, clock: Clock) -> None:
    clerk, office = scene.person("clerk"), scene.person("office")
    duty = Duty.objects.get(rule="training", bearer=scene.org("530199001001").number)
    assert "向整治办反映" in clerk.look(f"/duties/{duty.pk}/")
    form = f"/burden/{scene.campaign.pk}/training/complain"
    assert "没有必要" in clerk.look(form)
    refused = in_words(clerk.client.post(form, {**clerk.form(form), "words": "上周已办"}, follow=True))
    assert "请选择是重复了，还是没有必要" in refused and not Complaint.objects.exists()
    said = {**clerk.form(form), "reason": "twice", "words": "区里上周已经培训过"}
    for _ in range(2):
        shown = in_words(clerk.client.post(form, said, follow=True))
    assert "等待答复" in shown, shown[200:500]
    row = Complaint.objects.get()
    assert "有 1 条减负反映等着答复" in office.look("/")
    listed = office.look("/burden/")
    assert "组织燃气安全培训" in listed and "这项已经报过、填过" in listed and "柳荫社区" in listed
    address = f"/burden/complaints/{row.pk}/"
    assert clerk.client.post(address, {"dropped": "yes", "answer": "好"}).status_code == 403
    office.client.post(address, {**office.form(address), "dropped": "yes", "answer": "合并为一次，即日调整方案"})
    assert "同意减掉" in clerk.look(address) and "合并为一次" in clerk.look(address)
    assert scene.person("other_clerk").client.get(address).status_code == 404
    before = tables()
    rebuild(at=clock.now)
    assert tables() == before
