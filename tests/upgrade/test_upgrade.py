"""Data of an earlier version, migrated and folded anew by this one: nothing is lost, and its chain still verifies."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tests.installation import KINDS, Installation, Maker

HERE = Path(__file__).parent
STATES = sorted(HERE.glob("*.json.gz"))
"""Made by make_state.py in a checkout of each version: the first commit of 0.1.0, and 0.1.0 as it was last."""

STANDING = """
import json
from taizhang.cases.models import Case
from taizhang.duties.models import Duty
from taizhang.journal.models import AsideEntry, StoredEntry
from taizhang.reports.models import Report
from taizhang.subjects.models import Subject
from taizhang.tallies.models import Tally
print(json.dumps({
    "entries": StoredEntry.objects.count(), "asides": AsideEntry.objects.count(),
    "cases": sorted(Case.objects.values_list("title", "state")),
    "subjects": sorted(Subject.objects.values_list("name", "address", "state")),
    "reports": sorted(str(one) for one in Report.objects.values_list("period", "state", "digest")),
    "duties": sorted(str(one) for one in Duty.objects.values_list("pk", "state")),
    "figures": sorted(str(one) for one in Tally.objects.exclude(value=0).values_list(
        "campaign", "org", "line", "measure", "day", "value") if one[3] in OLD),
}, ensure_ascii=False))
"""

GOING_ON = """
from django.utils import timezone
from taizhang.accounts.models import User
from taizhang.access.actor import actors_of
from taizhang.journal.seal import seal
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import correct, reopen
user = User.objects.get(username="office")
[office] = actors_of(user.pk, user.name, at=timezone.now())
row = Subject.objects.get(name="麦香面馆")
reopen(by=office, at=timezone.now(), subject=row.pk, reason="重新营业")
correct(by=office, at=timezone.now(), subject=row.pk, changes={"address": "禾苗路3号"})
seal(at=timezone.now())
print(Subject.objects.get(pk=row.pk).address)
"""

OPENING = """
from django.test import Client
from taizhang.accounts.models import User
client = Client(headers={"host": "localhost"})
client.force_login(User.objects.get(username="office"))
places = ["/", "/ledger/", "/duties/", "/reports/", "/register/", "/campaigns/", "/inspections/", "/orgs/", "/archive/"]
places += [link for place in ("/ledger/", "/campaigns/") for link in client.get(place).content.decode().split('"')
           if link.startswith(place) and link.count("-") == 4 and "?" not in link][:3]
answers = {place: client.get(place).status_code for place in places}
print([answer for answer in answers.items() if answer[1] != 200], len(places) > 9)
"""


def standing(place: Installation, measures: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(place.python(f"OLD = set({measures!r})\n{STANDING}"))
    return found


@pytest.mark.mission("C71")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", STATES, ids=lambda path: path.name.removesuffix(".json.gz"))
def test_data_of_an_earlier_version_is_migrated_folded_anew_and_verified(
    installations: Maker, kind: str, state: Path
) -> None:
    held = json.loads(gzip.decompress(state.read_bytes()))
    rows, head = held["rows"], max(held["rows"]["journal.Block"], key=lambda block: block["number"])["hash"]
    place = installations.empty(kind)
    loading = place.start(str(HERE / "load_state.py"), str(state))
    assert loading.communicate(timeout=240)[1] == "" and loading.returncode == 0
    assert "步没有升级" in place.run("doctor").stdout
    migrated = place.run("migrate")
    assert migrated.returncode == 0, migrated.stderr
    measures = sorted({row["measure"] for row in rows["tallies.Tally"]})
    before = standing(place, measures)
    assert before["entries"] == len(rows["journal.StoredEntry"]) and before["asides"] == 0
    assert before["cases"] == sorted([row["title"], row["state"]] for row in rows["cases.Case"])
    assert len(before["duties"]) == len(rows["duties.Duty"])
    verified = place.run("verify", "--head", head)
    assert verified.returncode == 0, verified.stdout
    rebuilt = place.run("rebuild")
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert standing(place, measures) == before, "sealed entries of the earlier version fold to the same"
    assert place.python(OPENING).strip() == "[] True", "pages open on it"
    assert place.python(GOING_ON).strip() == "禾苗路3号"
    assert place.run("verify", "--head", head).returncode == 0


def test_there_is_a_state_to_begin_from_and_it_is_small() -> None:
    assert STATES and all(path.stat().st_size < 300_000 for path in STATES)
