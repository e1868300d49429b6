"""Sending: claimed, tried, recorded; tried again with growing gaps, and then said to have failed.

At least once: whoever claims a message has it alone for a while, but a worker that dies between the other side's yes
and our note of it leaves the message to be sent again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from taizhang.core.ladder import RUNG_LABELS, Rung
from taizhang.core.roles import Role
from taizhang.core.secret_box import WrongSecretKey, unlock
from taizhang.orgs.paths import parents
from taizhang.outgoing.addresses import Forbidden
from taizhang.outgoing.client import Unreachable

from .models import Address, Attempt, Channel, Line, Sending
from .people import people_at, posts_of
from .telling import Telling, tell
from .ways.kinds import KINDS
from .ways.message import Message, Setup

GAPS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8))
"""Between one try and the next; after the last it has failed."""
CLAIM = timedelta(minutes=3)
PAUSE_AFTER = 5
"""So many failures in a row, and the channel rests."""
PAUSE = timedelta(minutes=30)
MOST_LINES = 10
MOST = 50
MINUTE = timedelta(minutes=1)


def send_due(*, now: datetime) -> int:
    """Send what is due; returns how many messages went."""
    ready = Q(channel__active=True) & (Q(channel__paused_until=None) | Q(channel__paused_until__lte=now))
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    rows = Sending.objects.filter(ready, free, state="waiting", next_at__lte=now).select_related("channel")
    return sum(_sent(row, now) for row in rows.order_by("next_at", "pk")[:MOST])


def _sent(row: Sending, now: datetime) -> bool:
    channel = Channel.objects.get(pk=row.channel_id)  # paused by the one before, perhaps
    if (channel.paused_until and channel.paused_until > now) or _too_fast(channel, now):
        return False
    mine = Sending.objects.filter(pk=row.pk, state="waiting", claimed_until=row.claimed_until)
    if not mine.update(claimed_until=now + CLAIM):
        return False
    went, said, to = _tried(channel, row, now)
    Attempt.objects.create(sending=row, channel=channel.pk, at=now, went=went, said=said[:300])
    if went:
        Sending.objects.filter(pk=row.pk).update(state="sent", sent_at=now, to=to, tries=F("tries") + 1)
        Channel.objects.filter(pk=channel.pk).update(failures=0, paused_until=None, said="")
        return True
    _failed(channel, row, said, to, now)
    return False


def _tried(channel: Channel, row: Sending, now: datetime) -> tuple[bool, str, str]:
    """(whether it went, what the answer was, to whom, masked)."""
    address = Address.objects.filter(channel=channel, user=row.user).exclude(verified_at=None).first()
    if KINDS[channel.kind].address and address is None:
        return False, "收信地址已经解除", ""
    to = address.address if address else ""
    try:
        return True, deliver(channel, to, message_of(channel, row), at=now), masked(to)
    except (Forbidden, Unreachable) as error:
        return False, str(error), masked(to)


def deliver(channel: Channel, to: str, message: Message, *, at: datetime) -> str:
    """The code of the answer. Raises Forbidden, Unreachable."""
    try:
        secret = unlock(channel.secret, settings.SECRET_KEY) if channel.secret else ""
    except WrongSecretKey:
        raise Unreachable("服务器的密钥换过，请重新填写这个渠道的密钥") from None
    try:
        return KINDS[channel.kind].send(Setup(channel.settings, secret), to, message, at)
    except ValueError as error:
        if isinstance(error, Forbidden):
            raise
        raise Unreachable("渠道的设置有误") from None


def message_of(channel: Channel, row: Sending) -> Message:
    lines = list(Line.objects.filter(sending=row).select_related("notice").order_by("notice__at", "pk"))
    count = sum(line.notice.count for line in lines)
    link = f"{settings.ADDRESS}/notices/" if settings.ADDRESS else ""
    title = f"台账：{count} 条消息待查看"
    if channel.discreet:
        return Message(title, [], link)
    shown = [_line(line) for line in lines[:MOST_LINES]]
    more = [f"……共 {len(lines)} 条"] if len(lines) > MOST_LINES else []
    return Message(title, shown + more, link)


def _line(line: Line) -> str:
    """Title, place and due time, and nothing else."""
    notice = line.notice
    rung = f"【{RUNG_LABELS[Rung(notice.rung)]}】" if notice.rung in set(Rung) else ""
    due = f"{timezone.localtime(notice.due_at):%m-%d %H:%M} 前" if notice.due_at else ""
    beside = "，".join(part for part in (notice.place, due) if part)
    return f"{rung}{notice.title}" + (f"（{beside}）" if beside else "")


def masked(address: str) -> str:
    """ "zhang@example.org" → "zh***@example.org", "13812345678" → "13***78"."""
    name, mark, host = address.partition("@")
    return f"{name[:2]}***@{host}"[:60] if mark else f"{name[:2]}***{name[-2:]}"[:60] if name else ""


def _too_fast(channel: Channel, now: datetime) -> bool:
    lately = Attempt.objects.filter(channel=channel.pk, at__gt=now - MINUTE).count()
    return lately >= KINDS[channel.kind].per_minute


def _failed(channel: Channel, row: Sending, said: str, to: str, now: datetime) -> None:
    tries = row.tries + 1
    over = tries > len(GAPS)
    Sending.objects.filter(pk=row.pk).update(
        state="failed" if over else "waiting", tries=tries, to=to, claimed_until=None,
        next_at=now if over else now + GAPS[tries - 1],
    )  # fmt: skip
    failures = channel.failures + 1
    pauses = failures % PAUSE_AFTER == 0
    Channel.objects.filter(pk=channel.pk).update(
        failures=failures, said=said[:300], **({"paused_until": now + PAUSE} if pauses else {})
    )
    if over:
        _tell(channel, f"消息没有发出：{channel.name}（{said}）", f"sending/{row.pk}", row.user, now)
    if pauses and failures == PAUSE_AFTER:
        _tell(channel, f"通知渠道暂停：{channel.name}（{said}）", f"paused/{channel.pk}/{now:%Y%m%d}", 0, now)


def _tell(channel: Channel, title: str, key: str, user: int, now: datetime) -> None:
    """In the inbox: the administrators of the place, and whom it did not reach."""
    people = people_at(parents(channel.path), at=now)
    told = [one for found in people.values() for one in found if one.role is Role.SYSTEM_ADMIN]
    told += list(posts_of([user], at=now).values()) if user else []
    tell([Telling(to=one, matter="sending", title=title, key=key) for one in told], at=now)


def send_outwards(*, now: datetime) -> int:
    """One round: on their ways, into messages, out."""
    from .routing import gather, route

    route(now=now)
    gather(now=now)
    return send_due(now=now)
