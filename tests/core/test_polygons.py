"""Outlines and their area."""

from __future__ import annotations

from math import cos, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang.core.polygons import METRES_A_DEGREE, NoPolygon, differs, known_polygon, read_polygon


def rectangle(east: float, north: float, lat: float = 30.66, lng: float = 104.08) -> str:
    """A text of corners, so many metres wide and high."""
    x, y = east / METRES_A_DEGREE / cos(radians(lat)), north / METRES_A_DEGREE
    return f"{lat},{lng} {lat},{lng + x} {lat + y},{lng + x} {lat + y},{lng}"


@pytest.mark.mission("C16")
@given(st.floats(10, 900), st.floats(10, 900), st.floats(18, 52))
def test_the_area_is_that_of_the_parcel(east: float, north: float, lat: float) -> None:
    assert read_polygon(rectangle(east, north, lat)).area == pytest.approx(east * north, rel=0.005)


@pytest.mark.mission("C16")
def test_the_area_is_said_in_mu_and_held_against_the_register() -> None:
    polygon = read_polygon(rectangle(100, 20))
    assert polygon.words == "3.00 亩（2000 平方米，4 个拐点）"
    assert (differs(polygon, 3.0, "亩"), differs(polygon, 1000, "平方米"), differs(polygon, 3, "头")) == (0, 100, None)


@pytest.mark.mission("C16")
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "只有 0 个拐点"),
        ("30.66,104.08 30.67,104.08", "只有 2 个拐点"),
        ("30.66,104.08 30.67,104.09 30.66,104.09 30.67,104.08", "互相交叉"),
        ("30.66,104.08 北边 30.67,104.08", "第 2 个拐点“北边”不是坐标"),
        ("130.66,104.08 30.67,104.08 30.66,104.09", "第 1 个拐点"),
        ("30,104 31,104 31,105 30,105", "面积"),
        ("30.66,104.08 30.66,104.08 30.66,104.08", "只有 1 个拐点"),
    ],
)
def test_what_is_no_outline_is_refused_with_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(NoPolygon, match=message):
        read_polygon(text)
    assert known_polygon(text) is None


def test_a_closed_ring_and_doubled_corners_are_the_same_outline() -> None:
    text = rectangle(100, 20)
    first = text.split()[0]
    assert read_polygon(f"{first} {text} {first}") == read_polygon(text)


@given(st.text(alphabet="0123456789.,- ;度", max_size=120))
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    try:
        polygon = read_polygon(text)
    except NoPolygon:
        return
    assert read_polygon(polygon.text).area == pytest.approx(polygon.area, rel=0.05, abs=50)
