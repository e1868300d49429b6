"""Rows written and found past Django are what Django itself would write and find, in either database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from django.db.models import Model

from taizhang.core.ids import uuid7
from taizhang.draws.models import Draw
from taizhang.journal.models import StoredEntry
from taizhang.journal.projections import PROJECTIONS
from taizhang.rows.finding import rows_with, values_with
from taizhang.rows.inserting import insert, insert_values, replace
from tests.cast import build_cast
from tests.loop.scene import BEGIN, build_scene

AT = datetime(2026, 5, 13, 9, 0, 0, 120, tzinfo=timezone(timedelta(hours=8)))
AWKWARD = {
    "字": "“引号”\\ \"'\t\n",
    "数": [0.1, -7, 1e-7, 2**60],
    "空": None,
    "层": {"真": True, "列": []},
    "表": "𠮷😀",
}


def entry(**more: Any) -> StoredEntry:
    return StoredEntry(
        id=uuid7(), actor="user:1", kind="case.filed", thing="case", about=uuid7(), happened_at=AT, received_at=AT,
        body=AWKWARD, **more,
    )  # fmt: skip


@pytest.mark.mission("C74")
@pytest.mark.django_db
def test_what_is_inserted_and_replaced_reads_as_if_django_had_saved_it() -> None:
    ours, theirs = entry(org=7, campaign=uuid7()), entry(org=7)
    theirs.campaign = ours.campaign
    insert([ours])
    theirs.save()
    first, second = StoredEntry.objects.get(id=ours.id), StoredEntry.objects.get(id=theirs.id)
    for column in ("campaign", "org", "post", "happened_at", "received_at", "body", "device", "seq", "block"):
        assert getattr(first, column) == getattr(second, column), column
    assert first.body == AWKWARD and first.happened_at == AT.astimezone(UTC)
    assert StoredEntry.objects.filter(happened_at=AT, body__字=AWKWARD["字"]).count() == 2, "conditions meet both"
    first.body, first.org, first.happened_at = {"改": ["是"]}, None, AT + timedelta(days=1)
    replace([first])
    again = StoredEntry.objects.get(pk=first.pk)
    assert (again.id, again.body, again.org, again.happened_at) == (ours.id, first.body, None, first.happened_at)


@pytest.mark.mission("C74")
@pytest.mark.django_db
def test_values_without_rows_leave_what_is_not_named_empty() -> None:
    names = ("id", "actor", "kind", "thing", "about", "happened_at", "received_at", "body", "device", "seq")
    ids = [uuid7(), uuid7()]
    insert_values(StoredEntry, names, [(one, "clock", "k.v", "k", one, AT, AT, {}, "", 3) for one in ids])
    assert set(StoredEntry.objects.filter(block=None, campaign=None, seq=3).values_list("id", flat=True)) == set(ids)


@pytest.mark.mission("C74")
@pytest.mark.django_db
def test_rows_are_found_by_any_of_the_columns() -> None:
    rows = [entry() for _ in range(4)]
    insert(rows)
    found = rows_with(StoredEntry, {"id": [rows[0].id, uuid7()], "about": {rows[1].about, rows[0].about}})
    assert {row.id for row in found} == {rows[0].id, rows[1].id}
    assert {(row.happened_at, row.body["字"]) for row in found} == {(AT, AWKWARD["字"])}
    assert not rows_with(Draw, {"pk": []}) and not rows_with(StoredEntry, {"about": [UUID(int=0)]})


@pytest.mark.mission("C74")
@pytest.mark.django_db
def test_a_row_that_is_found_is_the_row_that_django_finds() -> None:
    build_scene(build_cast(BEGIN))
    looked_at = set()
    for model in {projection.model for projection in PROJECTIONS.values()}:
        known = {row.pk: row for row in model._default_manager.all()}
        found = rows_with(model, {"pk": list(known)})
        assert {row.pk: _held(row) for row in found} == {pk: _held(row) for pk, row in known.items()}
        assert not found or not found[0]._state.adding, "it is known to be stored"
        looked_at |= {type(row).__name__ for row in found}
    assert looked_at >= {"Campaign", "Duty", "Org", "Post", "Subject"}


def _held(row: Model) -> dict[str, Any]:
    return {name: (type(value), value) for name, value in vars(row).items() if name != "_state"}


@pytest.mark.mission("C74")
@pytest.mark.django_db
def test_values_are_read_as_django_reads_them() -> None:
    rows = [entry(campaign=uuid7()), entry(org=7)]
    insert(rows)
    names = ("id", "about", "campaign", "org", "happened_at", "body")
    read = {one[0]: tuple(one) for one in values_with(StoredEntry, names, {"about": [row.about for row in rows]})}
    assert read == {row[0]: row for row in StoredEntry.objects.values_list(*names)}
    assert all(values[4].utcoffset() == timedelta() for values in read.values())
