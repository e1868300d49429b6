"""Plans in preparation: upload, choose, review and correct, start."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.campaigns.drafting.writing import plan_document
from taizhang.campaigns.models import PlanDraft
from taizhang.campaigns.packs import packs
from taizhang.campaigns.preparing import choose as choose_plan
from taizhang.campaigns.preparing import draft_pack, draft_paste, draft_upload
from taizhang.campaigns.queries import draft_for, drafts_for
from taizhang.campaigns.starting import standing_of
from taizhang.checkup import annotated
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.journal.files import LARGEST_FILE
from taizhang.orgs.models import Org
from taizhang.render.official_word import to_docx
from taizhang.web.draft_checkup import flaws_of
from taizhang.web.draft_review import recent_changes, review_of
from taizhang.web.gate import needs

from . import draft_answers, draft_items, draft_start
from .draft_items import review_context

PAGE = 30


@needs(Power.MANAGE_CAMPAIGN)
def drafts(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _list(request, actor)


def _list(request: HttpRequest, actor: Actor, refused: Refused | None = None, typed: str = "") -> HttpResponse:
    rows = drafts_for(actor).select_related("created_by").defer("source_text", "reading", "frame")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": page.object_list, "packs": packs(), "refused": refused, "typed": typed}
    return render(request, "drafts/list.html", context, status=refused.refusal.status if refused else 200)


@require_POST
@needs(Power.MANAGE_CAMPAIGN)
def create(request: HttpRequest, actor: Actor) -> HttpResponse:
    """From an upload, a pasted text or a pack. A refusal comes back on the same page, what was typed still there."""
    now = timezone.now()
    typed = request.POST.get("text", "")
    try:
        if request.POST.get("pack"):
            draft = draft_pack(by=actor, at=now, name=request.POST["pack"])
        elif upload := request.FILES.get("file"):
            content = upload.read(LARGEST_FILE + 1)  # no more of a huge file than tells that it is too large
            draft = draft_upload(by=actor, at=now, content=content, name=upload.name or "方案")
        else:
            draft = draft_paste(by=actor, at=now, text=typed)
    except Refused as refused:
        return _list(request, actor, refused, typed)
    return redirect("drafts:review" if draft.chosen is not None else "drafts:choose", draft.pk)


@needs(Power.MANAGE_CAMPAIGN)
def choose(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """Several plans in one text, or none that was recognised."""
    draft = draft_for(actor, about)
    if request.method == "POST":
        wanted = request.POST.get("plan", "")
        index = int(wanted) if wanted.isdecimal() else -1
        return redirect("drafts:review", choose_plan(by=actor, at=timezone.now(), draft=draft, index=index).pk)
    plans = [
        {"index": index, "plan": plan, "opening": _opening(draft, plan)}
        for index, plan in enumerate(draft.reading.get("plans", []))
    ]
    return render(request, "drafts/choose.html", {"draft": draft, "plans": plans, "packs": packs()})


def _opening(draft: PlanDraft, plan: dict[str, Any]) -> str:
    start, end = plan.get("span") or (0, 200)
    return draft.source_text[start : min(end, start + 120)].strip()


@needs(Power.MANAGE_CAMPAIGN)
def review(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    draft = draft_for(actor, about)
    if draft.chosen is None:
        return redirect("drafts:choose", draft.pk)
    shown = review_of(draft)
    return render(request, "drafts/review.html", review_context(request, shown))


@needs(Power.MANAGE_CAMPAIGN)
def changed(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """Asked now and then by an open page: nothing, or who changed what since it was loaded."""
    draft = draft_for(actor, about)
    seen = request.GET.get("revision", "")
    if not seen.isdecimal() or int(seen) >= draft.revision:
        return HttpResponse(status=204)
    others = [change for change in recent_changes(draft) if change.by_id != actor.user]
    if not others:
        return HttpResponse(status=204)
    return render(request, "drafts/_changed.html", {"draft": draft, "others": others[:3]})


@needs(Power.MANAGE_CAMPAIGN)
def checked(request: HttpRequest, actor: Actor, about: UUID) -> FileResponse:
    """The text as Word, with what the check-up found as comments."""
    draft = draft_for(actor, about)
    made = io.BytesIO(annotated(draft.source_text, [flaw.finding for flaw in flaws_of(draft)]))
    return FileResponse(made, as_attachment=True, filename=f"{draft.title}（体检批注）.docx")


@needs(Power.MANAGE_CAMPAIGN)
def as_document(request: HttpRequest, actor: Actor, about: UUID) -> FileResponse:
    """The plan as a document to be issued. Raises Refused("plan-not-ready") while something is open."""
    draft = draft_for(actor, about)
    found = standing_of(draft)
    if found.plan is None:
        raise Refused("plan-not-ready", f"还有 {found.blocking} 处")
    issuer = Org.objects.get(number=draft.org).name
    made = io.BytesIO(to_docx(plan_document(found.plan, issuer, timezone.localdate())))
    return FileResponse(made, as_attachment=True, filename=f"{draft.title}.docx")


@require_POST
@needs(Power.MANAGE_CAMPAIGN)
def discard(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """Throw a draft away that was never started."""
    draft = draft_for(actor, about)
    if draft.campaign is not None:
        raise Refused("already-done", "方案已经启动，草稿留作依据")
    draft.delete()
    messages.success(request, f"已删除草稿：{draft.title}")
    return redirect("drafts:list")


urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("", drafts, name="list"),
                    path("new", create, name="create"),
                    path("<uuid:about>/", review, name="review"),
                    path("<uuid:about>/choose/", choose, name="choose"),
                    path("<uuid:about>/items/<uuid:item_id>", draft_items.item, name="item"),
                    path("<uuid:about>/items/<uuid:item_id>/remove", draft_items.take_out, name="remove"),
                    path("<uuid:about>/add/<slug:section>", draft_items.put_in, name="add"),
                    path("<uuid:about>/undo", draft_items.take_back, name="undo"),
                    path("<uuid:about>/answer", draft_answers.answer, name="answer"),
                    path("<uuid:about>/changed", changed, name="changed"),
                    path("<uuid:about>/checked.docx", checked, name="checked"),
                    path("<uuid:about>/plan.docx", as_document, name="document"),
                    path("<uuid:about>/discard", discard, name="discard"),
                    path("<uuid:about>/start/", draft_start.start, name="start"),
                ],
                "drafts",
            )
        ),
    )
]
