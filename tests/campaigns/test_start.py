"""From the reviewed draft to the running campaign, its page, its amendment and its end; all in the browser."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from openpyxl import load_workbook

from taizhang.campaigns.models import Campaign, PlanDraft
from taizhang.campaigns.queries import plan_of
from taizhang.duties.models import Duty
from taizhang.journal.models import StoredEntry
from tests.cast import Cast

from .conftest import the_item
from .test_review import form_of, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(office: Client, draft: PlanDraft) -> PlanDraft:
    """Everything answered."""
    office.post(f"/drafts/{draft.pk}/answer", {"asked": "year", "year": "2026"})
    save(office, draft, the_item(draft, "phase"), start="2026-04-01")
    draft.refresh_from_db()
    return draft


def start(client: Client, draft: PlanDraft, cast: Cast, **more: str) -> str:
    root = cast.orgs["530199001"].number
    fields = {"root": str(root), "revision": str(draft.revision), **more}
    return str(client.post(f"/drafts/{draft.pk}/start/", fields)["Location"])


@pytest.mark.mission("C1", "C5", "X2")
def test_from_the_text_to_the_running_campaign(office: Client, ready: PlanDraft, cast: Cast) -> None:
    page = office.get(f"/drafts/{ready.pk}/start/").content.decode()
    bureau = cast.orgs["530199001-AJB"].number
    unit = the_item(ready, "unit", "街道应急办").data["id"]
    assert f'<option value="{bureau}" selected>青禾街道应急办</option>' in page
    assert "拉网式排查" in page
    address = start(office, ready, cast, **{f"unit-{unit}": str(bureau)})
    campaign = Campaign.objects.get()
    assert address == f"/campaigns/{campaign.pk}/"
    assert campaign.units == {unit: bureau}
    assert campaign.title == "青禾街道城镇燃气安全专项整治实施方案"
    started = StoredEntry.objects.get(kind="campaign.started")
    assert started.body["plan"]["phases"][1]["end"] == "2026-07-31"
    assert started.body["leaders"][0]["name"] == "陆怀民"
    duties = Duty.objects.filter(campaign=campaign.pk)
    assert set(duties.filter(verb="report").values_list("bearer", flat=True)) == {
        cast.orgs["530199001001"].number, cast.orgs["530199001002"].number,
    }  # fmt: skip
    assert duties.filter(verb="recheck", bearer=bureau).count() == 2


def test_starting_twice_starts_once(office: Client, ready: PlanDraft, cast: Cast) -> None:
    assert start(office, ready, cast) == start(office, ready, cast)
    assert Campaign.objects.count() == 1
    assert StoredEntry.objects.filter(kind="campaign.started").count() == 1
    assert office.get(f"/drafts/{ready.pk}/start/")["Location"].startswith("/campaigns/")


@pytest.mark.mission("X16")
def test_what_is_open_keeps_it_from_starting(office: Client, draft: PlanDraft, cast: Cast) -> None:
    told = office.get(f"/drafts/{draft.pk}/start/", follow=True).content.decode()
    assert "没有确定，补齐后就能启动" in told
    office.post(f"/drafts/{draft.pk}/start/", {"root": cast.orgs["530199001"].number, "revision": draft.revision})
    assert not Campaign.objects.exists()


def test_what_somebody_changed_meanwhile_is_looked_at_before_the_start(
    office: Client, ready: PlanDraft, cast: Cast, second_office: Client
) -> None:
    save(second_office, ready, the_item(ready, "phase", "巩固"), name="巩固")
    told = office.post(
        f"/drafts/{ready.pk}/start/",
        {"root": cast.orgs["530199001"].number, "revision": ready.revision, "back": f"/drafts/{ready.pk}/start/"},
        follow=True,
    ).content.decode()
    assert "别人刚刚修改过这一项" in told
    assert not Campaign.objects.exists()


@pytest.mark.mission("X16")
def test_a_plan_of_last_year_is_moved_as_a_whole(office: Client, draft: PlanDraft, cast: Cast) -> None:
    office.post(f"/drafts/{draft.pk}/answer", {"asked": "year", "year": "2025"})
    save(office, draft, the_item(draft, "phase"), start="2025-04-01")
    page = office.get(f"/drafts/{draft.pk}/start/").content.decode()
    assert "已经过去，不能启动" in page
    draft.refresh_from_db()
    office.post(f"/drafts/{draft.pk}/start/", {"root": cast.orgs["530199001"].number, "revision": draft.revision})
    assert not Campaign.objects.exists()
    office.post(f"/drafts/{draft.pk}/answer", {"asked": "shift", "value": "2026-05-13"})
    assert the_item(draft, "phase", "巩固").data["end"] == "2026-10-12"
    draft.refresh_from_db()
    assert start(office, draft, cast).startswith("/campaigns/")


@pytest.mark.mission("C2", "C5", "X1", "X2")
def test_the_page_of_a_campaign_shows_phases_rules_with_sources_command_and_history(
    office: Client, browser: Callable[[str], Client], ready: PlanDraft, cast: Cast
) -> None:
    address = start(office, ready, cast)
    page = office.get(address).content.decode()
    for words in (
        "排查治理阶段", "进行中", "各社区负责对辖区燃气经营单位、餐饮场所开展拉网式排查", "组长", "陆怀民", "程思远",
        "街道应急办", "启动专项整治：青禾街道城镇燃气安全专项整治实施方案", "排查覆盖率",
    ):  # fmt: skip
        assert words in page, words
    clerk = browser("clerk").get(address).content.decode()
    assert "排查治理阶段" in clerk
    assert "结束专项整治" not in clerk


@pytest.mark.mission("C2")
def test_a_running_plan_is_amended_as_a_new_version(office: Client, ready: PlanDraft, cast: Cast) -> None:
    address = start(office, ready, cast)
    draft_page = office.post(f"{address}amend")["Location"]
    assert office.post(f"{address}amend")["Location"] == draft_page
    draft = PlanDraft.objects.get(amends__isnull=False)
    save(office, draft, the_item(draft, "phase", "巩固"), end="2026-09-30")
    draft.refresh_from_db()
    page = office.get(f"/drafts/{draft.pk}/start/").content.decode()
    assert "现行第 1 版" in page
    assert "8月31日 23:59 → 9月30日 23:59" in page
    refused = office.post(f"/drafts/{draft.pk}/start/", {"revision": draft.revision, "reason": " "})
    assert refused.status_code == 422
    office.post(f"/drafts/{draft.pk}/start/", {"revision": draft.revision, "reason": "巩固阶段顺延一个月"})
    campaign = Campaign.objects.get()
    assert campaign.plan_version == 2
    assert str(plan_of(campaign).end) == "2026-09-30"
    page = office.get(address).content.decode()
    assert "调整方案：巩固阶段顺延一个月" in page
    assert "第 2 版" in page


@pytest.mark.mission("C2")
def test_phases_are_wound_up_and_the_campaign_closed_with_the_open_cases_told(
    office: Client, ready: PlanDraft, cast: Cast
) -> None:
    address = start(office, ready, cast)
    office.post(f"{address}phases/phase-1/close")
    assert Campaign.objects.get().closed_phases == ["phase-1"]
    assert office.post(f"{address}close", {"note": "完成"}).status_code == 422
    office.post(f"{address}close", {"note": "完成", "confirm": "yes"})
    assert Campaign.objects.get().closed_at is not None
    assert "调整方案</button>" not in office.get(address).content.decode()


@pytest.mark.mission("C3")
def test_people_switch_between_campaigns(office: Client, ready: PlanDraft, cast: Cast, at: datetime) -> None:
    first = start(office, ready, cast)
    office.post("/drafts/new", {"pack": "gas-safety"})
    second_draft = PlanDraft.objects.get(pack="gas-safety", campaign=None, source_name__startswith="方案包")
    second = start(office, second_draft, cast)
    listed = office.get("/campaigns/").content.decode()
    assert first in listed
    assert second in listed
    assert office.session["campaign"] in second
    chosen = first.strip("/").rpartition("/")[2]
    assert office.post("/campaigns/choose", {"campaign": chosen, "back": "/campaigns/"})["Location"] == "/campaigns/"
    assert office.session["campaign"] == chosen
    assert office.post("/campaigns/choose", {"campaign": "x"}).status_code == 404


def test_a_started_draft_is_evidence_and_changes_no_more(office: Client, ready: PlanDraft, cast: Cast) -> None:
    phase = the_item(ready, "phase", "巩固")
    fields = form_of(office, ready, phase)
    start(office, ready, cast)
    told = office.post(f"/drafts/{ready.pk}/items/{phase.pk}", fields)
    assert told.status_code == 409
    assert office.post(f"/drafts/{ready.pk}/discard").status_code == 409


def test_a_draft_that_was_not_started_is_thrown_away(office: Client, draft: PlanDraft) -> None:
    office.post(f"/drafts/{draft.pk}/discard")
    assert not PlanDraft.objects.exists()


@pytest.mark.mission("C5")
def test_the_sheet_of_tasks_is_tracked_to_completion(office: Client, ready: PlanDraft, cast: Cast) -> None:
    address = start(office, ready, cast)
    sheet = load_workbook(io.BytesIO(office.get(f"{address}tasks.xlsx").content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    line = next(row for row in rows if "拉网式排查" in str(row[1]))
    assert line[3] == "各村（社区）"
    assert line[-1] == "各社区负责对辖区燃气经营单位、餐饮场所开展拉网式排查"
    meeting = next(row for row in rows if "召开动员部署会" in row)
    assert (meeting[3], meeting[6]) == ("街道应急办", "参加人")
    filing = next(row for row in rows if "归档" in str(row[1]))
    assert str(filing[2]).startswith("提交"), "papers are filed, not inspected"
    report = next(row for row in rows if "排查情况" in row)
    assert isinstance(report[8], int)
    assert report[8] > 0
