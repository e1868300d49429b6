"""Starting a draft: which org is which unit, what will arise, and the start itself; or the next version of a plan."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.campaigns.drafting.matching import proposed_units
from taizhang.campaigns.models import PlanDraft
from taizhang.campaigns.queries import campaign_for, draft_for
from taizhang.campaigns.starting import amend_from, standing_of, start_draft
from taizhang.core.calendar import CHINA
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.orgs.models import Org
from taizhang.web.amend_preview import amendment_of
from taizhang.web.gate import needs
from taizhang.web.start_preview import preview_of

from .draft_items import number_in


@needs(Power.MANAGE_CAMPAIGN)
def start(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """See what will arise on the tree, then start."""
    draft = draft_for(actor, about)
    if draft.campaign is not None:
        return redirect("campaigns:detail", draft.campaign)
    if draft.amends is not None:
        return _amend(request, actor, draft)
    found = standing_of(draft)
    if not found.startable or found.plan is None:
        messages.error(request, f"还有 {found.blocking} 处没有确定，补齐后就能启动")
        return redirect("drafts:review", draft.pk)
    areas = list(Org.objects.filter(path__under=actor.reach, kind=Org.AREA, closed=False).order_by("path")[:400])
    asked = request.POST if request.method == "POST" else request.GET
    root = next((org for org in areas if str(org.number) == asked.get("root")), areas[0] if areas else None)
    if root is None:
        raise Refused("out-of-scope", "管辖范围内没有可以开展整治的组织")
    orgs = list(Org.objects.filter(path__under=root.path, closed=False).order_by("path")[:2000])
    units = _units(asked, {unit.id: unit.name for unit in found.plan.units}, orgs)
    if request.method == "POST":
        campaign = start_draft(
            by=actor, at=timezone.now(), draft=draft, root=root, units=units, revision=number_in(request, "revision")
        )
        request.session["campaign"] = str(campaign)
        messages.success(request, "专项整治已启动，任务已下达到各级")
        return redirect("campaigns:detail", campaign)
    context = {
        "draft": draft,
        "plan": found.plan,
        "areas": areas,
        "root": root,
        "orgs": orgs,
        "units": [(unit, units.get(unit.id)) for unit in found.plan.units],
        "preview": preview_of(found.plan, root, units, timezone.now()),
        "past": bool(found.plan.end and found.plan.end < timezone.now().astimezone(CHINA).date()),
        "today": timezone.localdate(),
    }
    return render(request, "drafts/start.html", context)


def _units(asked: Any, names: dict[str, str], orgs: list[Org]) -> dict[str, int]:
    """The mapping as the person has set it, proposed by name where not asked yet."""
    known = {org.number for org in orgs}
    if not any(f"unit-{unit}" in asked for unit in names):
        return proposed_units(names, {org.number: org.name for org in orgs})
    chosen = {unit: asked.get(f"unit-{unit}", "") for unit in names}
    return {unit: int(value) for unit, value in chosen.items() if value.isdecimal() and int(value) in known}


def _amend(request: HttpRequest, actor: Actor, draft: PlanDraft) -> HttpResponse:
    campaign = campaign_for(actor, draft.amends or draft.pk)
    found = standing_of(draft)
    if request.method == "POST":
        amend_from(
            by=actor, at=timezone.now(), draft=draft, reason=request.POST.get("reason", ""),
            revision=number_in(request, "revision"),
        )  # fmt: skip
        messages.success(request, "方案已调整，新版本从现在起执行")
        return redirect("campaigns:detail", campaign.pk)
    if not found.startable or found.plan is None:
        messages.error(request, f"还有 {found.blocking} 处没有确定，补齐后才能调整")
        return redirect("drafts:review", draft.pk)
    changes = amendment_of(campaign, found.plan, timezone.now())
    return render(request, "drafts/amend.html", {"draft": draft, "campaign": campaign, "changes": changes})
