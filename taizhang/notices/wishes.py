"""What a person wishes: where, when and of what they are told; an address counts once its code was shown."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time, timedelta

from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from taizhang.core.refusals import Refused
from taizhang.orgs.paths import is_under

from .channels import send_now
from .matters import MATTERS
from .models import Address, Channel, Wish
from .ways.kinds import KINDS
from .ways.message import Message

VALID = timedelta(minutes=15)
BETWEEN = timedelta(minutes=1)
MOST_TRIES = 5
MEMBER = r"[\w.@-]{1,64}"
SHAPES = {
    "email": r"[^@\s<>,;]+@[^@\s<>,;]+", "sms": r"\+?\d{6,15}", "wecom-app": MEMBER, "dingtalk-app": MEMBER,
}  # fmt: skip


def channels_for(paths: Collection[str]) -> Sequence[Channel]:
    """Those over which a person in posts at these paths can be reached."""
    rows = Channel.objects.filter(active=True).order_by("path", "pk")
    return [row for row in rows if KINDS[row.kind].address and any(is_under(path, row.path) for path in paths)]


def wish_of(user: int) -> Wish:
    return Wish.objects.filter(pk=user).first() or Wish(user_id=user)


def set_wish(user: int, words: Mapping[str, str], silent: Collection[str]) -> None:
    """Raises Refused("bad-body")."""
    wish = Wish(
        user_id=user, quiet_from=_clock(words, "quiet_from"), quiet_until=_clock(words, "quiet_until"),
        digest_at=_clock(words, "digest_at"), rests=words.get("rests") == "1",
        digest=words.get("digest", "now"), silent=[matter for matter in silent if matter in MATTERS],
    )  # fmt: skip
    if wish.digest not in Wish.DIGESTS:
        raise Refused("bad-body", "请选择多久发一次")
    wish.save()


def _clock(words: Mapping[str, str], name: str) -> time:
    try:
        return time.fromisoformat(words.get(name, ""))
    except ValueError:
        raise Refused("bad-body", "时间要写成 22:00 这样") from None


def bind(user: int, channel: Channel, address: str, *, at: datetime) -> None:
    """Send a code to the address; until it is shown nothing else goes there. Raises Refused."""
    address = address.strip()
    if not re.fullmatch(SHAPES[channel.kind], address):
        raise Refused("bad-body", f"{KINDS[channel.kind].address}的格式不对")
    row = Address.objects.filter(channel=channel, user=user).first() or Address(channel=channel, user_id=user)
    if row.code_at and at - row.code_at < BETWEEN:
        raise Refused("too-many-tries", "验证码一分钟只能发一次")
    code = f"{secrets.randbelow(10**6):06}"
    row.address, row.code, row.code_at, row.tries, row.verified_at = address, _digest(user, code), at, 0, None
    row.save()
    send_now(channel, address, Message(f"台账验证码：{code}，15 分钟内有效", [], ""), at=at, user=user)


def verify(user: int, channel: Channel, code: str, *, at: datetime) -> None:
    """Raises Refused("wrong-bind-code")."""
    fresh = Address.objects.filter(channel=channel, user=user, code_at__gte=at - VALID, tries__lt=MOST_TRIES)
    row = fresh.exclude(code="").first()
    if row is None or not fresh.filter(pk=row.pk).update(tries=F("tries") + 1):
        raise Refused("wrong-bind-code")
    if not constant_time_compare(row.code, _digest(user, code.strip())):
        raise Refused("wrong-bind-code")
    Address.objects.filter(pk=row.pk).update(verified_at=at, code="")


def unbind(user: int, channel: Channel) -> None:
    Address.objects.filter(user=user, channel=channel).delete()


def send_test(user: int, channel: Channel, *, at: datetime) -> None:
    """Raises Refused("unknown-thing" | "not-sent")."""
    row = Address.objects.filter(user=user, channel=channel).exclude(verified_at=None).first()
    if row is None:
        raise Refused("unknown-thing", "已验证的地址")
    send_now(channel, row.address, Message("台账：这是一条测试消息", [], ""), at=at, user=user)


def _digest(user: int, code: str) -> str:
    return salted_hmac("taizhang.notices.code", f"{user}:{code}", algorithm="sha256").hexdigest()
