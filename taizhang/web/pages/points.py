"""Points for sorted waste: the households that joined, an account with its statement, the goods."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.access.paging import page_by_key
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import campaign_for, current, plan_of
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power, Role
from taizhang.orgs.models import Org
from taizhang.points import operations
from taizhang.points.models import Account
from taizhang.points.paper import statement
from taizhang.points.queries import account_for, accounts_for, goods_for, shelves_for
from taizhang.subjects.naming import names_in_part
from taizhang.subjects.queries import Filter, subject_for, subjects_for
from taizhang.web.downloads import paper
from taizhang.web.fields import Field, entry_of, number_of, uuid_of
from taizhang.web.gate import needs

MOST_FOUND = 20


@needs(Power.INSPECT)
def accounts(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who joined, by place; the tariff; the goods on the shelves."""
    campaign, asked = current(actor, request), request.GET.get("name", "").strip()[:60]
    points = plan_of(campaign).points if campaign else None
    if campaign is None or points is None:
        return render(request, "points/none.html", {"campaign": campaign})
    rows = accounts_for(actor).filter(campaign=campaign.pk)
    page, following = page_by_key(rows, "path", request.GET.get("after", ""))
    names = names_in_part(actor, (row.subject for row in page))
    shelves = list(shelves_for(actor).filter(campaign=campaign.pk))
    places = dict(Org.objects.filter(number__in={one.org for one in shelves}).values_list("number", "name"))
    context = {
        "campaign": campaign,
        "points": points,
        "rows": [(row, names.get(row.subject, "")) for row in page],
        "following": following,
        "asked": asked,
        "found": _found(actor, campaign, points.kinds, asked) if asked else [],
        "shelves": [(one, places.get(one.org, "")) for one in shelves],
        "may_stock": actor.may(Power.MANAGE_REGISTER) and not campaign.closed_at,
    }
    return render(request, "points/list.html", context)


def _found(actor: Actor, campaign: Campaign, kinds: list[str], name: str) -> list[tuple[object, Account | None]]:
    subjects = list(subjects_for(actor, Filter(text=name)).filter(kind__in=kinds)[:MOST_FOUND])
    joined = {
        row.subject: row
        for row in accounts_for(actor).filter(campaign=campaign.pk, subject__in=[one.pk for one in subjects])
    }
    return [(one, joined.get(one.pk)) for one in subjects]


@require_POST
@needs(Power.INSPECT)
def join(request: HttpRequest, actor: Actor) -> HttpResponse:
    campaign = current(actor, request)
    wanted = uuid_of(request.POST.get("subject", ""))
    if campaign is None or wanted is None:
        raise Refused("unknown-thing", "参加积分的农户")
    consent = Field("consent", "同意人", "text").read(request.POST)
    about = operations.join(
        by=actor, at=timezone.now(), campaign=campaign, subject=subject_for(actor, wanted), consent=consent[:60],
        entry=entry_of(request),
    )  # fmt: skip
    messages.success(request, "已参加积分")
    return redirect("points:account", about)


@needs(Power.VIEW)
def account(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    row = account_for(actor, about)
    campaign = campaign_for(actor, row.campaign)
    context = {
        "row": row,
        "campaign": campaign,
        "subject": subject_for(actor, row.subject),
        "movements": list(reversed(row.movements)),
        "points": plan_of(campaign).points,
        "goods": list(goods_for(actor, row)),
        "may_move": actor.may(Power.INSPECT) and actor.covers(row.path) and not campaign.closed_at,
        "own": actor.role is Role.OWNER,
    }
    return render(request, "points/account.html", context)


@require_POST
@needs(Power.INSPECT)
def weigh(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    campaign = campaign_for(actor, account_for(actor, about).campaign)
    operations.weigh(
        by=actor, at=timezone.now(), campaign=campaign, account=about, sort=request.POST.get("sort", ""),
        amount=request.POST.get("amount", "")[:20], entry=entry_of(request),
    )  # fmt: skip
    messages.success(request, "已记积分")
    return redirect("points:account", about)


@require_POST
@needs(Power.INSPECT)
def exchange(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    goods = uuid_of(request.POST.get("goods", ""))
    if goods is None:
        raise Refused("bad-body", "请选择要兑换的物品")
    number = number_of(request.POST.get("number", "")) or 0
    operations.exchange(by=actor, at=timezone.now(), account=about, goods=goods, number=number, entry=entry_of(request))
    messages.success(request, "已兑换")
    return redirect("points:account", about)


@require_POST
@needs(Power.INSPECT)
def cancel(request: HttpRequest, actor: Actor, about: UUID, weighing: UUID) -> HttpResponse:
    reason = Field("reason", "冲销原因", "text").read(request.POST)
    operations.cancel(
        by=actor, at=timezone.now(), account=about, weighing=weighing, reason=reason, entry=entry_of(request)
    )
    messages.success(request, "已冲销，原记录保留在对账单上")
    return redirect("points:account", about)


@require_POST
@needs(Power.INSPECT)
def leave(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    operations.leave(by=actor, at=timezone.now(), account=about, entry=entry_of(request))
    messages.success(request, "已退出，剩余积分仍可兑换")
    return redirect("points:account", about)


@require_POST
@needs(Power.MANAGE_REGISTER)
def stock(request: HttpRequest, actor: Actor) -> HttpResponse:
    campaign = current(actor, request)
    if campaign is None:
        raise Refused("unknown-thing", "没有进行中的专项整治")
    posted = request.POST
    number = posted.get("number", "").strip()
    if not number.removeprefix("-").isdecimal() or len(number) > 7:
        raise Refused("bad-body", "请填写入库几件；盘点少了的写负数")
    operations.stock(
        by=actor, at=timezone.now(), campaign=campaign, place=Org.objects.get(number=actor.org),
        name=posted.get("goods_name", "")[:60], price=number_of(posted.get("price", "")) or 0, number=int(number),
        reason=posted.get("reason", "")[:500], entry=entry_of(request),
    )  # fmt: skip
    messages.success(request, "库存已更新")
    return redirect("points:list")


@needs(Power.VIEW)
def as_statement(request: HttpRequest, actor: Actor, about: UUID, ending: str) -> HttpResponse:
    row = account_for(actor, about)
    subject = subject_for(actor, row.subject)
    document = statement(row, campaign_for(actor, row.campaign), subject, at=timezone.now())
    return paper(document, f"积分对账单（{subject.name}）", ending)


PAGES = [
    path("", accounts, name="list"),
    path("join", join, name="join"),
    path("stock", stock, name="stock"),
    path("<uuid:about>/", account, name="account"),
    path("<uuid:about>/weigh", weigh, name="weigh"),
    path("<uuid:about>/exchange", exchange, name="exchange"),
    path("<uuid:about>/cancel/<uuid:weighing>", cancel, name="cancel"),
    path("<uuid:about>/leave", leave, name="leave"),
    path("<uuid:about>/statement.<ending:ending>", as_statement, name="statement"),
]
urlpatterns = [path("", include((PAGES, "points")))]
