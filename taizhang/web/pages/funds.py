"""Money by task: the list with its sums, a fund with its payments and receipts, the list as Excel."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.access.paging import page_by_key
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import current, current_or_refuse
from taizhang.core.money import parse_yuan
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.funds.operations import plan_fund, release, replan, spend, void
from taizhang.funds.queries import fund_for, funds_for, may_plan, may_spend
from taizhang.orgs.models import Org
from taizhang.tallies.queries import figures
from taizhang.web.fields import Field, entry_of, number_of, read_documents, uuid_of
from taizhang.web.funds_book import funds_workbook
from taizhang.web.gate import needs
from taizhang.web.standing import standing_of

MOST_LISTED = 2000
SUMS = [("planned", "安排"), ("released", "拨付"), ("spent", "支出")]


@needs(Power.VIEW)
def funds(request: HttpRequest, actor: Actor) -> HttpResponse:
    campaign = current(actor, request)
    rows = funds_for(actor).filter(campaign=campaign.pk) if campaign else funds_for(actor).none()
    page, following = page_by_key(rows, "path", request.GET.get("after", ""))
    names = dict(Org.objects.filter(number__in={row.org for row in page}).values_list("number", "name"))
    plans = campaign is not None and not campaign.closed_at and actor.may(Power.MANAGE_CAMPAIGN)
    context = {
        "campaign": campaign,
        "rows": [(row, names.get(row.org, "")) for row in page],
        "following": following,
        "sums": _sums(actor, campaign),
        "orgs": _orgs(actor, campaign) if plans and campaign else [],
    }
    return render(request, "funds/list.html", context)


def _sums(actor: Actor, campaign: Campaign | None) -> list[tuple[str, int]]:
    """From the figures of the post's own place, whatever the number of funds."""
    standing = standing_of(actor, campaign) if campaign else None
    if campaign is None or standing is None or standing.line:
        return []
    found = figures(campaign.pk, [standing.org], prefix="funds.").get(standing.org, {})
    return [(label, found.get(f"funds.{name}", 0)) for name, label in SUMS]


def _orgs(actor: Actor, campaign: Campaign) -> list[Org]:
    """For whom money can be planned: the areas and bodies of the campaign within reach, grids left out."""
    rows = Org.objects.filter(path__under=campaign.path, closed=False).exclude(level="grid").order_by("path")
    return [org for org in rows[:MOST_LISTED] if actor.covers(org.path)]


@needs(Power.VIEW)
def detail(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    row = fund_for(actor, about)
    context = {
        "row": row,
        "org": Org.objects.filter(number=row.org).first(),
        "campaign": Campaign.objects.filter(pk=row.campaign).first(),
        "movements": list(reversed(row.movements)),
        "may_plan": may_plan(actor, row.path),
        "may_spend": may_spend(actor, row),
    }
    return render(request, "funds/detail.html", context)


@require_POST
@needs(Power.MANAGE_CAMPAIGN)
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    campaign = current_or_refuse(actor, request)
    org = Org.objects.filter(number=number_of(request.POST.get("org", "")) or 0).first()
    if org is None:
        raise Refused("bad-body", "请选择由哪个单位使用")
    about = plan_fund(
        by=actor, at=timezone.now(), campaign=campaign, org=org, title=_text("title", "用途", request.POST),
        source=_text("source", "资金来源", request.POST), amount=_amount(request.POST), entry=entry_of(request),
    )  # fmt: skip
    messages.success(request, "已登记资金安排")
    return redirect("funds:detail", about)


@require_POST
@needs(Power.VIEW)
def move(request: HttpRequest, actor: Actor, about: UUID, verb: str) -> HttpResponse:
    """Release or spend."""
    if verb not in ("release", "spend"):
        raise Refused("unknown-kind", verb)
    now = timezone.now()
    body: dict[str, Any] = {"amount": _amount(request.POST), "files": read_documents(request, at=now)}
    for name, label in (("on", "日期"), ("payee", "付给谁"), ("what", "说明")):
        if text := _text(name, label, request.POST):
            body[name] = text
    operation = release if verb == "release" else spend
    operation(by=actor, at=now, about=about, body=body, entry=entry_of(request))
    messages.success(request, "已登记拨付" if verb == "release" else "已登记支出")
    return redirect("funds:detail", about)


@require_POST
@needs(Power.MANAGE_CAMPAIGN)
def change(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """Another amount in the plan, or a movement that counts no more."""
    reason, now = _text("reason", "原因", request.POST, "textarea"), timezone.now()
    movement = uuid_of(request.POST.get("movement", ""))
    if movement:
        void(by=actor, at=now, about=about, movement=movement, reason=reason, entry=entry_of(request))
        messages.success(request, "已冲销")
    else:
        amount = _amount(request.POST)
        replan(by=actor, at=now, about=about, amount=amount, reason=reason, entry=entry_of(request))
        messages.success(request, "已调整安排")
    return redirect("funds:detail", about)


def _text(name: str, label: str, posted: QueryDict, kind: str = "text") -> str:
    return str(Field(name, label, kind).read(posted))


def _amount(posted: QueryDict) -> int:
    try:
        return parse_yuan(posted.get("amount", ""))
    except ValueError as error:
        raise Refused("bad-body", str(error)) from None


@needs(Power.VIEW)
def sheet(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    campaign = current_or_refuse(actor, request)
    now = timezone.now()
    rows = list(funds_for(actor).filter(campaign=campaign.pk).order_by("path", "opened_at")[:MOST_LISTED])
    book = funds_workbook(actor, rows, campaign.title, at=now)
    return FileResponse(book, as_attachment=True, filename=f"资金{timezone.localtime(now):%Y%m%d-%H%M}.xlsx")


PAGES = [
    path("", funds, name="list"),
    path("funds.xlsx", sheet, name="sheet"),
    path("new", new, name="new"),
    path("<uuid:about>/", detail, name="detail"),
    path("<uuid:about>/change", change, name="change"),
    path("<uuid:about>/<slug:verb>", move, name="move"),
]
urlpatterns = [path("", include((PAGES, "funds")))]
