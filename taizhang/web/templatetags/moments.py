"""Moments that are kept as text, in what a page was frozen with."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone

register = template.Library()


@register.filter
def moment(text: str) -> datetime:
    """The local moment of an ISO text; a date is its first instant."""
    found = datetime.fromisoformat(text)
    return timezone.localtime(found) if found.tzinfo else timezone.make_aware(found)
