"""Writers on the same things follow each other, however many things one of them writes about."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from uuid import UUID

import pytest
from django.db import OperationalError, connection, transaction

from taizhang.core.ids import uuid7
from taizhang.journal import locks
from taizhang.journal.append import append
from tests.journal.entries import org_drafts

pytestmark = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite lets one writer in at a time: nothing to lock"
)


@pytest.mark.mission("G2")
def test_one_transaction_may_begin_tens_of_thousands_of_things(db: None) -> None:
    """An import of 50,000 subjects: the server has no room for a lock on each."""
    with transaction.atomic():
        locks.lock({uuid7() for _ in range(20_000)})


@pytest.mark.mission("G2")
def test_who_writes_about_too_many_known_things_writes_alone(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, at: datetime
) -> None:
    monkeypatch.setattr(locks, "MOST", 2)
    drafts = org_drafts(at, range(901, 904))
    append(drafts, at=at)
    abouts = {draft.about for draft in drafts}
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            locks.lock(abouts)
            assert not pool.submit(_could_write, uuid7()).result()
        assert pool.submit(_could_write, uuid7()).result()


def _could_write(about: UUID) -> bool:
    """Whether another connection gets at the thing within a moment."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '300ms'")
            locks.lock({about})
    except OperationalError:
        return False
    else:
        return True
    finally:
        connection.close()
