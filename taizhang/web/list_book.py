"""A list taken out as a file, one way for all of them: the chosen columns in the list's order, line by line."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from operator import itemgetter
from typing import IO, Any
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.access.paging import in_order
from taizhang.core.calendar import CHINA
from taizhang.doors.csv_cells import MARK, harmless, written
from taizhang.orgs.models import Org
from taizhang.render.workbook import Column, Sheet, write_workbook
from taizhang.subjects.kinds import kinds_for
from taizhang.subjects.naming import ASKED_TOGETHER, Naming

CHUNK = 2000
COUNTED = Column("序号", 6, "number")
Line = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Book:
    """One list as a file. `columns`: (id of the column of the page, its heading), several where the page puts several
    facts into one column, an id of its own for what the page does not show; `lines` are whole, in the same order.
    `only_chosen`: the columns that stand in the file only where they were chosen.
    """

    name: str
    title: str
    columns: Sequence[tuple[str, Column]]
    lines: Callable[[Actor, QuerySet[Any]], Iterator[Line]]
    only_chosen: frozenset[str] = frozenset()
    remark: str = ""

    def places(self, chosen: Sequence[str]) -> list[int]:
        """Where the chosen columns stand in a whole line; none chosen: all that stand there without a choice."""
        ids = [about for about, _ in self.columns]
        if not chosen:
            return [place for place, about in enumerate(ids) if about not in self.only_chosen]
        return [place for name in chosen for place, about in enumerate(ids) if about == name]


def workbook(book: Book, actor: Actor, rows: QuerySet[Any], *, at: datetime, columns: Sequence[str] = ()) -> IO[bytes]:
    """An open temporary file with the workbook; closing it removes it."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it is sent
    places = book.places(columns)
    said = f"导出单位：{actor.org_name}  导出人：{actor.name}  导出时间：{timezone.localtime(at):%Y-%m-%d %H:%M}"
    sheet = Sheet(
        name=book.name,
        title=book.title,
        columns=[COUNTED, *(book.columns[place][1] for place in places)],
        rows=_counted(book.lines(actor, rows), places),
        caption="  ".join(filter(None, (said, book.remark))),
        frozen=2,
    )
    write_workbook(file, [sheet], created=at, author=actor.org_name)
    file.seek(0)
    return file


def csv_lines(book: Book, actor: Actor, rows: QuerySet[Any], *, columns: Sequence[str] = ()) -> Iterator[str]:
    """Some hundred lines at a time, so that neither the file nor the list is ever held."""
    places = book.places(columns)
    yield MARK + written([[_flat(column.label) for column in (COUNTED, *(book.columns[at][1] for at in places))]])
    lines = _counted(book.lines(actor, rows), places)
    while batch := list(islice(lines, CHUNK)):
        yield written(harmless([_in_csv(value) for value in line]) for line in batch)


def sent(
    book: Book, actor: Actor, rows: QuerySet[Any], *, order: str, columns: Sequence[str], ending: str
) -> HttpResponseBase:
    """The answer to whoever takes the list out; it is not to be kept by what lies between."""
    rows = in_order(rows, order)
    name = f"{book.name}{timezone.localtime():%Y%m%d-%H%M}.{ending}"
    if ending == "csv":
        answer: HttpResponseBase = StreamingHttpResponse(
            csv_lines(book, actor, rows, columns=columns), content_type="text/csv; charset=utf-8"
        )
        answer.headers["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(name)}"
    else:
        answer = FileResponse(
            workbook(book, actor, rows, at=timezone.now(), columns=columns), as_attachment=True, filename=name
        )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def with_subjects(actor: Actor, rows: QuerySet[Any], columns: Sequence[str]) -> Iterator[tuple[Line, str]]:
    """The values of each row with the name of the subject that it is about, in part where its kind protects it."""
    naming = Naming(kinds_for(actor))
    subject = columns.index("subject")
    left = rows.values_list(*columns).iterator(chunk_size=CHUNK)
    while part := list(islice(left, ASKED_TOGETHER)):
        names = naming.by_id(row[subject] for row in part)
        for row in part:
            yield row, names.get(row[subject], "")


def names_within(actor: Actor) -> dict[int, str]:
    """The orgs of the post's whole tree: whoever handles a case may sit beside or above it."""
    root = actor.reach.split("/", 1)[0] + "/"
    return dict(Org.objects.filter(path__under=root).values_list("number", "name"))


def local(moment: datetime | None) -> datetime | None:
    """As Excel takes a time: Beijing time without a zone."""
    return moment.astimezone(CHINA).replace(tzinfo=None) if moment else None


def _counted(lines: Iterator[Line], places: Sequence[int]) -> Iterator[Line]:
    chosen: Callable[[Line], tuple[Any, ...]] = (
        itemgetter(*places) if len(places) > 1 else lambda line: tuple(line[place] for place in places)
    )
    for number, line in enumerate(lines, start=1):
        yield (number, *chosen(line))


def _in_csv(value: Any) -> Any:
    return f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else value


def _flat(label: str | tuple[str, ...]) -> str:
    return label if isinstance(label, str) else " ".join(label)
