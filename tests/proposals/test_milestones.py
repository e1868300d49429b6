"""A missed milestone is circulated, then proposed for interview and accountability; a leader refers it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from docx import Document

from taizhang.duties.models import Duty
from taizhang.proposals.models import Proposal
from taizhang.workflows.clock import tick
from tests.cast import build_cast
from tests.loop.conftest import Clock
from tests.loop.scene import BEGIN, FIRST, PLAN, build_scene, on

MILESTONE: dict[str, Any] = {
    "id": "all-struck", "title": "全部整改到位",
    "reach": {"measure": "cases.struck", "of": "cases.filed", "at_least": 1},
    "by": {"level": "village", "role": "clerk"}, "from": "2026-04-13", "to": "2026-05-10",
    "otherwise": ["supervise@0d", "circulate@1d", "interview@3d", "account@7d"],
}  # fmt: skip


@pytest.mark.mission("R6", "C58")
@pytest.mark.django_db
def test_a_missed_milestone_climbs_to_the_referral_that_a_leader_approves(clock: Clock) -> None:
    scene = build_scene(build_cast(BEGIN), {**PLAN, "duties": [*PLAN["duties"], MILESTONE]})
    scene.found("hose", on(5, 1))
    tick(now=on(5, 12))
    duty = Duty.objects.get(rule="all-struck", bearer=scene.org(FIRST).number)
    assert (duty.state, duty.rung) == ("lapsed", "circulate") and not Proposal.objects.filter(org=duty.bearer).exists()
    tick(now=on(5, 18))
    row = Proposal.objects.get(org=duty.bearer, what="account")
    clock.to(5, 18)
    leader = scene.person("leader")
    leader.client.post(f"/proposals/{row.pk}/decide", {"decision": "approve", "reason": "移送处理"})
    word = leader.client.get(f"/proposals/{row.pk}/paper.docx")
    document = Document(io.BytesIO(b"".join(word)))
    cells = [cell.text for table in document.tables for line in table.rows for cell in line.cells]
    assert "全部整改到位" in cells
    assert "有关纪检监察机构、组织人事部门" in "".join(one.text for one in document.paragraphs)
