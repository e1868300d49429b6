"""Rehearsals (推演): a plan lived through on the office's own tree before anybody has to; begun, watched, read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.campaigns.packs import pack, packs
from taizhang.campaigns.queries import campaign_for, campaigns_for, draft_for, drafts_for, plan_of
from taizhang.campaigns.starting import standing_of
from taizhang.core.plan import Plan
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.foresight.ground import MOST_SUBJECTS, MOST_VILLAGES, Ground, ground_of, nameless, resized
from taizhang.foresight.operations import Origin, ask
from taizhang.foresight.operations import stop as stop_run
from taizhang.foresight.queries import rehearsal_for, rehearsals_for
from taizhang.orgs.models import Org
from taizhang.web.fields import number_of, uuid_of
from taizhang.web.gate import needs
from taizhang.web.rehearsal_sheet import sheet_of

PAGE = 20
OFFERED = 20
NAMELESS = 5
"""Villages where the tree has none yet."""
EACH = 20
"""Subjects in each village where none is registered yet."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The plan to be rehearsed, where it comes from, and the org on whose ground."""

    plan: Plan
    origin: Origin
    root: Org
    words: str


@needs(Power.MANAGE_CAMPAIGN)
def rehearsals(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Those that were run, and the plans that can be rehearsed."""
    page = Paginator(rehearsals_for(actor).defer("plan", "ground", "outcome"), PAGE).get_page(request.GET.get("page"))
    drafts = drafts_for(actor).filter(campaign=None, chosen__isnull=False).defer("source_text", "reading", "frame")
    context = {
        "page": page,
        "rows": page.object_list,
        "packs": packs(),
        "drafts": drafts[:OFFERED],
        "campaigns": campaigns_for(actor).filter(closed_at=None, path__under=actor.reach).only("title")[:OFFERED],
    }
    return render(request, "rehearsals/list.html", context)


@needs(Power.MANAGE_CAMPAIGN)
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """How big it is to be: as the tree is, or as one would like to know it."""
    now = timezone.now()
    asked = request.POST if request.method == "POST" else request.GET
    chosen = _chosen(actor, asked)
    own = ground_of(chosen.plan, root=chosen.root, at=now)
    ground = own or nameless(chosen.root.name, NAMELESS)
    if request.method == "POST":
        row = ask(
            by=actor, at=now, plan=chosen.plan, ground=_wanted(asked, ground), origin=chosen.origin,
            path=chosen.root.path, seed=_number(asked, "seed", "种子", 0, 999_999) or 0,
            days=_number(asked, "days", "天数", 1, 1000),
        )  # fmt: skip
        return redirect("rehearsals:one", row.pk)
    registered = sum(ground.subjects.values())
    context = {
        "chosen": chosen,
        "own": own,
        "ground": ground,
        "most": MOST_VILLAGES,
        "registered": registered,
        "each": "" if registered else EACH,
        "back": request.get_full_path(),
    }
    return render(request, "rehearsals/new.html", context)


def _chosen(actor: Actor, asked: QueryDict) -> Chosen:
    """Raises Refused("unknown-thing" | "unknown-pack" | "out-of-scope" | "plan-not-ready" | "not-permitted")."""
    if draft := uuid_of(asked.get("draft", "")):
        row = draft_for(actor, draft)
        found = standing_of(row)
        if found.plan is None:
            raise Refused("plan-not-ready", f"草稿还有 {found.blocking} 处待定，补上后再推演")
        return Chosen(found.plan, Origin(draft=row.pk), _root(row.org), "方案草稿")
    if about := uuid_of(asked.get("campaign", "")):
        campaign = campaign_for(actor, about)
        actor.demand(Power.MANAGE_CAMPAIGN, campaign.path)
        return Chosen(plan_of(campaign), Origin(campaign=campaign.pk), _root(campaign.root), "已启动的专项整治")
    name = asked.get("pack", "")
    return Chosen(pack(name).plan, Origin(pack=name), _root(actor.org), "方案库")


def _root(number: int) -> Org:
    return Org.objects.get(number=number)


def _wanted(asked: QueryDict, ground: Ground) -> Ground:
    """Raises Refused("bad-body")."""
    villages = _number(asked, "villages", "社区（村）个数", 1, MOST_VILLAGES) or len(ground.villages)
    each = _number(asked, "subjects", "每个社区（村）的对象个数", 1, 200)
    if each is None and not ground.subjects:
        each = EACH
    wanted = resized(ground, villages=villages, each=each)
    whole = wanted.others + sum(wanted.subjects.values())
    if whole > MOST_SUBJECTS:
        raise Refused("bad-body", f"共 {whole} 个对象，推演最多 {MOST_SUBJECTS} 个，请减少社区或对象")
    return wanted


def _number(asked: QueryDict, name: str, label: str, least: int, most: int) -> int | None:
    """None where nothing was written. Raises Refused("bad-body")."""
    said = asked.get(name, "").strip()
    if not said:
        return None
    number = number_of(said)
    if number is None or not least <= number <= most:
        raise Refused("bad-body", f"{label}应是 {least} 到 {most} 的数字")
    return number


@needs(Power.MANAGE_CAMPAIGN)
def one(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """How far it is, then what it found; `day` opens a day."""
    row = rehearsal_for(actor, about)
    if request.headers.get("HX-Request") == "true" and row.running:
        return render(request, "rehearsals/_run.html", {"row": row})
    context: dict[str, Any] = {"row": row, "again": _again(row.draft, row.campaign, row.pack)}
    if row.outcome:
        context["sheet"] = sheet_of(row.outcome, request.GET.get("day", ""))
    answer = render(request, "rehearsals/one.html", context)
    if request.headers.get("HX-Request") == "true":
        answer = HttpResponse(headers={"HX-Refresh": "true"})
    return answer


def _again(draft: UUID | None, campaign: UUID | None, name: str) -> dict[str, Any]:
    """What to ask for the same plan once more."""
    return {"draft": draft} if draft else {"campaign": campaign} if campaign else {"pack": name}


@require_POST
@needs(Power.MANAGE_CAMPAIGN)
def stop(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    stop_run(by=actor, at=timezone.now(), about=about)
    return redirect("rehearsals:one", about)


urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("", rehearsals, name="list"),
                    path("new", new, name="new"),
                    path("<uuid:about>/", one, name="one"),
                    path("<uuid:about>/stop", stop, name="stop"),
                ],
                "rehearsals",
            )
        ),
    )
]
