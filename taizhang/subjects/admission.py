"""What a phone may write into the register: a subject found on the spot, and a correction of what stands there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from taizhang.access.actor import Actor
from taizhang.campaigns.queries import campaigns_for, plan_of
from taizhang.core.plan import SubjectField, SubjectKind
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.journal.drafts import Draft
from taizhang.orgs.models import Org

from .events import OWN
from .kinds import fields_by_column, kinds_for, united
from .queries import subject_for
from .values import LONGEST, LONGEST_OWN, Unreadable, Value, read_value

BY_SERVER = frozenset({"org", "path", "in_grid", "source", "name", "address", "contact", "phone", "fields", "changes"})
"""Keys of the body that are decided here, and those whose values are read as their field's type."""

ON_THE_SPOT = ("name", "address", "contact", "phone", "lat", "lng")
"""Columns that whoever inspects may correct; kind, code and grid are the register's keeper's."""

FIELD = "field"


def admit(by: Actor, sent: Draft) -> Draft:
    """The authorised draft.

    Raises Refused("not-permitted" | "out-of-scope" | "unknown-thing" | "unknown-kind" | "subject-gone" | "bad-body").
    """
    if not by.may(Power.MANAGE_REGISTER):
        by.demand(Power.INSPECT)
    if sent.kind == "subject.added":
        return _added(by, sent)
    if sent.kind == "subject.corrected":
        return _corrected(by, sent)
    raise Refused("unknown-kind", sent.kind)


def _added(by: Actor, sent: Draft) -> Draft:
    org = Org.objects.filter(number=sent.org or by.org, closed=False).first()
    if org is None or not by.covers(org.path):
        raise Refused("out-of-scope", "所属网格")
    name = str(sent.body.get("kind", ""))
    kind = kinds_for(by).get(name)
    if kind is None:
        raise Refused("bad-body", "没有选择类别")
    fields = fields_by_column(kind)
    given = _flat(sent.body)
    demanded = fields_by_column(_kinds_that_run(by).get(name, kind))
    lacking = next((field for column, field in demanded.items() if field.required and not given.get(column)), None)
    if lacking is not None:
        raise Refused("bad-body", f"“{lacking.label}”还没有填写")
    read = {column: _read(fields, column, value) for column, value in given.items()}
    body = {
        **{key: value for key, value in sent.body.items() if key not in BY_SERVER},
        **{column: value for column, value in read.items() if not column.startswith(OWN)},
        "fields": {column[len(OWN) :]: value for column, value in read.items() if column.startswith(OWN)},
        "org": org.number,
        "path": org.path,
        "in_grid": org.level == "grid",
        "source": FIELD,
    }
    return replace(sent, org=org.number, actor=by.identity, post=by.post, campaign=None, body=body)


def _kinds_that_run(by: Actor) -> dict[str, SubjectKind]:
    """The kinds of the running campaigns: what only another plan asks for need not be known at the door."""
    return united(kind for row in campaigns_for(by).filter(closed_at=None)[:20] for kind in plan_of(row).subject_kinds)


def _corrected(by: Actor, sent: Draft) -> Draft:
    row = subject_for(by, sent.about)
    if row.state != "active":
        raise Refused("subject-gone", row.name)
    changes = sent.body.get("changes")
    if not isinstance(changes, Mapping) or not changes:
        raise Refused("bad-body", "没有写明更正什么")
    fields = fields_by_column(kinds_for(by).get(row.kind))
    foreign = [str(key) for key in changes if key not in ON_THE_SPOT and key not in fields]
    if foreign or "code" in changes:
        raise Refused("bad-body", f"不能在现场更正：{'、'.join(foreign) or '编码'}")
    read = {column: _read(fields, column, value) for column, value in changes.items()}
    body = {**sent.body, "changes": read, "source": FIELD}
    return replace(sent, org=row.org, actor=by.identity, post=by.post, campaign=None, body=body)


def _flat(body: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, by column: {"name": …, "fields.seats": …}; empty ones left out."""
    own = body.get("fields") or {}
    if not isinstance(own, Mapping):
        raise Refused("bad-body", "fields 应按字段列出")
    typed = {column: body[column] for column in ("name", "code", *ON_THE_SPOT) if body.get(column) not in (None, "")}
    return typed | {f"{OWN}{key}": value for key, value in own.items() if value not in (None, "")}


def _read(fields: Mapping[str, SubjectField], column: str, value: Any) -> Value:
    if column in {"lat", "lng"}:
        return _degrees(value)
    field = fields.get(column)
    if field is None:
        raise Refused("bad-body", f"这一类对象没有“{column.removeprefix(OWN)}”这一项")
    try:
        return read_value(field, value, longest=LONGEST.get(column, LONGEST_OWN))
    except Unreadable as error:
        raise Refused("bad-body", f"“{field.label}”{error}") from None


def _degrees(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused("bad-body", "位置应是经纬度")
    return float(value)
