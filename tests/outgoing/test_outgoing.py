"""A settable address never leads into the machine or its network, by whatever spelling or trick."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from taizhang.outgoing.addresses import Forbidden, target_of
from taizhang.outgoing.client import LARGEST, Unreachable, post

pytestmark = pytest.mark.mission("C14")

INSIDE = [
    "http://127.0.0.1/", "http://localhost:8000/", "http://0.0.0.0/", "http://[::1]/", "http://[::]/",
    "http://10.1.2.3/", "http://172.16.0.1/", "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/", "http://[fe80::1]/", "http://[fd00::1]/", "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://2130706433/", "http://0x7f000001/",
    "http://127.1/", "http://224.0.0.1/", "http://198.18.0.1/",
]  # fmt: skip
NONE = [
    "file:///etc/passwd", "gopher://example.org/", "ftp://example.org/", "//example.org/", "javascript:alert(1)",
    "http://", "http://user:secret@93.184.216.34/", "http://93.184.216.34:99999/", "", "http://\u2028/",
]  # fmt: skip


@pytest.mark.parametrize("url", [*INSIDE, *NONE])
def test_it_leads_nowhere_inside(url: str) -> None:
    with pytest.raises(Forbidden) as caught:
        target_of(url)
    assert str(caught.value)


def test_what_the_settings_allow_is_reached_and_nothing_beside_it() -> None:
    assert target_of("http://10.1.2.3:8080/a?b=c", {"10.1.0.0/16"}).machines == ("10.1.2.3",)
    assert target_of("http://localhost/", {"localhost"}).host == "localhost"
    for allowed in ({"10.2.0.0/16"}, {"10.1.2.30"}, {"hooks.example"}):
        with pytest.raises(Forbidden):
            target_of("http://10.1.2.3/", allowed)


def test_a_name_that_leads_outside_and_inside_at_once_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def both(host: str, port: int, **_: Any) -> list[Any]:
        return [(2, 1, 6, "", (machine, port)) for machine in ("93.184.216.34", "127.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with pytest.raises(Forbidden):
        target_of("https://rebinding.example/")


class Heard(BaseHTTPRequestHandler):
    heard: list[tuple[str, bytes]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append((f"{self.headers['Host']}{self.path}", body))
        self.send_response({"/moved": 302, "/broken": 500}.get(self.path, 200))
        if self.path == "/moved":
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(b"x" * (LARGEST * 3) if self.path == "/endless" else b"thanks")

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[int]:
    Heard.heard.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Heard) as listening:
        thread = threading.Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        yield listening.server_address[1]
        listening.shutdown()
        thread.join()


def test_it_is_sent_to_the_machine_that_was_checked_though_the_name_has_moved_since(
    server: int, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OUTGOING = {"127.0.0.1"}
    answers = iter([[(2, 1, 6, "", ("127.0.0.1", server))]])
    real = socket.getaddrinfo

    def once(host: str, *rest: Any, **more: Any) -> Any:
        return next(answers) if host == "hooks.example" else real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", once)
    said = post(f"http://hooks.example:{server}/robot?key=1", "你好".encode(), media_type="text/plain")
    assert said == b"thanks"
    assert Heard.heard == [(f"hooks.example:{server}/robot?key=1", "你好".encode())]


def test_no_redirect_is_followed_and_no_answer_read_without_end(server: int, settings: Any) -> None:
    settings.OUTGOING = {"127.0.0.1"}
    for path, said in (("/moved", "302"), ("/broken", "500")):
        with pytest.raises(Unreachable, match=said):
            post(f"http://127.0.0.1:{server}{path}", b"x", media_type="text/plain")
    assert [where.partition("/")[2] for where, _ in Heard.heard] == ["moved", "broken"]
    assert len(post(f"http://127.0.0.1:{server}/endless", b"x", media_type="text/plain")) == LARGEST


def test_without_being_allowed_nothing_is_sent_to_this_machine(server: int, settings: Any) -> None:
    settings.OUTGOING = frozenset()
    with pytest.raises(Forbidden):
        post(f"http://127.0.0.1:{server}/", b"x", media_type="text/plain")
    assert Heard.heard == []


def test_who_does_not_answer_or_shows_no_good_certificate_is_unreachable(server: int, settings: Any) -> None:
    settings.OUTGOING = {"127.0.0.1"}
    for url in ("http://127.0.0.1:9/", f"https://127.0.0.1:{server}/"):
        with pytest.raises(Unreachable):
            post(url, b"x", media_type="text/plain")
