"""Dated things as an iCalendar feed (RFC 5545), which the calendars of phones and desks take in. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

WIDEST = 75
"""Octets of a line; a longer one goes on in the next after a blank."""


@dataclass(frozen=True, slots=True)
class Dated:
    """Something to be done by a moment, for a campaign. The same `uid` is the same thing, wherever its moment goes."""

    uid: str
    title: str
    due_at: datetime
    changed_at: datetime
    place: str = ""
    what_for: str = ""
    url: str = ""


def calendar_feed(title: str, things: Iterable[Dated]) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Taizhang//ZH", f"X-WR-CALNAME:{_text(title)}"]
    for one in things:
        lines += [
            "BEGIN:VEVENT", f"UID:{one.uid}", f"DTSTAMP:{_moment(one.changed_at)}", f"DTSTART:{_moment(one.due_at)}",
            f"SUMMARY:{_text(one.title)}", f"LOCATION:{_text(one.place)}", f"DESCRIPTION:{_text(one.what_for)}",
            f"URL:{one.url}", "TRANSP:TRANSPARENT", "END:VEVENT",
        ]  # fmt: skip
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return " ".join(escaped.splitlines())


def _folded(line: str) -> str:
    """Never within a character."""
    parts, part = [], ""
    for character in line:
        if len((part + character).encode()) > WIDEST - 1:
            parts.append(part)
            part = ""
        part += character
    return "\r\n ".join([*parts, part])
