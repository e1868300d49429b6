"""A rebuild by several processes gives what one gives, and one that is killed leaves everything as it was."""

from __future__ import annotations

import signal

import pytest

from tests.installation import KINDS, Installation, Maker

TOWN = """
from datetime import timedelta
from django.utils import timezone
from taizhang.bench.town import build
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.operations import start
from taizhang.campaigns.packs import pack
from taizhang.cases.models import Case
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.core.ids import uuid7
from taizhang.workflows.clock import tick
now = timezone.now()
town = build(60, "restaurant", at=now - timedelta(days=60))
about = start(by=town.office, at=now - timedelta(days=60), plan=pack("gas-safety").plan, root=town.root, units={})
town.campaign = Campaign.objects.get(pk=about)
town.file(700, at=now - timedelta(days=50))
first, second = Case.objects.filter(state="filed", severity="general").order_by("pk")[:2]
def told(case, verb, minute, **body):
    return Draft(id=uuid7(), kind=f"case.{verb}", about=case.pk, actor=town.office.identity,
                 happened_at=now - timedelta(minutes=minute), body=body, campaign=about, org=case.org)
acts = [told(first, "assigned", 9, handler=town.grids[0].number, due_at=now + timedelta(days=4)),
        told(first, "joined", 8, joint=[town.grids[1].number, town.grids[2].number], reason="一起办"),
        told(second, "accepted", 7, name="某人")]
append(acts, at=now, strict=False)
tick(now=now)
"""
STANDING = """
from hashlib import sha256
from django.db import connection
from taizhang.cases.models import JointOrg
from taizhang.journal.models import AsideEntry
from taizhang.search.asked import asked
from taizhang.search.models import Indexed
from tests.tables import tables
kept = tables()
kept["joint"] = sorted(JointOrg.objects.values_list("case", "org"))
kept["index"] = sorted(Indexed.objects.values_list("thing", "about", "tokens"))
kept["noticed"] = sorted(AsideEntry.objects.values_list("entry", "noticed_at"))
kept["hits"] = Indexed.objects.filter(tokens__meets=(asked("软管"), 5000)).count()
with connection.cursor() as cursor:
    sqlite = "SELECT name, sql FROM sqlite_master WHERE type IN ('index', 'trigger')"
    cursor.execute(sqlite if connection.vendor == "sqlite" else "SELECT indexname, indexdef FROM pg_indexes")
    kept["indexes"] = sorted(map(str, cursor.fetchall()))
for name, rows in kept.items():
    print(name, rows if name == "hits" else len(rows), sha256(repr(rows).encode()).hexdigest())
"""
KILLED = """
import os, signal
from django.utils import timezone
from taizhang.journal.rebuild import rebuild
def told(thing, count):
    if thing == "case" and count > 500:
        os.kill(os.getpid(), signal.SIGKILL)
rebuild(at=timezone.now(), processes=2, told=told)
"""
LOST = """
import sys, threading
from multiprocessing import active_children
from taizhang.commands.main import main
def lose_one():
    while not active_children():
        pass
    active_children()[0].kill()
threading.Thread(target=lose_one).start()
sys.exit(main(["rebuild", "--processes", "2"]))
"""


def standing(place: Installation) -> list[str]:
    return place.python(STANDING).splitlines()


@pytest.mark.mission("X8")
@pytest.mark.parametrize("kind", KINDS)
def test_several_processes_make_the_same_tables_and_a_killed_one_changes_nothing(
    installations: Maker, kind: str
) -> None:
    place = installations.migrated(kind)
    place.python(TOWN)
    before = standing(place)
    counted = {line.split()[0]: int(line.split()[1]) for line in before}
    assert counted["case"] == counted["hits"] == 700 and counted["joint"] == 2 and counted["noticed"] >= 1
    assert counted["duty"] > 300
    killed = place.start("-c", f"import django; django.setup()\n{KILLED}")
    killed.communicate(timeout=120)  # its end is told when nobody holds the pipe: those who folded have gone too
    assert killed.returncode == -signal.SIGKILL
    assert standing(place) == before
    lost = place.start("-c", f"import django; django.setup()\n{LOST}")
    _, complaints = lost.communicate(timeout=120)
    assert lost.returncode == 1 and "一切照旧" in complaints, complaints
    assert standing(place) == before
    done = place.run("rebuild", "--processes", "2")
    assert done.returncode == 0, done.stderr
    assert standing(place) == before
