"""The filter of the ledger: read from the address, offered as choices, and said in words where no control shows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.cases.queries import Filter
from taizhang.core.cases.steps import STATE_LABELS
from taizhang.core.ladder import RUNG_LABELS
from taizhang.core.roles import Power
from taizhang.orgs.models import Org
from taizhang.subjects.queries import subjects_for
from taizhang.web.bulk_acts import acts_on_cases
from taizhang.web.fields import number_of, uuid_of
from taizhang.web.lists import LEDGER
from taizhang.web.place_filter import path_of, place_of
from taizhang.web.places import AREAS, HANDLERS, choices_of

GROUPS = [("", "全部"), ("open", "未销号"), ("waiting", "待整改"), ("checking", "待复查验收"), ("closed", "已办结")]


def filter_of(asked: QueryDict, chosen: Campaign | None) -> Filter:
    """The filter that the address names, within the current campaign; a place that nobody knows finds nothing."""
    named = uuid_of(asked.get("campaign", ""))
    known = chosen if chosen and named in (None, chosen.pk) else None
    path, lying = _place(asked, known)
    return Filter(
        campaign=named or (chosen.pk if chosen else None),
        root=known.path if known else "",
        path=path,
        lying=lying,
        overdue=asked.get("overdue") == "1",
        supervised=asked.get("supervised") == "1",
        to_supervise=asked.get("supervised") == "due",
        extension_pending=asked.get("extension") == "1",
        urged=asked.get("urged") == "1",
        rung=asked.get("rung", ""),
        relapsed=asked.get("relapsed") == "1",
        handler=number_of(asked.get("handler", "")),
        subject=uuid_of(asked.get("subject", "")),
        text=asked.get("q", "")[:100],
        state=asked.get("state", ""),
        category=asked.get("category", ""),
        severity=asked.get("severity", ""),
        phase=asked.get("phase", ""),
        line=asked.get("line", ""),
        filed_from=_moment(asked.get("filed_from", "")),
        filed_to=_moment(asked.get("filed_to", "")),
        struck_from=_moment(asked.get("struck_from", "")),
        struck_to=_moment(asked.get("struck_to", "")),
    )


def _place(asked: QueryDict, known: Campaign | None) -> tuple[str, str]:
    """(path, the lookup that reads its rows)."""
    org, by_time = asked.get("org", ""), asked.get("sort", LEDGER.order).removeprefix("-") == "filed_at"
    return place_of(org, known, "cases.filed", ordered=by_time) if known else (path_of(org), "under")


MOMENTS = {
    "filed_from": "发现于 {} 起",
    "filed_to": "发现于 {} 前",
    "struck_from": "销号于 {} 起",
    "struck_to": "销号于 {} 前",
}

RUNG_SAID = {rung.value: f"督促到{label}" for rung, label in RUNG_LABELS.items()}


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def choices(actor: Actor, wanted: Filter, chosen: Campaign | None, org: str) -> dict[str, Any]:
    campaign = chosen if chosen and chosen.pk == wanted.campaign else None
    plan = plan_of(campaign) if campaign else None
    places, handlers = choices_of(actor, AREAS, HANDLERS, asked=org)
    return {
        "campaign": campaign,
        "categories": [(item.id, item.name) for item in plan.categories] if plan else [],
        "phases": [(item.id, item.name) for item in plan.phases] if plan else [],
        "severities": [("major", "重大"), ("serious", "较大"), ("general", "一般")],
        "places": places,
        "bulk": acts_on_cases(actor, handlers),
        "lines": [(unit.id, unit.name) for unit in plan.units] if plan else [],
        "stepwise": bool(plan and plan.methods),
        "may_file": actor.may(Power.FILE) and campaign is not None and campaign.closed_at is None,
        "groups": GROUPS,
        "group_ids": [name for name, _ in GROUPS],
        "states": list(STATE_LABELS.items()),
    }


def narrowed(actor: Actor, asked: QueryDict) -> list[tuple[str, str]]:
    """(words, address without it) of what narrows the list unseen: a link from a figure brought it along."""
    said = {name: text for name, text in _unseen(actor, asked).items() if text}
    return [(text, _without(asked, name)) for name, text in said.items()]


def _unseen(actor: Actor, asked: Mapping[str, str]) -> dict[str, str]:
    handler, subject = number_of(asked.get("handler", "")), uuid_of(asked.get("subject", ""))
    org = Org.objects.filter(number=handler).first() if handler else None
    about = subjects_for(actor).filter(pk=subject).first() if subject else None
    moments = {name: _moment(asked.get(name, "")) for name in MOMENTS}
    return {
        "handler": f"由{org.name}整改" if org else "",
        "subject": f"对象：{about.name}" if about else "",
        "extension": "延期待批" if asked.get("extension") == "1" else "",
        "relapsed": "反复发案" if asked.get("relapsed") == "1" else "",
        "urged": "已督促" if asked.get("urged") == "1" else "",
        "rung": RUNG_SAID.get(asked.get("rung", ""), ""),
        "supervised": "应挂牌督办" if asked.get("supervised") == "due" else "",
        **{name: MOMENTS[name].format(f"{moment:%Y-%m-%d %H:%M}") for name, moment in moments.items() if moment},
    }


def _without(asked: QueryDict, name: str) -> str:
    rest = asked.copy()
    rest.pop(name, None)
    rest.pop("after", None)
    return f"?{rest.urlencode()}"
