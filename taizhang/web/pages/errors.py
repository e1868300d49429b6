"""The pages for what went wrong: in plain Chinese, saying how to go on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from taizhang.core.refusals import REFUSALS
from taizhang.web.kept import keep, posted, shown


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if request.path.startswith("/api/"):
        refusal = REFUSALS["unknown-thing"]
        return _to_program(refusal.code, refusal.message, refusal.remedy, status=404)
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        return _to_program("server-error", "服务器出错，这次没有办成", "请稍后再试，仍不行请联系管理员", status=500)
    return HttpResponse(render_to_string("500.html"), status=500)  # no context: what frames a page may be what fails


def _to_program(code: str, message: str, remedy: str, *, status: int) -> JsonResponse:
    """The shape of every refusal of the API, also where no operation was reached."""
    return JsonResponse({"code": code, "message": message, "remedy": remedy, "detail": ""}, status=status)


def csrf_failure(request: HttpRequest, reason: str = "", **_: Any) -> HttpResponse:
    """A form that came without its token: mostly somebody signed in or out in another window meanwhile."""
    back = keep(request)
    return render(request, "csrf_failure.html", {"typed": shown(posted(request)), "back": back}, status=403)
