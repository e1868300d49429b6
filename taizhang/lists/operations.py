"""Keeping and dropping views and columns: a person's own matter, no entries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.core.ids import uuid7
from taizhang.core.refusals import Refused

from .models import OwnList, SavedView

MOST_VIEWS = 50


def save_view(
    *, by: Actor, at: datetime, list_name: str, name: str, words: str, columns: Sequence[str], shared: bool, first: bool
) -> UUID:
    """Keep the list as it stands under a name; the own view of the same name is replaced. `first`: it opens with it.

    Raises Refused("bad-body").
    """
    name = name.strip()
    if not name or len(name) > 40:
        raise Refused("bad-body", "请给视图起一个名字，不超过 40 个字")
    own = SavedView.objects.filter(owner=by.user, list_name=list_name)
    before = own.filter(name=name).first()
    if before is None and own.count() >= MOST_VIEWS:
        raise Refused("bad-body", f"已有 {MOST_VIEWS} 个视图，请先删去不用的")
    view = before or SavedView(id=uuid7(), list_name=list_name, name=name, owner=by.user, made_at=at)
    view.words, view.columns, view.shared_with = words[:1000], list(columns), by.org if shared else None
    view.save()
    if first:
        _own(by, list_name, opens_with=view.pk)
    return view.pk


def drop_view(*, by: Actor, view: UUID) -> str:
    """Only its owner may; returns the name of its list. Raises Refused("unknown-thing")."""
    row = SavedView.objects.filter(pk=view, owner=by.user).first()
    if row is None:
        raise Refused("unknown-thing", "视图")
    OwnList.objects.filter(opens_with=row.pk).update(opens_with=None)
    row.delete()
    return row.list_name


def open_with(*, by: Actor, list_name: str, view: UUID | None) -> None:
    """The view with which the list opens; None: with none."""
    _own(by, list_name, opens_with=view)


def keep_columns(*, by: Actor, list_name: str, columns: Sequence[str]) -> None:
    """The columns that the person wants, in their order; none: those that everybody has."""
    _own(by, list_name, columns=list(columns))


def _own(by: Actor, list_name: str, **values: object) -> None:
    OwnList.objects.update_or_create(user=by.user, list_name=list_name, defaults=values)
