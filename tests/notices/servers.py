"""A mail server and a web service of another office, run in the test's process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseServer, StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any


class MailBox:
    """Speaks as much SMTP as it takes to receive a letter; `refuses` answers 550 to every receiver."""

    def __init__(self) -> None:
        self.letters: list[Message] = []
        self.refuses = False
        self.port = 0

    @contextmanager
    def running(self) -> Iterator[None]:
        outer = self

        class Handler(StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(b"220 mail\r\n")
                while line := self.rfile.readline():
                    word = line.strip().upper()[:4]
                    if word == b"DATA":
                        self.wfile.write(b"354 go on\r\n")
                        content = b""
                        while (part := self.rfile.readline()) != b".\r\n":
                            content += part
                        outer.letters.append(message_from_bytes(content, policy=default))
                        self.wfile.write(b"250 taken\r\n")
                    elif word == b"RCPT" and outer.refuses:
                        self.wfile.write(b"550 nobody here\r\n")
                    else:
                        self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 yes\r\n")

        with _served(ThreadingTCPServer(("127.0.0.1", 0), Handler)) as self.port:
            yield


class Service:
    """Hears JSON and answers what `answers` says for a path, else `answer`."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, dict[str, Any], Any]] = []
        self.answers: dict[str, Any] = {}
        self.answer: Any = {"errcode": 0, "code": 0}
        self.status = 200
        self.address = ""

    @contextmanager
    def running(self) -> Iterator[None]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(b"null")

            def do_POST(self) -> None:
                self._answer(self.rfile.read(int(self.headers["Content-Length"])))

            def _answer(self, content: bytes) -> None:
                heads = {**dict(self.headers), "body": content}
                outer.heard.append((self.path, json.loads(content), heads))
                said = json.dumps(outer.answers.get(self.path.partition("?")[0], outer.answer)).encode()
                self.send_response(outer.status)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *args: Any) -> None:
                """Silent."""

        with _served(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
            self.address = f"http://127.0.0.1:{port}"
            yield


@contextmanager
def _served(server: Any) -> Iterator[int]:
    assert isinstance(server, BaseServer)
    server.daemon_threads = True  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
