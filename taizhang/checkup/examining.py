"""The check-up itself: every family of rules over every plan of a text."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from taizhang.reading import Reading, read_bytes, read_text
from taizhang.reading.plain import source_of
from taizhang.reading.plantext import PlanText
from taizhang.reading.splitting import plan_spans

from .families.blanks import blanks
from .families.burden import burden
from .families.dates import dates
from .families.deadlines import deadlines
from .families.duties import duties
from .families.ladder import ladder
from .families.numbering import numbering
from .families.phases import phases
from .families.reports import reports
from .families.targets import targets
from .finding import Finding
from .paper import Paper

FAMILY_CHECKS: tuple[Callable[[Paper], Iterator[Finding]], ...] = (
    numbering, blanks, dates, phases, deadlines, duties, reports, targets, ladder, burden,
)  # fmt: skip


def check_text(text: str) -> list[Finding]:
    """What is wrong with the plans of a text, in the order of the text. Never raises."""
    return check_reading(read_text(text))


def check_bytes(content: bytes, name: str) -> list[Finding]:
    """The same for a file. Raises taizhang.reading.UnreadableFile."""
    return check_reading(read_bytes(content, name))


def check_reading(reading: Reading) -> list[Finding]:
    """The same where the text has been read already."""
    source = source_of(reading.text)
    spans = plan_spans(source)
    papers = [
        Paper(PlanText(source, start, end), plan) for (start, end), plan in zip(spans, reading.plans, strict=True)
    ]
    found = {finding: None for paper in papers for check in FAMILY_CHECKS for finding in check(paper)}
    return sorted(found, key=lambda finding: (finding.place.start or 0, finding.place.end or 0, finding.code))
