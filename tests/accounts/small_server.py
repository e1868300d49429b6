"""A small HTTP server of another system, run in the test's process: what it answers is a method of the subclass."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit


class SmallServer:
    """`asked` holds what came in, latest last."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.address = ""

    def answer(self, path: str, query: dict[str, str], form: dict[str, str], headers: Any) -> tuple[int, Any]:
        raise NotImplementedError

    @contextmanager
    def running(self) -> Iterator[None]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._handle({})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                self._handle(dict(parse_qsl(body)))

            def _handle(self, form: dict[str, str]) -> None:
                parts = urlsplit(self.path)
                outer.asked.append(parts.path)
                status, found = outer.answer(parts.path, dict(parse_qsl(parts.query)), form, self.headers)
                content = json.dumps(found).encode()
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", found)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args: Any) -> None:
                """Silent."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        self.address = f"http://127.0.0.1:{server.server_port}"
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
