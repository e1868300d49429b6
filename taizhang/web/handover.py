"""What a post has in hand: it stays with the post, whoever fills it; the sheet tells it to both who hand over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from taizhang.access.actor import Actor
from taizhang.campaigns.queries import campaigns_for
from taizhang.cases.queries import Filter, cases_for
from taizhang.core.calendar import CHINA
from taizhang.duties.models import Duty
from taizhang.duties.queries import duties_for
from taizhang.openrosa.models import Device
from taizhang.orgs.models import Org, Post
from taizhang.papers.of_handover import Part
from taizhang.subjects.models import Subject, SubjectLink
from taizhang.subjects.queries import by_ids
from taizhang.tallies.queries import stocks_of

SHOWN = 200
UNDONE_STATES = ("open", "lapsed")
DONE_STATES = ("met", "met_late")
NOTICES = ("duties.owed/verb:acknowledge", "duties.met/verb:acknowledge")


def parts_of(actor: Actor, post: Post, org: Org, *, at: datetime) -> list[Part]:
    """The parts of the sheet, as far as the reader's own post covers them."""
    duties = duties_for(actor).filter(bearer=org.number, role=post.role)
    undone = duties.filter(state__in=UNDONE_STATES, opens_at__lte=at).order_by("due_at", "pk")
    cases = cases_for(actor, Filter(state="open")).filter(handler=org.number).order_by("due_at", "pk")
    devices = Device.objects.filter(post=post.number, revoked_at=None)
    return [
        _part("未办结的任务", ("任务", "对象", "截止", "情况"), undone, _duties(undone)),
        _part("经办的问题", ("编号", "问题", "期限"), cases, _case),
        _part("已签的责任书、承诺书", ("文书", "签订人", "时间"), signed_letters(duties), _letter),
        _notices(actor, org),
        _part(
            "自查链接", ("对象", "有效期"), SubjectLink.objects.filter(made_by=post.person, until__gt=at), _linked(org)
        ),
        _part(
            "采集设备（离任即停用）", ("设备", "登记时间"), devices, _device
        ),
    ]  # fmt: skip


def signed_letters(duties: QuerySet[Duty]) -> QuerySet[Duty]:
    return duties.filter(verb="sign", state__in=DONE_STATES).order_by("met_at", "pk")


def successor_of(post: Post) -> Post | None:
    """Who filled the same post next."""
    rows = Post.objects.filter(org=post.org, role=post.role, title=post.title, number__gt=post.number)
    return rows.filter(since__gte=post.until).order_by("since", "number").first() if post.until else None


def _part(title: str, header: tuple[str, ...], rows: QuerySet[Any], line: Any) -> Part:
    shown = list(rows[:SHOWN])
    lines = [told for row in shown if (told := line(row))]
    return Part(title, header, lines, rows.count() if len(shown) == SHOWN else len(lines))


def _duties(rows: QuerySet[Duty]) -> Any:
    """Each with the subject that it is about, all of them looked up together."""
    named = by_ids(about for about in rows.values_list("subject", flat=True)[:SHOWN] if about)

    def line(row: Duty) -> tuple[str, ...]:
        urged = "逾期" if row.state == "lapsed" else "已督促" if row.rung else "待办"
        subject = named.get(row.subject) if row.subject else None
        return row.title, subject.name if subject else "", f"{row.due_at.astimezone(CHINA):%Y-%m-%d %H:%M}", urged

    return line


def _case(row: Any) -> tuple[str, ...]:
    return row.number, row.title, f"{row.due_at.astimezone(CHINA):%Y-%m-%d}" if row.due_at else "未定"


def _letter(row: Duty) -> tuple[str, ...]:
    return (
        row.title,
        str(row.evidence.get("name", "")),
        f"{row.met_at.astimezone(CHINA):%Y-%m-%d}" if row.met_at else "",
    )


def _device(row: Device) -> tuple[str, ...]:
    return row.name, f"{row.made_at.astimezone(CHINA):%Y-%m-%d}"


def _linked(org: Org) -> Any:
    def line(row: SubjectLink) -> tuple[str, ...] | None:
        subject = Subject.objects.filter(pk=row.subject, path__under=org.path).first()
        return (subject.name, f"{row.until.astimezone(CHINA):%Y-%m-%d}") if subject else None

    return line


def _notices(actor: Actor, org: Org) -> Part:
    """Receipts that are still missing at the place, by campaign."""
    campaigns = {row.pk: row for row in campaigns_for(actor).filter(closed_at=None)[:20]}
    counted = stocks_of(dict.fromkeys(campaigns, (org.number, "")), NOTICES)
    missing = [
        (campaigns[pk].title, found.get(NOTICES[0], 0) - found.get(NOTICES[1], 0)) for pk, found in counted.items()
    ]
    lines = [(title, f"{count} 份") for title, count in missing if count]
    return Part("没有收回的告知回执", ("专项整治", "份数"), lines, sum(count for _, count in missing))
