"""The check-up of a draft's text beside it: the findings of its plan, numbered in the order of the text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from taizhang.campaigns.models import PlanDraft
from taizhang.checkup import RULES, Finding, Severity, check_text, most_pressing

TONES = {Severity.GRAVE: "late", Severity.PLAIN: "watch", Severity.HINT: "quiet"}
ICONS = {Severity.GRAVE: "alert-circle", Severity.PLAIN: "alert-triangle", Severity.HINT: "info-circle"}


@dataclass(frozen=True, slots=True)
class Flaw:
    """A finding on the page: `number` counts from 1 in the order of the text."""

    number: int
    finding: Finding

    @property
    def tone(self) -> str:
        return TONES[self.finding.severity]

    @property
    def icon(self) -> str:
        return ICONS[self.finding.severity]

    @property
    def title(self) -> str:
        return RULES[self.finding.code].title

    @property
    def start(self) -> int:
        return self.finding.place.start or 0

    @property
    def end(self) -> int:
        return self.finding.place.end or 0


@lru_cache(maxsize=32)
def _found(text: str) -> tuple[Finding, ...]:
    return tuple(check_text(text))


def flaws_of(draft: PlanDraft) -> list[Flaw]:
    """What the check-up finds in the chosen plan of the draft's text."""
    plans = draft.reading.get("plans", [])
    chosen = plans[draft.chosen] if draft.chosen is not None and draft.chosen < len(plans) else {}
    start, end = chosen.get("span") or (0, len(draft.source_text))
    found = [one for one in _found(draft.source_text) if start <= (one.place.start or 0) < end]
    return [Flaw(number, finding) for number, finding in enumerate(found, start=1)]


def pressing(flaws: list[Flaw]) -> list[Flaw]:
    """The gravest first."""
    numbers = {flaw.finding: flaw for flaw in flaws}
    return [numbers[finding] for finding in most_pressing(list(numbers))]
