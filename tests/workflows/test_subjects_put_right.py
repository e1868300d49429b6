"""Whatever the order in which the cases of a subject arrive: it is put right when the last of them is closed."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taizhang.cases.operations import file_draft
from taizhang.core.ids import derived
from taizhang.duties.models import Duty
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.journal.models import StoredEntry
from taizhang.journal.rebuild import rebuild
from taizhang.workflows.clock import tick
from tests.cast import build_cast
from tests.loop.scene import BEGIN, FIRST_GRID, PLAN, Scene, build_scene, on
from tests.tables import tables

BEGAN, END = on(5, 13), on(7, 1)
ENDS = ("", "banned", "referred", "dismissed")
PUT_RIGHT: dict[str, Any] = {
    "id": "put-right", "title": "违规用气场所整改到位", "rectify": {"kind": "restaurant"},
    "by": {"level": "grid", "role": "grid-worker"}, "during": "screening",
}  # fmt: skip
CASES = st.lists(st.tuples(st.integers(1, 400), st.integers(1, 400), st.sampled_from(ENDS)), min_size=1, max_size=4)
"""Of each case: the hour at which it is found, how many hours later it ends, and how."""
Told = list[tuple[int, int, str]]


@pytest.fixture
def scene(db: None) -> Scene:
    return build_scene(build_cast(BEGIN), {**PLAN, "duties": [*PLAN["duties"], PUT_RIGHT]})


def owed(scene: Scene) -> Duty:
    return Duty.objects.get(rule="put-right", subject=scene.subjects["阿婆面馆"].pk)


def written(scene: Scene, told: Told) -> list[Draft]:
    """The cases of one shop, and how each of them ended."""
    drafts = []
    for number, (hour, later, verb) in enumerate(told):
        found = BEGAN + timedelta(hours=hour)
        about = derived("case of the shop", number)
        drafts.append(
            file_draft(
                by=scene.cast.office, at=found, campaign=scene.campaign, org=scene.org(FIRST_GRID), category="hose",
                title="软管老化", subject=scene.subjects["阿婆面馆"].pk, about=about, entry=derived(about, "filed"),
            )
        )  # fmt: skip
        if verb:
            drafts.append(ended(scene, about, verb, found + timedelta(hours=later)))
    return drafts


def ended(scene: Scene, about: Any, verb: str, at: datetime) -> Draft:
    return Draft(
        id=derived(about, verb), kind=f"case.{verb}", about=about, actor="user:901", happened_at=at,
        body={"name": "程思远", "reason": "有理由"}, campaign=scene.campaign.pk, org=scene.org(FIRST_GRID).number,
    )  # fmt: skip


def expected(told: Told) -> datetime | None:
    """When the last was closed, if all are and one of them by being put right."""
    closed = [BEGAN + timedelta(hours=hour + later) for hour, later, verb in told if verb == "banned"]
    return max(closed) if closed and all(verb for _, _, verb in told) else None


@pytest.mark.mission("C24", "R5")
def test_the_duty_is_met_when_the_last_case_is_closed_in_whatever_order_they_arrive(scene: Scene) -> None:
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(CASES, st.randoms(use_true_random=False), st.booleans())
    def holds(told: Told, chance: random.Random, watched: bool) -> None:
        drafts = written(scene, told)
        with transaction.atomic():
            chance.shuffle(drafts)
            for draft in drafts:
                append([draft], at=END, strict=False)
                if watched and chance.random() < 0.6:
                    tick(now=END)
            tick(now=END)
            duty, wanted = owed(scene), expected(told)
            assert (duty.met_at is None) == (wanted is None)
            if wanted is not None and duty.met_at is not None:
                assert timedelta() <= duty.met_at - wanted < timedelta(seconds=1)
                assert duty.state == ("met" if wanted <= duty.due_at else "met_late")
            stands = tables()
            assert tick(now=END) == 0, "a second look at the clock finds nothing new"
            rebuild(at=END)
            assert tables() == stands
            _told_again(chance, stands)
            transaction.set_rollback(True)

    holds()


def _told_again(chance: random.Random, stands: Any) -> None:
    """The same journal, shuffled: what stands of cases and duties is the same."""
    rows = list(StoredEntry.objects.filter(thing__in=["case", "duty"]))
    StoredEntry.objects.filter(pk__in=[row.pk for row in rows]).delete()
    rebuild(at=END)
    chance.shuffle(rows)
    for row in rows:
        draft = Draft(
            id=row.id, kind=row.kind, about=row.about, actor=row.actor, happened_at=row.happened_at, body=row.body,
            campaign=row.campaign, org=row.org, post=row.post,
        )  # fmt: skip
        append([draft], at=END, strict=False)
    assert tables() == stands


@pytest.mark.mission("X8")
def test_what_was_struck_off_too_early_is_owed_again_until_it_is_put_right(scene: Scene) -> None:
    told = [(1, 5, "banned"), (2, 9, "")]
    append(written(scene, told[:1]), at=END)
    tick(now=on(5, 20))
    assert owed(scene).state == "met"
    append(written(scene, told)[2:], at=END)
    tick(now=on(5, 21))
    assert owed(scene).state == "open", "a problem found before arrives afterwards"
    append([ended(scene, derived("case of the shop", 1), "banned", BEGAN + timedelta(hours=4))], at=END)
    tick(now=on(5, 22))
    assert owed(scene).state == "met"


@pytest.mark.mission("X8")
def test_what_is_found_after_the_due_day_takes_nothing_back(scene: Scene) -> None:
    append(written(scene, [(1, 5, "banned"), (24 * 20, 1, "")]), at=END)
    assert owed(scene).due_at < BEGAN + timedelta(days=20)
    tick(now=END)
    assert owed(scene).state == "met"
