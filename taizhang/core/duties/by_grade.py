"""How often a subject is visited follows its grade, also where the grade changes on the way: no visit is owed twice.

At a change the window that runs stays, due at the latest when the new rhythm would have it; the windows of the old
rhythm that had not opened are gone, those of the new one begin after the change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from .windows import Window

NONE = "none"


def windows_by_grade(
    rhythms: Mapping[str, Sequence[Window]], grades: Sequence[tuple[datetime, str]], since: datetime
) -> list[Window]:
    """`rhythms`: {grade: its windows in order of time}; a grade that is not there owes nothing. `since`: from when on
    the subject is there."""
    before = [grade for moment, grade in grades if moment <= since]
    found = list(rhythms.get(before[-1] if before else NONE, ()))
    for moment, grade in grades:
        if moment > since:
            found = _changed(found, rhythms.get(grade, ()), moment)
    return found


def _changed(found: Sequence[Window], coming: Sequence[Window], moment: datetime) -> list[Window]:
    kept = [window for window in found if window.opens_at <= moment]
    running = bool(kept) and kept[-1].due_at > moment
    within = next((window for window in coming if window.opens_at <= moment < window.due_at), None)
    if running and within is not None:
        kept[-1] = kept[-1]._replace(due_at=min(kept[-1].due_at, within.due_at))
    elif not running and within is not None and not _same_period(kept, within):
        kept.append(within._replace(opens_at=moment))
    elif running and within is None and not coming:
        kept = kept[:-1]
    known = {window.label for window in kept}
    return [*kept, *(window for window in coming if window.opens_at > moment and window.label not in known)]


def _same_period(kept: Sequence[Window], within: Window) -> bool:
    return any(window.label == within.label for window in kept)
