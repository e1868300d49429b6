"""The pieces of the pages as template tags; /styleguide shows each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.forms import BoundField
from django.http import HttpRequest
from django.template.context import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from taizhang.accounts.appearance import language_of
from taizhang.cases.timeline import Event, Stage
from taizhang.core.calendar.spans import span_label
from taizhang.core.ids import uuid7
from taizhang.core.ladder import rung_words
from taizhang.core.money import yuan as in_yuan
from taizhang.journal.files import DOCUMENTS
from taizhang.web.badges import SEVERITIES, Badge, badge_of
from taizhang.web.fields import Field
from taizhang.web.help.words import words_version
from taizhang.web.places import Places

register = template.Library()
BUILT = Path(__file__).resolve().parents[1] / "static" / "built"


@lru_cache(maxsize=1)
def _built_version() -> str:
    """Beginning of the digest of the build, so that a browser never keeps the files of an older one."""
    try:
        return (BUILT / "stamp.txt").read_text()[:12]
    except OSError:
        return ""


@register.simple_tag
def built(name: str) -> str:
    """Address of a built file of the front end."""
    return f"{static(f'built/{name}')}?v={_built_version()}"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; with a label it speaks, without it is ornament."""
    address = f"{built('icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, address)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', address)


def _badge(badge: Badge) -> SafeString:
    return format_html('<span class="badge badge-{}">{}{}</span>', badge.tone, icon(badge.icon), badge.label)


@register.simple_tag
def state_badge(kind: str, state: str) -> SafeString:
    """The state of a case, duty, report, subject or campaign."""
    return _badge(badge_of(kind, state))


@register.simple_tag
def severity(value: str) -> SafeString:
    """How grave a problem is."""
    return _badge(SEVERITIES.get(value) or Badge(value, "quiet", "circle"))


@register.simple_tag
def due(moment: datetime | None, now: datetime | None = None, closed: bool = False) -> SafeString:
    """How long is left, counted in local days; for what is closed only the date."""
    if moment is None:
        return SafeString("")
    tone, name, words = ("quiet", "calendar", _day(moment)) if closed else _left(moment, now or timezone.now())
    title = f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
    return format_html(
        '<time class="due due-{0} tone-{0}" datetime="{1}" title="{2}">{3}{4}</time>',
        tone, moment.isoformat(), title, icon(name), words,
    )  # fmt: skip


def _day(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local.month}月{local.day}日"


def _left(moment: datetime, now: datetime) -> tuple[str, str, str]:
    days = (timezone.localtime(moment).date() - timezone.localtime(now).date()).days
    if moment < now:
        return "late", "alert-triangle", f"逾期 {-days} 天" if days else "今天已逾期"
    if days == 0:
        return "watch", "clock-exclamation", f"今天 {timezone.localtime(moment):%H:%M} 前"
    return ("watch", "clock", "明天到期") if days == 1 else ("plain", "clock", f"还剩 {days} 天")


@register.inclusion_tag("look/figure.html")
def figure(label: str, value: object, url: str = "", tone: str = "plain", hint: str = "") -> dict[str, Any]:
    """A number that leads to its records. Nothing late is nothing to worry about: a zero is not coloured."""
    return {"label": label, "value": value, "url": url, "tone": tone if value else "quiet", "hint": hint}


@register.inclusion_tag("look/coverage.html")
def coverage(met: int, owed: int, lapsed: int = 0, url: str = "", **more: Any) -> dict[str, Any]:
    """How much of what is owed is done; `more`: title, missing_url, small=True for the bar within a table.

    The share is rounded down: 100 % means all.
    """
    share = {"missing": owed - met, "percent": met * 100 // owed if owed else 0}
    return {"met": met, "owed": owed, "lapsed": lapsed, "url": url, **share, **more}


@register.inclusion_tag("look/empty.html")
def nothing(name: str, title: str, text: str = "", url: str = "", action: str = "") -> dict[str, str]:
    """Nothing here yet: what will be, and how it begins. (`empty` is the word of `for`.)"""
    return {"icon": name, "title": title, "text": text, "url": url, "action": action}


@register.simple_tag(takes_context=True)
def words_address(context: Context) -> SafeString:
    """Where the page finds the words of the trade that it explains, in the language of who reads it."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return SafeString("")
    language = language_of(request)
    return format_html(' data-words="{}?v={}"', reverse(f"help:words-{language}"), words_version(language))


@register.inclusion_tag("look/pager.html", takes_context=True)
def pager(context: Context, following: str) -> dict[str, str]:
    """Onward to the page after the key `following`, and back to the first; the other words of the address stay."""
    request: HttpRequest = context["request"]
    asked = request.GET.copy()
    begun = bool(asked.pop("after", None))
    first = f"{request.path}?{asked.urlencode()}" if begun else ""
    asked["after"] = following
    return {"first": first, "onward": f"{request.path}?{asked.urlencode()}" if following else ""}


@register.simple_tag(takes_context=True)
def same_with(context: Context, **changed: str) -> str:
    """The present query with some words changed, from its first page; an empty word is left out."""
    asked = context["request"].GET.copy()
    asked.pop("after", None)
    for name, value in changed.items():
        if value in ("", None):
            asked.pop(name, None)
        else:
            asked[name] = str(value)
    return f"?{asked.urlencode()}"


@register.inclusion_tag("look/photos.html")
def photos(pictures: Sequence[Mapping[str, Any]], words: str = "照片") -> dict[str, Any]:
    """Thumbnails that open large."""
    return {"pictures": pictures, "words": words}


@register.inclusion_tag("look/voices.html")
def voices(recordings: Sequence[Mapping[str, Any]], words: str = "录音") -> dict[str, Any]:
    """What was said instead of typed."""
    return {"recordings": recordings, "words": words}


@register.inclusion_tag("look/stages.html")
def stages(stops: Sequence[Stage]) -> dict[str, Any]:
    """The loop of a case."""
    icons = {"done": "check", "current": "dots", "ahead": ""}
    return {"stops": [(stop, icons[stop.status]) for stop in stops]}


@register.inclusion_tag("look/timeline.html")
def timeline(events: Sequence[Event]) -> dict[str, Any]:
    """What happened, newest first."""
    return {"events": [(event, _beyond(event)) for event in events]}


def _beyond(event: Event) -> str:
    """What the sentence says beyond its label, which stands in the line above."""
    return "" if event.sentence == event.label else event.sentence.removeprefix(f"{event.label}：")


@register.inclusion_tag("look/field.html")
def field(asked: Field) -> dict[str, Any]:
    """One field of the form of a step."""
    return {"field": asked, "id": f"field-{asked.name}", "today": timezone.localdate().isoformat()}


@register.inclusion_tag("look/form_field.html")
def form_field(bound: BoundField) -> dict[str, Any]:
    """One field of a Django form with label, hint and errors."""
    return {"field": bound}


DOCUMENT_FILES = ",".join([*(f".{ending}" for ending in DOCUMENTS), "image/*"])


@register.inclusion_tag("look/drop.html")
def drop(name: str, label: str, hint: str = "", accept: str = "", **more: Any) -> dict[str, Any]:
    """A place to drop or choose a file; `accept` as in HTML or "documents"; `more`: multiple, required, id."""
    return {
        "name": name,
        "label": label,
        "hint": hint,
        "accept": DOCUMENT_FILES if accept == "documents" else accept,
        "required": True,
        "id": f"drop-{name}",
        **more,
    }


@register.inclusion_tag("look/work.html")
def work(title: str, url: str, done: int | None = None, total: int | None = None, sentence: str = "") -> dict[str, Any]:
    """Work that takes a while: asks `url` every second for its own replacement."""
    return {"title": title, "url": url, "done": done, "total": total, "sentence": sentence}


@register.filter
def span(text: str) -> str:
    """A period of the plan in words: "3wd" → "3个工作日"."""
    return span_label(text)


@register.filter
def yuan(fen: int) -> str:
    """Money of a fund in words."""
    return in_yuan(fen)


@register.filter
def rung(name: str) -> str:
    """How far up the ladder a late thing has climbed, in words."""
    return rung_words(name)


@register.simple_tag
def fresh_id() -> str:
    """A new id for the entry that a form will make: sent twice, it counts once."""
    return str(uuid7())


@register.filter
def named(key: Any, choices: Sequence[tuple[Any, str]]) -> str:
    """The name that goes with a key in a list of choices; the key itself where there is none."""
    return next((name for value, name in choices if value == key), str(key))


@register.inclusion_tag("look/kept_words.html", takes_context=True)
def kept_words(context: Context, shown: str) -> dict[str, Any]:
    """Hidden inputs for the words of the address that a filter does not show itself (named with spaces between)."""
    own = {*shown.split(), "after"}
    return {"words": [(name, value) for name, value in context["request"].GET.items() if name not in own]}


@register.inclusion_tag("look/place_choice.html")
def place_choice(
    places: Places, name: str = "org", nothing: str = "全部", id: str = "", required: bool = False
) -> dict[str, Any]:
    """The choice of a place: a list, or a field in which one types where there are too many. `id` where the label
    stands apart, `nothing` as the first of the list ("": one is always chosen)."""
    return {
        "places": places, "name": name, "nothing": nothing, "nested": name == "org", "id": id, "required": required,
    }  # fmt: skip
