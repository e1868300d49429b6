"""The filter of the register: read from the address."""

from __future__ import annotations

from django.http import QueryDict

from taizhang.subjects.models import Subject
from taizhang.subjects.queries import Filter
from taizhang.web.place_filter import path_of

STATES = [("active", "在册"), ("closed", "已注销"), ("merged", "已合并"), ("all", "全部")]


def filter_of(asked: QueryDict) -> Filter:
    """The filter that the address names; what cannot be understood narrows nothing, but a place unknown finds none."""
    state = asked.get("state", "active")
    return Filter(
        kind=asked.get("kind", ""),
        path=path_of(asked.get("org", "")),
        state="" if state == "all" else state if state in Subject.STATES else "active",
        text=asked.get("q", ""),
        without_grid=asked.get("without_grid") == "1",
    )
