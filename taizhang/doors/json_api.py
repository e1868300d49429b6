"""The JSON API for other systems; its description, in Chinese, is served at /data/v1/openapi.json."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, NinjaAPI, Schema
from ninja.errors import AuthenticationError, ValidationError
from ninja.renderers import JSONRenderer
from ninja.security.apikey import APIKeyHeader
from pydantic import create_model

from taizhang.core.refusals import Refused
from taizhang.journal.models import StoredEntry

from .asking import narrowed, value_of
from .gate import admit, in_json, shown_key, with_hint
from .keys import Grant
from .plain import plain
from .reading import read, rows_in_scope
from .tables import TABLES, Table, Type, table_named

PAGE = 1000
BEHIND = timedelta(minutes=5)
"""How far behind the changes are told: what began to be written earlier has by then been written or given up."""


class KeyInHeader(APIKeyHeader):
    """Authorization: Bearer and basic sign-in are understood as well."""

    param_name = "X-API-Key"

    def _get_key(self, request: HttpRequest) -> str | None:
        return shown_key(request)

    def authenticate(self, request: HttpRequest, key: str | None) -> Grant:
        return admit(request, "JSON")


class Readable(JSONRenderer):
    """Chinese as it is, not as numbers of characters."""

    json_dumps_params = {"ensure_ascii": False}


class Problem(Schema):
    """没有照办的原因。code 不会变；其余是给人看的。"""

    code: str
    message: str
    remedy: str
    detail: str = ""


class Figure(Schema):
    measure: str = Field(description="指标代码")
    label: str = Field(description="指标名称")
    value: int


_PLAIN: dict[Type, Any] = {
    Type.TEXT: str, Type.WHOLE: int, Type.NUMBER: float, Type.YES_NO: bool, Type.MOMENT: datetime, Type.ID: UUID,
    Type.FIGURES: list[Figure], Type.VALUES: dict[str, Any],
}  # fmt: skip


def _schema(table: Table) -> Any:
    fields = {
        column.name: (_PLAIN[column.type] | None, Field(default=None, description=column.label))
        for column in table.columns
    }
    return create_model(table.name.capitalize(), __base__=Schema, __doc__=table.label, **fields)  # type: ignore[call-overload]


SCHEMAS = {name: _schema(table) for name, table in TABLES.items()}

api = NinjaAPI(
    title="台账 数据接口",
    version="1",
    description="给其他系统读数据。密钥由安全管理员在“系统接口”生成，写在请求头 X-API-Key。字段与 CSV、OData 相同。",
    docs_url=None,
    urls_namespace="data-v1",
    auth=KeyInHeader(),
    renderer=Readable(),
)
REFUSALS: dict[Any, Any] = dict.fromkeys((400, 401, 403, 404, 422, 429), Problem)


def _answer(request: HttpRequest, content: Any) -> HttpResponse:
    """Written as it is: a page of rows is not copied into objects first."""
    return api.create_response(request, content, status=200)


def grant_from(request: HttpRequest) -> Grant:
    grant: Grant = request.auth  # type: ignore[attr-defined]
    return grant


def as_objects(grant: Grant, table: Table, rows: Any) -> list[dict[str, Any]]:
    names = [column.name for column in table.columns]
    return [
        {name: plain(value) for name, value in zip(names, row, strict=True)}
        for row in read(grant, table, rows, table.columns)
    ]


def _add_table(table: Table) -> None:
    schema = SCHEMAS[table.name]
    page = create_model(
        f"PageOf{table.name.capitalize()}",
        __base__=Schema,
        items=(list[schema], Field(description="按编号排列")),  # type: ignore[valid-type]
        next=(str | None, Field(description="还有下一页时，作为下一次的 after；没有了是 null")),
    )

    def listed(request: HttpRequest, after: str = "", limit: int = 200) -> HttpResponse:
        return _answer(request, _page(grant_from(request), table, request, after, limit))

    def one(request: HttpRequest, about: str) -> HttpResponse:
        grant = grant_from(request)
        rows = rows_in_scope(grant, table).filter(**{table.key.read: _key(table, about)})
        found = as_objects(grant, table, rows)
        if not found:
            raise Refused("unknown-thing", table.label)
        return _answer(request, found[0])

    words = "按编号一页一页取。按字段筛选：?state=struck；时间和数：?filed_at.from=2026-05-01；path 连同以下各级。"
    api.get(
        f"/{table.name}", response={200: page, **REFUSALS}, summary=f"{table.label}：列出", description=words,
        operation_id=f"list_{table.name}", tags=[table.label],
    )(listed)  # fmt: skip
    api.get(
        f"/{table.name}/{{about}}", response={200: schema, **REFUSALS}, summary=f"{table.label}：一条",
        operation_id=f"get_{table.name}", tags=[table.label],
    )(one)  # fmt: skip


def _key(table: Table, text: str) -> Any:
    """Raises Refused("unknown-thing") also for what could be no key: nothing has it."""
    try:
        return value_of(table.key, text)
    except Refused:
        raise Refused("unknown-thing", table.label) from None


def _page(grant: Grant, table: Table, request: HttpRequest, after: str, limit: int) -> dict[str, Any]:
    size = max(1, min(limit, PAGE))
    key = table.key.read
    rows = narrowed(table, rows_in_scope(grant, table), request.GET).order_by(key)
    if after:
        rows = rows.filter(**{f"{key}__gt": value_of(table.key, after)})
    found = as_objects(grant, table, rows[: size + 1])
    return {"items": found[:size], "next": str(found[size - 1][table.key.name]) if len(found) > size else None}


for _table in TABLES.values():
    _add_table(_table)


class KeyView(Schema):
    """这个密钥能做什么。"""

    name: str
    place: str = Field(description="范围：这个组织及以下；部门的，只给它牵头的条线")
    tables: list[str]
    campaigns: list[UUID] = Field(description="只给这些专项整治；空的是不限")
    writes: bool = Field(description="可以转来群众反映（Open311）")


@api.get("/key", response={200: KeyView, **REFUSALS}, summary="这个密钥能看什么", operation_id="key", tags=["密钥"])
def about_key(request: HttpRequest) -> KeyView:
    grant = grant_from(request)
    return KeyView(
        name=grant.actor.name, place=grant.actor.org_name, tables=sorted(grant.tables),
        campaigns=list(grant.campaigns), writes=grant.writes,
    )  # fmt: skip


class Changed(Schema):
    table: str
    id: str
    row: dict[str, Any] = Field(description="这一条现在的样子，字段同“列出”")


class Changes(Schema):
    items: list[Changed]
    cursor: int = Field(description="下一次从这里接着取")
    more: bool = Field(description="后面还有，马上接着取；否则过一会儿再来")


@api.get(
    "/changes", response={200: Changes, **REFUSALS}, summary="上次以后变化的", operation_id="changes",
    tags=["向上交换"],
    description="省级平台定时来取：第一次 since=0，以后带上次的 cursor。table 写一种，或不写。晚五分钟，换来一条不漏。"
                "方案推出、还没有人办的任务不在其中：每天按编号全取一次。",
)  # fmt: skip
def changes(request: HttpRequest, since: int = 0, table: str = "", limit: int = 500) -> HttpResponse:
    grant = grant_from(request)
    wanted = [table_named(table)] if table else [TABLES[name] for name in sorted(grant.tables & set(TABLES))]
    by_thing = {one.thing: one for one in wanted}
    for one in wanted:
        rows_in_scope(grant, one)  # refuses what the key was not given
    size = max(1, min(limit, PAGE))
    since = max(0, min(since, 2**62))
    old = timezone.now() - BEHIND
    entries = StoredEntry.objects.filter(position__gt=since, received_at__lt=old).order_by("position")
    seen = list(entries.filter(thing__in=by_thing).values_list("position", "thing", "about")[:size])
    items = [item for one in wanted for item in _latest(grant, one, [s[2] for s in seen if s[1] == one.thing])]
    more = len(seen) == size
    last = seen[-1][0] if seen else since
    if not more:
        last = max(last, entries.order_by("-position").values_list("position", flat=True).first() or since)
    return _answer(request, {"items": items, "cursor": last, "more": more})


def _latest(grant: Grant, table: Table, abouts: Sequence[UUID]) -> list[dict[str, Any]]:
    """What changed as it stands now; what lies outside the scope is not told of."""
    found: list[dict[str, Any]] = []
    ids = list(dict.fromkeys(abouts))
    for start in range(0, len(ids), 400):
        rows = rows_in_scope(grant, table).filter(pk__in=ids[start : start + 400])
        found += as_objects(grant, table, rows)
    return [{"table": table.name, "id": str(row[table.key.name]), "row": row} for row in found]


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> Any:
    return with_hint(in_json(request, error), error)


@api.exception_handler(AuthenticationError)
def without_key(request: HttpRequest, error: AuthenticationError) -> Any:
    return refused(request, Refused("no-key"))


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> Any:
    return in_json(request, Refused("unknown-thing"))


@api.exception_handler(ValidationError)
def not_valid(request: HttpRequest, error: ValidationError) -> Any:
    where = ".".join(str(part) for part in error.errors[0]["loc"])
    return in_json(request, Refused("bad-query", where))
