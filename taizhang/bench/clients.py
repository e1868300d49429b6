"""Many clients at once, over the network, against the server as it is served; beside it the bare framework."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http.client import HTTPConnection
from itertools import cycle, islice
from secrets import token_hex

from django.conf import settings
from django.test.client import BOUNDARY, MULTIPART_CONTENT, Client, encode_multipart

from taizhang.access.actor import Actor
from taizhang.accounts.models import User

from .figure import Figure, rate
from .submissions import COUNT, Odk, batch_of_cases, photo
from .town import Town

AT_ONCE = (1, 8, 32)
PROCESSES = 2
"""Of either server: as many as there are cores here."""

PATIENCE = 60.0
"""Seconds within which a server has to answer, after its start and to each request."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One request, made before the clock runs."""

    address: str
    body: bytes
    headers: dict[str, str]
    holds: int = 1
    """How many records it holds."""
    method: str = "POST"

    def well_answered(self, status: int, said: bytes) -> bool:
        if self.method == "GET":
            return status == 200
        return status == 201 or said.count(b'"appended"') == self.holds


def client_figures(town: Town, *, at: datetime) -> Iterator[Figure]:
    """Each kind of request from one client, from eight and from 32; of either server the same processes and threads."""
    shot = photo()
    kinds: dict[str, tuple[str, Callable[[int], Iterator[Sent]], bytes, float]] = {
        "ODK 表单，无照片": ("份/秒", lambda who: forms_of(town, who, b"", at), b"x" * 1000, 0.5),
        "ODK 表单，带 200 kB 照片": ("份/秒", lambda who: forms_of(town, who, shot, at), shot, 0.5),
        "手机同步，每次 20 条": ("条/秒", lambda who: batches_of(town, who, at), b"x" * 1000, 0),
    }
    with (
        served("taizhang.config.wsgi:application") as (ours, _),
        served("taizhang.bench.bare_wsgi:application") as (bare, _),
    ):
        for name, (unit, requests, body, aim) in kinds.items():
            plain = Sent("/take", body, {"Content-Type": "application/octet-stream"})
            for clients in AT_ONCE:
                each = max(1, COUNT // clients)
                senders = [requests(who) for who in range(clients)]
                all_send(ours, [[next(one)] for one in senders])  # each person's form and plan are known from now on
                made = [list(islice(one, each)) for one in senders]
                theirs = rate(partial(all_send, bare, [[plain] * each] * clients))
                found = rate(partial(all_send, ours, made))
                yield Figure(f"{name}，{clients} 个同时", found, unit, "空框架加一次提交", theirs, aim)


def forms_of(town: Town, who: int, shot: bytes, at: datetime) -> Iterator[Sent]:
    """What ODK Collect of one grid worker sends."""
    odk = Odk(town, at, number=who)
    while True:
        yield Sent(
            odk.address, encode_multipart(BOUNDARY, odk.filled(shot)),
            {"Content-Type": MULTIPART_CONTENT, "X-OpenRosa-Version": "1.0"},
        )  # fmt: skip


def batches_of(town: Town, who: int, at: datetime) -> Iterator[Sent]:
    """What our own phone page of one grid worker sends: twenty problems found."""
    token = token_hex(16)
    headers = {
        "Content-Type": "application/json", "X-CSRFToken": token,
        "Cookie": f"{_session(town.workers[who])}; csrftoken={token}",
    }  # fmt: skip
    while True:
        yield Sent("/api/sync", json.dumps(batch_of_cases(town, who, 20, at=at)).encode(), headers, 20)


def pages_of(town: Town, who: int, addresses: Sequence[str]) -> Iterator[Sent]:
    """What one grid worker looks at, in turns."""
    cookie = {"Cookie": _session(town.workers[who])}
    return (Sent(address, b"", cookie, method="GET") for address in cycle(addresses))


def _session(actor: Actor) -> str:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user))
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def all_send(port: int, made: Sequence[Sequence[Sent]]) -> int:
    """Each list by a client of its own, all at once; returns how many records were acknowledged."""
    with ThreadPoolExecutor(len(made)) as pool:
        return sum(pool.map(lambda requests: _send(port, requests), made))


def _send(port: int, requests: Sequence[Sent]) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    held = 0
    for one in requests:
        connection.request(one.method, one.address, one.body, one.headers)
        answer = connection.getresponse()
        said = answer.read()
        if not one.well_answered(answer.status, said):
            raise RuntimeError(f"{one.address}: {answer.status} {said[:500].decode(errors='replace')}")
        held += one.holds
    connection.close()
    return held


@contextmanager
def served(application: str, *, processes: int = PROCESSES) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The port and the process of a server of that application, on the database of this bench."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    words = [
        "granian", "--interface", "wsgi", "--workers", str(processes), "--blocking-threads", str(settings.THREADS),
        "--no-ws", "--host", "127.0.0.1", "--port", str(port), "--no-log", application,
    ]  # fmt: skip
    more = {"DJANGO_SETTINGS_MODULE": "taizhang.config.settings", "TAIZHANG_HOSTS": "127.0.0.1"}
    process = subprocess.Popen([sys.executable, "-m", *words], env={**os.environ, **more})
    try:
        _wait_for(port, process)
        yield port, process
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("测速用的服务没有启动")
