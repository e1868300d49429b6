"""The OpenRosa protocol 1.0: every answer says its version, its date and, where it is a message, speaks Chinese."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt

from taizhang.access.actor import Actor
from taizhang.core.refusals import REFUSALS, Refused

from .devices import actor_with
from .forms import REGISTER, fingerprint, form_for, forms_for, register_for
from .submissions import receive

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Actor, str, P], HttpResponse]
XML = "text/xml; charset=utf-8"
VERSION = "X-OpenRosa-Version"


def protocol(*methods: str) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, str, P], HttpResponse]]:
    """The view gets the actor of the device. A key that is not valid is 403: the device need not ask for a password."""

    def gate(view: View[P]) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, key: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            response = _answer(request, key, *args, **kwargs)
            response.headers[VERSION] = "1.0"
            response.headers["Date"] = http_date()
            response.headers["Content-Language"] = "zh-Hans"
            response.headers["Cache-Control"] = "private, no-cache"
            return response

        def _answer(request: HttpRequest, key: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method not in methods:
                return message(405, f"这个地址只接受 {'、'.join(methods)}")
            if request.headers.get(VERSION) != "1.0":
                return message(400, f"请求应写明 {VERSION}: 1.0")
            actor = actor_with(key, at=timezone.now())
            if actor is None:
                return message(403, "设备密钥无效或已停用。请在“账号安全—ODK 设备”重新登记这台设备。")
            return _in_xml(lambda: view(request, actor, key, *args, **kwargs))

        return cast("Callable[Concatenate[HttpRequest, str, P], HttpResponse]", answer)

    return gate


def _in_xml(view: Callable[[], HttpResponse]) -> HttpResponse:
    """Whatever is refused is told in the protocol's own words."""
    try:
        return view()
    except Refused as refused:
        return message(refused.refusal.status, refused.sentence)
    except RequestDataTooBig:
        return message(413, Refused("file-too-large").sentence)
    except (MultiPartParserError, BadRequest, SuspiciousOperation):
        return message(400, Refused("not-xml").sentence)


def message(status: int, text: str) -> HttpResponse:
    nature = "submit_success" if status < 300 else "submit_error"
    return HttpResponse(_MESSAGE.format(nature=nature, text=escape(text)), content_type=XML, status=status)


_MESSAGE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<OpenRosaResponse xmlns="http://openrosa.org/http/response">'
    '<message nature="{nature}">{text}</message></OpenRosaResponse>\n'
)
"""Every submission is answered by it: put together here, for a template is found and rendered for longer."""


@protocol("GET", "HEAD")
def door(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """What somebody sees who tries the address of the QR code."""
    return message(200, f"{actor.name}，{actor.title}：设备已接通")


@protocol("GET", "HEAD")
def form_list(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    wanted = request.GET.get("formID", "")
    forms = [
        {
            "form": form,
            "address": request.build_absolute_uri(reverse("odk:form", args=[key, form.id])),
            "manifest": request.build_absolute_uri(reverse("odk:manifest", args=[key, form.id])),
        }
        for form in forms_for(actor)
        if wanted in {"", form.id}
    ]
    context = {"forms": forms, "verbose": request.GET.get("verbose") == "true"}
    return render(request, "openrosa/forms.xml", context, content_type=XML)


@protocol("GET", "HEAD")
def form_xml(request: HttpRequest, actor: Actor, key: str, form: str) -> HttpResponse:
    found = form_for(actor, form)
    return _content(found.xml, XML)


@protocol("GET", "HEAD")
def manifest(request: HttpRequest, actor: Actor, key: str, form: str) -> HttpResponse:
    content = register_for(actor, form_for(actor, form))
    address = request.build_absolute_uri(reverse("odk:register", args=[key, form]))
    files = [{"name": REGISTER, "hash": fingerprint(content), "address": address}]
    return render(request, "openrosa/manifest.xml", {"files": files}, content_type=XML)


@protocol("GET", "HEAD")
def register(request: HttpRequest, actor: Actor, key: str, form: str) -> HttpResponse:
    return _content(register_for(actor, form_for(actor, form)), "text/csv; charset=utf-8")


def _content(content: bytes, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"ETag": f'"{fingerprint(content)[4:]}"'})


@protocol("HEAD", "POST")
def submission(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """HEAD says how much may come in one post; a larger submission is split by the device into several."""
    address = request.build_absolute_uri(reverse("odk:submission", args=[key]))
    most = {"Location": address, "X-OpenRosa-Accept-Content-Length": str(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)}
    if request.method == "HEAD":
        return HttpResponse(status=204, headers=most)
    sent = request.FILES.get("xml_submission_file")
    xml = sent.read() if sent else request.POST.get("xml_submission_file", "").encode()
    if not xml:
        refusal = REFUSALS["not-xml"]
        return message(refusal.status, Refused("not-xml", "缺少 xml_submission_file").sentence)
    files = {}
    for field, one in request.FILES.items():
        if field not in {"xml_submission_file", "*isIncomplete*"} and not isinstance(one, list):
            files[field] = one.read()
    unexpected = receive(xml, files, by=actor, at=timezone.now())
    said = f"。表单中没有提到的附件已另存，待人工处理：{'、'.join(unexpected)}" if unexpected else ""
    answer = message(201, f"已收到{said}")
    answer.headers["Location"] = address
    return answer
