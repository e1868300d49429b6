"""The rungs of the ladder as people write them: "提前3天", "到期当天", "逾期2天"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms

from taizhang.core.calendar import parse_span
from taizhang.core.ladder import Rung, parse_ladder

UNITS = {"d": "天", "h": "小时", "wd": "个工作日"}
_WRITTEN = re.compile(r"(提前|逾期|超期|到期后)\s*(\d{1,3})\s*(天|日|小时|个?工作日)")
HINT = "写“提前3天”“到期时”“逾期2天”或“提前1小时”；留空表示不用这一级"


def rung_words(offset: str) -> str:
    """ "-3d" → "提前3天"."""
    span = parse_span(offset)
    if span.count == 0:
        return "到期时"
    return f"{'提前' if span.count < 0 else '逾期'}{abs(span.count)}{UNITS[span.unit]}"


def rung_offset(words: str) -> str:
    """ "提前3天" → "-3d". Raises ValueError."""
    text = words.strip()
    if text in ("到期时", "到期当天", "当天", "0"):
        return "0d"
    match = _WRITTEN.fullmatch(text)
    if match is None:
        raise ValueError(text)
    unit = "h" if match[3] == "小时" else "wd" if "工作日" in match[3] else "d"
    return f"{'-' if match[1] == '提前' else ''}{int(match[2])}{unit}"


class RungField(forms.CharField):
    """One rung: when it is climbed, empty where it is not used."""

    def __init__(self, rung: Rung) -> None:
        super().__init__(label=rung.label, required=False, max_length=20)
        self.rung = rung

    def clean(self, value: Any) -> str:
        text = str(super().clean(value) or "")
        if not text:
            return ""
        try:
            return rung_offset(text)
        except ValueError:
            raise forms.ValidationError(f"“{text}”看不懂。{HINT}") from None


class RungFields(forms.Form):
    """One field for each rung of the ladder."""

    rung_remind = RungField(Rung.REMIND)
    rung_supervise = RungField(Rung.SUPERVISE)
    rung_circulate = RungField(Rung.CIRCULATE)
    rung_interview = RungField(Rung.INTERVIEW)
    rung_account = RungField(Rung.ACCOUNT)

    @property
    def rungs(self) -> list[Any]:
        """The bound fields of the ladder, lowest rung first."""
        return [self[f"rung_{rung.value}"] for rung in Rung]


def rung_initial(ladder: Iterable[str]) -> dict[str, str]:
    """The fields filled from a ladder of the plan language."""
    return {f"rung_{step.rung.value}": rung_words(_offset(step)) for step in parse_ladder(ladder)}


def _offset(step: Any) -> str:
    return f"{step.offset.count}{step.offset.unit}"


def rung_data(cleaned: dict[str, Any]) -> list[str]:
    """The ladder of the plan language from the cleaned fields."""
    return [f"{rung.value}@{offset}" for rung in Rung if (offset := cleaned.get(f"rung_{rung.value}"))]


def ladder_words(ladder: Iterable[str]) -> str:
    """A whole ladder for people: "提醒（提前3天） → 督办（到期时）"."""
    return " → ".join(f"{step.rung.label}（{rung_words(_offset(step))}）" for step in parse_ladder(ladder))
