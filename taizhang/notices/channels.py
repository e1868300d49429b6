"""The channels of an org: entered, changed and tried by its system administrator."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from taizhang.access.actor import Actor
from taizhang.core.ladder import Rung
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.core.secret_box import lock
from taizhang.outgoing.addresses import Forbidden
from taizhang.outgoing.client import Unreachable

from .models import Attempt, Channel, Sending
from .sending import deliver, masked
from .ways.kinds import KINDS
from .ways.message import Message


def channels_under(actor: Actor) -> QuerySet[Channel]:
    if not actor.may(Power.MANAGE_ORGS):
        return Channel.objects.none()
    return Channel.objects.filter(path__startswith=actor.reach).order_by("path", "pk")


def channel_under(actor: Actor, number: int) -> Channel:
    """Raises Refused("unknown-thing")."""
    row = channels_under(actor).filter(pk=number).first()
    if row is None:
        raise Refused("unknown-thing", "通知渠道")
    return row


def set_channel(*, by: Actor, kind: str, words: Mapping[str, str], number: int | None = None) -> Channel:
    """A secret that is left empty stays. Another address makes the secret be entered anew. Raises Refused."""
    by.demand(Power.MANAGE_ORGS)
    if kind not in KINDS:
        raise Refused("unknown-thing", "渠道类型")
    row = channel_under(by, number) if number else Channel(kind=kind, org=by.org, path=by.path)
    known = KINDS[row.kind]
    entered = {name: words.get(name, "").strip()[:300] for name, _, _ in known.fields}
    secret, name = words.get("secret", "").strip(), words.get("name", "").strip()
    if not name:
        raise Refused("bad-body", "请写渠道的名称")
    for place, label, _ in known.fields:
        if place in {"base", "host"} and not entered[place]:
            raise Refused("bad-body", f"请填写{label}")
    moved = any(row.settings.get(place) != entered.get(place) for place in ("base", "host") if place in entered)
    if row.pk and moved and row.secret and not secret:
        raise Refused("bad-body", f"换了地址，请重新填写{known.secret}")
    row.name, row.settings = name[:60], {place: text.rstrip("/") for place, text in entered.items()}
    row.discreet = words.get("discreet") == "1"
    row.active = words.get("active", "1") == "1"
    row.breaks_from = words.get("breaks_from", "") if words.get("breaks_from") in set(Rung) else ""
    row.failures, row.paused_until = 0, None
    if secret:
        row.secret = lock(secret, settings.SECRET_KEY, settings.SECRETS_CIPHER)
    row.save()
    return row


def remove_channel(*, by: Actor, number: int) -> str:
    row = channel_under(by, number)
    name = row.name
    row.delete()
    return name


def try_channel(*, by: Actor, at: datetime, number: int, to: str) -> None:
    """A test message at once; it is recorded as every other. Raises Refused("not-sent") with the reason."""
    row = channel_under(by, number)
    if KINDS[row.kind].address and not to.strip():
        raise Refused("bad-body", f"请填写{KINDS[row.kind].address}")
    send_now(row, to.strip(), Message("台账：这是一条测试消息", [], settings.ADDRESS), at=at, user=by.user)


def send_now(channel: Channel, to: str, message: Message, *, at: datetime, user: int) -> None:
    """Raises Refused("not-sent")."""
    sending = Sending.objects.create(
        channel=channel, user=user, to=masked(to), state="failed", made_at=at, next_at=at, tries=1
    )
    try:
        said, went = deliver(channel, to, message, at=at), True
    except (Forbidden, Unreachable) as error:
        said, went = str(error), False
    Attempt.objects.create(sending=sending, channel=channel.pk, at=at, went=went, said=said[:300])
    if not went:
        Channel.objects.filter(pk=channel.pk).update(said=said[:300])
        raise Refused("not-sent", said)
    Sending.objects.filter(pk=sending.pk).update(state="sent", sent_at=at)
    Channel.objects.filter(pk=channel.pk).update(failures=0, paused_until=None, said="")
