"""Sealed referrals: what was sent or received, writing one, opening one. Nothing typed here is kept in a session."""

from __future__ import annotations

import io
import zipfile
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.access.paging import page_by_key
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.orgs.models import Org
from taizhang.referrals.operations import SHORTEST, answer, make_key, open_referral, refer
from taizhang.referrals.queries import key_of, receivers_for, referral_for, referrals_for
from taizhang.web.fields import entry_of, uuid_of
from taizhang.web.gate import needs

SEES = (Power.REFER, Power.OPEN_SEALED)
MOST_FILES = 20


@needs(*SEES)
def referrals(request: HttpRequest, actor: Actor) -> HttpResponse:
    rows, following = page_by_key(referrals_for(actor), "-sent_at", request.GET.get("after", ""))
    names = dict(Org.objects.filter(number__in={row.org for row in rows}).values_list("number", "name"))
    opens = actor.may(Power.OPEN_SEALED)
    context = {
        "rows": [(row, names.get(row.org, "")) for row in rows],
        "following": following,
        "opens": opens,
        "key": key_of(actor.org) if opens else None,
        "shortest": SHORTEST,
        "receivers": receivers_for(actor) if actor.may(Power.REFER) else [],
    }
    return render(request, "referrals/list.html", context)


@require_POST
@needs(Power.OPEN_SEALED)
def new_key(request: HttpRequest, actor: Actor) -> HttpResponse:
    passphrase = request.POST.get("key_password", "")
    if passphrase != request.POST.get("key_password_again", ""):
        raise Refused("bad-body", "两次填写的启封口令不一样")
    make_key(by=actor, at=timezone.now(), passphrase=passphrase)
    messages.success(request, "启封口令已设置，现在可以接收密封移送")
    return redirect("referrals:list")


@needs(Power.REFER)
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form; where it cannot be taken it is shown again as it was typed."""
    receivers, refused = receivers_for(actor), None
    if request.method == "POST":
        try:
            return _sent(request, actor)
        except Refused as found:
            refused = found
    context = {"receivers": receivers, "typed": request.POST, "refused": refused.sentence if refused else ""}
    response = render(request, "referrals/new.html", context, status=refused.refusal.status if refused else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


def _sent(request: HttpRequest, actor: Actor) -> HttpResponse:
    uploads = request.FILES.getlist("files")
    if len(uploads) > MOST_FILES:
        raise Refused("bad-body", f"一次最多 {MOST_FILES} 个附件")
    receiver = uuid_of(request.POST.get("receiver", ""))
    if receiver is None:
        raise Refused("bad-body", "请选择移送给哪里的纪检监察机构")
    about = refer(
        by=actor, at=timezone.now(), receiver=receiver, text=request.POST.get("text", "")[:20_000],
        files=[(upload.name or "附件", upload.read()) for upload in uploads], entry=entry_of(request),
    )  # fmt: skip
    messages.success(request, "已密封移送。内容只有收件的纪检监察人员能启封，系统里没有留底。")
    return redirect("referrals:detail", about)


@needs(*SEES)
def detail(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    return _page(request, actor, about)


def _page(request: HttpRequest, actor: Actor, about: UUID, **more: object) -> HttpResponse:
    row = referral_for(actor, about)
    org = Org.objects.filter(number=row.org).first()
    context = {"row": row, "org": org, "opens": actor.may(Power.OPEN_SEALED), **more}
    response = render(request, "referrals/detail.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@needs(Power.OPEN_SEALED)
def opened(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponseBase:
    """The content on the page, this once; or all of it as a ZIP file."""
    passphrase, whole = request.POST.get("key_password", ""), request.POST.get("as") == "zip"
    content = open_referral(by=actor, at=timezone.now(), about=about, passphrase=passphrase, with_files=whole)
    if not whole:
        return _page(request, actor, about, content=content)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("情况.txt", f"移送人：{content.sender}\n\n{content.text}\n")
        for number, (name, given) in enumerate(content.files, 1):
            packed.writestr(f"附件{number}-{name.replace('/', '-')}", given)
    made.seek(0)
    response = FileResponse(made, as_attachment=True, filename=f"密封移送{about.hex[-6:]}.zip")
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@needs(Power.OPEN_SEALED)
def answered(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    accept, words = request.POST.get("decision") == "accept", request.POST.get("answer", "")[:200]
    answer(by=actor, at=timezone.now(), about=about, accept=accept, words=words, entry=entry_of(request))
    messages.success(request, "已答复移送人")
    return redirect("referrals:detail", about)


PAGES = [
    path("", referrals, name="list"),
    path("key", new_key, name="key"),
    path("new", new, name="new"),
    path("<uuid:about>/", detail, name="detail"),
    path("<uuid:about>/open", opened, name="open"),
    path("<uuid:about>/answer", answered, name="answer"),
]
urlpatterns = [path("", include((PAGES, "referrals")))]
