"""The summary of a phase and of the whole campaign, as people download them from the campaign's page."""

from __future__ import annotations

import pytest

from taizhang.campaigns.models import Campaign
from tests.loop.conftest import Clock
from tests.loop.scene import FIRST_GRID, Person, Scene
from tests.loop.test_loop import go_round, rectify
from tests.papers.test_papers import fetched, found_with_photo, pictures_in, rows_of, words_of


def summary(person: Person, campaign: Campaign, which: str) -> str:
    """What it says; where a long title is broken does not matter."""
    return words_of(fetched(person, f"/papers/campaigns/{campaign.pk}/{which}.docx")[1]).replace("\n", "")


def ended(office: Person, campaign: Campaign, note: str) -> None:
    answer = office.client.post(f"/campaigns/{campaign.pk}/close", {"confirm": "yes", "note": note})
    assert answer.status_code == 302


@pytest.mark.mission("X15", "X2")
def test_a_phase_summary_tells_what_was_found_in_it_what_is_left_and_what_comes_next(
    scene: Scene, clock: Clock
) -> None:
    struck = found_with_photo(scene, clock)
    go_round(scene, struck)
    found_with_photo(scene, clock, "灶台阀门锈蚀")
    office = scene.person("office")
    page = office.client.get(f"/campaigns/{scene.campaign.pk}/").content.decode()
    assert f"/papers/campaigns/{scene.campaign.pk}/phases/screening.docx" in page
    assert f"/papers/campaigns/{scene.campaign.pk}/phases/consolidation.docx" not in page
    said = summary(office, scene.campaign, "phases/screening")
    assert "青禾街道燃气安全专项整治排查治理阶段工作总结" in said and "（阶段未结束，仅供核对）" in said
    assert "发现并立案问题2个" in said and "销号1个" in said and "尚有1个问题没有销号" in said
    assert "灶台阀门锈蚀" in said and "下一阶段为巩固提高（2026年6月1日至2026年6月30日）" in said
    rows = rows_of(fetched(office, f"/papers/campaigns/{scene.campaign.pk}/phases/screening.docx")[1])
    assert ["软管不符合要求", "2", "1", "1", "1", "0"] in rows
    assert any(row[0] == "柳荫社区" and row[4:] == ["2", "1", "1", "0"] for row in rows)


@pytest.mark.mission("X15")
def test_a_phase_that_has_not_begun_has_no_summary(scene: Scene, clock: Clock) -> None:
    office = scene.person("office")
    page = office.client.get(f"/papers/campaigns/{scene.campaign.pk}/phases/consolidation.docx")
    assert page.status_code == 409 and "阶段开始之后" in page.content.decode()


@pytest.mark.mission("X15", "R7", "E9")
def test_the_final_summary_stays_as_it_was_at_the_close(scene: Scene, clock: Clock) -> None:
    found_with_photo(scene, clock)
    office = scene.person("office")
    clock.to(6, 3)
    late = found_with_photo(scene, clock, "六月发现的软管问题")
    assert "（专项整治未结束，仅供核对）" in summary(office, scene.campaign, "summary")
    clock.to(6, 30, "17:00")
    ended(office, scene.campaign, "移交社区继续整改")
    told = summary(office, scene.campaign, "summary")
    assert "仅供核对" not in told and "收尾说明：移交社区继续整改。" in told and "尚有2个问题没有销号" in told
    content = fetched(office, f"/papers/campaigns/{scene.campaign.pk}/summary.docx")[1]
    assert pictures_in(content) == 1  # a single unit has found anything: no bars beside each other
    phases = [row for row in rows_of(content) if len(row) == 6 and row[0] in {"排查治理", "巩固提高", "合计"}]
    assert [(row[0], row[3]) for row in phases[:3]] == [("排查治理", "1"), ("巩固提高", "1"), ("合计", "2")]
    clock.to(6, 30, "18:00")
    scene.person("clerk").take(late, "assigned", handler=scene.org(FIRST_GRID).number, due_at="2026-07-10T17:00")
    rectify(scene, late)
    assert scene.state(late).rectified_at is not None
    assert fetched(office, f"/papers/campaigns/{scene.campaign.pk}/summary.docx")[1] == content


@pytest.mark.mission("X15")
def test_each_post_gets_the_summary_of_its_own_place_and_line(scene: Scene, clock: Clock) -> None:
    found_with_photo(scene, clock)
    clerk = scene.person("clerk")
    said = summary(clerk, scene.campaign, "summary")
    assert "柳荫社区" in said and "发现并立案问题1个" in said
    other = summary(scene.person("other_clerk"), scene.campaign, "summary")
    assert "没有发现问题。" in other and "灶台软管老化" not in other
    assert "没有发现问题。" in summary(scene.person("fire"), scene.campaign, "summary")
    owner = scene.person("owner")
    assert owner.client.get(f"/papers/campaigns/{scene.campaign.pk}/summary.docx").status_code in {403, 404}
