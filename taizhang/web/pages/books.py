"""Registers: which there are, one kept by a subject or a place with its form, a line with what follows it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.access.paging import page_by_key
from taizhang.books.keepers import Keeper, keeper_of, keeping_places, keeping_subjects, keeps, may_write
from taizhang.books.models import BookLine
from taizhang.books.operations import correct, may_unmask, take_step, unmask, withdraw, write, write_many
from taizhang.books.queries import book_of, counts, line_for, lines_for, lines_of, nearest, owed, totals
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import campaign_for, current, plan_of
from taizhang.core.calendar import CHINA
from taizhang.core.plan import Book
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power, Role
from taizhang.journal.kinds import KINDS
from taizhang.journal.models import StoredEntry
from taizhang.web.book_lines import asked_of, given_in, lines_shown, shown_line, totals_shown
from taizhang.web.book_sheet import book_workbook
from taizhang.web.fields import entry_of, read_photos, uuid_of
from taizhang.web.gate import needs
from taizhang.web.kept import kept

MOST_KEEPERS = 400


@needs(Power.VIEW)
def books(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The registers of the campaign with what is still to be followed up."""
    campaign, now = current(actor, request), timezone.now()
    rows = lines_for(actor).filter(campaign=campaign.pk) if campaign else BookLine.objects.none()
    found = counts(rows, at=now)
    nothing = {"today": 0, "open": 0, "late": 0}
    known = [(book, found.get(book.id, nothing)) for book in plan_of(campaign).books] if campaign else []
    if campaign and actor.role is Role.OWNER:
        known = [one for one in known if keeping_subjects(actor, campaign, one[0]).exists()]
    return render(request, "books/list.html", {"campaign": campaign, "books": known})


@needs(Power.VIEW)
def lines(request: HttpRequest, actor: Actor, campaign: UUID, book: str) -> HttpResponse:
    """All lines of a register in scope; whoever keeps it goes to the own one."""
    row = campaign_for(actor, campaign)
    named, now = book_of(row, book), timezone.now()
    subjects = list(keeping_subjects(actor, row, named).order_by("path", "name")[:MOST_KEEPERS])
    places = list(keeping_places(actor, row, named).order_by("path")[:MOST_KEEPERS])
    own = [Keeper(one.org, one.path, one.name, one) for one in subjects]
    own += [Keeper(one.number, one.path, one.name) for one in places]
    if len(own) == 1 and may_write(actor, named, own[0]):
        return redirect(_address(row, named, own[0]))
    whole = lines_for(actor).filter(campaign=row.pk, book=named.id)
    standing = {key: (opened, late) for key, opened, late in _standing(whole, now)}
    keepers = [(one, _address(row, named, one), *standing.get(_key(one), (0, 0))) for one in own]
    page, following = _page(request, whole)
    context = {
        "campaign": row, "book": named, "keepers": keepers, "asked": request.GET, "following": following,
        "lines": lines_shown(actor, named, page, None, at=now), "totals": totals_shown(totals(whole, named)),
    }  # fmt: skip
    return render(request, "books/all.html", context)


def _key(keeper: Keeper) -> Any:
    return keeper.subject.pk if keeper.subject else keeper.org


def _standing(rows: QuerySet[BookLine], now: datetime) -> list[tuple[Any, int, int]]:
    """(keeper, lines to be followed up, of these late) where there are any."""
    found: dict[Any, list[int]] = {}
    open_lines = rows.filter(open=True, withdrawn_at=None).values_list("subject", "org", "next_due")
    for subject, org, due in open_lines.iterator(chunk_size=2000):
        one = found.setdefault(subject or org, [0, 0])
        one[0] += 1
        one[1] += bool(due and due < now)
    return [(key, *one) for key, one in found.items()]


def _page(request: HttpRequest, rows: QuerySet[BookLine]) -> tuple[list[BookLine], str]:
    asked = request.GET
    if asked.get("state") == "open":
        rows = rows.filter(open=True, withdrawn_at=None)
    try:
        day = datetime.fromisoformat(asked["day"]).date() if asked.get("day") else None
    except ValueError:
        raise Refused("bad-body", f"{asked['day'][:20]} 不是日期") from None
    rows = rows.filter(day=day) if day else rows
    return page_by_key(rows, "-written_at", asked.get("after", ""))


def _address(campaign: Campaign, book: Book, keeper: Keeper) -> str:
    if keeper.subject is not None:
        return reverse("books:of-subject", args=[campaign.pk, book.id, keeper.subject.pk])
    return reverse("books:of-place", args=[campaign.pk, book.id, keeper.org])


@needs(Power.VIEW)
def of_subject(request: HttpRequest, actor: Actor, campaign: UUID, book: str, subject: UUID) -> HttpResponse:
    row = campaign_for(actor, campaign)
    named = book_of(row, book)
    return _kept(request, actor, row, named, keeper_of(actor, row, named, subject=subject))


@needs(Power.VIEW)
def of_place(request: HttpRequest, actor: Actor, campaign: UUID, book: str, org: int) -> HttpResponse:
    row = campaign_for(actor, campaign)
    named = book_of(row, book)
    return _kept(request, actor, row, named, keeper_of(actor, row, named, org=org))


def _kept(request: HttpRequest, actor: Actor, campaign: Campaign, book: Book, keeper: Keeper) -> HttpResponse:
    """The form for a line, what is to be followed up, and the lines."""
    now = timezone.now()
    if request.method == "POST":
        return _write(request, actor, campaign, book, keeper, now)
    rows = lines_of(lines_for(actor).filter(campaign=campaign.pk, book=book.id), keeper)
    pending = rows.filter(open=True, withdrawn_at=None).order_by("next_due", "pk")[:100]
    page, following = _page(request, rows)
    duties = owed(campaign, book, keeper, at=now)
    chosen = nearest(duties, at=now)
    words = {name: texts[-1] for name, texts in kept(request).items() if texts}
    context = {
        "campaign": campaign, "book": book, "keeper": keeper, "address": _address(campaign, book, keeper),
        "may": may_write(actor, book, keeper) and not campaign.closed_at, "fields": asked_of(book, words),
        "own": keeps(actor, book, keeper), "duties": duties, "chosen": chosen,
        "pending": lines_shown(actor, book, pending, keeper, at=now),
        "lines": lines_shown(actor, book, page, keeper, at=now), "following": following, "asked": request.GET,
        "totals": totals_shown(totals(rows, book)),
    }  # fmt: skip
    return render(request, "books/kept.html", context)


def _write(
    request: HttpRequest, actor: Actor, campaign: Campaign, book: Book, keeper: Keeper, now: datetime
) -> HttpResponse:
    posted = request.POST
    if posted.get("many", "").strip():
        rows = [line.split("\t") for line in posted["many"].splitlines() if line.strip()]
        count = write_many(
            by=actor, at=now, campaign=campaign, book=book, keeper=keeper, rows=rows, entry=entry_of(request)
        )
        messages.success(request, f"已登记 {count} 条")
        return redirect(_address(campaign, book, keeper))
    nothing = posted.get("nothing") == "1"
    write(
        by=actor, at=now, campaign=campaign, book=book, keeper=keeper, given=given_in(book, posted), nothing=nothing,
        duty=uuid_of(posted.get("duty", "")), entry=entry_of(request),
    )  # fmt: skip
    messages.success(request, f"已登记：{book.nothing}" if nothing else "已登记")
    return redirect(_address(campaign, book, keeper))


@needs(Power.VIEW)
def sheet(request: HttpRequest, actor: Actor, campaign: UUID, book: str) -> HttpResponseBase:
    row = campaign_for(actor, campaign)
    named, now = book_of(row, book), timezone.now()
    rows = lines_for(actor).filter(campaign=row.pk, book=named.id)
    if subject := uuid_of(request.GET.get("subject", "")):
        rows = rows.filter(subject=subject)
    name = f"{named.title}{timezone.localtime(now):%Y%m%d}.xlsx"
    return FileResponse(book_workbook(actor, named, rows, at=now), as_attachment=True, filename=name)


def _found(actor: Actor, about: UUID) -> tuple[BookLine, Campaign, Book, Keeper]:
    row = line_for(actor, about)
    campaign = campaign_for(actor, row.campaign)
    book = book_of(campaign, row.book)
    org = None if row.subject else row.org
    return row, campaign, book, keeper_of(actor, campaign, book, subject=row.subject, org=org)


@needs(Power.VIEW)
def detail(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    return _detail(request, actor, about, whole=False)


def _detail(request: HttpRequest, actor: Actor, about: UUID, *, whole: bool) -> HttpResponse:
    row, campaign, book, keeper = _found(actor, about)
    now = timezone.now()
    entries = StoredEntry.objects.filter(thing="book", about=row.pk).order_by("-happened_at", "-id")
    words = {name: texts[-1] for name, texts in kept(request).items() if texts}
    context = {
        "campaign": campaign, "book": book, "keeper": keeper, "address": _address(campaign, book, keeper),
        "line": shown_line(actor, book, row, keeper, at=now, whole=whole), "now": timezone.localtime(now),
        "may": may_write(actor, book, keeper) and not row.withdrawn_at, "fields": asked_of(book, words, row),
        "may_unmask": may_unmask(actor, book, keeper) and not whole, "own": keeps(actor, book, keeper),
        "history": [
            (one.happened_at, one.body.get("name", "") or "系统", KINDS[one.kind].present(one.body)) for one in entries
        ],
    }  # fmt: skip
    return render(request, "books/line.html", context)


@require_POST
@needs(Power.VIEW)
def step(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    row, campaign, book, keeper = _found(actor, about)
    now = timezone.now()
    take_step(
        by=actor, at=now, campaign=campaign, book=book, keeper=keeper, row=row, step=request.POST.get("step", ""),
        moment=_moment(request.POST.get("moment", "")), note=request.POST.get("note", "")[:2000],
        photos=read_photos(request, at=now), entry=entry_of(request),
    )  # fmt: skip
    messages.success(request, "已记录")
    return redirect(_back(request, _address(campaign, book, keeper), about))


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=CHINA) if text else None
    except ValueError:
        raise Refused("bad-body", f"时间：{text[:40]} 不是时间") from None


def _back(request: HttpRequest, kept_at: str, about: UUID) -> str:
    return kept_at if request.POST.get("list") == "1" else reverse("books:line", args=[about])


@require_POST
@needs(Power.VIEW)
def corrected(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    row, campaign, book, keeper = _found(actor, about)
    correct(
        by=actor, at=timezone.now(), campaign=campaign, book=book, keeper=keeper, row=row,
        given=given_in(book, request.POST),
        reason=request.POST.get("reason", "")[:2000], entry=entry_of(request),
    )  # fmt: skip
    messages.success(request, "已更正")
    return redirect("books:line", about)


@require_POST
@needs(Power.VIEW)
def withdrawn(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    row, campaign, book, keeper = _found(actor, about)
    withdraw(
        by=actor, at=timezone.now(), campaign=campaign, book=book, keeper=keeper, row=row,
        reason=request.POST.get("reason", "")[:2000], entry=entry_of(request),
    )  # fmt: skip
    messages.success(request, "已作废")
    return redirect("books:line", about)


@require_POST
@needs(Power.VIEW)
def whole(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """The line in the clear, once, after writing down who looked."""
    row, _, book, keeper = _found(actor, about)
    reason = request.POST.get("reason", "")[:2000]
    unmask(by=actor, at=timezone.now(), book=book, keeper=keeper, row=row, reason=reason)
    return _detail(request, actor, about, whole=True)


PAGES = [
    path("", books, name="list"),
    path("<uuid:campaign>/<slug:book>/", lines, name="lines"),
    path("<uuid:campaign>/<slug:book>/lines.xlsx", sheet, name="sheet"),
    path("<uuid:campaign>/<slug:book>/subject/<uuid:subject>/", of_subject, name="of-subject"),
    path("<uuid:campaign>/<slug:book>/place/<int:org>/", of_place, name="of-place"),
    path("line/<uuid:about>/", detail, name="line"),
    path("line/<uuid:about>/step", step, name="step"),
    path("line/<uuid:about>/correct", corrected, name="correct"),
    path("line/<uuid:about>/withdraw", withdrawn, name="withdraw"),
    path("line/<uuid:about>/whole", whole, name="whole"),
]
urlpatterns = [path("", include((PAGES, "books")))]
