"""Two counties, each with a PostgreSQL database of its own, read as one by the database of those above."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.installation import ON_POSTGRES, Maker

A_COUNTY = """
import sys
from datetime import timedelta
from django.utils import timezone
from taizhang.bench import town as towns
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.operations import start
from taizhang.campaigns.packs import pack
towns.TOWN = sys.argv[1]
now = timezone.now()
town = towns.build(40, "restaurant", at=now - timedelta(days=9))
start(by=town.office, at=now - timedelta(days=9), plan=pack("gas-safety").plan, root=town.root, units={})
town.campaign = Campaign.objects.get()
town.file(int(sys.argv[2]), at=now - timedelta(days=1))
"""


@pytest.mark.skipif(not ON_POSTGRES, reason="TAIZHANG_TEST_DATABASE=postgres")
@pytest.mark.mission("C78")
def test_counties_with_databases_of_their_own_are_counted_as_one_and_as_their_files_are(
    installations: Maker, tmp_path: Path
) -> None:
    north, south, above = (installations.migrated("postgres") for _ in range(3))
    for county, code, cases in ((north, "530199001", 7), (south, "441881002", 5)):
        county.python(A_COUNTY, code, str(cases))
        assert county.run("facts", "--offer").stdout.strip() == code
        assert county.run("facts", str(tmp_path)).returncode == 0
    joined = above.run("facts", above.url, "--join", north.url, south.url)
    assert joined.returncode == 0, joined.stderr
    assert joined.stdout.split() == ["530199001", "441881002"]
    by_servers, by_files = above.run("facts", above.url, "--figures"), above.run("facts", str(tmp_path), "--figures")
    assert by_servers.stdout == by_files.stdout and by_servers.returncode == 0, by_servers.stderr
    assert "44\t1\t5\t5\t0\t0\t0" in by_servers.stdout and "53\t1\t7\t7\t0\t0\t0" in by_servers.stdout
    assert above.run("facts", above.url, "--join", north.url).returncode == 0, "one that is left out is joined no more"
    assert "44\t" not in above.run("facts", above.url, "--figures").stdout


@pytest.mark.skipif(not ON_POSTGRES, reason="TAIZHANG_TEST_DATABASE=postgres")
def test_a_county_that_offers_nothing_is_named(installations: Maker) -> None:
    county, above = installations.migrated("postgres"), installations.migrated("postgres")
    said = above.run("facts", above.url, "--join", county.url)
    assert said.returncode == 2 and urlsplit(county.url).path in said.stderr and "taizhang facts --offer" in said.stderr


def test_sqlite_is_told_to_hand_in_files(installations: Maker) -> None:
    said = installations.migrated("sqlite").run("facts", "--offer")
    assert said.returncode == 2 and "写成文件" in said.stderr
