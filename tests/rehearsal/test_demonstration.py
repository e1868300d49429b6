"""The demonstration: prepared once, said on every page, kept at the next start."""

from __future__ import annotations

import json
import socket
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.cases.models import Case
from taizhang.commands.demo import free_port
from taizhang.commands.main import main
from taizhang.core.calendar import CHINA
from taizhang.inspections.models import Inspection
from taizhang.journal.files import content_of
from taizhang.journal.models import StoredEntry
from taizhang.journal.seal import unsealed_count
from taizhang.journal.verifying import chain_findings
from taizhang.rehearsal import demonstration
from taizhang.reports.models import Report
from tests.cast import Cast

RIBBON = "这是演示"
SMALL = ("--villages", "4", "--subjects", "15")


@pytest.fixture
def at_home(tmp_path: Path, settings: Any) -> Path:
    """An empty installation."""
    settings.DEMONSTRATION = tmp_path / "demonstration.json"
    return tmp_path


@pytest.mark.mission("C81")
def test_a_street_in_the_second_phase_today_with_everything_that_a_newcomer_wants_to_see(
    db: None, at_home: Path, client: Client
) -> None:
    assert main(["demo", "--prepare-only", *SMALL]) == 0
    campaign = Campaign.objects.get()
    today = timezone.now().astimezone(CHINA).date()
    phase = plan_of(campaign).phase_on(today)
    assert campaign.demo
    assert phase is not None and phase.id == "screening"
    states = set(Case.objects.values_list("state", flat=True))
    assert "struck" in states
    assert Case.objects.filter(open=True).exists()
    assert Case.objects.filter(supervised=True).exists()
    reported = set(Report.objects.exclude(frozen_at=None).values_list("state", flat=True))
    assert {"on_time", "late", "missing"} <= reported
    pictured = Inspection.objects.filter(passed=False, self_made=False).order_by("pk").first()
    assert pictured is not None
    (shots,) = list(pictured.item_photos.values())[:1]
    assert content_of(shots[0]["sha256"]).startswith(b"\xff\xd8")
    assert unsealed_count() == 0
    assert list(chain_findings()) == []
    found = json.loads((at_home / "demonstration.json").read_text(encoding="utf-8"))
    assert (at_home / "demonstration.json").stat().st_mode & 0o077 == 0
    roles = [account["role"] for account in found["accounts"]]
    assert len(set(roles)) == len(roles) == 10
    for account in found["accounts"]:
        client.logout()
        assert RIBBON in client.get("/", follow=True).content.decode()
        assert client.login(username=account["username"], password=found["password"])
        assert RIBBON in client.get("/", follow=True).content.decode()
    entries = StoredEntry.objects.count()
    assert main(["demo", "--prepare-only", *SMALL]) == 0
    assert StoredEntry.objects.count() == entries
    told = demonstration.known()
    assert told is not None and told.password == found["password"]


def test_an_installation_with_data_of_its_own_is_left_alone(
    cast: Cast, at_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entries = StoredEntry.objects.count()
    assert main(["demo", "--prepare-only", *SMALL]) == 1
    assert "TAIZHANG_HOME" in capsys.readouterr().err
    assert StoredEntry.objects.count() == entries
    assert not (at_home / "demonstration.json").exists()


def test_what_breaks_off_leaves_nothing_half_prepared(db: None, at_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(demonstration, "live", broken)
    with pytest.raises(KeyboardInterrupt):
        demonstration.prepare(now=timezone.now(), password="x", villages=1, subjects=1)
    assert StoredEntry.objects.count() == 0
    assert demonstration.known() is None


def test_no_page_speaks_of_a_demonstration_where_there_is_none(db: None, at_home: Path, client: Client) -> None:
    assert RIBBON not in client.get("/", follow=True).content.decode()


def test_a_port_in_use_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port("127.0.0.1", port) not in {None, port}


@pytest.mark.parametrize("days", [0, 100, 200])
def test_the_plan_is_moved_so_that_any_day_lies_in_its_second_phase(days: int) -> None:
    from taizhang.campaigns.packs import pack

    today = datetime(2026, 1, 1, tzinfo=CHINA).date() + timedelta(days=days)
    plan = demonstration.placed(pack("gas-safety").plan, today)
    phase = plan.phase_on(today)
    assert phase is not None and phase.id == "screening"
