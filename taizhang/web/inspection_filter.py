"""The filter of the field records: read from the address."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date

from taizhang.access.actor import Actor
from taizhang.access.finding import asked_by
from taizhang.campaigns.models import Campaign
from taizhang.inspections.models import Inspection
from taizhang.inspections.queries import inspections_for
from taizhang.search.queries import meeting
from taizhang.subjects.models import Subject
from taizhang.web.place_filter import numbers_called, place_of

RESULTS = [("", "全部"), ("failed", "有不合格"), ("passed", "全部合格"), ("self", "自查")]


def filtered_inspections(actor: Actor, campaign: Campaign | None, asked: QueryDict) -> QuerySet[Inspection]:
    """The records of the campaign in scope that fit; of no campaign none."""
    if campaign is None:
        return inspections_for(actor).none()
    path, lying = place_of(asked.get("org", ""), campaign, "inspections.done", ordered=True)
    rows = inspections_for(actor, root=path or campaign.path).filter(campaign=campaign.pk)
    if path:
        rows = rows.filter(**{f"path__{lying}": path})
    result = asked.get("result", "")
    if result in {"failed", "passed"}:
        rows = rows.filter(passed=result == "passed")
    if result == "self":
        rows = rows.filter(self_made=True)
    if asked.get("line"):
        rows = rows.filter(line=asked["line"])
    if day := _day(asked.get("day", "")):
        rows = rows.filter(happened_at__gte=day, happened_at__lt=day + timedelta(days=1))
    return _in_words(actor, rows, asked.get("q", "")[:100])


def _day(text: str) -> datetime | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


def _in_words(actor: Actor, rows: QuerySet[Inspection], text: str) -> QuerySet[Inspection]:
    """By the words of the subject, of the place, or by the name of whoever was there."""
    about = asked_by(actor, "subject", Subject, text)
    if not about:
        return rows
    named = Q(inspector_name=text.strip()) | Q(org__in=numbers_called(actor, text))
    return rows.filter(named | meeting({"subject": (about, "subject")}))
