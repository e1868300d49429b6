"""Borders from files read in their own coordinates, matched with the tree, shown to whom they are due."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from math import cos, hypot, radians
from typing import Any

import pytest
import shapefile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from taizhang.boundaries.coarser import coarser
from taizhang.boundaries.matching import matched
from taizhang.boundaries.models import Boundary
from taizhang.boundaries.shapes import Shape, shapes_in
from taizhang.core.coordinates import Datum, converted
from taizhang.core.gauss_kruger import Zone, zone_of
from taizhang.core.refusals import Refused
from taizhang.journal.models import StoredEntry
from tests.cast import Cast
from tests.loop.conftest import Clock
from tests.loop.conftest import clock as clock
from tests.loop.conftest import scene as scene
from tests.loop.scene import Scene, in_words

pytestmark = [pytest.mark.mission("C72", "C73"), pytest.mark.django_db]

SQUARE = [(102.60, 25.00), (102.62, 25.00), (102.62, 25.02), (102.60, 25.02), (102.60, 25.00)]
BESIDE = [(102.62, 25.00), (102.64, 25.00), (102.64, 25.02), (102.62, 25.02), (102.62, 25.00)]
CGCS2000 = (
    'GEOGCS["China Geodetic Coordinate System 2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
XIAN = CGCS2000.replace("China Geodetic Coordinate System 2000", "GCS_Xian_1980").replace("D_China_2000", "D_Xian_1980")


def on_a_map(meridian: float, east: float) -> str:
    return (
        f'PROJCS["CGCS2000_3_Degree_GK_CM_{meridian:.0f}E",{CGCS2000},PROJECTION["Gauss_Kruger"],'
        f'PARAMETER["False_Easting",{east}],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",{meridian}],'
        'PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
    )


def geojson(*areas: tuple[Mapping[str, Any], Sequence[tuple[float, float]]], crs: str = "") -> bytes:
    features = [
        {"type": "Feature", "properties": said, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for said, ring in areas
    ]
    named = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    return json.dumps({"type": "FeatureCollection", **named, "features": features}, ensure_ascii=False).encode()


def packed(
    rows: Sequence[tuple[str, str, Sequence[tuple[float, float]]]], prj: str = CGCS2000, encoding: str = "gb18030"
) -> bytes:
    """A shapefile as most offices send it: words in GB 18030, no .cpg that says so."""
    parts = {name: io.BytesIO() for name in ("shp", "shx", "dbf")}
    with shapefile.Writer(**parts, shapeType=shapefile.POLYGON, encoding=encoding) as writer:  # type: ignore[arg-type]
        writer.field("XZQDM", "C", 20)
        writer.field("XZQMC", "C", 60)
        for code, name, ring in rows:
            writer.poly([list(ring)[::-1]])
            writer.record(code, name)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, part in parts.items():
            archive.writestr(f"边界/村界.{name}", part.getvalue())
        if prj:
            archive.writestr("边界/村界.prj", prj)
    return made.getvalue()


def refusal(content: bytes, given: Datum | None = None) -> str:
    with pytest.raises(Refused) as caught:
        shapes_in(content, given)
    return caught.value.sentence


def test_metres_of_a_gauss_kruger_map_become_degrees() -> None:
    """On the middle meridian by the length of the meridian; beside it by the scale that such a map is known to have."""
    zone = Zone(105.0)
    lat, lng = zone.spot(500_000, 4_984_944.378)
    assert lng == pytest.approx(105.0, abs=1e-12) and lat == pytest.approx(45.0, abs=1e-8)
    for east in (380_000.0, 560_000.0, 640_000.0):
        one, other = zone.spot(east, 2_770_000), zone.spot(east + 100, 2_770_000)
        north = (other[0] - one[0]) * 110_777  # metres a degree at 25° of latitude
        along = (other[1] - one[1]) * 111_320 * cos(radians(one[0])) * (1 + 0.00669438 * 0.5 * 0.1786)
        assert hypot(along, north) == pytest.approx(100 / (1 + (east - 500_000) ** 2 / 2 / 6_367_000**2), rel=2e-4)
    assert zone_of(4543) == Zone(102.0) and zone_of(4522) == Zone(102.0, 34_500_000.0) and zone_of(3857) is None


def test_a_shapefile_on_a_gauss_kruger_map_lies_where_its_degrees_lie() -> None:
    zone = Zone(102.0, 34_500_000.0)
    corners = [(34_560_500.0, 2_766_000.0), (34_562_500.0, 2_766_000.0), (34_562_500.0, 2_768_000.0)]
    ring = [*corners, corners[0]]
    [shape] = shapes_in(packed([("1", "柳荫社区", ring)], on_a_map(102, 34_500_000.0)), None)
    assert shape.said == {"XZQDM": "1", "XZQMC": "柳荫社区"}
    found = {(round(lat, 6), round(lng, 6)) for lng, lat in shape.polygons[0][0]}
    assert found == {tuple(round(part, 6) for part in zone.spot(*corner)) for corner in corners}
    [same] = shapes_in(geojson(({}, ring), crs="urn:ogc:def:crs:EPSG::4522"), None)
    assert same.polygons[0][0][0] == pytest.approx(zone.spot(*corners[0])[::-1])


def test_coordinates_that_nobody_can_place_are_refused_with_the_way_to_mend_them() -> None:
    assert "西安 80" in refusal(packed([("1", "村", SQUARE)], XIAN)) and "EPSG:4490" in refusal(
        packed([("1", "村", SQUARE)], XIAN)
    )
    mercator = geojson(({}, [(11_420_000, 2_870_000), (11_421_000, 2_870_000), (11_421_000, 2_871_000)]))
    assert "不是经纬度" in refusal(mercator) and ".prj" in refusal(mercator)
    assert "EPSG::3857" in refusal(geojson(({}, SQUARE), crs="urn:ogc:def:crs:EPSG::3857"))
    assert "投影带" in refusal(packed([("1", "村", [(1.0, 1.0), (9e7, 1.0), (9e7, 9e6)])], on_a_map(102, 500_000)))


def test_maps_for_telephones_are_shifted_back() -> None:
    [shape] = shapes_in(geojson(({}, SQUARE)), Datum.GCJ02)
    lng, lat = shape.polygons[0][0][0]
    assert (lat, lng) == pytest.approx(converted((25.00, 102.60), Datum.GCJ02, Datum.WGS84))
    assert abs(lng - 102.60) > 0.0005


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "既不是 zip"),
        (b"{", "既不是 zip"),
        (b"[]", "FeatureCollection"),
        (b"PK\x03\x04", "zip 打不开"),
        ("{\"名\": 1}".encode("gb18030"), "UTF-8"),
        (b'{"type":"FeatureCollection","features":[null,{"geometry":{"type":"Point","coordinates":[1,2]}}]}', "没有面"),
        (geojson(({}, [("a", "b")])), "不是数字"),
        (geojson(({}, [(float("nan"), 1)])), "不是数字"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_borders_is_told(content: bytes, said: str) -> None:
    assert said in refusal(content)


def test_a_zip_without_its_parts_is_told() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("村界.shp", b"junk")
    assert ".dbf" in refusal(made.getvalue())
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("村界.shp", b"junk")
        archive.writestr("村界.dbf", b"junk")
    assert "损坏" in refusal(made.getvalue())


def test_neighbours_keep_one_border_between_them_when_they_are_made_coarser() -> None:
    bent = [(102.62 + 0.0003 * (step % 3), 25.0 + step * 0.0002) for step in range(101)]
    left = [[(102.60, 25.00), *bent, (102.60, 25.02), (102.60, 25.00)]]
    right = [[(102.64, 25.00), (102.64, 25.02), *bent[::-1], (102.64, 25.00)]]
    one, other = coarser([[left], [right]], most=150)
    own, beside = set(one[0][0]), set(other[0][0])
    shared = {corner for corner in own if corner[0] > 102.61}
    assert len(shared) > 3 and shared == {corner for corner in beside if corner[0] < 102.63}
    tiny = [(102.6, 25.0), (102.60001, 25.0), (102.60001, 25.00001), (102.6, 25.0)]
    assert coarser([[[tiny]]], most=1)[0][0][0] == tiny, "an area that would vanish keeps its corners"


def test_areas_are_found_by_code_or_name_whatever_the_office_calls_them(cast: Cast) -> None:
    areas = list(cast.orgs.values())

    def found(column: str, *values: str) -> list[str]:
        match = matched([Shape({column: value}, []) for value in values], areas)
        return [line.org.name if line.org else "" for line in match.lines]

    assert found("代码", "530199001001", "530199001000", "530199001009") == ["柳荫社区", "青禾街道", ""]
    assert found("名称", "柳荫社区居民委员会", "稻香居委会", " 青禾 街道 ") == ["柳荫社区", "稻香社区", "青禾街道"]
    assert found("名称", "柳荫社区", "柳荫社区") == ["", ""], "two shapes that are one area are for a person to settle"


def send(client: Client, content: bytes, name: str = "村界.geojson", datum: str = "") -> Any:
    upload = SimpleUploadedFile(name, content)
    return client.post("/boundaries/", {"file": upload, "datum": datum}, follow=True)


def saved(client: Client, content: bytes, **typed: str) -> Any:
    page = send(client, content)
    where = page.redirect_chain[-1][0]
    return client.post(where, {"back": where, **typed}, follow=True)


def test_an_office_sends_a_file_sees_what_fits_and_settles_the_rest(office: Client, cast: Cast, clock: Clock) -> None:
    content = geojson(({"名称": "柳荫社区"}, SQUARE), ({"名称": "老稻香"}, BESIDE))
    page = send(office, content)
    said = in_words(page)
    assert "2 个面，按“名称”列的名称对上 1 个，1 个没有对上" in said and "老稻香" in said
    assert not Boundary.objects.exists(), "nothing is written before it was looked at"
    wrong = saved(office, content, **{"match-1": "别处"})
    assert "老稻香：没有“别处”这个地方" in in_words(wrong)
    assert html.fromstring(wrong.content.decode()).xpath("//input[@name='match-1']/@value") == ["别处"]
    assert "已保存 2 个地方的边界" in in_words(saved(office, content, **{"match-1": "530199001002"}))
    assert set(Boundary.objects.values_list("org", flat=True)) == {cast.orgs[f"53019900100{n}"].number for n in (1, 2)}
    entry = StoredEntry.objects.filter(kind="boundary.set").first()
    assert entry is not None and entry.body["file"]["name"] == "村界.geojson" and entry.body["name"] == "程思远"
    number = cast.orgs["530199001002"].number
    assert "已撤下稻香社区的边界" in in_words(office.post(f"/boundaries/{number}/drop", follow=True))
    assert not Boundary.objects.get(org=number).polygons


def test_a_refused_file_is_told_on_the_same_page_and_nothing_is_kept(office: Client) -> None:
    page = send(office, b"not a file of borders")
    assert page.status_code == 422 and "GeoJSON" in in_words(page) and "导入边界" in in_words(page)


def test_who_runs_the_office_or_the_system_may_and_nobody_else(browser: Any, clock: Clock) -> None:
    content = geojson(({"名称": "柳荫社区"}, SQUARE))
    assert "已保存 1 个" in in_words(saved(browser("system_admin"), content))
    for name in ("clerk", "leader", "bureau", "grid_worker", "supervisor", "auditor"):
        assert browser(name).get("/boundaries/").status_code == 403


def test_a_border_of_another_county_is_neither_set_nor_shown(scene: Scene, clock: Clock) -> None:
    office, clerk = scene.person("office").client, scene.person("clerk").client
    saved(office, geojson(({"名称": "柳荫第一网格"}, SQUARE), ({"名称": "稻香第一网格"}, BESIDE)))
    first, second = (scene.org(code).number for code in ("530199001001", "530199001002"))

    def drawn(client: Client, place: int) -> Any:
        return client.get(f"/screen/{scene.campaign.pk}/{place}/areas.geojson")

    grid = scene.org("530199001001-01").number
    assert [one["properties"]["org"] for one in drawn(clerk, first).json()["features"]] == [grid]
    assert drawn(clerk, second).status_code == 404
    assert drawn(office, second).json()["features"][0]["properties"]["org"] == scene.org("530199001002-01").number
    foreign = matched(shapes_in(geojson(({"名称": "稻香社区"}, SQUARE)), None), [scene.org("530199001001")])
    assert foreign.unmatched, "only the areas of one's own are offered"


def test_borders_lie_on_tiles_of_another_datum(scene: Scene, clock: Clock, settings: Any) -> None:
    from taizhang.config.map_tiles import map_tiles

    office = scene.person("office").client
    saved(office, geojson(({"名称": "柳荫社区"}, SQUARE)))
    address = "https://tiles.example.org/{z}/{x}/{y}.png"
    settings.MAP_TILES = map_tiles({"TAIZHANG_TILES": address, "TAIZHANG_TILES_DATUM": "gcj02"})
    root = scene.campaign.root
    page = office.get(f"/screen/{scene.campaign.pk}/{root}")
    assert "https://tiles.example.org" in page.headers["Content-Security-Policy"]
    [found] = office.get(f"/screen/{scene.campaign.pk}/{root}/areas.geojson").json()["features"]
    corners = {tuple(corner) for corner in found["geometry"]["coordinates"][0][0]}
    shifted = {converted((lat, lng), Datum.WGS84, Datum.GCJ02) for lng, lat in SQUARE}
    assert corners == {(round(lng, 6), round(lat, 6)) for lat, lng in shifted}


def test_the_fold_is_the_same_after_a_rebuild(scene: Scene, clock: Clock, at: datetime) -> None:
    from taizhang.journal.rebuild import rebuild

    saved(scene.person("office").client, geojson(({"名称": "柳荫社区"}, SQUARE)))
    before = list(Boundary.objects.values())
    rebuild(at=clock.now)
    assert before and list(Boundary.objects.values()) == before
