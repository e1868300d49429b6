"""The chain: any altered, removed, inserted or reordered entry is found, and its place is named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic_core import PydanticSerializationError

from taizhang.core.ids import uuid7
from taizhang.core.refusals import Refused
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.journal.kinds import checked_body
from taizhang.journal.models import Block, StoredEntry, StoredFile
from taizhang.journal.portable import portable, surely_portable
from taizhang.journal.seal import BLOCK_SIZE, seal, unsealed_count
from taizhang.journal.verifying import chain_findings
from taizhang.rows.inserting import insert
from tests.cast import Cast

from .entries import org_drafts


@pytest.fixture
def sealed(cast: Cast, at: datetime) -> None:
    assert seal(at=at) == 1


@pytest.mark.mission("C71")
def test_an_untouched_chain_holds(sealed: None, at: datetime) -> None:
    assert list(chain_findings()) == []
    assert unsealed_count() == 0
    assert seal(at=at) == 0


def _row(place: int) -> StoredEntry:
    return StoredEntry.objects.get(block=1, place_in_block=place)


def _alter() -> tuple[str, int]:
    StoredEntry.objects.filter(pk=_row(3).pk).update(body={**_row(3).body, "name": "改了名字"})
    return "entry-altered", 4


def _remove() -> tuple[str, int]:
    _row(3).delete()
    return "entry-removed", 4


def _insert() -> tuple[str, int]:
    row = _row(3)
    row.pk, row.id, row.place_in_block = None, uuid7(), 99
    row.save(force_insert=True)
    return "entry-inserted", 100


def _insert_beside() -> tuple[str, int]:
    row = _row(3)
    row.pk, row.id, row.actor = None, uuid7(), "user:999"
    row.save(force_insert=True)
    return "entry-inserted", 4


def _reorder() -> tuple[str, int]:
    first, second = _row(2), _row(3)
    first.place_in_block, second.place_in_block = 3, 2
    StoredEntry.objects.bulk_update([first, second], ["place_in_block"])
    return "entry-moved", 3


def _swap_positions() -> tuple[str, int | None]:
    first, second = _row(2), _row(3)
    StoredEntry.objects.filter(pk=first.pk).update(position=999_999)
    assert second.pk < 999_999
    return "entry-moved", None


def _reclass() -> tuple[str, int]:
    StoredEntry.objects.filter(pk=_row(5).pk).update(thing="case")
    return "entry-altered", 6


@pytest.mark.mission("C71")
@pytest.mark.parametrize("tamper", [_alter, _remove, _insert, _insert_beside, _reorder, _swap_positions, _reclass])
def test_tampering_is_found_and_placed(sealed: None, tamper: Callable[[], tuple[str, int | None]]) -> None:
    code, place = tamper()
    found = list(chain_findings())
    assert (code, 1, place) in {(one.code, one.block, one.place) for one in found}
    assert all("第 1 号封签块" in one.message for one in found)


SEALED: dict[str, st.SearchStrategy[Any]] = {
    "id": st.uuids(),
    "campaign": st.uuids(),
    "org": st.integers(0, 2**31 - 1),
    "actor": st.sampled_from(["user:999", "clock", "public"]),
    "post": st.integers(0, 2**31 - 1),
    "kind": st.sampled_from(["org.closed", "case.struck", "org.Set"]),
    "about": st.uuids(),
    "happened_at": st.datetimes(datetime(2001, 1, 1), datetime(2040, 1, 1)),
    "received_at": st.datetimes(datetime(2001, 1, 1), datetime(2040, 1, 1)),
    "body": st.dictionaries(st.text("abc", min_size=1), st.integers() | st.text("麦稻", max_size=4), min_size=1),
    "device": st.text("xyz", min_size=1, max_size=8),
    "seq": st.integers(1, 2**53),
}


@pytest.mark.mission("C71")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 18), change=st.sampled_from(sorted(SEALED)).flatmap(
    lambda name: st.tuples(st.just(name), SEALED[name])
))  # fmt: skip
def test_whatever_column_of_whatever_entry_is_changed_that_entry_is_named(
    sealed: None, at: datetime, place: int, change: tuple[str, Any]
) -> None:
    name, value = change
    row = StoredEntry.objects.get(block=1, place_in_block=place)
    before = getattr(row, name)
    value = value.replace(tzinfo=at.tzinfo) if isinstance(value, datetime) else value
    StoredEntry.objects.filter(pk=row.pk).update(**{name: value})
    found = list(chain_findings())
    StoredEntry.objects.filter(pk=row.pk).update(**{name: before})
    assert [(one.code, one.block, one.place) for one in found] == [("entry-altered", 1, place + 1)]
    assert list(chain_findings()) == []


@pytest.mark.mission("C71")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gone=st.sets(st.integers(0, 18), min_size=1, max_size=5))
def test_each_removed_entry_is_counted(sealed: None, gone: set[int]) -> None:
    rows = list(StoredEntry.objects.filter(block=1, place_in_block__in=gone))
    StoredEntry.objects.filter(pk__in=[row.pk for row in rows]).delete()
    found = list(chain_findings())
    StoredEntry.objects.bulk_create(rows)
    assert [(one.code, one.place) for one in found] == [("entry-removed", place + 1) for place in sorted(gone)]


@pytest.mark.mission("C71")
@pytest.mark.parametrize("column", ["previous", "root", "size", "sealed_at", "hash", "leaves"])
def test_a_block_that_was_forged_is_named(cast: Cast, at: datetime, column: str) -> None:
    seal(at=at)
    append(org_drafts(at, range(900, 903)), at=at)
    seal(at=at + timedelta(minutes=1))
    size = Block.objects.get(number=1).size
    forged = {"size": 3_000, "sealed_at": at - timedelta(days=1), "leaves": b"\x00" * 32 * size}.get(column, "f" * 64)
    Block.objects.filter(number=1).update(**{column: forged})
    found = list(chain_findings())
    assert found and {one.code for one in found} <= {"block-altered", "block-unlinked", "entry-altered"}
    assert found[0].block == 1 and "第 1 号封签块" in found[0].message


@pytest.mark.mission("C71")
def test_a_removed_block_is_found(cast: Cast, at: datetime) -> None:
    for minute in range(3):
        append(org_drafts(at, range(900 + minute, 901 + minute)), at=at)
        seal(at=at + timedelta(minutes=minute))
    Block.objects.filter(number=2).delete()
    codes = [(one.code, one.block) for one in chain_findings()]
    assert ("block-missing", 2) in codes and ("block-missing", 3) in codes
    Block.objects.all().delete()
    assert [one.code for one in chain_findings()] == ["block-missing"] * 3


@pytest.mark.mission("C71")
def test_entries_that_arrive_late_or_out_of_order_are_sealed_in_a_later_block(cast: Cast, at: datetime) -> None:
    """As when a transaction that began earlier ends later: its position is lower than that of what is sealed."""
    late = StoredEntry.objects.order_by("position").first()
    assert late is not None
    rows = {name: getattr(late, name) for name in ("id", "position")}
    late.delete()
    seal(at=at)
    late.position, late.id = rows["position"], rows["id"]
    late.save(force_insert=True)
    append(org_drafts(at - timedelta(days=3), range(900, 902)), at=at)
    assert seal(at=at + timedelta(minutes=1)) == 1
    late.refresh_from_db()
    assert (late.block, late.place_in_block) == (2, 0)
    assert list(chain_findings()) == [] and unsealed_count() == 0


def test_a_patient_sealer_waits_for_a_full_block_or_a_minute(cast: Cast, at: datetime) -> None:
    patience = timedelta(minutes=1)
    assert seal(at=at + timedelta(seconds=59), patience=patience) == 0
    assert seal(at=at + timedelta(seconds=60), patience=patience) == 1
    later = at + timedelta(hours=1)
    append(org_drafts(at, range(1000, 1000 + BLOCK_SIZE + 5)), at=later)
    assert seal(at=later, patience=patience) == 1
    assert unsealed_count() == 5


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.mission("C71")
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=JSON)
def test_whatever_a_body_holds_comes_back_as_it_was_sealed(db: None, value: Any) -> None:
    """A value that the database would give back otherwise is put into its lasting form, or refused, beforehand."""
    try:
        kept = portable({"value": value})
    except ValueError:
        return
    row = StoredFile(sha256=uuid7().hex * 2, size=0, media_type="", kept_at=datetime(2026, 5, 13).astimezone())
    entry = StoredEntry(id=uuid7(), actor="clock", kind="x.y", thing="x", about=uuid7(), happened_at=row.kept_at,
                        received_at=row.kept_at, body=kept)  # fmt: skip
    insert([entry])
    assert repr(_sorted(StoredEntry.objects.get(id=entry.id).body)) == repr(_sorted(kept))


@pytest.mark.mission("C71")
@settings(max_examples=200, deadline=None)
@given(value=JSON)
def test_what_is_told_to_be_portable_at_a_glance_is_portable_as_it_stands(value: Any) -> None:
    body = {"value": value}
    try:
        told = surely_portable(body)
    except PydanticSerializationError:  # halves of characters: refused either way
        told = False
    assert not told or repr(portable(body)) == repr(body)


@pytest.mark.mission("C71")
def test_the_glance_is_enough_for_plain_bodies_and_never_for_what_databases_hold_differently() -> None:
    assert surely_portable({"title": "软管老化\\", "rungs": [["remind", 0.0], ["supervise", -86400.5]], "lat": 25.1})
    nested: Any = 1
    for _ in range(60):
        nested = [nested]
    for value in (-0.0, 1e300, float("nan"), float("inf"), "断\0尾", {"断\0": 1}, nested):
        assert not surely_portable({"value": value}), value


def _sorted(value: Any) -> Any:
    """Keys in order: the hash sorts them, and jsonb keeps no order."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(part) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize("text", ["断\0尾", "\ud800"])
def test_text_that_a_database_cannot_hold_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(Refused, match="bad-body"):
        checked_body("org.closed", {"reason": text})


def test_what_no_database_holds_is_still_kept_aside(db: None, at: datetime) -> None:
    receipt = append([Draft("org.closed", uuid7(), "user:1", at, {"reason": "断\0尾"})], at=at, strict=False)[0]
    assert receipt.refusal == "bad-body"
    assert connection.is_usable()
