"""Files for other systems: CSV, GeoJSON."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse

from taizhang.core.refusals import Refused

from .asking import narrowed
from .csv_door import csv_of
from .gate import door
from .geojson import pieces
from .keys import Grant
from .parquet import parquet_file
from .reading import flat, read, rows_in_scope
from .tables import SUBJECTS, Table, table_named


@door("CSV")
def as_csv(request: HttpRequest, grant: Grant, table: str) -> HttpResponseBase:
    wanted = table_named(table)
    columns = flat(grant, wanted, request.GET.get("kind", ""))
    rows = _asked(request, grant, wanted)
    return _file(csv_of(grant, wanted, rows, columns), "text/csv; charset=utf-8", f"{wanted.label}.csv")


@door("Parquet")
def as_parquet(request: HttpRequest, grant: Grant, table: str) -> HttpResponseBase:
    wanted = table_named(table)
    columns = flat(grant, wanted, request.GET.get("kind", ""))
    made = parquet_file(grant, wanted, _asked(request, grant, wanted), columns)
    kind = "application/vnd.apache.parquet"
    return FileResponse(made, as_attachment=True, filename=f"{wanted.label}.parquet", content_type=kind)


@door("GeoJSON")
def as_geojson(request: HttpRequest, grant: Grant, table: str) -> HttpResponseBase:
    """Raises Refused("unknown-thing") for a table without places."""
    wanted = table_named(table)
    if wanted.place is None:
        raise Refused("unknown-thing", f"“{wanted.label}”没有坐标")
    columns = [column for column in wanted.columns if column.name != "fields"]
    rows = read(grant, wanted, _asked(request, grant, wanted), columns)
    return _file(pieces(wanted, columns, rows), "application/geo+json", f"{wanted.label}.geojson")


def _asked(request: HttpRequest, grant: Grant, table: Table) -> QuerySet[Any]:
    rows = narrowed(table, rows_in_scope(grant, table), request.GET)
    return rows.order_by("path", "pk") if table is SUBJECTS else rows.order_by("pk")


def _file(pieces: Any, kind: str, name: str) -> HttpResponseBase:
    answer = StreamingHttpResponse(pieces, content_type=kind)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
