"""The catalogue of measures: what reports, goals, gates and ratings may count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FIGURES, BOOKS = "figures.", "books."
"""Before a plan's own measures: "figures.sown", "books.transport" (its lines) and "books.transport.tons"."""

QUANTITY_PARTS = 1000
"""Tallies hold whole numbers: quantities of books stand there in thousandths."""


def is_own(name: str) -> bool:
    """Whether it is a plan's own measure. Such a figure need not be a whole number."""
    return name.startswith((FIGURES, BOOKS))


def plain(amount: float) -> float:
    """A quantity to the thousandth, whole where it is whole."""
    rounded = round(amount, 3)
    return int(rounded) if rounded == int(rounded) else rounded


@dataclass(frozen=True, slots=True)
class Measure:
    """`stock` is a standing at an instant (open cases), `flow` is what happened within a period (cases filed).

    Besides those of the catalogue there are a plan's own: figures of its register and quantities of its books.
    `tally` is the name under which the tallies keep it, where that differs from the measure's own; there it is counted
    in so many `parts` of the unit (thousandths of a ton).
    """

    id: str
    label: str
    unit: str
    kind: Literal["stock", "flow"]
    tally: str = ""
    parts: int = 1

    @property
    def counted_as(self) -> str:
        return self.tally or self.id


MEASURES: dict[str, Measure] = {
    measure.id: measure
    for measure in [
        Measure("subjects.total", "整治对象总数", "个", "stock"),
        Measure("duties.inspect.owed", "应排查", "个", "stock", "duties.owed/verb:inspect"),
        Measure("duties.inspect.met", "已排查", "个", "stock", "duties.met/verb:inspect"),
        Measure("duties.inspect.lapsed", "逾期未排查", "个", "stock", "duties.lapsed/verb:inspect"),
        Measure("inspections.done", "检查次数", "次", "flow"),
        Measure("cases.filed", "发现并立案问题", "个", "flow"),
        Measure("cases.relapsed", "反复发案", "个", "flow"),
        Measure("cases.open", "未销号问题", "个", "stock"),
        Measure("cases.overdue", "逾期未整改问题", "个", "stock"),
        Measure("cases.rectified", "完成整改问题", "个", "flow"),
        Measure("cases.struck", "销号问题", "个", "flow"),
        Measure("cases.fixed_on_spot", "当场整改问题", "个", "flow"),
        Measure("licences.held", "有效证照", "张", "stock"),
        Measure("licences.expired", "过期证照", "张", "stock"),
        Measure("licences.missing", "登记为无证", "个", "stock"),
        Measure("notices.owed", "应送达告知", "份", "stock", "duties.owed/verb:acknowledge"),
        Measure("notices.receipted", "已签收告知", "份", "stock", "duties.met/verb:acknowledge"),
        Measure("activities.owed", "应开展宣传培训演练", "场次", "stock", "duties.owed/verb:hold"),
        Measure("activities.held", "开展宣传培训演练", "场次", "stock", "duties.met/verb:hold"),
    ]
}
