"""The API's description is true, and whatever is sent gets a clear answer in Chinese, never a fault of the server."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taizhang.api.api import api
from tests.api import described
from tests.phone.scene import Scene

WHOLE = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/")))
OPERATIONS = described.operations(WHOLE)
NAMES = [f"{method} {path}" for path, method, _ in OPERATIONS]
CHINESE = re.compile("[一-鿿]")
SENDER = ["office", "grid_worker", "system_admin"]

Browser = Callable[[str], Client]
fuzzed = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def send(client: Client, method: str, url: str, query: dict[str, Any], body: bytes, form: str) -> Any:
    """Each request in a savepoint of its own, taken back: what one left behind does not meet the next."""
    client.raise_request_exception = False
    with transaction.atomic():
        answer = client.generic(method.upper(), url, body, content_type=form, query_params=query)
        transaction.set_rollback(True)
    return answer


def test_the_description_is_served_and_names_every_operation(signed_in: Browser) -> None:
    served = signed_in("office").get("/api/openapi.json").json()
    assert served == WHOLE
    for _, method, operation in OPERATIONS:
        assert CHINESE.search(operation["summary"]) and operation["operationId"]
        assert {"401", "403", "422"} <= set(operation["responses"])
        assert method == "get" or operation["requestBody"]["content"]


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=NAMES)
@fuzzed
@given(data=st.data())
def test_whatever_is_sent_is_answered_as_described(
    scene: Scene, signed_in: Browser, path: str, method: str, operation: dict[str, Any], data: st.DataObject
) -> None:
    url, query = data.draw(st.composite(described.address)(WHOLE, path, operation))
    content = operation.get("requestBody", {}).get("content", {})
    form = next(iter(content), "application/json")
    body = st.binary(max_size=60)
    if form == "application/json" and content:
        right = described.spoilt(WHOLE, content[form]["schema"])
        body = body | right.map(lambda value: json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    client = signed_in(data.draw(st.sampled_from(SENDER)))
    answer = send(client, method, url, query, data.draw(body), form)
    assert answer.status_code < 500, answer.content
    assert described.not_as_described(WHOLE, operation, answer) == ""
    if answer.status_code >= 400:
        problem = answer.json()
        assert CHINESE.search(problem["message"]) and CHINESE.search(problem["remedy"])
        assert not re.search(r"[A-Za-z]{4,} [a-z]{2,}", problem["detail"]), problem


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=NAMES)
def test_who_is_not_signed_in_is_told_so(db: None, path: str, method: str, operation: dict[str, Any]) -> None:
    url = path.replace("{about}", described.fresh()).replace("{sha256}", "0" * 64)
    answer = send(Client(), method, url, {"size": 1}, b"{}", "application/json")
    assert answer.status_code == 401
    assert described.not_as_described(WHOLE, operation, answer) == ""


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"sync"',
        b"\xff\xfe",
        b'{"device": NaN}',
        b"[" * 100_000,
        b'{"sent_at": 1e999, "device": "a", "entries": []}',
        b'{"device": "a", "sent_at": "2026-05-13T09:00:00+08:00", "entries": {}}',
        b'{"device": "a", "sent_at": "yesterday", "entries": []}',
        b'{"device": 7, "sent_at": "2026-05-13T09:00:00+08:00", "entries": []}',
        b'{"device": "", "sent_at": "2026-05-13T09:00:00+08:00", "entries": []}',
        b'{"device": "a", "sent_at": "0000-00-00T00:00:00Z", "entries": ' + b"[{}," * 201 + b"{}" + b"]" * 201 + b"}",
        b'{"device": "a", "sent_at": "2026-05-13T09:00:00+08:00", "entries": [' + b"{}," * 200 + b"{}]}",
        b"1" * 10_000,
    ],
    ids=lambda body: body[:40].decode("latin-1"),
)
def test_a_body_that_is_none_is_refused_in_chinese(scene: Scene, signed_in: Browser, body: bytes) -> None:
    answer = send(signed_in("grid_worker"), "post", "/api/sync", {}, body, "application/json")
    assert answer.status_code in {400, 422}, answer.content
    problem = answer.json()
    assert CHINESE.search(problem["message"]) and not re.search("[a-z]{3,} [a-z]{2,}", problem["detail"]), problem


@pytest.mark.parametrize("path", ["/api/sync", "/api/files/" + "0" * 64])
def test_a_body_without_end_is_refused(scene: Scene, signed_in: Browser, path: str) -> None:
    form = "application/json" if path.endswith("sync") else "application/octet-stream"
    answer = send(signed_in("grid_worker"), "post", path, {"size": 9}, b" " * (31 * 1024 * 1024), form)
    assert answer.status_code == 413
    assert answer.json()["code"] == "file-too-large"


@pytest.mark.parametrize("sent_at", ["4026-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00"])
@pytest.mark.parametrize("happened_at", ["2000-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00Z"])
def test_a_clock_wrong_by_thousands_of_years_stops_no_batch(
    scene: Scene, signed_in: Browser, sent_at: str, happened_at: str
) -> None:
    entry = {"id": described.fresh(), "kind": "", "about": described.fresh(), "happened_at": happened_at, "body": {}}
    body = json.dumps({"device": "a", "sent_at": sent_at, "entries": [entry]}).encode()
    answer = send(signed_in("grid_worker"), "post", "/api/sync", {}, body, "application/json")
    assert (answer.status_code, answer.json()["receipts"][0]["code"]) == (200, "unknown-kind")


def test_another_method_and_another_address_are_answered_in_json(scene: Scene, signed_in: Browser) -> None:
    client = signed_in("grid_worker")
    assert send(client, "delete", "/api/sync", {}, b"", "application/json").status_code == 405
    answer = send(client, "get", "/api/nothing-here", {}, b"", "application/json")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown-thing")


def test_a_form_of_another_site_writes_nothing(scene: Scene, signed_in: Browser) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in("grid_worker").cookies
    answer = client.post("/api/sync", "{}", content_type="text/plain")
    assert (answer.status_code, answer.json()["code"]) == (403, "token-missing")
