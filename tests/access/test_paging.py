"""Pages by key: every row once and in order, whatever the size, also where many rows share the value."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from taizhang.access.paging import page_by_key
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import NewSubject, add_subjects
from tests.cast import Cast


@pytest.fixture
def rows(cast: Cast, at: datetime) -> list[Subject]:
    """Nine subjects in two places, entered at three moments."""
    for hour in range(3):
        new = [
            NewSubject(kind="restaurant", name=f"{hour}时{number}号店", org=cast.orgs[code].number)
            for number, code in enumerate(("530199001001-01", "530199001001-01", "530199001002-01"))
        ]
        add_subjects(new, by=cast.office, at=at + timedelta(hours=hour))
    return list(Subject.objects.all())


@pytest.mark.parametrize("order", ["path", "-path", "updated_at", "-updated_at"])
@pytest.mark.parametrize("size", [1, 2, 4, 9, 10])
def test_all_pages_together_are_the_list(rows: list[Subject], order: str, size: int) -> None:
    found: list[Subject] = []
    after = ""
    while True:
        page, after = page_by_key(Subject.objects.all(), order, after, size)
        assert len(page) <= size
        found += page
        if not after:
            break
    sign = "-" if order.startswith("-") else ""
    assert found == list(Subject.objects.order_by(order, f"{sign}pk")) and len(found) == len(rows)


@pytest.mark.parametrize("broken", ["x", "~", "2026-13-99~1", "1/2/~not-an-id", "' OR 1=1~"])
def test_a_broken_key_begins_anew(rows: list[Subject], broken: str) -> None:
    for order in ("path", "-updated_at"):
        assert page_by_key(Subject.objects.all(), order, broken, 2) == page_by_key(Subject.objects.all(), order, "", 2)
