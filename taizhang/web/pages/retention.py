"""What will be erased when its time is over: told beforehand, held for a reason of law, and what has gone."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.access.paging import page_by_key
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.orgs.models import Org
from taizhang.retention.models import Expiry
from taizhang.retention.operations import hold, release
from taizhang.retention.queries import expiries_for
from taizhang.retention.targets import names_of
from taizhang.web.gate import needs
from taizhang.web.journal_lines import uuid_of

ADDRESSES = {"subjects": "register:detail", "cases": "ledger:detail"}
DECISIONS = {"hold": (hold, "已暂缓抹去"), "release": (release, "已解除暂缓，到期即抹去")}


@needs(Power.ARCHIVE)
def expiries(request: HttpRequest, actor: Actor) -> HttpResponse:
    state = request.GET.get("state", "")
    state = state if state in Expiry.STATES else "announced"
    rows = expiries_for(actor).filter(state=state)
    page, following = page_by_key(rows, "erase_at", request.GET.get("after", ""))
    context = {
        "lines": _lines(actor, page),
        "following": following,
        "state": state,
        "states": list(Expiry.STATES.items()),
        "decision": {"announced": "hold", "held": "release"}.get(state, ""),
    }
    return render(request, "retention/list.html", context)


def _lines(actor: Actor, page: list[Expiry]) -> list[tuple[Expiry, str, str, str]]:
    """Each with its name, its place and its address: a query for each kind of thing."""
    names: dict[UUID, str] = {}
    for what in {row.what for row in page}:
        names |= names_of(actor, what, [row.target for row in page if row.what == what])
    places = dict(Org.objects.filter(number__in={row.org for row in page}).values_list("number", "name"))
    return [(row, names.get(row.target, ""), places.get(row.org, ""), _address(row)) for row in page]


def _address(row: Expiry) -> str:
    return reverse(ADDRESSES[row.what], args=[row.target]) if row.what in ADDRESSES else ""


@require_POST
@needs(Power.ARCHIVE)
def decide(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The chosen ones are held, or let go again."""
    chosen = [about for about in map(uuid_of, request.POST.getlist("chosen")) if about]
    if not chosen or request.POST.get("decision") not in DECISIONS:
        raise Refused("bad-body", "没有选择任何一项")
    act, told = DECISIONS[request.POST["decision"]]
    count = act(by=actor, at=timezone.now(), abouts=chosen, reason=request.POST.get("reason", ""))
    messages.success(request, f"{told}：{count} 项")
    return redirect("retention:list")


PAGES = [path("", expiries, name="list"), path("decide", decide, name="decide")]
urlpatterns = [path("", include((PAGES, "retention")))]
