"""One row of a register read: its values in our types, its place, and what is wrong with it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from taizhang.core.coordinates import Datum, converted
from taizhang.core.plan import SubjectField, SubjectKind
from taizhang.core.polygons import Polygon, known_polygon
from taizhang.orgs.models import Org
from taizhang.subjects.events import COLUMNS
from taizhang.subjects.kinds import fields_by_column
from taizhang.subjects.sameness import plain
from taizhang.subjects.values import LONGEST, LONGEST_OWN, Unreadable, read_value, text_of

from .findings import Finding, finding
from .places import NoPlace, Places
from .subject_targets import DATUM, GRID, KIND, LAT, LNG, TOWNSHIP, VILLAGE

_PLACES = (TOWNSHIP, VILLAGE, GRID)
_LIMITS = {LAT: 90.0, LNG: 180.0}


@dataclass(slots=True)
class ReadRow:
    """`values` by column ("phone", "fields.seats"), empty cells left out. `place_named`: the row itself says where."""

    number: int
    kind: SubjectKind | None
    values: dict[str, Any]
    org: Org | None
    place_named: bool
    findings: list[Finding] = field(default_factory=list)

    @property
    def faulty(self) -> bool:
        return any(item.grave for item in self.findings)


class RowReader:
    """Reads rows of one table: `heads` and `mapping` by position, `kinds` by id, `kind` where all rows share it."""

    def __init__(
        self, heads: Sequence[str], mapping: Sequence[str], kinds: Mapping[str, SubjectKind], kind: str, places: Places
    ) -> None:
        self._heads = {target: heads[index] for index, target in enumerate(mapping) if target}
        self._columns = [(index, target) for index, target in enumerate(mapping) if target]
        self._kind = kinds.get(kind)
        self._by_word = {plain(word): item for item in kinds.values() for word in (item.id, item.name)}
        self._fields = {item.id: fields_by_column(item) for item in kinds.values()}
        self._places = places

    def read(self, number: int, cells: Sequence[Any]) -> ReadRow:
        held = {target: cells[index] for index, target in self._columns if index < len(cells)}
        held = {target: raw for target, raw in held.items() if text_of(raw)}
        findings: list[Finding] = []
        kind = self._kind_of(number, held.pop(KIND, None), findings)
        named = {level: text_of(held.pop(level)) for level in _PLACES if level in held}
        org = self._place(number, named, findings)
        row = ReadRow(number, kind, {}, org, bool(named), findings)
        if kind is not None:
            self._values(row, kind, held)
        return row

    def _head(self, target: str, otherwise: str = "") -> str:
        return self._heads.get(target) or otherwise or COLUMNS.get(target, target)

    def _kind_of(self, number: int, raw: Any, findings: list[Finding]) -> SubjectKind | None:
        if self._kind is not None:
            return self._kind
        found = self._by_word.get(plain(text_of(raw)))
        if found is None:
            names = "、".join(dict.fromkeys(item.name for item in self._by_word.values()))
            message = "不认识这个类别" if raw else "没有写类别"
            findings.append(finding(number, self._head(KIND, "类别"), raw, message, f"请写：{names}"))
        return found

    def _place(self, number: int, named: dict[str, str], findings: list[Finding]) -> Org | None:
        try:
            org = self._places.find(**named)
        except NoPlace as missing:
            findings.append(
                finding(number, self._head(missing.level), named[missing.level], missing.message, missing.remedy)
            )
            return None
        if org is None:
            findings.append(finding(number, self._head(GRID, "网格"), "", "没有写在哪个网格或社区", "请填写网格或社区"))
        return org

    def _datum(self, row: ReadRow, raw: Any) -> Datum:
        said = text_of(raw).lower().replace("-", "").replace(" ", "")
        known = {datum.value: datum for datum in Datum}
        if said and said not in known:
            message, remedy = "不认识这个坐标系", "写 WGS-84、CGCS2000、GCJ-02 或 BD-09"
            row.findings.append(finding(row.number, self._head(DATUM), raw, message, remedy))
        return known.get(said, Datum.WGS84)

    def _values(self, row: ReadRow, kind: SubjectKind, held: dict[str, Any]) -> None:
        fields = self._fields[kind.id]
        datum = self._datum(row, held.pop(DATUM, None))
        for target, raw in held.items():
            try:
                row.values[target] = (
                    _point(target, raw) if target in _LIMITS else _value(kind, fields.get(target), target, raw)
                )
            except Unreadable as wrong:
                row.findings.append(finding(row.number, self._head(target), raw, wrong.message, wrong.remedy))
        _lay_in_wgs84(row.values, fields, datum)
        unread = {item.column for item in row.findings}
        for target, asked in fields.items():
            if asked.required and target not in row.values and self._head(target, asked.label) not in unread:
                needed = target == "name" or target in self._heads
                if needed:
                    row.findings.append(
                        finding(
                            row.number,
                            self._head(target, asked.label),
                            "",
                            "没有填写",
                            f"请补上{asked.label}",
                            grave=target == "name",
                        )
                    )


def _lay_in_wgs84(values: dict[str, Any], fields: Mapping[str, SubjectField], datum: Datum) -> None:
    """The point and the borders as everything keeps them."""
    if LAT in values and LNG in values:
        lat, lng = converted((values[LAT], values[LNG]), datum, Datum.WGS84)
        values[LAT], values[LNG] = round(lat, 7), round(lng, 7)
    for column, field_ in fields.items():
        if field_.type == "polygon" and (polygon := known_polygon(values.get(column))):
            values[column] = Polygon([converted(corner, datum, Datum.WGS84) for corner in polygon.corners]).text


def _value(kind: SubjectKind, field_: SubjectField | None, target: str, raw: Any) -> Any:
    if field_ is None:
        raise Unreadable(f"“{kind.name}”没有这一项", "请清空，或核对类别")
    return read_value(field_, raw, longest=LONGEST.get(target, LONGEST_OWN))


def _point(target: str, raw: Any) -> float:
    try:
        value = float(unicodedata.normalize("NFKC", text_of(raw)))
    except ValueError:
        raise Unreadable("不是十进制的度数", "写成 102.712 这样的数，不要写度分秒") from None
    if not -_LIMITS[target] <= value <= _LIMITS[target]:
        raise Unreadable("超出范围", "请核对经度和纬度是否写反")
    return value
