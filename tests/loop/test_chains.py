"""Household sorts, village collects, town transfers, county treats: the difference between stops is shown."""

from __future__ import annotations

from typing import Any

import pytest

from taizhang.books.keepers import keeper_of
from taizhang.books.operations import write
from taizhang.campaigns.queries import plan_of
from tests.cast import build_cast
from tests.loop.conftest import Clock
from tests.loop.scene import BEGIN, FIRST, PLAN, STREET, Scene, build_scene, on

TONS = [{"id": "tons", "label": "数量", "type": "number"}]
CHAIN: dict[str, Any] = {
    "books": [
        {"id": "collected", "title": "村收集登记", "by": {"level": "village"}, "fields": TONS, "sums": ["tons"]},
        {"id": "moved", "title": "镇转运登记", "by": {"unit": "safety"}, "fields": TONS, "sums": ["tons"]},
    ],
    "chains": [
        {"id": "refuse", "title": "生活垃圾逐级数量", "stops": [
            {"name": "村收集", "book": "collected", "field": "tons"},
            {"name": "镇转运", "book": "moved", "field": "tons"},
        ]},
    ],
}  # fmt: skip


@pytest.mark.mission("E9")
def test_the_difference_between_two_stops_shows_by_month(db: None, clock: Clock) -> None:
    scene = build_scene(build_cast(BEGIN), {**PLAN, **CHAIN})
    for month, collected, moved in ((4, "5.5", "5.5"), (5, "6.2", "5.9")):
        _write(scene, "clerk", "collected", FIRST, collected, month)
        _write(scene, "bureau", "moved", "530199001-AJB", moved, month)
    clock.to(5, 20)
    page = scene.person("office").look(f"/chains/{scene.campaign.pk}/{scene.org(STREET).number}")
    april, may = page.index("2026-04"), page.index("2026-05")
    assert "比上一环节少 0.3" in page[may:april] and "不一致" in page[may:april]
    assert "少" not in page[april:] and "一致" in page[april:]


def _write(scene: Scene, who: str, book: str, code: str, tons: str, month: int) -> None:
    asked = plan_of(scene.campaign).book(book)
    assert asked is not None
    keeper = keeper_of(getattr(scene.cast, who), scene.campaign, asked, org=scene.org(code).number)
    write(
        by=getattr(scene.cast, who), at=on(month, 20), campaign=scene.campaign, book=asked, keeper=keeper,
        given={"tons": tons},
    )  # fmt: skip
