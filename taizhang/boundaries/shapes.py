"""The areas in a file: GeoJSON, or a shapefile (.shp, .dbf, .prj …) packed into one zip."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

import shapefile

from taizhang.core.coordinates import Datum
from taizhang.core.refusals import Refused

from .systems import Reading, from_member, from_words

Ring = list[tuple[float, float]]
"""Corners as (longitude, latitude)."""

LARGEST_UNPACKED = 120 * 1024 * 1024
MOST = 5000
"""Areas in one file."""
PARTS = ("shp", "dbf", "shx", "prj", "cpg")


@dataclass(frozen=True, slots=True)
class Shape:
    """One area: what the file says of it, by column, and its polygons."""

    said: Mapping[str, str]
    polygons: Sequence[Sequence[Ring]]


def shapes_in(content: bytes, given: Datum | None) -> list[Shape]:
    """Every area of the file. Raises Refused("not-boundaries" | "other-coordinates")."""
    found = list(_from_zip(content, given) if content[:2] == b"PK" else _from_geojson(content, given))
    if not found:
        raise Refused("not-boundaries", "文件里没有面（多边形），点和线不是边界")
    if len(found) > MOST:
        raise Refused("not-boundaries", f"文件里有 {len(found)} 个面，最多 {MOST} 个，请按区县拆开")
    return found


def _from_geojson(content: bytes, given: Datum | None) -> Iterator[Shape]:
    try:
        held = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refused("not-boundaries", "GeoJSON 应是 UTF-8 编码") from None
    except (ValueError, RecursionError):
        raise Refused("not-boundaries", "既不是 zip，也不是完整的 GeoJSON") from None
    if not isinstance(held, dict) or held.get("type") not in ("FeatureCollection", "Feature"):
        raise Refused("not-boundaries", "GeoJSON 应是 FeatureCollection")
    reading = from_member(held.get("crs"), given)
    for feature in held.get("features", []) if held["type"] == "FeatureCollection" else [held]:
        if isinstance(feature, dict):
            yield from _shape(feature.get("geometry"), feature.get("properties"), reading)


def _from_zip(content: bytes, given: Datum | None) -> Iterator[Shape]:
    parts = _unpacked(content)
    if "shp" not in parts or "dbf" not in parts:
        raise Refused("not-boundaries", "zip 里要有同名的 .shp 和 .dbf，最好还有 .prj")
    reading = from_words(parts.get("prj", b"").decode("utf-8", "replace"), given)
    for geometry, said in _decoded(parts):
        yield from _shape(geometry, said, reading)


def _decoded(parts: Mapping[str, bytes]) -> Sequence[tuple[Any, Mapping[str, Any]]]:
    for encoding in _encodings(parts):
        try:
            return list(_rows(parts, encoding))
        except Exception:  # noqa: S112 - the reader fails in many ways over broken files and words in another encoding
            continue
    raise Refused("not-boundaries", "shapefile 不完整、已损坏，或 .dbf 里的文字编码不认识（请另存为 UTF-8）")


def _unpacked(content: bytes) -> dict[str, bytes]:
    """The parts of the first shapefile in the archive, by ending."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = [info for info in packed.infolist() if not info.is_dir() and "__MACOSX" not in info.filename]
            if sum(info.file_size for info in names) > LARGEST_UNPACKED:
                raise Refused("file-too-large", f"展开后超过 {LARGEST_UNPACKED // 1024 // 1024} MB")
            stems = [info.filename[:-4] for info in names if info.filename.lower().endswith(".shp")]
            if len(stems) > 1:
                raise Refused("not-boundaries", f"zip 里有 {len(stems)} 个 shapefile，请每次上传一个")
            return {
                info.filename[-3:].lower(): packed.read(info)
                for info in names
                if stems and info.filename[:-4] == stems[0] and info.filename[-3:].lower() in PARTS
            }
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        raise Refused("not-boundaries", "zip 打不开，或者加了密码") from None


def _encodings(parts: Mapping[str, bytes]) -> list[str]:
    """What the .cpg names comes first; many files of the country are in GB 18030 and say nothing."""
    named = parts.get("cpg", b"").decode("ascii", "ignore").strip().lower()
    first = {"936": "gb18030", "gbk": "gb18030", "gb2312": "gb18030", "gb18030": "gb18030"}.get(named, "utf-8")
    return [first, "gb18030" if first == "utf-8" else "utf-8"]


def _rows(parts: Mapping[str, bytes], encoding: str) -> Iterator[tuple[Any, Mapping[str, Any]]]:
    shp, dbf = io.BytesIO(parts["shp"]), io.BytesIO(parts["dbf"])
    shx = io.BytesIO(parts["shx"]) if "shx" in parts else None
    for row in shapefile.Reader(shp=shp, dbf=dbf, shx=shx, encoding=encoding).iterShapeRecords():
        if row.shape is not None and row.record is not None:
            yield row.shape.__geo_interface__, row.record.as_dict()


def _shape(geometry: Any, said: Any, reading: Reading) -> Iterator[Shape]:
    kind = geometry.get("type") if isinstance(geometry, dict) else ""
    if kind not in ("Polygon", "MultiPolygon"):
        return
    held = [geometry["coordinates"]] if kind == "Polygon" else geometry["coordinates"]
    try:
        polygons = [[_ring(ring, reading) for ring in polygon] for polygon in held]
    except (TypeError, ValueError, IndexError):
        raise Refused("not-boundaries", "有的坐标不是数字") from None
    columns = said if isinstance(said, dict) else {}
    yield Shape({str(key): _text(value) for key, value in columns.items()}, polygons)


def _ring(corners: Iterable[Sequence[Any]], reading: Reading) -> Ring:
    found = []
    for corner in corners:
        x, y = float(corner[0]), float(corner[1])
        if not (isfinite(x) and isfinite(y)):
            raise ValueError(corner)
        lat, lng = reading(x, y)
        found.append((lng, lat))
    return found


def _text(value: Any) -> str:
    """A code that stands in a column of numbers comes as 530199001.0."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()[:200]
