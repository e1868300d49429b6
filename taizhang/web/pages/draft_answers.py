"""One answer for many items of a draft: the year, who bears what nobody bears, to whom reports go, a new first day."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.campaigns.drafting import Section
from taizhang.campaigns.editing import answer_all, answer_year
from taizhang.campaigns.models import DraftItem, PlanDraft
from taizhang.campaigns.queries import draft_for
from taizhang.campaigns.starting import shift_all
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.web.draft_forms.item_form import bearer_data, flat_choices
from taizhang.web.draft_review import review_of
from taizhang.web.gate import needs

from .draft_items import number_in


@require_POST
@needs(Power.MANAGE_CAMPAIGN)
def answer(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """One answer for many items: the year, who bears what nobody bears, to whom reports go, or a new first day."""
    draft = draft_for(actor, about)
    messages.success(request, _ANSWERS[_known(request, _ANSWERS)](request, actor, draft))
    return redirect("drafts:review", draft.pk)


def _known(request: HttpRequest, known: Any) -> str:
    asked = request.POST.get("asked", "")
    if asked not in known:
        raise Refused("unknown-thing", asked)
    return asked


def _year(request: HttpRequest, actor: Actor, draft: PlanDraft) -> str:
    year = number_in(request, "year")
    if not 2000 <= year <= 2100:
        raise Refused("bad-body", "年份应在 2000 到 2100 之间")
    return f"{answer_year(by=actor, at=timezone.now(), draft=draft, year=year)} 处日期的年份已补为 {year} 年"


def _bearer(request: HttpRequest, actor: Actor, draft: PlanDraft) -> str:
    value = request.POST.get("value", "")
    allowed = {str(key) for key, _ in flat_choices(review_of(draft).choices.bearers)}
    if not value or value not in allowed or value == "subject":
        raise Refused("bad-body", "请选择由谁负责")

    def fill(item: DraftItem) -> dict[str, Any]:
        by = bearer_data(value, None)
        if item.section == Section.REPORT.value:
            return {**item.data, "chain": [{**by, **_cutoff(item.data)}, *item.data["chain"][1:]]}
        return {**item.data, "by": by}

    return f"{answer_all(by=actor, at=timezone.now(), draft=draft, asked='by', fill=fill)} 项已指定责任单位"


def _cutoff(data: dict[str, Any]) -> dict[str, Any]:
    first = data["chain"][0]
    return {"at": first["at"]} if "at" in first else {}


def _receiver(request: HttpRequest, actor: Actor, draft: PlanDraft) -> str:
    value = request.POST.get("value", "").strip()
    if not value:
        raise Refused("bad-body", "请写明报给谁")
    count = answer_all(
        by=actor, at=timezone.now(), draft=draft, asked="receiver", fill=lambda item: {**item.data, "receiver": value}
    )
    return f"{count} 项报送已写明报给{value}"


def _shift(request: HttpRequest, actor: Actor, draft: PlanDraft) -> str:
    try:
        day = date.fromisoformat(request.POST.get("value", ""))
    except ValueError:
        raise Refused("bad-body", "请选择新的启动日期") from None
    return f"全部日期已顺延 {shift_all(by=actor, at=timezone.now(), draft=draft, start_on=day)} 天"


_ANSWERS = {"year": _year, "by": _bearer, "receiver": _receiver, "shift": _shift}
