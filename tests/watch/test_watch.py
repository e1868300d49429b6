"""Whoever watches sees that it serves, whether all of it works, its figures; and reads logs that name nobody."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_tasks import task

from taizhang.core.ids import uuid7
from taizhang.journal.append import append
from taizhang.journal.seal import seal
from taizhang.watch.beating import beat
from taizhang.watch.logs import JsonLines
from taizhang.watch.models import Beat
from taizhang.workflows.jobs import run_waiting
from tests.cast import Cast
from tests.journal.entries import org_drafts

pytestmark = pytest.mark.django_db
NAME, PHONE, NUMBER = "欧阳明月", "13812345678", "53010119900101123X"
HOSTILE = (NAME, PHONE, NUMBER)


@pytest.fixture
def lines() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """All that any logger writes, as the installation writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.setLevel(level)
    root.removeHandler(handler)


@task()
def broken(phone: str) -> None:
    """A job that fails over what it was given."""
    raise ValueError(f"号码 {phone} 不存在")


def test_health_is_not_readiness(cast: Cast, client: Client) -> None:
    now = timezone.now()
    append(org_drafts(now - timedelta(hours=1), range(900, 901)), at=now - timedelta(hours=1))
    assert client.get("/health").content == b"ok"
    late = client.get("/ready")
    assert (late.status_code, late.content) == (503, b"seal")
    seal(at=now)
    assert (client.get("/ready").status_code, client.get("/ready").content) == (200, b"ok")


def test_a_worker_that_falls_silent_and_a_clock_that_went_back_are_noticed(cast: Cast, client: Client) -> None:
    now = timezone.now()
    seal(at=now)
    beat(now=now)
    beat(now=now + timedelta(seconds=5))
    assert Beat.objects.get().at == now, "not in every round"
    assert client.get("/ready").content == b"ok"
    Beat.objects.update(at=now - timedelta(minutes=5))
    assert client.get("/ready").content == b"worker"
    append(org_drafts(now, range(900, 901)), at=now)
    seal(at=now + timedelta(days=2))
    assert client.get("/ready").content == b"worker clock"


def test_a_disk_that_is_full_or_read_only_is_noticed(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal(at=timezone.now())
    monkeypatch.setattr("os.access", lambda path, mode: False)
    assert client.get("/ready").content == b"disk"


def test_metrics_are_prometheus_text_of_true_figures(cast: Cast, client: Client) -> None:
    now = timezone.now()
    seal(at=now)
    append(org_drafts(now, range(900, 903)), at=now - timedelta(seconds=90))
    page = client.get("/metrics")
    assert page["Content-Type"].startswith("text/plain; version=0.0.4")
    text = page.content.decode()
    found = dict(re.findall(r"^(taizhang_\w+) (\S+)$", text, re.MULTILINE))
    assert found["taizhang_entries_unsealed"] == str(len(org_drafts(now, range(900, 903))))
    assert 89 <= float(found["taizhang_seal_lag_seconds"]) <= 200
    assert found["taizhang_blocks_total"] == "1" and float(found["taizhang_disk_free_bytes"]) > 0
    for name in found:
        assert f"# TYPE {name} " in text and f"# HELP {name} " in text


def test_metrics_are_for_this_machine_or_for_who_has_the_token(cast: Cast, client: Client, settings: Any) -> None:
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.8").status_code == 404
    assert client.get("/metrics", HTTP_X_FORWARDED_FOR="127.0.0.1").status_code == 404, "through the server in front"
    settings.METRICS_TOKEN = "long-enough-token"
    assert client.get("/metrics").status_code == 404
    asked = {"HTTP_AUTHORIZATION": "Bearer long-enough-token"}
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.8", **asked).status_code == 200


@pytest.mark.mission("C13")
def test_no_log_line_holds_what_anybody_typed(
    cast: Cast, office: Client, at: datetime, lines: Callable[[], list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = Client(raise_request_exception=False)
    stranger.post("/sign-in", {"username": NAME, "password": PHONE})
    stranger.get(f"/{NAME}/{PHONE}")
    stranger.get("/", HTTP_HOST=f"{PHONE}.example.org")
    office.get("/register/", {"q": NAME, "kind": NUMBER})
    office.post("/register/add", {"kind": "x", "name": NAME, "phone": PHONE, "contact": NUMBER})
    office.post("/api/sync", f'{{"entries": [{{"id": "{NUMBER}"}}]}}', content_type="application/json")
    office.get(f"/ledger/{uuid7()}/", {"step": PHONE})
    office.raise_request_exception = False

    def refuse(*_: Any, **__: Any) -> None:
        raise RuntimeError(f"{NAME} {PHONE}")

    monkeypatch.setattr("taizhang.web.navigation._navigation", refuse)
    assert office.get("/ledger/").status_code == 500
    broken.enqueue(phone=PHONE)
    run_waiting()
    logging.getLogger("another.library").warning(f"wrong number {PHONE} of {NAME}")
    logging.getLogger("another.library").warning("wrong number %s", PHONE)
    written = lines()
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in written)
    assert [secret for secret in HOSTILE if secret in text] == []
    assert {"request", "job"} <= {line["logger"].rpartition(".")[2] for line in written}
    failed = next(line for line in written if line.get("job"))
    assert failed["status"] == "FAILED" and failed["job"].endswith("broken")
    fault = next(line for line in written if line.get("error") == "RuntimeError")
    assert any("refuse" in place for place in fault["where"]), "where it broke is told"
    assert next(line for line in written if line.get("status") == 500)["route"] == "ledger/"


def test_each_request_is_one_line_with_page_result_and_time(
    office: Client, lines: Callable[[], list[dict[str, Any]]]
) -> None:
    office.get("/ledger/")
    office.get("/health")
    own = [line for line in lines() if line["logger"] == "taizhang.request"]
    assert [(line["route"], line["status"], line["method"]) for line in own] == [("ledger/", 200, "GET")]
    assert own[0]["ms"] >= 0 and own[0]["level"] == "INFO"


def test_without_a_database_it_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import DatabaseError

    def gone(*_: Any, **__: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", gone)
    assert client.get("/ready").content == b"database"
