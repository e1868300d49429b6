"""The least that a web framework can do with a record: take it from a request and commit it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from .yardsticks import commits


def take(request: HttpRequest) -> HttpResponse:
    commits([request.body.decode("latin-1")[:4000].replace("\0", " ")])  # which PostgreSQL takes in no text
    return HttpResponse(status=201)


urlpatterns = [path("take", take)]
