"""The one scope: every list, count, map, export and file goes through `visible`."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from taizhang.core.roles import Power, Role
from taizhang.orgs.paths import is_under

from .actor import Actor

MOST_TOGETHER = 500
"""How many cases handled together a post sees: below SQLite's limit on parameters."""

Rows = TypeVar("Rows", bound="QuerySet[Any]")


def visible(actor: Actor, rows: Rows, *, root: str = "") -> Rows:
    """The rows that the post covers.

    A model in scope has `path`; it may have `line_org` (the bureau that leads its line), `handler` (the org that has to
    act), `joint_orgs` (those that act with it) and `subject`. Areas see their subtree; a bureau its own line within its
    area and what it has to handle; an owner sees its own subject; administrators of system and audit see no business.
    `root` is the top of the tree that the rows come from, where that is known: it changes no result, but a post that
    covers all of it then has its lists read in their order.
    """
    if not actor.may(Power.VIEW):
        return rows.none()
    names = {field.name for field in rows.model._meta.get_fields()}
    if actor.role is Role.OWNER:
        return _of_subject(actor, rows)
    condition = Q(path__throughout=actor.reach) if is_under(root, actor.reach) else Q(path__under=actor.reach)
    if actor.role is Role.BUREAU and "line_org" in names:
        condition &= Q(line_org=actor.org)
    if "handler" in names:
        condition |= Q(handler=actor.org)
    if "joint_orgs" in names:
        condition |= Q(pk__in=_handled_together(rows.model, actor))
    return rows.filter(condition)


def sees(actor: Actor, row: Any) -> bool:
    """Whether `visible` gives a row that is at hand, of a model that has a `path` and is no matter of line or handler:
    a subject, for example."""
    if not actor.may(Power.VIEW):
        return False
    if actor.role is Role.OWNER:
        column = _column_of_subject(row._meta)
        return bool(column) and actor.subject is not None and getattr(row, column) == actor.subject
    return is_under(row.path, actor.reach)


def _handled_together(model: Any, actor: Actor) -> list[Any]:
    """The latest that the org helps to handle: fetched first, so that the indexes of the other conditions are used."""
    joint = model._meta.get_field("joint_orgs")
    rows = joint.related_model.objects.filter(org=actor.org).order_by("-pk")
    return list(rows.values_list(joint.field.attname, flat=True)[:MOST_TOGETHER])


def _of_subject(actor: Actor, rows: Rows) -> Rows:
    column = _column_of_subject(rows.model._meta)
    return rows.filter(**{column: actor.subject}) if column and actor.subject is not None else rows.none()


def _column_of_subject(model: Any) -> str:
    """By which column rows belong to a subject; "" where they belong to none."""
    if model.label_lower == "subjects.subject":
        return "pk"
    return "subject" if any(field.name == "subject" for field in model.get_fields()) else ""
