"""A page of a large ledger costs what it does of a small one, counted in the database's own steps: no test is timed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import cycle
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.utils import timezone

from taizhang.access.lying import lying_in
from taizhang.bench.pages import addresses, fill, people
from taizhang.bench.swelling import swell
from taizhang.bench.town import Town, build
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.operations import start
from taizhang.campaigns.packs import pack
from taizhang.cases.models import Case
from taizhang.cases.queries import Filter, cases_for
from taizhang.core.ids import uuid7
from taizhang.inspections.models import Inspection
from taizhang.orgs.models import Org
from taizhang.subjects.models import Subject
from taizhang.tallies.models import Tally
from taizhang.workflows.bulk_cases import hand_over

SMALL, LARGE = 1_000, 30_000


@pytest.fixture
def town() -> Town:
    now = timezone.now()
    town = build(60, "restaurant", at=now - timedelta(days=60))
    plan = pack("gas-safety").plan
    about = start(by=town.office, at=now - timedelta(days=60), plan=plan, root=town.root, units={})
    town.campaign = Campaign.objects.get(pk=about)
    fill(town, SMALL, at=now)
    return town


@contextmanager
def steps() -> Iterator[Callable[[], int]]:
    """What the database did meanwhile: hundreds of machine steps on SQLite, rows of the ledger read on PostgreSQL."""
    if connection.vendor == "sqlite":
        seen = [0]

        def count() -> int:
            seen[0] += 1
            return 0

        connection.connection.set_progress_handler(count, 100)
        try:
            yield lambda: seen[0]
        finally:
            connection.connection.set_progress_handler(None, 100)
        return
    before = _rows_read()
    yield lambda: _rows_read() - before


def _rows_read() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(seq_tup_read + idx_tup_fetch), 0) FROM pg_stat_xact_user_tables WHERE relname = %s",
            [Case._meta.db_table],
        )
        return int(cursor.fetchone()[0])


def by_due(town: Town) -> dict[str, str]:
    """The list by the end of the period, from its beginning and from a key on, of all and of one place."""
    middle = Case.objects.filter(state="filed", due_at__isnull=False).order_by("due_at")[SMALL // 2]
    assert middle.due_at is not None
    key = urlencode({"sort": "due_at", "after": f"{middle.due_at.isoformat()}~{middle.pk}"})
    return {
        "按期限": "/ledger/?sort=due_at&state=open",
        "按期限，后一页": f"/ledger/?{key}",
        "按期限，一个网格": f"/ledger/?sort=due_at&org={town.grids[0].number}",
    }


@pytest.mark.mission("C74")
@pytest.mark.django_db
def test_no_page_reads_more_of_a_ledger_thirty_times_as_large(town: Town) -> None:
    """A clerk's own lists may: they gather his grid's cases, and those are thirty times as many too. So may a grid's
    list in an order that no index has within a place."""

    def looked_at() -> dict[tuple[str, str], int]:
        found = {}
        for who, client in people(town):
            for name, address in {**addresses(town), **by_due(town)}.items():
                client.get(address)
                with steps() as taken:
                    assert client.get(address).status_code == 200
                    found[who, name] = taken()
        return found

    given_to(town.grids[1], town)
    few = looked_at()
    assert swell(LARGE) == LARGE == Case.objects.count()
    many = looked_at()
    level = {
        key: (few[key], count) for key, count in many.items() if key[0] == "整治办" and key[1] != "按期限，一个网格"
    }
    level |= {("网格员", name): (few["网格员", name], many["网格员", name]) for name in ("一个网格", "全站查找")}
    assert len(level) == 17
    grown = {key: pair for key, pair in level.items() if pair[1] > 1.5 * pair[0] + (200 if "词" in key[1] else 50)}
    assert not grown
    assert not {key: (few[key], many[key]) for key in many if many[key] >= 40 * few[key] + 200}


def given_to(grid: Org, town: Town) -> None:
    """Some of the cases are somebody's to put right, so that nobody else's desk may read them."""
    waiting = Case.objects.filter(state="filed").exclude(severity="major").order_by("pk")[:100]
    ids = list(waiting.values_list("pk", flat=True))
    hand_over(by=town.office, at=timezone.now(), cases=ids, handler=grid.number, reason="归口办理")


@pytest.mark.mission("C74")
@pytest.mark.django_db
def test_a_place_has_the_same_cases_by_whatever_way_they_are_read(town: Town) -> None:
    assert town.campaign is not None
    grid = town.grids[0]
    village, key = Org.objects.get(number=grid.parent), (town.campaign.pk, town.root.number)

    def way(number: int, *, ordered: bool = True) -> tuple[str, str] | None:
        return lying_in(number, *key, measure="cases.filed", ordered=ordered)

    assert way(grid.number) == (grid.path, "exact")
    assert way(grid.number, ordered=False) == (grid.path, "under")
    assert way(village.number) == (village.path, "under")
    assert way(town.root.number) == (town.root.path, "throughout")
    assert way(999_999) is None
    for place, ways in ((grid, ("exact", "under", "throughout")), (village, ("under", "throughout"))):
        read = [cases_for(town.office, Filter(path=place.path, lying=lookup)) for lookup in ways]
        lists = [list(rows.order_by("-filed_at", "-pk").values_list("pk", flat=True)) for rows in read]
        assert lists[0] and all(one == lists[0] for one in lists)
    one = Case.objects.order_by("pk")[0]
    found = {
        text: cases_for(town.office, Filter(text=text)).count() for text in (one.title[:4], one.number, "子虚乌有")
    }
    assert found == {one.title[:4]: SMALL, one.number: 1, "子虚乌有": 0}


@pytest.mark.mission("C74")
@pytest.mark.skipif(connection.vendor == "postgresql", reason="its planner knows how much lies where")
@pytest.mark.django_db
def test_a_page_of_field_records_reads_no_more_of_ten_times_as_many(town: Town) -> None:
    _, client = next(people(town))

    def looked_at() -> dict[str, int]:
        found = {}
        for address in ("/inspections/", f"/inspections/?org={town.grids[0].number}"):
            client.get(address)
            with steps() as taken:
                assert "第0号餐馆" in client.get(address).content.decode()
                found[address] = taken()
        return found

    inspect(town, SMALL)
    few = looked_at()
    inspect(town, 10 * SMALL)
    assert not {name: (few[name], taken) for name, taken in looked_at().items() if taken > 1.5 * few[name] + 50}


def inspect(town: Town, count: int) -> None:
    """So many field records, by turns in each grid; rows only, for pages to look at."""
    assert town.campaign is not None
    [subject] = Subject.objects.filter(name="第0号餐馆")
    now = timezone.now()
    Inspection.objects.bulk_create(
        Inspection(
            id=uuid7(), campaign=town.campaign.pk, subject=subject.pk, org=grid.number, path=grid.path, checklist="x",
            version=1, inspector="user:1", happened_at=now - timedelta(seconds=number), received_at=now,
        )
        for number, grid in zip(range(count), cycle(town.grids), strict=False)
    )  # fmt: skip


@pytest.mark.django_db
def test_a_swelled_ledger_has_the_figures_of_its_cases(town: Town) -> None:
    assert town.campaign is not None
    held = Case.objects.count()
    filed = Tally.objects.get(campaign=town.campaign.pk, org=town.root.number, line="", measure="cases.open", day="")
    assert filed.value == held
    swell(3 * held)
    filed.refresh_from_db()
    assert filed.value == Case.objects.count() == 3 * held
