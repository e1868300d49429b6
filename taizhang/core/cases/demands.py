"""What a case itself demands of a step: its place in the loop, another person, reasons, evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from taizhang.core.entry import Entry

from .state import FIVE, CaseState
from .steps import STEPS


def refusal_of(state: CaseState, entry: Entry) -> str:
    """Why the entry cannot apply ("" if it can). Powers and scope are the door's; this is what the case demands."""
    if entry.verb == "rung":
        return _rung_refusal(state, entry)
    step = STEPS[entry.verb]
    if state.state not in step.sources:
        return "not-now"
    if any(state.doers.get(verb) == entry.actor for verb in step.not_by):
        return "same-person"
    if step.needs_reason and not _said(entry, "reason"):
        return "reason-missing"
    if step.needs_evidence and (refusal := _evidence_refusal(state, entry)):
        return refusal
    check = _DEMANDS.get(entry.verb)
    return check(state, entry) if check else ""


def _rung_refusal(state: CaseState, entry: Entry) -> str:
    """Rungs of one moment may stand in any order."""
    moments = [state.moment_of(rung) for rung in state.rungs if rung.name == entry.body["rung"]]
    return "" if any(moment is not None and moment <= entry.happened_at for moment in moments) else "not-now"


def _said(entry: Entry, key: str) -> bool:
    return bool(str(entry.body.get(key, "")).strip())


def _evidence_refusal(state: CaseState, entry: Entry) -> str:
    """A photo where the category asks for one, otherwise at least an account of what was done, written or spoken."""
    if entry.body.get("photos") or entry.body.get("erased"):  # it was there, until its time was over
        return ""
    if state.filing.body.get("evidence", True):
        return "evidence-missing"
    return "" if _said(entry, "reason") or entry.body.get("voices") else "account-missing"


def missing_of_five(severity: str, body: Mapping[str, Any]) -> list[str]:
    """Which of 五落实 an assignment of a major hazard lacks."""
    return [key for key in FIVE if not str(body.get(key, "")).strip()] if severity == "major" else []


def _assignment_refusal(state: CaseState, entry: Entry) -> str:
    if not entry.body.get("handler"):
        return "handler-missing"
    return "five-missing" if missing_of_five(state.filing.body.get("severity", ""), entry.body) else ""


def _request_refusal(state: CaseState, entry: Entry) -> str:
    most = state.terms.get("extensions")
    if most is not None and state.extensions >= most:
        return "extensions-used"
    later = state.due_at is None or datetime.fromisoformat(entry.body["until"]) > state.due_at
    return "" if later else "deadline-not-later"


def _pending_refusal(state: CaseState, entry: Entry) -> str:
    return "no-pending-extension" if state.pending_extension is None else ""


def _decision_refusal(state: CaseState, entry: Entry) -> str:
    if refusal := _pending_refusal(state, entry):
        return refusal
    granted = entry.body.get("until")
    later = not granted or state.due_at is None or datetime.fromisoformat(granted) > state.due_at
    return "" if later else "deadline-not-later"


def _supervision_refusal(state: CaseState, entry: Entry) -> str:
    """Level by level: each level supervises a case once."""
    levels = {item["level"] for item in state.supervision}
    return "already-done" if entry.body.get("level", "") in levels else ""


_DEMANDS: dict[str, Callable[[CaseState, Entry], str]] = {
    "assigned": _assignment_refusal,
    "transferred": lambda state, entry: "" if entry.body.get("handler") else "handler-missing",
    "fixed_on_spot": lambda state, entry: "" if state.terms.get("on_the_spot", True) else "not-on-the-spot",
    "extension_requested": _request_refusal,
    "extension_withdrawn": _pending_refusal,
    "extended": _decision_refusal,
    "extension_denied": _decision_refusal,
    "supervised": _supervision_refusal,
}
