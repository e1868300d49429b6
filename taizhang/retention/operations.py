"""Announcing what is due to be erased, holding it, erasing it: the first and the last by the clock."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.core.entry import CLOCK
from taizhang.core.ids import derived
from taizhang.core.plan.retention import Retention
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.journal.erasing import drop_given_up
from taizhang.journal.seal import seal
from taizhang.search.operations import forget_erased

from .models import Expiry, Round
from .queries import expiry_for
from .targets import TARGETS, Ended, Rules

log = logging.getLogger("taizhang.retention")

STEADY = timedelta(days=7)
"""Erasing asks for an earlier round within this time: a clock that jumped erases nothing on its first day."""
BATCH = 200


def sweep(*, now: datetime) -> int:
    """Once a day: announce what will be due, erase what is. Returns how many things were erased."""
    today = timezone.localdate(now)
    if Round.objects.filter(day=today).exists():
        return 0
    rules = _rules()
    announce(rules, now=now)
    steady = Round.objects.filter(day__lt=today, day__gte=today - STEADY).exists()
    erased = _erase_due(rules, now=now) if steady else 0
    drop_given_up()
    if erased:
        forget_erased()
    Round.objects.get_or_create(day=today)
    return erased


def _rules() -> Rules:
    """What every plan says, the closed campaigns' too: their data outlive them."""
    return [(row, rule) for row in Campaign.objects.order_by("pk") for rule in plan_of(row).retention]


def announce(rules: Rules, *, now: datetime) -> None:
    drafts: list[Draft] = []
    for what, targets in TARGETS.items():
        own = [(campaign, rule) for campaign, rule in rules if rule.what == what]
        if not own:
            continue
        earliest = now - min(timedelta(days=rule.days - rule.notice) for _, rule in own)
        known = dict(Expiry.objects.filter(what=what).values_list("target", "ended_at"))
        for ended in targets.ended(own, earliest):
            if known.get(ended.target) != ended.ended_at:
                drafts += _announced(what, ended, now)
    for start in range(0, len(drafts), BATCH):
        append(drafts[start : start + BATCH], at=now, strict=False)


def _announced(what: str, ended: Ended, now: datetime) -> Iterator[Draft]:
    """Where several plans speak of a thing the longest period counts. Nobody is told too late."""
    campaign, rule = max(ended.rules, key=lambda pair: pair[1].days)
    due = ended.ended_at + timedelta(days=rule.days)
    if due - timedelta(days=rule.notice) > now:
        return
    about = derived("expiry", what, ended.target)
    body = {
        "path": ended.path, "what": what, "target": ended.target, "rule": rule.id, "title": rule.title,
        "ended_at": ended.ended_at, "erase_at": max(due, now + timedelta(days=rule.notice)),
    }  # fmt: skip
    yield Draft(
        id=derived(about, "announced", ended.ended_at), kind="expiry.announced", about=about, campaign=campaign.pk,
        org=ended.org, actor=CLOCK, happened_at=now, body=body,
    )  # fmt: skip


def _erase_due(rules: Rules, *, now: datetime) -> int:
    """One thing at a time, each whole or not at all: a fault in one is logged and tried again the next day."""
    by_name = {(campaign.pk, rule.id): rule for campaign, rule in rules}
    seal(at=now)
    erased = 0
    for row in Expiry.objects.filter(state="announced", erase_at__lte=now).order_by("erase_at", "pk"):
        try:
            erased += _erase(row, by_name.get((row.campaign, row.rule)), now)
        except Refused as refused:
            facts = {"expiry": str(row.pk), "refusal": refused.refusal.code}
            log.error("到期抹去没有完成，明天再试", extra={"facts": facts})
    return erased


def _erase(row: Expiry, rule: Retention | None, now: datetime) -> int:
    with transaction.atomic():
        held = Expiry.objects.select_for_update().get(pk=row.pk)
        if held.state != "announced":
            return 0
        found = TARGETS[row.what].find(row.target)
        if rule is None or found is None or found[0] != row.ended_at:
            append([_told(row, "dropped", CLOCK, now, {})], at=now)
            return 0
        count = TARGETS[row.what].erase(row.target, rule, at=now, reason="保存期限已到")
        append([_told(row, "done", CLOCK, now, {"count": count})], at=now)
    return 1


def hold(*, by: Actor, at: datetime, abouts: Sequence[UUID], reason: str) -> int:
    """Keep things for a reason of law. Raises Refused("not-permitted" | "reason-missing" | "unknown-thing")."""
    return _decide("held", "announced", by=by, at=at, abouts=abouts, reason=reason)


def release(*, by: Actor, at: datetime, abouts: Sequence[UUID], reason: str) -> int:
    """The reason is gone: what is due by now goes with the next round. Raises as `hold` does."""
    return _decide("released", "held", by=by, at=at, abouts=abouts, reason=reason)


def _decide(verb: str, state: str, *, by: Actor, at: datetime, abouts: Sequence[UUID], reason: str) -> int:
    by.demand(Power.ARCHIVE)
    if not reason.strip():
        raise Refused("reason-missing")
    rows = [row for row in (expiry_for(by, about) for about in abouts) if row.state == state]
    body = {"reason": reason.strip(), "name": by.name}
    drafts = [_told(row, verb, by.identity, at, body, by.post) for row in rows]
    if drafts:
        append(drafts, at=at)
    return len(drafts)


def _told(row: Expiry, verb: str, who: str, at: datetime, body: Mapping[str, object], post: int | None = None) -> Draft:
    return Draft(
        kind=f"expiry.{verb}", about=row.pk, campaign=row.campaign, org=row.org, actor=who, post=post, happened_at=at,
        body=body,
    )  # fmt: skip
