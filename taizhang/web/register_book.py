"""The register as a file: the columns of the kinds that are in it, protected values in part or whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet

from taizhang.access.actor import Actor
from taizhang.core.plan import SubjectField, SubjectKind
from taizhang.imports.subject_targets import united_fields
from taizhang.orgs.models import Org
from taizhang.render.workbook import Column
from taizhang.subjects.kinds import fields_by_column
from taizhang.subjects.masking import is_masked, masked
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import present_value
from taizhang.web.list_book import CHUNK, Book, local

_WIDTHS: dict[str, float] = {"name": 24, "address": 30, "contact": 10}
_PLACED = [Column("街道（乡镇）", 14), Column("社区（村）", 14), Column("网格", 16)]


def register_book(rows: QuerySet[Subject], kinds: Mapping[str, SubjectKind], *, whole: bool) -> Book:
    """Its columns are those of the kinds that are in it; `whole`: protected values are not shown in part."""
    present = rows.order_by().values_list("kind", flat=True).distinct()
    fields = united_fields([kinds[kind] for kind in sorted(set(present)) if kind in kinds])
    return Book(
        "整治底数",
        "整治对象底数",
        [
            ("kind", Column("类别", 16)),
            *(("place", column) for column in _PLACED),
            *((column, column_for(column, item)) for column, item in fields.items()),
            ("state", Column("状态", 8)),
            ("updated", Column("更新时间", 17, "datetime")),
            ("added", Column("登记时间", 17, "datetime")),
        ],
        lambda actor, found: _lines(actor, found, kinds, fields, whole),
        only_chosen=frozenset({"added"}),
        remark="含完整个人信息" if whole else "个人信息已遮盖",
    )


def column_for(column: str, field: SubjectField, above: str = "") -> Column:
    """The column of a field; with `above`, below a heading that it shares with others."""
    label = (above, field.label) if above else field.label
    return Column(label, _WIDTHS.get(column, 14), "number" if field.type == "number" else "text")


def _lines(
    actor: Actor,
    rows: QuerySet[Subject],
    kinds: Mapping[str, SubjectKind],
    fields: Mapping[str, SubjectField],
    whole: bool,
) -> Iterator[list[Any]]:
    places = PlaceNames(actor)
    cells = {kind.id: _cells(fields, fields_by_column(kind), whole) for kind in kinds.values()}
    unknown = _cells(fields, {}, whole)
    for row in rows.iterator(chunk_size=CHUNK):
        own = row.fields.get
        values = [cell(row) if cell else own(name) for name, cell in cells.get(row.kind, unknown)]
        kind = kinds[row.kind].name if row.kind in kinds else row.kind
        moments = local(row.updated_at), local(row.added_at)
        yield [kind, *places.above(row.path), *values, row.state_label, *moments]


_Cell = Callable[[Subject], Any]


def _cells(fields: Iterable[str], declared: Mapping[str, SubjectField], whole: bool) -> list[tuple[str, _Cell | None]]:
    """For each column how its cell is made of a subject of the kind: looked up once, not for every subject. None: it
    is the value of the kind's own field of that name, as it stands."""
    return [_cell(column, declared.get(column), whole) for column in fields]


def _cell(column: str, field: SubjectField | None, whole: bool) -> tuple[str, _Cell | None]:
    own = column.removeprefix("fields.")
    if own != column and (whole or not is_masked(field)):
        return own, None
    return own, lambda row: cell_of(row, column, field, whole)


def cell_of(row: Subject, column: str, field: SubjectField | None, whole: bool) -> Any:
    """What a cell shows of a subject: None where there is nothing, a part where it is protected."""
    value = present_value(row, column)
    if value == "":
        return None
    return value if whole else masked(value, field)


class PlaceNames:
    """The names of township, community and grid of a path."""

    def __init__(self, actor: Actor) -> None:
        root = actor.reach.split("/", 1)[0] + "/"
        rows = Org.objects.filter(path__under=root, kind=Org.AREA).values_list("number", "level", "name")
        self._known = {str(number): (level, name) for number, level, name in rows}

    def above(self, path: str) -> list[str]:
        found = dict(self._known[part] for part in path.split("/") if part in self._known)
        return [found.get(level, "") for level in ("township", "village", "grid")]
