"""The map: borders and points of what the post covers, marked without need of colour, with the list beside it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from taizhang.config.map_tiles import map_tiles
from taizhang.core.coordinates import Datum, converted
from taizhang.subjects.operations import NewSubject, add_subjects
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.mission("F1")]

OUTLINE = "34.350000,107.240000 34.350000,107.241000 34.351000,107.241000 34.351000,107.240000"
FIRST, SECOND = "530199001001-01", "530199001002-01"


@pytest.fixture
def parcels(cast: Cast, at: datetime) -> None:
    said: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
        ("东塬一号地", FIRST, {"use_found": "撂荒", "outline": OUTLINE}, {}),
        ("柏沟坡地", FIRST, {"use_found": "鱼塘"}, {"lat": 34.36, "lng": 107.25}),
        ("石坪台地", SECOND, {"use_found": "撂荒"}, {"lat": 34.37, "lng": 107.26}),
        ("没有定位的地", FIRST, {"use_found": "正常耕种"}, {}),
    ]
    new = [
        NewSubject(kind="parcel", name=name, org=cast.orgs[grid].number, contact="苏明川", fields=fields, **point)
        for name, grid, fields, point in said
    ]
    add_subjects(new, by=cast.office, at=at - timedelta(days=1))


@pytest.fixture
def clerk(browser: Callable[[str], Client]) -> Client:
    return browser("clerk")


@pytest.fixture
def other_clerk(browser: Callable[[str], Client]) -> Client:
    return browser("other_clerk")


def shapes(client: Client, query: str = "") -> dict[str, dict[str, Any]]:
    """{name: feature}."""
    response = client.get(f"/map/shapes.geojson?{query}")
    assert response.streaming
    found = json.loads(b"".join(response.streaming_content))  # type: ignore[attr-defined]
    return {one["properties"]["label"]: one for one in found["features"]}


def test_borders_and_points_are_drawn_and_lead_to_the_parcel(office: Client, parcels: None) -> None:
    found = shapes(office)
    assert set(found) == {"东塬一号地", "柏沟坡地", "石坪台地"}
    assert found["东塬一号地"]["geometry"]["type"] == "Polygon"
    assert found["柏沟坡地"]["geometry"] == {"type": "Point", "coordinates": [107.25, 34.36]}
    assert "东塬一号地" in office.get(found["东塬一号地"]["properties"]["url"]).content.decode()
    assert "苏明川" not in json.dumps(found, ensure_ascii=False)


def test_nobody_sees_more_of_the_map_than_their_post_covers(clerk: Client, other_clerk: Client, parcels: None) -> None:
    assert set(shapes(clerk)) == {"东塬一号地", "柏沟坡地"}
    assert set(shapes(other_clerk)) == {"石坪台地"}
    page = clerk.get("/map/").content.decode()
    assert "没有定位的地" in page and "石坪台地" not in page


def test_uses_are_told_apart_by_a_sign_each_and_the_list_says_them_in_words(office: Client, parcels: None) -> None:
    query = "kind=parcel&by=use_found"
    signs = {name: one["properties"]["mark"] for name, one in shapes(office, query).items()}
    assert signs == {"东塬一号地": "撂", "柏沟坡地": "鱼", "石坪台地": "撂"}
    page = office.get(f"/map/?{query}").content.decode()
    legend = json.loads(page.partition('id="map-legend" type="application/json">')[2].partition("</script>")[0])
    assert len({one["sign"] for one in legend}) == len(legend)
    assert {"撂荒", "鱼塘", "果树林木", "取土"} <= {one["name"] for one in legend}
    assert "<span>鱼塘</span>" in page


def test_personal_fields_are_no_way_to_tell_parcels_apart(office: Client, parcels: None) -> None:
    page = office.get("/map/?kind=parcel&by=person").content.decode()
    assert 'value="land_class"' in page and 'value="person"' not in page


@pytest.mark.mission("C73")
def test_without_a_setting_the_page_calls_nowhere_outside_and_with_one_only_there(
    office: Client, parcels: None, settings: Any
) -> None:
    plain = office.get("/map/")
    assert "https://" not in plain.headers["Content-Security-Policy"]
    assert "tianditu" not in plain.content.decode()
    settings.MAP_TILES = map_tiles({"TAIZHANG_TILES": "tianditu:abc"})
    page = office.get("/map/")
    assert "img-src 'self' https://t0.tianditu.gov.cn data:" in page.headers["Content-Security-Policy"]
    assert settings.MAP_TILES.datum is Datum.CGCS2000
    assert "tk=abc" in page.content.decode()


@pytest.mark.mission("C73")
def test_what_is_drawn_lies_on_tiles_of_another_datum(office: Client, parcels: None, settings: Any) -> None:
    address = "https://tiles.example.org/{z}/{x}/{y}.png"
    settings.MAP_TILES = map_tiles({"TAIZHANG_TILES": address, "TAIZHANG_TILES_DATUM": "gcj02"})
    lng, lat = shapes(office)["柏沟坡地"]["geometry"]["coordinates"]
    assert (lat, lng) == pytest.approx(converted((34.36, 107.25), Datum.WGS84, Datum.GCJ02), abs=1e-6)
    for wrong in ({"TAIZHANG_TILES_DATUM": "bd09"}, {"TAIZHANG_TILES": "https://tiles.example.org/"}):
        with pytest.raises(ImproperlyConfigured):
            map_tiles(wrong)


def gathered(client: Client, window: str, query: str = "") -> list[dict[str, Any]]:
    answer = client.get(f"/map/clusters.geojson?window={window}&across=14&{query}")
    assert answer.status_code == 200, answer.content
    return [one["properties"] for one in answer.json()["features"]]


ALL = "107,34,108,35"


@pytest.mark.mission("C72")
def test_few_points_in_a_window_are_drawn_one_by_one_and_only_those_that_one_covers(
    office: Client, clerk: Client, other_clerk: Client, parcels: None
) -> None:
    assert {one["label"] for one in gathered(office, ALL)} == {"柏沟坡地", "石坪台地"}
    assert [one["label"] for one in gathered(clerk, ALL)] == ["柏沟坡地"]
    assert [one["label"] for one in gathered(other_clerk, ALL)] == ["石坪台地"]
    assert not gathered(other_clerk, "107.24,34.35,107.255,34.365"), "a window is no way round the scope"
    for wrong in ("", "1,2,3", "5,5,1,1", "0,0,999,1", "nan,0,1,1"):
        assert office.get(f"/map/clusters.geojson?window={wrong}").status_code == 422


@pytest.mark.mission("C72")
def test_many_points_are_gathered_by_the_database_and_none_is_lost(
    office: Client, clerk: Client, cast: Cast, at: datetime, django_assert_max_num_queries: Any
) -> None:
    new = [
        NewSubject(
            kind="parcel", name=f"第{number}块地", org=cast.orgs[FIRST if number % 2 else SECOND].number,
            lat=34.1 + number % 40 * 0.01, lng=107.1 + number // 40 * 0.01,
        )
        for number in range(800)
    ]  # fmt: skip
    add_subjects(new, by=cast.office, at=at - timedelta(days=1))
    with django_assert_max_num_queries(12):
        found = gathered(office, ALL)
    assert sum(one["count"] for one in found) == 800 and len(found) < 250
    for one in found:
        (south, west), (north, east) = one["bounds"]
        assert south <= north and west <= east
    assert sum(one["count"] for one in gathered(clerk, ALL)) == 400
    near = gathered(office, "107.095,34.095,107.125,34.2")
    assert all("label" in one for one in near) and len(near) == 33
