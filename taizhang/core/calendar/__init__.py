"""The Chinese working calendar: holidays, make-up workdays, periods such as "3wd", months, semesters."""

from .spans import Span, parse_span, span_label
from .work import CHINA, Semester, WorkCalendar, end_of_day, start_of_day, working_calendar

__all__ = [
    "CHINA",
    "Semester",
    "Span",
    "WorkCalendar",
    "end_of_day",
    "parse_span",
    "span_label",
    "start_of_day",
    "working_calendar",
]
