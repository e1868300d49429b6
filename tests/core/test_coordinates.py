"""The same spot in the datums that maps in China use; there and back again."""

from __future__ import annotations

from math import cos, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang.core.coordinates import Datum, Spot, converted

pytestmark = pytest.mark.mission("C73")

CHINA = st.tuples(st.floats(18.2, 53.5), st.floats(73.6, 134.7))
ABROAD = st.one_of(
    st.tuples(st.floats(-60, 0.5), st.floats(-180, 180)), st.tuples(st.floats(-60, 60), st.floats(-180, 70))
)
DATUMS = st.sampled_from(list(Datum))


def metres(one: Spot, other: Spot) -> float:
    north, east = (one[0] - other[0]) * 111_195, (one[1] - other[1]) * 111_195 * cos(radians(one[0]))
    return float((north**2 + east**2) ** 0.5)


@given(CHINA, DATUMS, DATUMS)
def test_there_and_back_is_the_same_spot_to_a_millimetre(spot: Spot, given: Datum, wanted: Datum) -> None:
    assert metres(spot, converted(converted(spot, given, wanted), wanted, given)) < 0.001


@given(CHINA)
def test_the_shifts_are_of_the_size_that_maps_are_off_by(spot: Spot) -> None:
    gcj02, bd09 = (converted(spot, Datum.WGS84, datum) for datum in (Datum.GCJ02, Datum.BD09))
    assert 20 < metres(spot, gcj02) < 1200
    assert 400 < metres(gcj02, bd09) < 1500


@given(CHINA, DATUMS)
def test_cgcs2000_is_taken_as_wgs84(spot: Spot, other: Datum) -> None:
    assert converted(spot, Datum.CGCS2000, other) == converted(spot, Datum.WGS84, other)


@given(ABROAD)
def test_outside_china_nothing_is_shifted(spot: Spot) -> None:
    assert converted(spot, Datum.WGS84, Datum.GCJ02) == spot


@pytest.mark.parametrize(
    ("datum", "known"), [(Datum.GCJ02, (39.909604, 116.397228)), (Datum.BD09, (39.915950, 116.403562))]
)
def test_a_known_square_lies_where_the_maps_of_its_makers_show_it(datum: Datum, known: Spot) -> None:
    assert metres(converted((39.908202, 116.390985), Datum.WGS84, datum), known) < 5
