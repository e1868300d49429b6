"""Word templates of the office: which hold, a sample to begin with, sending one in, going back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.orgs.models import Org
from taizhang.papers.sample_layout import sample
from taizhang.render.official_word import to_docx
from taizhang.stationery.kinds import KINDS
from taizhang.stationery.operations import drop_template, set_template
from taizhang.stationery.queries import content_at, templates_at
from taizhang.web.downloads import download
from taizhang.web.fields import entry_of
from taizhang.web.gate import needs


@needs(Power.MANAGE_CAMPAIGN)
def templates(request: HttpRequest, actor: Actor) -> HttpResponse:
    held = templates_at(actor.path)
    names = dict(Org.objects.filter(number__in={row.org for row in held.values()}).values_list("number", "name"))
    lines = [
        (kind, held.get(kind.id), names.get(held[kind.id].org, "") if kind.id in held else "")
        for kind in KINDS.values()
    ]
    return render(request, "stationery/list.html", {"lines": lines})


@needs(Power.MANAGE_CAMPAIGN)
def as_word(request: HttpRequest, actor: Actor, kind: str) -> HttpResponse:
    """The template that holds, or the sample in the built-in layout."""
    if kind not in KINDS:
        raise Refused("unknown-thing", "文书")
    content = content_at(actor.path, kind)
    made = content or to_docx(sample(KINDS[kind], actor.org_name, timezone.localdate()))
    return download(made, f"{KINDS[kind].label}样式.docx")


@require_POST
@needs(Power.MANAGE_CAMPAIGN)
def change(request: HttpRequest, actor: Actor, kind: str) -> HttpResponse:
    now, upload = timezone.now(), request.FILES.get("file")
    if request.POST.get("drop"):
        drop_template(by=actor, at=now, kind=kind, entry=entry_of(request))
        messages.success(request, "已恢复")
    elif upload is None:
        raise Refused("bad-body", "请选择改好的 Word 文件")
    else:
        name = (upload.name or "样式.docx")[:200]
        set_template(by=actor, at=now, kind=kind, content=upload.read(), name=name, entry=entry_of(request))
        messages.success(request, "已换成自己的样式，从现在起用它出文书")
    return redirect("stationery:list")


PAGES = [
    path("", templates, name="list"),
    path("<slug:kind>.docx", as_word, name="word"),
    path("<slug:kind>", change, name="change"),
]
urlpatterns = [path("", include((PAGES, "stationery")))]
