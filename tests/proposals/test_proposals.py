"""The engine proposes, a named officer decides: nothing of the kind happens by itself."""

from __future__ import annotations

import io
from typing import Any

import pytest
from docx import Document

from taizhang.core.refusals import Refused
from taizhang.duties.models import Duty
from taizhang.duties.operations import fulfil
from taizhang.journal.models import StoredEntry
from taizhang.journal.rebuild import rebuild
from taizhang.proposals.models import Proposal
from taizhang.proposals.operations import carry_out, decide
from taizhang.workflows.clock import tick
from tests.loop.conftest import Clock
from tests.loop.scene import FIRST, SECOND, STREET, Scene, on, photo
from tests.tables import tables


def proposed(scene: Scene, code: str, what: str = "interview") -> Proposal:
    return Proposal.objects.get(org=scene.org(code).number, what=what, subject=None)


def post(scene: Scene, who: str, row: Proposal, action: str, **fields: Any) -> str:
    sent = scene.person(who).client.post(f"/proposals/{row.pk}/{action}", fields, follow=True)
    return sent.content.decode()


@pytest.mark.mission("C58", "X12")
def test_one_proposal_gathers_all_grounds_until_it_is_decided(scene: Scene, clock: Clock) -> None:
    tick(now=on(4, 24, "01:00"))
    row = proposed(scene, FIRST)
    assert [one["title"] for one in row.grounds] == ["召开社区动员会"]
    tick(now=on(4, 25, "01:00"))
    row.refresh_from_db()
    assert [one["title"] for one in row.grounds] == ["召开社区动员会", "报送底数"]
    tick(now=on(4, 25, "01:00"))  # a second worker, or one that wakes again
    assert Proposal.objects.filter(org=scene.org(FIRST).number).count() == 1
    assert not StoredEntry.objects.filter(kind__in=["proposal.approved", "proposal.carried_out"]).exists()
    before = tables()
    rebuild(at=on(4, 25, "02:00"))
    assert tables() == before


@pytest.mark.mission("C58")
def test_a_leader_decides_with_the_grounds_before_them_and_the_paper_follows(scene: Scene, clock: Clock) -> None:
    tick(now=on(4, 25, "01:00"))
    clock.to(4, 25)
    row = proposed(scene, FIRST)
    fulfil(by=scene.cast.clerk, at=clock.now, duty=Duty.objects.get(rule="roster", place=row.org).pk, body={})
    leader = scene.person("leader")
    assert "待决定处理建议" in leader.look(f"/board/{scene.campaign.pk}/{scene.org(STREET).number}")
    page = leader.look(f"/proposals/{row.pk}/")
    assert "召开社区动员会" in page and "逾期完成" in page  # what has been done meanwhile shows
    assert leader.client.get(f"/proposals/{row.pk}/paper.docx").status_code == 409  # a proposal is no decision
    assert "已同意" in post(scene, "leader", row, "decide", decision="approve", reason="请社区书记本人参加")
    word = leader.client.get(f"/proposals/{row.pk}/paper.docx")
    text = "\n".join(one.text for one in Document(io.BytesIO(b"".join(word))).paragraphs)
    assert "约谈通知书" in text and "经陆怀民同意" in text
    told = post(
        scene, "office", row, "result", held_on="2026-04-27", outcome="已约谈，承诺4月底前补开", photos=[photo()]
    )
    assert "已约谈，承诺4月底前补开" in told
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("done", "陆怀民")


@pytest.mark.mission("C58")
def test_what_comes_up_after_the_decision_opens_it_again_and_next_week_is_another(scene: Scene, clock: Clock) -> None:
    tick(now=on(4, 24, "01:00"))
    row = proposed(scene, FIRST)
    decide(by=scene.cast.leader, at=on(4, 24), about=row.pk, approve=False, reason="社区换届，已另行安排")
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("declined", "陆怀民")
    tick(now=on(4, 25, "01:00"))
    row.refresh_from_db()
    assert (row.state, row.decided_by, len(row.grounds)) == ("open", "", 2)
    assert StoredEntry.objects.filter(kind="proposal.declined", about=row.pk).count() == 1  # what was decided stays
    scene.found("hose", on(4, 15))
    tick(now=on(5, 8, "01:00"))
    assert Proposal.objects.filter(what="interview", subject=None).exclude(pk=row.pk).exists()


@pytest.mark.mission("C58")
def test_accountability_is_a_higher_rung_and_a_proposal_of_its_own(scene: Scene, clock: Clock) -> None:
    tick(now=on(5, 1, "01:00"))
    assert {one.what for one in Proposal.objects.filter(org=scene.org(FIRST).number)} == {"interview", "account"}
    row = proposed(scene, FIRST, "account")
    decide(by=scene.cast.leader, at=on(5, 2), about=row.pk, approve=True)
    word = scene.person("office").client.get(f"/proposals/{row.pk}/paper.docx")
    text = "\n".join(one.text for one in Document(io.BytesIO(b"".join(word))).paragraphs)
    assert "关于提请问责的建议函" in text and "柳荫社区" in text


@pytest.mark.mission("C58")
def test_a_unit_of_the_register_is_proposed_for_itself_and_not_its_grid(scene: Scene, clock: Clock) -> None:
    tick(now=on(4, 28, "01:00"))
    found = Proposal.objects.exclude(subject=None)
    assert {one.subject for one in found} == {row.pk for row in scene.subjects.values()}
    shop = found.get(subject=scene.subjects["阿婆面馆"].pk)
    owner = scene.person("owner").client
    assert owner.get(f"/proposals/{shop.pk}/").status_code == 404  # what is only proposed is no business of theirs
    decide(by=scene.cast.office, at=on(4, 28), about=shop.pk, approve=True)
    assert "建议约谈：阿婆面馆" in scene.person("owner").look(f"/proposals/{shop.pk}/")
    other = found.get(subject=scene.subjects["稻香饭庄"].pk)
    decide(by=scene.cast.office, at=on(4, 28), about=other.pk, approve=True)
    assert owner.get(f"/proposals/{other.pk}/").status_code == 404


@pytest.mark.mission("C58", "C9")
def test_who_may_decide_and_what_is_refused(scene: Scene, clock: Clock) -> None:
    tick(now=on(4, 25, "01:00"))
    row, own = proposed(scene, SECOND), proposed(scene, STREET)
    for who, refused in (("clerk", "unknown-thing"), ("supervisor", "not-permitted")):
        with pytest.raises(Refused, match=refused):
            decide(by=getattr(scene.cast, who), at=on(4, 25), about=row.pk, approve=True)
    with pytest.raises(Refused, match="not-permitted"):  # the office does not decide about itself
        decide(by=scene.cast.office, at=on(4, 25), about=own.pk, approve=True)
    with pytest.raises(Refused, match="reason-missing"):
        decide(by=scene.cast.office, at=on(4, 25), about=row.pk, approve=False, reason=" ")
    with pytest.raises(Refused, match="already-done"):  # nothing is carried out that nobody approved
        carry_out(by=scene.cast.office, at=on(4, 25), about=row.pk, body={"outcome": "已约谈"})
    decide(by=scene.cast.office, at=on(4, 25), about=row.pk, approve=True)
    with pytest.raises(Refused, match="already-done"):
        decide(by=scene.cast.leader, at=on(4, 25), about=row.pk, approve=False, reason="重复")
    decide(by=scene.cast.leader, at=on(4, 25), about=own.pk, approve=True)
    assert Proposal.objects.filter(state="approved").count() == 2
