"""Whatever the order, however often, mixed in any way: one ledger, figures equal to a recount and to a rebuild."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taizhang.books.models import BookLine
from taizhang.books.projections import BookLineProjection
from taizhang.cases.models import Case, JointOrg
from taizhang.cases.operations import file_draft
from taizhang.cases.projections import CaseProjection
from taizhang.commands.main import main
from taizhang.core.cases.steps import STEPS
from taizhang.core.ids import derived
from taizhang.duties.models import Duty
from taizhang.duties.projections import DutyProjection
from taizhang.enforcement.models import LawFile
from taizhang.enforcement.projections import LawFileProjection
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.licences.models import Licence
from taizhang.licences.projections import LicenceProjection
from taizhang.proposals.models import Proposal
from taizhang.proposals.projections import ProposalProjection
from taizhang.tallies.models import Tally
from taizhang.tallies.operations import Contribution
from taizhang.transfers.models import Transfer
from taizhang.transfers.projections import TransferProjection
from taizhang.workflows.clock import tick
from tests.loop.conftest import Clock
from tests.loop.scene import FIRE, FIRST_GRID, SECOND_GRID, Scene, on
from tests.tables import tables

BEGAN = on(5, 13)
WAYS = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
ACTS = st.lists(
    st.tuples(st.sampled_from(sorted(STEPS)), st.integers(1, 24 * 30), st.integers(1, 5), st.booleans()), max_size=16
)


def written(scene: Scene, acts: list[tuple[str, int, int, bool]]) -> list[Draft]:
    """Two filings and what several people did to them, sensible or not."""
    cases = [
        file_draft(
            by=scene.cast.office, at=BEGAN, campaign=scene.campaign, org=scene.org(grid), category=category,
            title=category, about=derived("case", grid), entry=derived("filed", grid),
        )
        for grid, category in ((FIRST_GRID, "hose"), (SECOND_GRID, "leak"))
    ]  # fmt: skip
    later = [_act(scene, cases[second].about, verb, hours, who) for verb, hours, who, second in acts]
    return [*cases, *{draft.id: draft for draft in later}.values()]


def _act(scene: Scene, about: UUID, verb: str, hours: int, who: int) -> Draft:
    at = BEGAN + timedelta(hours=hours)
    body: dict[str, Any] = {"name": f"第{who}人", "reason": "有理由", "photos": [{"sha256": "d" * 64}]}
    if verb in {"assigned", "transferred"}:
        body["handler"] = scene.org(FIRST_GRID).number
    if verb == "joined":
        body["joint"] = [scene.org(FIRE).number]
    if verb in {"assigned", "returned", "reopened"}:
        body["due_at"] = at + timedelta(days=4)
    if verb == "extension_requested":
        body["until"] = at + timedelta(days=9)
    if verb == "supervised":
        body |= {"level": f"level-{who}", "org_name": "某地"}
    return Draft(
        id=derived(about, verb, at, who), kind=f"case.{verb}", about=about, actor=f"user:{900 + who}",
        happened_at=at, body=body, campaign=scene.campaign.pk, org=scene.org(FIRST_GRID).number,
    )  # fmt: skip


def ledger() -> dict[str, Any]:
    """The tables without what tells when something was noticed."""
    found = tables()
    return {"cases": found["case"], "figures": found["figures"], "aside": found["aside"], "joint": joint()}


def joint() -> list[tuple[UUID, int]]:
    return sorted(JointOrg.objects.values_list("case_id", "org"))


@pytest.mark.mission("X8")
def test_any_order_repetition_and_mixture_lead_to_one_ledger(scene: Scene, clock: Clock) -> None:
    end = on(7, 1)

    @WAYS
    @given(ACTS, st.randoms(use_true_random=False))
    def holds(acts: list[tuple[str, int, int, bool]], chance: random.Random) -> None:
        drafts = written(scene, acts)
        with transaction.atomic():
            append(drafts, at=end, strict=False)
            wanted = ledger()
            transaction.set_rollback(True)
        mixed = [*drafts, *chance.choices(drafts, k=len(drafts) // 2)]
        chance.shuffle(mixed)
        with transaction.atomic():
            while mixed:
                size = chance.randint(1, 7)
                append(mixed[:size], at=end, strict=False)
                mixed = mixed[size:]
            assert ledger() == wanted
            transaction.set_rollback(True)

    holds()


def recount() -> Counter[tuple[Any, ...]]:
    """The figures of everything that contributes, added up anew from what stands in the tables."""
    figures: Counter[tuple[Any, ...]] = Counter()
    contributions: list[Contribution | None] = [CaseProjection().contribution(row) for row in Case.objects.all()]
    contributions += [DutyProjection().contribution(row) for row in Duty.objects.all()]
    contributions += [LawFileProjection().contribution(row) for row in LawFile.objects.all()]
    contributions += [LicenceProjection().contribution(row) for row in Licence.objects.all()]
    contributions += [TransferProjection().contribution(row) for row in Transfer.objects.all()]
    contributions += [ProposalProjection().contribution(row) for row in Proposal.objects.all()]
    contributions += [BookLineProjection().contribution(row) for row in BookLine.objects.all()]
    for contribution in contributions:
        if contribution is not None:
            figures.update(dict(contribution.spread(1)))
    return figures


def stored() -> Counter[tuple[Any, ...]]:
    rows = Tally.objects.exclude(value=0).exclude(measure__startswith="subjects.")
    key = ("campaign", "org", "line", "measure", "day")
    return Counter({row[:-1]: row[-1] for row in rows.values_list(*key, "value")})


@pytest.mark.mission("X8", "X9")
def test_figures_equal_a_recount_and_a_rebuild_makes_equal_tables(scene: Scene, clock: Clock) -> None:
    @WAYS
    @given(ACTS, st.lists(st.integers(0, 24 * 50), max_size=4))
    def holds(acts: list[tuple[str, int, int, bool]], wakes: list[int]) -> None:
        drafts = sorted(written(scene, acts), key=lambda draft: draft.happened_at)
        with transaction.atomic():
            for hour in sorted(wakes):
                now = BEGAN + timedelta(hours=hour)
                append([draft for draft in drafts if draft.happened_at <= now], at=now, strict=False)
                tick(now=now)
                assert stored() == recount()
            append(drafts, at=on(7, 5), strict=False)
            tick(now=on(7, 5))
            assert stored() == recount()
            before = tables()
            assert main(["rebuild"]) == 0
            assert tables() == before
            assert joint() == sorted((row.pk, org) for row in Case.objects.all() for org in row.joint)
            transaction.set_rollback(True)

    holds()
