"""The smallest words of the plan language: identifiers, days, clock times, periods, and the base of all its models."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from ..calendar import parse_span
from ..ladder import parse_ladder
from ..measures import MEASURES


class Word(BaseModel):
    """Base of every model of the language: immutable, and an unknown key is an error, never silently lost."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def fault(message: str, remedy: str) -> PydanticCustomError:
    """An error of the language in Chinese: what is wrong, and how to mend it."""
    return PydanticCustomError("plan", "{message}", {"message": message, "remedy": remedy})


def _day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)) else _not_a_day(value)
    except ValueError:
        return _not_a_day(value)


def _not_a_day(value: Any) -> Any:
    raise fault(f"“{value}”不是一个存在的日期", "写成 2026-04-20 这样的年月日；还不知道的日期写 null")


def _span(value: str) -> str:
    try:
        parse_span(value)
    except ValueError as error:
        raise fault(str(error), "例如 3wd、15d、24h；当场整改写 0d") from None
    return value


_DAY_REF = re.compile(
    r"(\d{4}-\d\d-\d\d|start|month-end|semester\.(?:start|end)|[a-z][a-z0-9-]*\.(?:start|end))([+-]\d+(?:wd|d))?"
)


def split_day_ref(value: str) -> tuple[str, str]:
    """Anchor and offset of a day: "screening.end-2d" → ("screening.end", "-2d"). Raises a language error."""
    match = _DAY_REF.fullmatch(value)
    if match is None:
        raise fault(
            f"“{value}”不是日期的写法",
            "写 2026-04-20、start（启动日）、month-end（当月底）、阶段.end、semester.start，可加 +3d、-2wd",
        )
    return match[1], match[2] or ""


def _day_ref(value: Any) -> str:
    anchor, _ = split_day_ref(str(value))
    if anchor[0].isdigit():
        _day(anchor)
    return str(value)


def _hours(value: str) -> str:
    first, _, last = value.partition("-")
    if first >= last:
        raise fault(f"“{value}”的结束时间不晚于开始时间", "时间段写成 11:00-13:00")
    return value


_NAME = r"[a-z][a-z0-9_-]{0,31}"
_OWN_MEASURE = re.compile(rf"^(figures\.{_NAME}|books\.{_NAME}(\.{_NAME})?)$")


def _measure(value: str) -> str:
    if not _OWN_MEASURE.fullmatch(value) and value not in MEASURES:
        own = "方案自己的统计写 figures.编号、books.登记簿、books.登记簿.合计字段"
        raise fault(f"没有“{value}”这个指标", f"可用的指标：{'、'.join(MEASURES)}；{own}")
    return value


def _ladder(value: list[str]) -> list[str]:
    try:
        parse_ladder(value)
    except ValueError as error:
        raise fault(str(error), "从低到高写，例如 [remind@-3d, supervise@0d, circulate@3d]") from None
    return value


Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,31}$")]
Text = Annotated[str, StringConstraints(min_length=1)]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
DayRef = Annotated[str, BeforeValidator(_day_ref), WithJsonSchema({"type": "string", "pattern": _DAY_REF.pattern})]
Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
_HOURS = r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$"
Hours = Annotated[str, StringConstraints(pattern=_HOURS), AfterValidator(_hours)]
Period = Annotated[str, AfterValidator(_span), WithJsonSchema({"type": "string", "pattern": r"^\d{1,4}(wd|d|h)$"})]
MeasureId = Annotated[
    str,
    AfterValidator(_measure),
    WithJsonSchema({"anyOf": [{"enum": list(MEASURES)}, {"type": "string", "pattern": _OWN_MEASURE.pattern}]}),
]
"""A measure of the catalogue, a figure of the plan's own, the lines of a book or a quantity that is summed there."""
Ladder = Annotated[list[str], AfterValidator(_ladder)]
Share = Annotated[float, "0 to 1"]

Level = Literal["province", "city", "county", "township", "village", "group", "grid"]
OrgKind = Literal["area", "bureau", "station", "enterprise", "school"]
LEVEL_LABELS: dict[str, str] = {
    "province": "省", "city": "市", "county": "县（区）", "township": "乡镇（街道）", "village": "村（社区）",
    "group": "村民小组", "grid": "网格",
}  # fmt: skip
Days = Literal["all", "working", "rest", "holiday"]
Privacy = Literal["ordinary", "personal", "sensitive", "minor"]
PRIVACY_LABELS: dict[str, str] = {
    "ordinary": "一般", "personal": "个人信息", "sensitive": "敏感个人信息", "minor": "未成年人信息",
}  # fmt: skip
Severity = Literal["general", "serious", "major"]
SEVERITY_LABELS: dict[str, str] = {"general": "一般", "serious": "较大", "major": "重大"}
