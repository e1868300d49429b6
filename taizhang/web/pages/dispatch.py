"""Daily dispatch: today's agenda, decisions that become duties, the minutes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import campaign_for, current, plan_of
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.dispatch import operations
from taizhang.dispatch.agenda import agenda_of
from taizhang.dispatch.agenda_paper import agenda_paper
from taizhang.dispatch.agenda_paper import file_name as agenda_name
from taizhang.dispatch.models import Dispatch
from taizhang.dispatch.paper import file_name, word
from taizhang.dispatch.queries import bearers_at, dispatch_for, dispatches_for
from taizhang.duties.queries import duties_for
from taizhang.orgs.models import Org
from taizhang.orgs.paths import parents
from taizhang.web.downloads import paper, word_or_pdf
from taizhang.web.fields import entry_of, number_of, uuid_of
from taizhang.web.gate import needs

PAGE = 60


@needs(Power.SUPERVISE)
def meetings(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What would be on the table now, and the meetings that were."""
    campaign, place = current(actor, request), _place_of(actor)
    rows = list(dispatches_for(actor).filter(campaign=campaign.pk)[:PAGE]) if campaign else []
    context: dict[str, Any] = {"campaign": campaign, "place": place, "rows": _with_places(rows)}
    if campaign and not campaign.closed_at:
        context["agenda"] = agenda_of(campaign, plan_of(campaign), place, at=timezone.now())
        today = timezone.localdate()
        context["today"] = next((row for row in rows if row.org == place.number and row.day == today), None)
    return render(request, "dispatch/list.html", context)


def _place_of(actor: Actor) -> Org:
    """The area that the post stands for."""
    org = Org.objects.get(number=actor.org)
    if org.kind == Org.AREA:
        return org
    return Org.objects.get(number=parents(org.path)[-2])


def _with_places(rows: list[Dispatch]) -> list[tuple[Dispatch, str]]:
    names = dict(Org.objects.filter(number__in={row.org for row in rows}).values_list("number", "name"))
    return [(row, names.get(row.org, "")) for row in rows]


@needs(Power.SUPERVISE)
def agenda(request: HttpRequest, actor: Actor, ending: str) -> HttpResponse:
    """What would be on the table now, to be handed out before the meeting."""
    campaign, place = current(actor, request), _place_of(actor)
    if campaign is None or campaign.closed_at:
        raise Refused("not-now", "没有进行中的专项整治，没有会议议程")
    table = agenda_of(campaign, plan_of(campaign), place, at=timezone.now())
    return paper(agenda_paper(table, campaign, place), agenda_name(table, place), ending)


@require_POST
@needs(Power.SUPERVISE)
def begin(request: HttpRequest, actor: Actor) -> HttpResponse:
    campaign = current(actor, request)
    if campaign is None:
        raise Refused("unknown-thing", "没有进行中的专项整治")
    about = operations.open_meeting(by=actor, at=timezone.now(), campaign=campaign, place=_place_of(actor))
    return redirect("dispatch:meeting", about)


@needs(Power.SUPERVISE)
def meeting(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """The agenda as it stands, or as it was when the meeting was closed."""
    row = dispatch_for(actor, about)
    campaign, place, now = campaign_for(actor, row.campaign), Org.objects.get(number=row.org), timezone.now()
    agenda = row.agenda or agenda_of(campaign, plan_of(campaign), place, at=now)
    states = dict(duties_for(actor).filter(pk__in=[one["duty"] for one in row.decisions]).values_list("pk", "state"))
    context = {
        "row": row,
        "campaign": campaign,
        "place": place,
        "agenda": agenda,
        "decisions": [(one, states.get(UUID(one["duty"]), "")) for one in row.decisions],
        "bearers": bearers_at(place),
        "tomorrow": timezone.localdate() + timedelta(days=1),
        "case": next((one for one in agenda["hard"] if one["case"] == request.GET.get("case")), None),
    }
    return render(request, "dispatch/meeting.html", context)


@require_POST
@needs(Power.SUPERVISE)
def decide(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    posted = request.POST
    operations.decide(
        by=actor, at=timezone.now(), about=about, what=posted.get("what", ""),
        org=number_of(posted.get("org", "")) or 0, due_on=_day(posted.get("due_on", "")),
        case=uuid_of(posted.get("case", "")), entry=entry_of(request),
    )  # fmt: skip
    messages.success(request, "已议定，并交办到承办单位的任务里")
    return redirect("dispatch:meeting", about)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("bad-body", f"完成期限：{text[:20]} 不是日期" if text else "请填写完成期限") from None


@require_POST
@needs(Power.SUPERVISE)
def close(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    fields = {name: request.POST.get(name, "") for name in ("chair", "attendees", "note")}
    operations.close_meeting(by=actor, at=timezone.now(), about=about, **fields)
    messages.success(request, "调度结束，纪要可以下载")
    return redirect("dispatch:meeting", about)


@needs(Power.SUPERVISE)
def minutes(request: HttpRequest, actor: Actor, about: UUID, ending: str) -> HttpResponse:
    """The minutes of a closed meeting as Word or PDF."""
    row = dispatch_for(actor, about)
    if row.closed_at is None:
        raise Refused("not-now", "调度结束以后才有纪要")
    place = Org.objects.get(number=row.org)
    content = word(row, Campaign.objects.get(pk=row.campaign), place)
    return word_or_pdf(content, file_name(row, place).removesuffix(".docx"), ending)


urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("", meetings, name="list"),
                    path("agenda.<ending:ending>", agenda, name="agenda"),
                    path("begin", begin, name="begin"),
                    path("<uuid:about>/", meeting, name="meeting"),
                    path("<uuid:about>/decide", decide, name="decide"),
                    path("<uuid:about>/close", close, name="close"),
                    path("<uuid:about>/minutes.<ending:ending>", minutes, name="minutes"),
                ],
                "dispatch",
            )
        ),
    )
]
