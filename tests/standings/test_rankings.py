"""Each week the places are ranked by outcomes; what follows from a flag is proposed, and a place can appeal."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from taizhang.core.refusals import Refused
from taizhang.journal.models import StoredEntry
from taizhang.journal.rebuild import rebuild
from taizhang.proposals.models import Proposal
from taizhang.proposals.operations import decide as decide_proposal
from taizhang.standings.models import Ranking
from taizhang.standings.operations import appeal, decide, rank
from taizhang.workflows.clock import tick
from tests.cast import build_cast
from tests.loop.conftest import Clock
from tests.loop.scene import BEGIN, FIRST, PLAN, SECOND, Scene, build_scene, on
from tests.standings.conftest import RATING
from tests.tables import tables


def weekly(scene: Scene, month: int, day: int) -> Ranking:
    return Ranking.objects.get(campaign=scene.campaign.pk, counted_to__date=on(month, day).date())


def score(row: Ranking, place: int) -> float:
    line = row.line_of(place)
    assert line is not None
    return float(line["score"])


def overdue_at_first(scene: Scene, clock: Clock) -> None:
    """A problem in 柳荫 that is overdue from 17 April on; all is well in 稻香."""
    scene.found("hose", on(4, 14))
    clock.to(4, 20, "00:10")
    tick(now=clock.now)


@pytest.mark.mission("E4", "C59")
def test_a_week_is_frozen_with_scores_flags_and_the_records_behind_each_figure(scene: Scene, clock: Clock) -> None:
    overdue_at_first(scene, clock)
    first, second = scene.org(FIRST), scene.org(SECOND)
    assert rank(now=on(4, 19, "20:00")) == 0, "the week has not ended"
    assert rank(now=on(4, 20, "00:10")) == 1 and rank(now=on(4, 20, "00:20")) == 0
    row = weekly(scene, 4, 19)
    assert [(line["name"], line["score"], line["flags"]) for line in row.table] == [
        (second.name, 120.0, ["red"]), (first.name, 95.0, ["black"]),
    ]  # fmt: skip
    page = scene.person("office").look(f"/standings/{row.pk}/")
    assert "得分 = 100 - 5 × 逾期未整改问题（个） + 20 × 销号问题 ÷ 发现并立案问题 + 1 × 检查次数（次）" in page
    records = scene.person("clerk").look(f"/standings/{row.pk}/records/{first.number}/cases.overdue")
    assert "阿婆面馆的问题" in records
    assert "不在当前岗位的管辖范围内" in scene.person("other_clerk").look(
        f"/standings/{row.pk}/records/{first.number}/cases.overdue"
    )


@pytest.mark.mission("C59")
def test_the_ranking_is_the_same_however_late_the_worker_wakes(scene: Scene, clock: Clock) -> None:
    late = scene.found("hose", on(4, 14))
    clock.to(4, 25)
    tick(now=clock.now)
    scene.person("clerk").take(late, "assigned", handler=scene.org("530199001001-01").number)
    rank(now=clock.now)
    assert score(weekly(scene, 4, 19), scene.org(FIRST).number) == 95.0
    before = tables()
    rebuild(at=clock.now)
    assert tables() == before


@pytest.mark.mission("E4")
def test_a_black_flag_only_proposes_and_the_fine_is_off_by_default(scene: Scene, clock: Clock) -> None:
    overdue_at_first(scene, clock)
    rank(now=clock.now)
    (row,) = Proposal.objects.all()
    assert (row.org, row.what, row.decider, row.role) == (
        scene.org(FIRST).number, "flag", scene.org("530199001").number, "leader",
    )  # fmt: skip
    assert [ground["title"] for ground in row.grounds] == [
        "社区周评比（4月13日至4月19日）黑旗：请包村领导在会上说明情况"
    ]
    page = scene.person("office").look(f"/standings/{weekly(scene, 4, 19).pk}/")
    assert "村干部每人罚款300元" in page and "没有启用" in page and "整治形式主义为基层减负若干规定" in page
    with pytest.raises(Refused, match="not-permitted"):
        decide_proposal(by=scene.cast.office, at=clock.now, about=row.pk, approve=True)
    leader = scene.person("leader")
    assert "青禾街道领导小组成员" in leader.look(f"/proposals/{row.pk}/")
    leader.client.post(f"/proposals/{row.pk}/decide", {"decision": "approve", "reason": "周一例会上说明"})
    word = leader.client.get(f"/proposals/{row.pk}/paper.docx")
    text = "\n".join(one.text for one in Document(io.BytesIO(b"".join(word))).paragraphs)
    assert "评比结果处理通知书" in text and "请包村领导在会上说明情况" in text and "可以向整治办申诉" in text


@pytest.mark.mission("E4")
def test_a_plan_that_enables_the_harsh_rule_is_shown_with_the_warning(db: None, clock: Clock) -> None:
    scene = build_scene(build_cast(BEGIN), {**PLAN, "ratings": [{**RATING, "harsh": True}]})
    overdue_at_first(scene, clock)
    rank(now=clock.now)
    fine = next(one for one in Proposal.objects.all() if "罚款" in one.grounds[0]["title"])
    assert fine.state == "open"
    assert "超出减负规定" in scene.person("leader").look(f"/proposals/{fine.pk}/")


@pytest.mark.mission("E4")
def test_four_black_flags_in_a_row_propose_to_suspend_and_cost_the_awards_of_the_quarter(
    scene: Scene, clock: Clock
) -> None:
    overdue_at_first(scene, clock)
    clock.to(5, 4)
    rank(now=clock.now)
    told = [one.grounds[0]["title"] for one in Proposal.objects.filter(org=scene.org(FIRST).number)]
    assert [title for title in told if "停职" in title] == [], "three weeks are no four"
    clock.to(5, 11)
    rank(now=clock.now)
    (suspend,) = [one for one in Proposal.objects.all() if "停职" in one.grounds[0]["title"]]
    assert "连续4次黑旗" in suspend.grounds[0]["title"]
    page = scene.person("office").look(f"/standings/{weekly(scene, 5, 10).pk}/")
    assert "当季不参加评先评优 柳荫社区" in page
    clerks = scene.person("clerk").look(f"/standings/{weekly(scene, 5, 10).pk}/")
    assert "当季不参加评先评优" not in clerks, "what is only proposed is shown to nobody else"
    decide_proposal(by=scene.cast.leader, at=clock.now, about=suspend.pk, approve=False, reason="情况已说明")
    assert "当季不参加评先评优" not in scene.person("office").look(f"/standings/{weekly(scene, 5, 10).pk}/")


@pytest.mark.mission("C60", "E4")
def test_the_place_appeals_the_office_decides_and_both_results_stay_on_the_page(scene: Scene, clock: Clock) -> None:
    overdue_at_first(scene, clock)
    rank(now=clock.now)
    row = weekly(scene, 4, 19)
    clerk, office = scene.person("clerk"), scene.person("office")
    sent = {"text": "逾期的一件当天已经整改，系统没有收到照片", "entry": "01890a5d-ac96-774b-bcce-b302099a8057"}
    for _ in range(2):
        clerk.client.post(f"/standings/{row.pk}/appeal", sent)
    row.refresh_from_db()
    (told,) = row.appeals
    assert told["state"] == "open" and "核实中" in clerk.look(f"/standings/{row.pk}/")
    corrected = {
        "decision": "uphold",
        "reason": "现场核实已经整改",
        "value-cases.overdue": "0",
        "value-cases.filed": "0",
    }
    assert clerk.client.post(f"/standings/{row.pk}/appeals/{told['id']}", corrected).status_code == 403
    office.client.post(f"/standings/{row.pk}/appeals/{told['id']}", corrected)
    row.refresh_from_db()
    assert [line["flags"] for line in row.table] == [[], []], "all equal now: no flags"
    assert [line["flags"] for line in row.lines] == [["red"], ["black"]], "what was frozen stays"
    page = scene.person("other_clerk").look(f"/standings/{row.pk}/")
    assert "已更正" in page and "申诉成立" in page and "原95" in page and "现场核实已经整改" in page
    assert Proposal.objects.get().state == "withdrawn"
    assert StoredEntry.objects.filter(kind="ranking.decided").count() == 1
    before = tables()
    rebuild(at=clock.now)
    assert tables() == before


@pytest.mark.mission("C60")
def test_an_appeal_that_does_not_hold_changes_nothing_and_is_answered_once(scene: Scene, clock: Clock) -> None:
    overdue_at_first(scene, clock)
    rank(now=clock.now)
    row = weekly(scene, 4, 19)
    with pytest.raises(Refused, match="not-permitted"):
        appeal(by=scene.cast.grid_worker, at=clock.now, ranking=row.pk, text="不公平")
    appeal(by=scene.cast.clerk, at=clock.now, ranking=row.pk, text="不公平")
    row.refresh_from_db()
    asked: dict[str, Any] = {"by": scene.cast.office, "ranking": row.pk, "about": row.appeals[0]["id"]}
    with pytest.raises(Refused, match="bad-body"):
        decide(**asked, at=clock.now, upheld=True, reason="核实")
    decide(**asked, at=clock.now, upheld=False, reason="记录无误")
    with pytest.raises(Refused, match="already-done"):
        decide(**asked, at=clock.now + timedelta(hours=1), upheld=False, reason="再答一次")
    row.refresh_from_db()
    assert (row.version, row.corrected, row.appeals[0]["state"]) == (1, [], "declined")
    assert Proposal.objects.get().state == "open"


@pytest.mark.mission("C59")
def test_the_ranking_goes_out_as_word_and_excel(scene: Scene, clock: Clock) -> None:
    overdue_at_first(scene, clock)
    rank(now=clock.now)
    row = weekly(scene, 4, 19)
    office = scene.person("office").client
    word = Document(io.BytesIO(b"".join(office.get(f"/standings/{row.pk}/ranking.docx"))))
    cells = [cell.text for table in word.tables for line in table.rows for cell in line.cells]
    assert "柳荫社区" in cells and "黑旗" in cells and "95" in cells
    book = load_workbook(io.BytesIO(b"".join(office.get(f"/standings/{row.pk}/ranking.xlsx"))))
    values = [value for line in book.active.iter_rows(values_only=True) for value in line]  # type: ignore[union-attr]
    assert "稻香社区" in values and 120 in values


@pytest.mark.mission("C59")
def test_who_is_inspected_sees_no_rankings(scene: Scene, clock: Clock) -> None:
    overdue_at_first(scene, clock)
    rank(now=clock.now)
    row = weekly(scene, 4, 19)
    assert scene.person("owner").client.get(f"/standings/{row.pk}/").status_code == 404


@pytest.mark.mission("E8")
def test_results_go_into_the_sheet_of_the_year_end_assessment(scene: Scene, clock: Clock) -> None:
    overdue_at_first(scene, clock)
    rank(now=clock.now)
    decide_proposal(by=scene.cast.leader, at=clock.now, about=Proposal.objects.get().pk, approve=True)
    clock.to(4, 27)
    rank(now=clock.now)
    answer = scene.person("office").client.get("/standings/assessment.xlsx")
    book = load_workbook(io.BytesIO(b"".join(answer)))  # type: ignore[call-overload]
    lines = list(book.active.iter_rows(values_only=True))  # type: ignore[union-attr]
    head = next(line for line in lines if line[0] == "单位")
    told = {line[0]: dict(zip(head, line, strict=True)) for line in lines if line[0] in {"柳荫社区", "稻香社区"}}
    first, second = told["柳荫社区"], told["稻香社区"]
    assert (first["评比期数"], first["平均得分"], first["黑旗次数"], second["红旗次数"]) == (2, 95, 2, 2)
    assert (first["发现问题"], first["逾期未整改"], second["发现问题"]) == (1, 1, 0)
    assert "请包村领导在会上说明情况" in first["经决定的处理"] and not second["经决定的处理"]
    assert scene.person("clerk").client.get("/standings/assessment.xlsx").status_code == 403
