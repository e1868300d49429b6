"""The same new submission from eight connections at once: each is told that it has arrived, one entry is there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from taizhang.inspections.models import Inspection
from taizhang.journal.models import AsideEntry, StoredEntry
from tests.openrosa.collect import Collect


@pytest.mark.mission("C24")
def test_eight_at_once_are_one(transactional_db: None, collect: Collect) -> None:
    (form,) = collect.forms()
    about = next(about for label, about in form.subjects.items() if label.startswith("阿婆面馆"))
    xml = collect.fill(form, tz_subject=about, gas="natural", alarm="pass", hose="pass")

    writers = 8 if connection.vendor == "postgresql" else 1  # SQLite's test database lies in memory, where none waits

    def send(_: int) -> int:
        try:
            return int(collect.send(xml).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(writers) as pool:
        assert list(pool.map(send, range(8))) == [201] * 8
    assert Inspection.objects.count() == 1
    assert StoredEntry.objects.filter(thing="inspection").count() == 1
    assert not AsideEntry.objects.exists()


def test_a_retry_without_a_time_of_its_own_is_no_rival(collect: Collect, db: None) -> None:
    (form,) = collect.forms()
    about = next(iter(form.subjects.values()))
    xml = collect.fill(form, tz_subject=about, gas="natural", alarm="pass", hose="pass")
    assert [collect.send(xml).status_code for _ in range(2)] == [201, 201]
    assert Inspection.objects.get().device_time == ""
