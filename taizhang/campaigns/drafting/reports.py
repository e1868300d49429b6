"""Reports of a reading as report rules: the chain they climb, their rhythm and cut-offs."""

from __future__ import annotations

import re
from typing import Any

from .bearers import By, bearers_of, clean
from .duties import Setting
from .item import Data, Drafted, Section
from .rhythms import day, rhythm

MEASURES = [
    "duties.inspect.owed", "duties.inspect.met", "inspections.done", "cases.filed", "cases.rectified", "cases.struck",
    "cases.open", "cases.overdue",
]  # fmt: skip
"""What a report counts where the text does not say."""


def reports(plan: dict[str, Any], setting: Setting) -> list[Drafted]:
    """A rule for each report; reports that pass the same figures upward in one rhythm become one chain."""
    found: list[Drafted] = []
    ends: list[tuple[str, str]] = []
    for report in plan["reports"]:
        item = _rule(report, setting)
        sender, receiver = clean(report["from"] or ""), clean(report["to"] or "")
        below = next(
            (
                index
                for index, (to, frequency) in enumerate(ends)
                if sender and to and frequency == report["frequency"] and _same(to, sender)
            ),
            None,
        )
        if below is None:
            item.data["id"] = f"report-{len(found) + 1}"
            found.append(item)
            ends.append((receiver, report["frequency"]))
        else:
            _climb(found[below], item)
            ends[below] = (receiver, report["frequency"])
    return found


def _same(receiver: str, sender: str) -> bool:
    return receiver == sender or receiver.endswith(sender) or sender.endswith(receiver)


def _climb(lower: Drafted, upper: Drafted) -> None:
    lower.data["chain"] = [*lower.data["chain"], *upper.data["chain"]]
    lower.data["receiver"] = upper.data.get("receiver", "")
    lower.asks |= {key: question for key, question in upper.asks.items() if key not in ("every", "by")}


def _rule(report: dict[str, Any], setting: Setting) -> Drafted:
    span = setting.source.place(report)
    title = re.sub(r"\s+", "", report["what"])[:60] or "情况报送"
    undated: dict[str, str] = {}
    when, at, asks = rhythm(report["frequency"], f"{report['due'] or ''} {report['quote']}")
    if report["frequency"] == "once":
        when["to"] = day(report["due"], "to", undated)
        at = []
    stops = _stops(report["from"], setting)
    if not stops:
        asks["by"] = f"“{title}”由谁报送？"
    chain = [{**_stop(by), **({"at": at} if at else {})} for by in stops or [setting.fallback]]
    data: Data = {"title": title, **when, "measures": MEASURES, "chain": chain, "receiver": report["to"] or ""}
    if re.search(r"工作日", report["quote"]) and when["every"] in ("daily", "twice-daily"):
        data["days"] = "working"
    data["source"] = report["quote"]
    if not report["to"]:
        asks["receiver"] = f"“{title}”报给谁？"
    return Drafted(Section.REPORT, data, report["quote"], span, asks, undated)


def _stops(sender: str | None, setting: Setting) -> list[By]:
    names = [name for name in re.split(r"[、，,和及]", sender or "") if clean(name)]
    return bearers_of(names, setting.book)


def _stop(by: By) -> Data:
    if isinstance(by, str):
        return {"level": "village"}
    return dict(by)
