"""A small S3: one bucket in memory, as far as kept files need it. It demands a signature, and does not check it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


class ObjectStore(ThreadingHTTPServer):
    """`objects` by path ("/bucket/key"); `away`: it answers nothing but that it cannot."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, bytes] = {}
        self.away = False
        self.address = f"http://127.0.0.1:{self.server_port}"

    @contextmanager
    def running(self) -> Iterator[None]:
        thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.shutdown()
            self.server_close()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ObjectStore

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self._let_in():
            self.server.objects[self.path] = body
            self._say(200)

    def do_GET(self) -> None:
        if self._let_in():
            found = self.server.objects.get(self.path)
            self._say(404 if found is None else 200, found or b"")

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        if self._let_in():
            self.server.objects.pop(self.path, None)
            self._say(204)

    def _let_in(self) -> bool:
        signed = "AWS4-HMAC-SHA256 Credential=key/" in self.headers.get("Authorization", "")
        if self.server.away or not signed:
            self._say(503 if self.server.away else 403)
        return signed and not self.server.away

    def _say(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", f'"{md5(body, usedforsecurity=False).hexdigest()}"')
        self.send_header("Last-Modified", "Sat, 28 Nov 2026 08:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Silent."""
