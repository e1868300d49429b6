"""Charts as pictures: what is drawn has the right size, and a machine without Chinese fonts tells the names below."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from PIL import Image

from taizhang.render.chart_sheet import DARK, LIGHT, scale
from taizhang.render.charts import Bar, bars, by_day
from taizhang.render.document import OfficialDocument, Picture, Pictures
from tests.render.conftest import Measure

pytestmark = pytest.mark.mission("C66")

ROWS = (Bar("柳荫社区", 40, 10), Bar("稻香社区", 20, 20), Bar("空白社区", 0, 0))
FIRST = date(2026, 5, 11)


def opened(picture: Picture) -> Image.Image:
    assert picture.data is not None
    return Image.open(io.BytesIO(picture.data)).convert("RGB")


def run_of(image: Image.Image, y: int, colour: str) -> int:
    """So many pixels of a row have the colour."""
    wanted = tuple(int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return sum(image.getpixel((x, y)) == wanted for x in range(image.width))


def bar_runs(image: Image.Image, colour: str, least: int = 40) -> list[int]:
    """The lengths of the bars of a colour, from above: one for each stretch of rows in which it is seen."""
    runs = [run_of(image, y, colour) for y in range(100, image.height)]
    lengths: list[int] = []
    for before, now in zip([0, *runs], runs, strict=False):
        if now >= least > before:
            lengths.append(now)
    return lengths


def test_bars_are_as_long_as_their_figures() -> None:
    image = opened(bars(ROWS, whole="发现", part="销号", caption="各单位"))
    light, dark = bar_runs(image, LIGHT), bar_runs(image, DARK)
    assert len(light) == 1 and len(dark) == 2
    assert dark[1] == pytest.approx(2 * dark[0], rel=0.02)
    assert light[0] == pytest.approx(3 * dark[0], rel=0.02)


@pytest.mark.parametrize("days", [7, 40])
def test_days_are_drawn_from_the_first_to_the_last(days: int) -> None:
    last = FIRST + timedelta(days=days - 1)
    image = opened(by_day(FIRST, last, ("发现", {FIRST: 3}), ("销号", {last: 3}), caption="每日"))
    light = [x for x in range(image.width) if column_has(image, x, LIGHT)]
    dark = [x for x in range(image.width) if column_has(image, x, DARK)]
    assert min(light) < image.width / 5 and max(dark) > image.width * 4 / 5
    assert min(dark) > min(light)


def column_has(image: Image.Image, x: int, colour: str) -> bool:
    wanted = tuple(int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return any(image.getpixel((x, y)) == wanted for y in range(110, image.height))


def test_without_a_chinese_font_names_become_numbers_that_the_caption_tells() -> None:
    drawn = bars(ROWS, whole="发现", part="销号", caption="各单位", faces=("no-such-font.ttf",))
    assert drawn.caption == "各单位（1为发现，2为销号，3为柳荫社区，4为稻香社区，5为空白社区）"
    assert bar_runs(opened(drawn), DARK)


def test_the_same_figures_give_the_same_picture() -> None:
    once, again = (bars(ROWS, whole="发现", part="销号", caption="各单位") for _ in range(2))
    assert once == again


@pytest.mark.parametrize(
    ("most", "steps"),
    [(0, [0, 1]), (1, [0, 1]), (5, [0, 1, 2, 3, 4, 5]), (7, [0, 2, 4, 6, 8]), (99, [0, 20, 40, 60, 80, 100])],
)
def test_the_scale_is_whole_and_reaches_the_highest(most: int, steps: Sequence[int]) -> None:
    assert scale(most) == steps


def test_a_chart_stays_within_the_type_area(measured: Measure) -> None:
    chart = by_day(FIRST, FIRST + timedelta(days=6), ("发现", {FIRST: 3}), ("销号", {}), caption="每日发现和销号")
    (page,) = measured(OfficialDocument("周报", "青禾街道", (Pictures((chart,), per_row=1),)))
    assert any("每日发现和销号" in line.text for line in page.text_lines)
