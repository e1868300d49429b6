"""The filter of the list of duties: read from the address."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import QueryDict

from taizhang.access.actor import Actor
from taizhang.access.finding import asked_by
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.duties.models import Duty
from taizhang.duties.queries import duties_for
from taizhang.search.queries import meeting
from taizhang.subjects.models import Subject
from taizhang.web.place_filter import numbers_called, path_of

STATES = [
    ("", "全部"),
    ("owed", "应完成"),
    ("done", "已完成"),
    ("missing", "未完成"),
    ("open", "待办"),
    ("lapsed", "逾期未完成"),
    ("met", "按期完成"),
    ("met_late", "逾期完成"),
    ("excused", "免办"),
]
GROUPS = {"owed": ["open", "lapsed", "met", "met_late"], "done": ["met", "met_late"], "missing": ["open", "lapsed"]}


def filtered_duties(actor: Actor, campaign: Campaign | None, asked: QueryDict) -> QuerySet[Duty]:
    """The duties of the campaign in scope that fit; of no campaign none."""
    if campaign is None:
        return duties_for(actor).none()
    rows = duties_for(actor).filter(campaign=campaign.pk)
    for name in ("rule", "verb", "line", "period", "rung"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    state = asked.get("state", "")
    if state:
        rows = rows.filter(state__in=GROUPS.get(state, [state]))
    return _in_words(actor, campaign, in_place(rows, asked), asked.get("q", "")[:100])


def in_place(rows: QuerySet[Duty], asked: QueryDict) -> QuerySet[Duty]:
    path = path_of(asked.get("org", ""))
    return rows.filter(path__under=path) if path else rows


def _in_words(actor: Actor, campaign: Campaign, rows: QuerySet[Duty], text: str) -> QuerySet[Duty]:
    """By the words of the rule, of the subject that it is about, or of whoever owes it."""
    about = asked_by(actor, "subject", Subject, text)
    if not about:
        return rows
    rules = [rule.id for rule in plan_of(campaign).duties if text.strip() in rule.title]
    named = Q(rule__in=rules) | Q(bearer__in=numbers_called(actor, text))
    return rows.filter(named | meeting({"subject": (about, "subject")}))
