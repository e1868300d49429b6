"""The fold of a ladder into its row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from taizhang.core.calendar import working_calendar
from taizhang.core.entry import Entry, SetAside
from taizhang.core.methods import Ladder as Standing
from taizhang.core.methods import climb
from taizhang.core.plan.paper import Method
from taizhang.journal.projections import Folded, Projection, register

from .models import Ladder


class LadderProjection(Projection[Ladder]):
    """Periods run by the national working calendar."""

    thing = "method"
    model = Ladder

    def fold(self, about: UUID, entries: Sequence[Entry], before: Ladder | None) -> Folded[Ladder]:
        first = next((entry for entry in entries if entry.verb == "entered"), None)
        if first is None:
            return Folded(None, [SetAside(entry.id, "not-begun") for entry in entries])
        state, aside = climb(Method.model_validate(first.body["method"]), entries, working_calendar())
        if not state.taken:
            return Folded(None, aside)
        lost = {item.entry for item in aside}
        taken = [entry for entry in entries if entry.verb == "entered" and entry.id not in lost]
        return Folded(_row(about, first, state, taken), aside)


def _row(about: UUID, first: Entry, state: Standing, taken: Sequence[Entry]) -> Ladder:
    body, last = first.body, taken[-1].body
    assert first.campaign is not None
    assert first.org is not None
    step, following = state.step, state.following
    return Ladder(
        id=about, case=UUID(str(body["case"])), campaign=first.campaign, org=first.org, path=body["path"],
        subject=UUID(str(body["subject"])) if body.get("subject") else None,
        line_org=body.get("line_org"), handler=last.get("handler"), method=body["method"],
        step=step.id if step else "", step_name=step.name if step else "", next_step=following.id if following else "",
        until=state.until, settled_at=state.settled_at, steps=[_taken(entry) for entry in taken],
    )  # fmt: skip


def _taken(entry: Entry) -> dict[str, Any]:
    body = entry.body
    return {
        "step": body["step"], "name": body.get("step_name", ""), "at": entry.happened_at.isoformat(),
        "documents": list(body.get("documents", ())), "evidence": list(body.get("evidence", ())),
        "note": body.get("note", ""), "by": body.get("name", ""),
    }  # fmt: skip


register(LadderProjection())
