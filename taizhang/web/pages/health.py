"""For the server in front and for whoever watches: does this process serve, is the whole ready, and its figures."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from taizhang.notices.metrics import sending_metrics
from taizhang.watch.condition import condition
from taizhang.watch.metrics import FORMAT, metrics_text


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether this process serves and reaches its database: 200 "ok", or 503. Anybody may ask; nothing else is told."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Whether all of it works: 200 "ok", or 503 and the names of what does not (database, disk, seal, worker, …)."""
    try:
        faults = condition(now=timezone.now()).faults
    except DatabaseError:
        faults = ["database"]
    return HttpResponse(" ".join(faults) or "ok", status=503 if faults else 200, content_type="text/plain")


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus. Who may not read them is not told that they exist."""
    if not _may_read(request):
        raise Http404
    now = timezone.now()
    return HttpResponse(metrics_text(condition(now=now)) + sending_metrics(now=now), content_type=FORMAT)


def _may_read(request: HttpRequest) -> bool:
    """With the token; where none is set, from this machine itself and not through a server in front."""
    if settings.METRICS_TOKEN:
        return constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}")
    near = request.META.get("REMOTE_ADDR", "") in {"127.0.0.1", "::1"}
    return near and "X-Forwarded-For" not in request.headers


urlpatterns = [
    path("health", health, name="health"),
    path("ready", ready, name="ready"),
    path("metrics", metrics, name="metrics"),
]
