"""The addresses of GeoReport v2, each in JSON and in XML."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, tostring

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from taizhang.core.refusals import Refused

from .gate import door
from .keys import Grant
from .open311 import Fields, Sent, definition, hand_in, request_with, requests_for, service, service_named, services_for

ITEMS = {"services": "service", "service_requests": "request", "errors": "error", "attributes": "attribute",
         "values": "value"}  # fmt: skip
FORMATS = ("json", "xml")
STATUS = {401: 403, 409: 400, 413: 400, 422: 400}
"""The standard knows 400, 403 and 404; a missing key is 403 there."""


def told(ending: str, name: str, content: Sequence[Fields] | Fields, status: int = 200) -> HttpResponse:
    if ending == "xml":
        body: str | bytes = tostring(_element(name, content), encoding="utf-8", xml_declaration=True)
        return HttpResponse(body, content_type="text/xml; charset=utf-8", status=status)
    body = json.dumps(content, ensure_ascii=False)
    return HttpResponse(body, content_type="application/json; charset=utf-8", status=status)


def _element(name: str, content: Any) -> Element:
    """Nothing is an empty element."""
    made = Element(name)
    if isinstance(content, Mapping):
        made.extend(_element(key, value) for key, value in content.items())
    elif isinstance(content, list):
        made.extend(_element(ITEMS[name], value) for value in content)
    elif content is not None:
        made.text = str(content).lower() if isinstance(content, bool) else str(content)
    return made


def in_open311(request: HttpRequest, error: Refused) -> HttpResponse:
    status = STATUS.get(error.refusal.status, error.refusal.status)
    ending = "xml" if request.path.endswith(".xml") else "json"
    return told(ending, "errors", [{"code": status, "description": error.sentence}], status)


@door("Open311", telling=in_open311)
def services(request: HttpRequest, grant: Grant, ending: str) -> HttpResponseBase:
    return told(_known(ending), "services", [service(row) for row in services_for(grant)])


@door("Open311", telling=in_open311)
def one_service(request: HttpRequest, grant: Grant, code: str, ending: str) -> HttpResponseBase:
    return told(_known(ending), "service_definition", definition(grant, service_named(grant, code)))


@door("Open311", "GET", "HEAD", "POST", telling=in_open311)
def requests(request: HttpRequest, grant: Grant, ending: str) -> HttpResponseBase:
    """GET lists, POST hands one in; photos come as files named media."""
    now = timezone.now()
    if request.method != "POST":
        return told(_known(ending), "service_requests", requests_for(grant, _texts(request.GET), at=now))
    photos = [file.read() for file in request.FILES.getlist("media")]
    made = hand_in(grant, Sent(_texts(request.POST), photos), at=now)
    return told(_known(ending), "service_requests", [made], 201)


@door("Open311", telling=in_open311)
def one_request(request: HttpRequest, grant: Grant, receipt: str, ending: str) -> HttpResponseBase:
    return told(_known(ending), "service_requests", [request_with(grant, receipt)])


def _texts(sent: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in sent.items()}


def _known(ending: str) -> str:
    if ending not in FORMATS:
        raise Refused("unknown-thing", "只有 .json 和 .xml")
    return ending
