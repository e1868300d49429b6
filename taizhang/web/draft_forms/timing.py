"""When a duty or a report is owed, as fields: in phases or between days, in which rhythm, until what time of day."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from taizhang.core.calendar import parse_span
from taizhang.core.plan.rules import EVERY_LABELS, GRADE_LABELS, Stride

from .item_form import Data, day_field, iso

DATES = "dates"
WEEKDAYS = {"mon": "周一", "tue": "周二", "wed": "周三", "thu": "周四", "fri": "周五", "sat": "周六", "sun": "周日"}
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")
EVERY = [
    *EVERY_LABELS.items(),
    ("weeks:2", "每两周"),
    ("days:3", "每三天"),
    ("by-risk", "按风险等级（下面逐级选）"),
]
BY_RISK = "by-risk"
GRADED = [("", "不检查"), *EVERY[:-1]]
ON = [("", "周期最后一天"), *WEEKDAYS.items(), *((str(day), f"{day}日") for day in range(1, 32)), ("last", "月末")]


class ClockField(forms.CharField):
    """Times of day, "16:00" or "10:30 16:30"; `?` stands for one that is not known yet."""

    def __init__(self, label: str = "截止时刻") -> None:
        super().__init__(label=label, required=False, max_length=40, help_text="如 16:00；每日两次写两个")

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return " ".join(time for time in value if time)
        return value

    def clean(self, value: Any) -> list[str]:
        text = str(super().clean(value) or "")
        found = [f"{int(hour):02}:{minute}" for hour, minute in _CLOCK.findall(text)]
        if re.sub(r"[\s,，、;；和]", "", _CLOCK.sub("", text)):
            raise forms.ValidationError(f"“{text}”不是时刻，写成 16:00，两个时刻之间空一格")  # type: ignore[list-item]
        return found


class TimingFields(forms.Form):
    """Fields shared by duties and reports."""

    span = forms.ChoiceField(label="时间范围", required=False)
    from_day = day_field("从")
    to_day = day_field("到（含当日）")
    every = forms.ChoiceField(label="频次", choices=EVERY)
    every_red = forms.ChoiceField(label="红色风险", required=False, choices=GRADED)
    every_orange = forms.ChoiceField(label="橙色风险", required=False, choices=GRADED)
    every_yellow = forms.ChoiceField(label="黄色风险", required=False, choices=GRADED)
    every_blue = forms.ChoiceField(label="蓝色风险", required=False, choices=GRADED)
    every_none = forms.ChoiceField(label="还没有评估", required=False, choices=GRADED)
    on = forms.ChoiceField(label="周期内哪天截止", required=False, choices=ON)
    days = forms.ChoiceField(label="算哪些日子", required=False, choices=[("all", "每一天"), ("working", "只算工作日")])

    @property
    def by_grade(self) -> list[Any]:
        """The five rhythms, which count where the rhythm follows the grade of risk."""
        return [self[f"every_{grade}"] for grade in GRADE_LABELS]


def span_choices(phases: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", "整个专项整治期间"), *((f"phase:{name}", label) for name, label in phases), (DATES, "指定起止日期")]


def timing_initial(data: Data) -> Data:
    """The fields filled from the words of the plan language."""
    during = data.get("during") or []
    named = [during] if isinstance(during, str) else list(during)
    dated = "to" in data or data.get("from")
    span = f"phase:{named[0]}" if named else DATES if dated else ""
    return {
        "span": span,
        "from_day": _plain_day(data.get("from")),
        "to_day": _plain_day(data.get("to")),
        "every": _every_value(data.get("every", "once")),
        **_graded_initial(data.get("every")),
        "on": str(data.get("on") or ""),
        "days": data.get("days", "all"),
        "at": data.get("at") if isinstance(data.get("at"), list) else [data["at"]] if data.get("at") else [],
    }


def _plain_day(ref: Any) -> str | None:
    text = str(ref or "")
    return text if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None


def _graded_initial(every: Any) -> Data:
    said = every.get("by_risk", {}) if isinstance(every, dict) else {}
    return {f"every_{grade}": _every_value(one) for grade, one in said.items()}


def _every_value(every: Any) -> str:
    if isinstance(every, dict) and "by_risk" in every:
        return BY_RISK
    if isinstance(every, dict):
        return next((f"{key}:{value}" for key, value in every.items() if value), "once")
    return str(every)


def timing_data(cleaned: Data, before: Data) -> tuple[Data, set[str]]:
    """(what to set, which keys to drop). References the fields cannot show (screening.end-2d) stay if not replaced."""
    data: Data = {"every": _graded_data(cleaned) if cleaned["every"] == BY_RISK else _every_data(cleaned["every"])}
    drop = {"during", "from", "to", "on", "days"}
    if cleaned["span"].startswith("phase:"):
        chosen = cleaned["span"].removeprefix("phase:")
        several = before.get("during") or []
        data["during"] = several if isinstance(several, list) and several[:1] == [chosen] else [chosen]
    elif cleaned["span"] == DATES:
        first = iso(cleaned["from_day"]) or _reference(before.get("from"))
        data |= {"from": first} if first else {}
        data["to"] = iso(cleaned["to_day"]) or _reference(before.get("to"))
    if cleaned["on"]:
        data["on"] = int(cleaned["on"]) if cleaned["on"].isdecimal() else cleaned["on"]
    if cleaned["days"] == "working":
        data["days"] = "working"
    return data, drop - set(data)


def _reference(ref: Any) -> str | None:
    return str(ref) if ref and _plain_day(ref) is None else None


def _graded_data(cleaned: Data) -> Data:
    chosen = {grade: cleaned.get(f"every_{grade}") for grade in GRADE_LABELS}
    return {"by_risk": {grade: _every_data(value) for grade, value in chosen.items() if value}}


def _every_data(value: str) -> Any:
    key, mark, number = value.partition(":")
    return {key: int(number)} if mark else value


def timing_errors(form: forms.Form, cleaned: Data) -> None:
    """Lay faults at the fields: dates the wrong way round, a due day that does not fit the rhythm."""
    first, last = cleaned.get("from_day"), cleaned.get("to_day")
    if first and last and last < first:
        form.add_error("to_day", "截止日早于起始日，请核对")
    on, every = cleaned.get("on", ""), cleaned.get("every", "")
    if every == BY_RISK and not any(cleaned.get(f"every_{grade}") for grade in GRADE_LABELS):
        form.add_error("every", "请在下面至少给一个风险等级选频次")
    if on in WEEKDAYS and every not in ("weekly", "weeks:2"):
        form.add_error("on", "只有“每周”才能选星期几")
    if (on.isdecimal() or on == "last") and every not in ("monthly", "quarterly", "semester"):
        form.add_error("on", "只有“每月”“每季度”“每学期”才能选几日")


def timing_words(data: Data, phases: dict[str, str]) -> str:
    """The window for people: "排查治理阶段，每周（周五）"."""
    during = data.get("during") or []
    named = [during] if isinstance(during, str) else list(during)
    if named:
        span = "、".join(phases.get(name, name) for name in named)
    elif "to" in data or data.get("from"):
        span = f"{_day_words(data.get('from'), phases)}至{_day_words(data.get('to'), phases) or '（待定）'}"
    else:
        span = "整个期间"
    every = data.get("every", "once")
    rhythm = "" if every == "once" else every_words(every)
    on = f"（{_on_words(data['on'])}）" if data.get("on") else ""
    clock = clock_words(data.get("at"))
    return "，".join(part for part in (span.removeprefix("至") or "整个期间", f"{rhythm}{on}", clock) if part)


def every_words(every: Any) -> str:
    if isinstance(every, dict) and "by_risk" in every:
        said = every["by_risk"]  # in no order that can be relied on: a database keeps none
        return "，".join(f"{label}{every_words(said[grade])}" for grade, label in GRADE_LABELS.items() if grade in said)
    if isinstance(every, dict):
        stride = Stride.model_validate(every)
        return f"每{stride.weeks}周" if stride.weeks else f"每{stride.days}天"
    return EVERY_LABELS.get(every, str(every))


def _on_words(on: Any) -> str:
    return WEEKDAYS.get(on) or ("月末" if on == "last" else f"{on}日")


def _day_words(ref: Any, phases: dict[str, str]) -> str:
    text = str(ref or "")
    anchor, _, edge = text.partition(".")
    if anchor in phases:
        offset = edge.removeprefix("start").removeprefix("end")
        return f"{phases[anchor]}{'开始' if edge.startswith('start') else '结束'}{_offset_words(offset)}"
    return {"start": "启动日", "month-end": "当月底"}.get(text, text)


def _offset_words(offset: str) -> str:
    """ "+6d" → "后6天"; what a draft has wrong is shown as it stands."""
    try:
        span = parse_span(offset.removeprefix("+"))
    except ValueError:
        return offset
    return f"{'前' if span.count < 0 else '后'}{span.label}" if span.count else ""


def clock_words(at: Any) -> str:
    times = at if isinstance(at, list) else [at] if at else []
    return "、".join(f"{time}前" if time else "几点待定" for time in times)
