"""One line in the log for each request: which page, how it went, how long it took; not who, not what was asked."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

log = logging.getLogger("taizhang.request")
QUIET = frozenset({"health", "ready", "metrics"})
"""Asked every few seconds by whoever watches."""


def request_lines(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def handle(request: HttpRequest) -> HttpResponse:
        begun = time.monotonic()
        response = get_response(request)
        match = request.resolver_match
        if match is not None and match.url_name in QUIET:
            return response
        facts = {
            "method": request.method if request.method in {"GET", "HEAD", "POST", "PUT", "DELETE"} else "?",
            "route": match.route if match else "",
            "status": response.status_code,
            "ms": round((time.monotonic() - begun) * 1000, 1),
        }
        log.log(logging.ERROR if response.status_code >= 500 else logging.INFO, "请求", extra={"facts": facts})
        return response

    return handle
