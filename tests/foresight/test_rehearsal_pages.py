"""A rehearsal from the web: on the office's own tree, in the background, read day by day, apart from the real data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from taizhang.campaigns.models import PlanDraft
from taizhang.foresight.ground import ground_of
from taizhang.foresight.models import Rehearsal
from taizhang.foresight.operations import SILENT, resume_silent
from taizhang.journal.models import StoredEntry
from taizhang.workflows.jobs import run_waiting
from tests.cast import Cast
from tests.own_pack import NAME

SIZE = {"villages": "2", "subjects": "4", "seed": "7"}


def asked(client: Client, **words: str) -> Rehearsal:
    """A rehearsal that was asked for, and waits."""
    answer = client.post("/rehearsals/new", {"pack": NAME, **SIZE, **words})
    assert answer.status_code == 302, answer.content.decode()
    row = Rehearsal.objects.latest("asked_at")
    assert answer.headers["Location"] == f"/rehearsals/{row.pk}/"
    return row


def run(row: Rehearsal) -> Rehearsal:
    run_waiting("long")
    row.refresh_from_db()
    return row


@pytest.mark.mission("C81")
def test_an_office_rehearses_a_pack_on_its_own_tree_and_reads_it_day_by_day(cast: Cast, office: Client) -> None:
    assert "在用电梯" not in office.get(f"/rehearsals/new?pack={NAME}").content.decode()
    before = StoredEntry.objects.count()
    row = asked(office)
    assert "排队" in office.get(f"/rehearsals/{row.pk}/").content.decode()
    row = run(row)
    assert row.state == "done", row.message
    assert StoredEntry.objects.count() == before, "the real journal is as it was"
    found = row.outcome
    assert found["holds"] and found["villages"] == 2 and found["subjects"] == {"在用电梯": 8}
    assert [village["name"] for village in row.ground["villages"]] == ["柳荫社区", "稻香社区"]
    assert found["people"]["网格员"] == 3
    day = next(one for one in found["days"] if any(rule["due"] for rule in one["rules"]))
    (rule,) = day["rules"]
    page = office.get(f"/rehearsals/{row.pk}/?day={day['date']}").content.decode()
    assert "逐台检查电梯" in page and "各岗位每周要花多少分钟" in page and "方案在哪里卡住" in page
    assert f'<td class="number">{rule["due"]}</td>' in page
    assert sum(rule["due"] for one in found["days"] for rule in one["rules"]) == found["rules"][0]["owed"]
    assert "真实情况" in page


@pytest.mark.mission("C81")
def test_the_same_seed_gives_the_same_outcome_from_pack_and_from_draft(cast: Cast, office: Client) -> None:
    first = run(asked(office))
    office.post("/drafts/new", {"pack": NAME})
    draft = PlanDraft.objects.get()
    assert f"/rehearsals/new?draft={draft.pk}" in office.get(f"/drafts/{draft.pk}/").content.decode()
    again, other = run(asked(office, pack="", draft=str(draft.pk))), run(asked(office, seed="8"))
    assert (again.draft, again.state) == (draft.pk, "done")
    assert again.outcome["days"] == first.outcome["days"] != other.outcome["days"]


@pytest.mark.mission("C81")
def test_a_vacant_post_breaks_the_plan_and_is_named(cast: Cast, office: Client) -> None:
    found = run(asked(office)).outcome
    vacant = [one for one in found["breaks"] if "没有人任职" in one["why"] and one["where"] == "网格员"]
    assert [one["place"] for one in vacant] == ["柳荫第二网格、稻香第二网格"]
    lapsed = next(one for one in found["breaks"] if one["where"] == "逐台检查电梯")
    assert lapsed["place"] and lapsed["since"] >= found["starts_on"]


def test_the_ground_is_the_tree_with_its_people_and_its_register(cast: Cast, at: datetime, tmp_path: object) -> None:
    from taizhang.campaigns.packs import pack

    ground = ground_of(pack(NAME).plan, root=cast.orgs["530199001"], at=at)
    assert ground is not None
    assert [(one.name, one.clerks) for one in ground.villages] == [("柳荫社区", 1), ("稻香社区", 1)]
    grids = [(one.name, one.people) for village in ground.villages for one in village.grids]
    assert grids == [("柳荫第一网格", 2), ("柳荫第二网格", 0), ("稻香第一网格", 1), ("稻香第二网格", 0)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"villages": "0"}, "社区（村）个数应是 1 到 30 的数字"),
        ({"subjects": "x"}, "每个社区（村）的对象个数应是"),
        ({"villages": "30", "subjects": "200"}, "推演最多 900 个"),
        ({"pack": "nothing"}, "没有这个方案包"),
    ],
)
def test_what_cannot_be_rehearsed_says_why(cast: Cast, office: Client, words: dict[str, str], said: str) -> None:
    answer = office.post(
        "/rehearsals/new", {"pack": NAME, **SIZE, **words, "back": f"/rehearsals/new?pack={NAME}"}, follow=True
    )
    assert said in answer.content.decode()
    assert not Rehearsal.objects.exists()


def test_a_run_can_be_stopped_and_what_died_begins_anew(cast: Cast, at: datetime, office: Client) -> None:
    row = asked(office)
    assert asked(office).pk == row.pk, "the same one that waits"
    Rehearsal.objects.filter(pk=row.pk).update(state="running", beat_at=at - SILENT * 2)
    assert resume_silent(at=at) == 1
    office.post(f"/rehearsals/{row.pk}/stop")
    assert run(row).state == "stopped"
    assert "已停止" in office.get(f"/rehearsals/{row.pk}/").content.decode()


def test_a_run_that_fails_says_so_in_chinese(cast: Cast, office: Client) -> None:
    row = asked(office)
    Rehearsal.objects.filter(pk=row.pk).update(ground={"street": "青禾街道"})
    row = run(row)
    assert (row.state, row.outcome) == ("failed", None)
    page = office.get(f"/rehearsals/{row.pk}/").content.decode()
    assert "推演没有完成" in page and "villages" in page


def test_nobody_else_sees_a_rehearsal(cast: Cast, office: Client, browser: Callable[[str], Client]) -> None:
    row = asked(office)
    for name in ("clerk", "grid_worker", "leader", "bureau", "auditor"):
        assert browser(name).get(f"/rehearsals/{row.pk}/").status_code in {403, 404}
        assert browser(name).post("/rehearsals/new", {"pack": NAME, **SIZE}).status_code in {403, 302}
    assert Rehearsal.objects.count() == 1
