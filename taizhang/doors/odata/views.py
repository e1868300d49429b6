"""The addresses of the feed. Every answer says its version; every refusal is in OData's form, in Chinese."""

from __future__ import annotations

import json
import re

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse

from taizhang.core.refusals import Refused
from taizhang.doors.gate import door
from taizhang.doors.keys import Grant
from taizhang.doors.reading import rows_in_scope
from taizhang.doors.tables import TABLES, Table, table_named

from .edm import metadata, service
from .feed import answer, question, single

JSON = "application/json;odata.metadata=minimal;odata.streaming=true;charset=utf-8"
VERSION = {"OData-Version": "4.0"}
_ENTITY = re.compile(r"(\w+)\(([^()]{1,60})\)")


def in_odata(request: HttpRequest, error: Refused) -> HttpResponseBase:
    told = {"error": {"code": error.refusal.code, "message": error.sentence}}
    return HttpResponse(_json(told), content_type=JSON, status=error.refusal.status, headers=VERSION)


@door("OData", telling=in_odata)
def top(request: HttpRequest, grant: Grant) -> HttpResponseBase:
    return HttpResponse(_json(service(_base(request), _tables(grant))), content_type=JSON, headers=VERSION)


@door("OData", telling=in_odata)
def model(request: HttpRequest, grant: Grant) -> HttpResponseBase:
    return HttpResponse(metadata(_tables(grant)), content_type="application/xml;charset=utf-8", headers=VERSION)


@door("OData", telling=in_odata)
def entities(request: HttpRequest, grant: Grant, entity: str) -> HttpResponseBase:
    """A page of a table, or one row: "cases", "cases(…)"."""
    one = _ENTITY.fullmatch(entity)
    table = table_named(one[1] if one else entity)
    asked = question(table, request.GET)
    if one:
        told = single(grant, table, one[2].strip("'"), asked.columns, _base(request))
        return HttpResponse(_json(told), content_type=JSON, headers=VERSION)
    rows_in_scope(grant, table)  # refuses what the key was not given, before the answer begins
    words = {word: str(text) for word, text in request.GET.items() if word.startswith("$")}
    pieces = answer(grant, asked, _base(request), words)
    return StreamingHttpResponse(pieces, content_type=JSON, headers=VERSION)


@door("OData", telling=in_odata)
def count(request: HttpRequest, grant: Grant, entity: str) -> HttpResponseBase:
    table = table_named(entity)
    rows = rows_in_scope(grant, table).filter(question(table, request.GET).condition)
    return HttpResponse(str(rows.count()), content_type="text/plain;charset=utf-8", headers=VERSION)


def _tables(grant: Grant) -> list[Table]:
    return [table for name, table in TABLES.items() if name in grant.tables]


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("doors:odata"))


def _json(told: object) -> str:
    return json.dumps(told, ensure_ascii=False)
