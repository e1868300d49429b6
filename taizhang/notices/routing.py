"""Over which channels a notice goes, and when; what is due at once to one person or group becomes one message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from taizhang.core.ladder import Rung
from taizhang.orgs.models import Post
from taizhang.orgs.paths import is_under

from .models import Address, Channel, Line, Notice, Sending, Wish
from .people import chunks
from .timing import Times, send_at
from .ways.kinds import KINDS

MOST = 500
INSIDE = "sending"
"""That something did not go out is told in the inbox only: it would fail the same way."""
STALE = timedelta(days=2)
"""What was told longer ago goes out no more: a channel that is new, a worker that slept."""


def route(*, now: datetime) -> int:
    """Put new notices on their ways; returns how many lines."""
    with transaction.atomic():
        rows = list(Notice.objects.select_for_update(skip_locked=True).filter(routed=False).order_by("at")[:MOST])
        if not rows:
            return 0
        Notice.objects.filter(pk__in=[row.pk for row in rows]).update(routed=True)
        fresh = [row for row in rows if row.at >= now - STALE and row.matter != INSIDE]
        lines = list(_lines(fresh, now))
        Line.objects.bulk_create(lines, ignore_conflicts=True)
        return len(lines)


def _lines(rows: Sequence[Notice], now: datetime) -> Iterator[Line]:
    channels = {channel.pk: channel for channel in Channel.objects.filter(active=True)}
    if not channels:
        return
    users = {row.user_id for row in rows}
    addresses = Address.objects.filter(user__in=users, channel__in=list(channels)).exclude(verified_at=None)
    personal: dict[int, list[Channel]] = {}
    for user, number in addresses.values_list("user_id", "channel_id"):
        personal.setdefault(user, []).append(channels[number])
    wishes = {wish.user_id: wish for wish in Wish.objects.filter(user__in=users)}
    paths = dict(
        pair
        for some in chunks({row.post for row in rows})
        for pair in Post.objects.filter(number__in=some).values_list("number", "path")
    )
    groups = [channel for channel in channels.values() if not KINDS[channel.kind].address]
    for row in rows:
        wish, path = wishes.get(row.user_id), paths.get(row.post, "")
        if wish is None or row.matter not in wish.silent:
            for channel in personal.get(row.user_id, ()):
                if is_under(path, channel.path):
                    moment = send_at(now, times_of(wish), loud=_loud(row, channel))
                    yield Line(channel=channel, user=row.user_id, key=row.key, notice=row, send_at=moment)
        for channel in (one for one in groups if is_under(path, one.path)):
            moment = send_at(now, Times(), loud=_loud(row, channel))
            yield Line(channel=channel, user=0, key=row.key, notice=row, send_at=moment)


def times_of(wish: Wish | None) -> Times:
    if wish is None:
        return Times()
    return Times(wish.quiet_from, wish.quiet_until, wish.digest, wish.digest_at, wish.rests)


def _loud(notice: Notice, channel: Channel) -> bool:
    """Whether the channel lets this rung through quiet hours and digests."""
    known = set(Rung)
    if channel.breaks_from not in known or notice.rung not in known:
        return False
    return Rung(notice.rung).height >= Rung(channel.breaks_from).height


def gather(*, now: datetime) -> int:
    """One message for everything that is due to one person over one channel; what was read meanwhile stays away."""
    with transaction.atomic():
        due = Line.objects.select_for_update(skip_locked=True, of=("self",)).filter(sending=None, send_at__lte=now)
        rows = list(due.select_related("notice").order_by("pk")[:MOST])
        read = [row.pk for row in rows if row.user and row.notice.read_at]
        if read:
            Line.objects.filter(pk__in=read).delete()
        groups: dict[tuple[int, int], list[int]] = {}
        for row in rows:
            if row.pk not in read:
                groups.setdefault((row.channel_id, row.user), []).append(row.pk)
        for (channel, user), lines in groups.items():
            sending = Sending.objects.create(channel_id=channel, user=user, made_at=now, next_at=now)
            Line.objects.filter(pk__in=lines).update(sending=sending)
        return len(groups)
