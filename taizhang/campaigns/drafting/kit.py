"""What a pack lends a draft: kinds of subject, categories, checklists, and inspections where the text has none."""

from __future__ import annotations

import difflib
import re
from functools import lru_cache
from importlib.resources import files
from typing import Any

from taizhang.core.plan import Plan, parse_plan

from .bearers import UnitBook
from .item import Data, Drafted, Section
from .problems import as_categories, problem_list

GENERAL = "general"
BORROWED = (
    "basis", "key_times", "key_areas", "key_persons", "categories", "documents", "methods", "decisions", "figures",
    "transfers", "roles", "checklists",
)  # fmt: skip
"""The parts of a pack that a draft takes as they stand."""

_PHASES = [
    ("publicity", "宣传|动员|发动|部署|准备|摸底"),
    ("screening", "排查|整治|治理|实施|检查|攻坚|拆除|推进"),
    ("end", "巩固|总结|提高|验收|长效|建章"),
]


@lru_cache(maxsize=1)
def general_pack() -> Plan:
    """The pack for campaigns that no pack is about."""
    return parse_plan(files(__package__).joinpath("general.yaml").read_text(encoding="utf-8"))


class Kit:
    """One pack as a source of pieces, its units matched with those of the text by name."""

    def __init__(self, pack: Plan, text: str = "") -> None:
        self.plan: Data = pack.to_dict()
        if pack.id == GENERAL and (problems := problem_list(text)):
            categories, checklist = as_categories(problems)
            self.plan["categories"] = categories
            self.plan["checklists"] = {"general-check": checklist}

    def frame(self) -> Data:
        return {key: self.plan[key] for key in BORROWED if self.plan.get(key)} | {
            "lifecycle": {k: v for k, v in self.plan.get("lifecycle", {}).items() if k != "otherwise"}
        }

    def kinds(self) -> list[Drafted]:
        return [Drafted(Section.KIND, dict(kind), origin="pack") for kind in self.plan.get("subject_kinds", [])]

    def usual_archive(self) -> list[Data]:
        return [dict(item) for item in self.plan.get("archive", [])]

    def adopt_units(self, book: UnitBook) -> tuple[dict[str, str], list[Drafted]]:
        """{unit id of the pack: unit id of the draft} and the units of the pack's lines that the text does not have."""
        own = {unit["id"]: unit["name"] for unit in self.plan.get("units", [])}
        used = {thing.get("line") for key in ("subject_kinds", "categories") for thing in self.plan.get(key, [])}
        adopted: dict[str, str] = {}
        more = []
        for unit in self.plan.get("units", []):
            near = difflib.get_close_matches(own[unit["id"]], list(book.ids), n=1, cutoff=0.6)
            if near:
                adopted[unit["id"]] = book.ids[near[0]]
            elif unit["id"] in used:
                adopted[unit["id"]] = unit["id"]
                more.append(Drafted(Section.UNIT, {**unit, "source": ""}, origin="pack"))
        return adopted, more

    def inspections(self, phases: list[Data], units: dict[str, str]) -> list[Drafted]:
        """The pack's inspection duties, moved to the draft's own phases."""
        return [
            Drafted(Section.DUTY, self.lend(rule, phases, units), origin="pack")
            for rule in self.plan.get("duties", [])
            if "inspect" in rule
        ]

    def lend(self, rule: Data, phases: list[Data], units: dict[str, str]) -> Data:
        """A duty or report of the pack within the draft's own phases and under its own names of units."""
        names = {phase["id"]: _role_of(phase["name"]) for phase in self.plan.get("phases", [])}
        said = rule.get("during", [])
        during = [said] if isinstance(said, str) else list(said)
        during += [str(rule[key]).partition(".")[0] for key in ("from", "to") if "." in str(rule.get(key))]
        wanted = {names[name] for name in during if name in names}
        data = {key: value for key, value in rule.items() if key not in ("from", "to", "during", "source")}
        if wanted:
            fitting = [phase["id"] for phase in phases if _role_of(phase["name"]) in wanted]
            data["during"] = fitting or [_main(phases)]
        if isinstance(data.get("by"), dict):
            data["by"] = _renamed(data["by"], units)
        if "chain" in data:
            data["chain"] = [_renamed(stop, units) for stop in data["chain"]]
        return data

    def general_inspection(self, phases: list[Data], level: str) -> Drafted:
        """The inspection of every subject once, where neither text nor pack has one."""
        data = {
            "id": "check-all", "title": "逐个排查整治对象", "inspect": {"kind": "all"}, "by": {"level": level},
            "during": [_main(phases)],
        }  # fmt: skip
        return Drafted(Section.DUTY, data, origin="pack")


def relined(frame: Data, kinds: list[Drafted], units: dict[str, str]) -> None:
    """Lines of kinds and categories under the draft's own names of units."""
    things: list[dict[str, Any]] = [*(kind.data for kind in kinds)]
    frame["categories"] = [dict(category) for category in frame.get("categories", [])]
    for thing in [*things, *frame["categories"]]:
        if thing.get("line"):
            thing["line"] = units.get(thing["line"])


def _renamed(bearer: Data, units: dict[str, str]) -> Data:
    unit = bearer.get("unit")
    return {**bearer, "unit": units.get(unit, unit)} if unit else bearer


def _role_of(name: str) -> str:
    return next((role for role, pattern in _PHASES if re.search(pattern, name)), "screening")


def _main(phases: list[Data]) -> str:
    """The phase in which things are inspected: the first that is called so, else the middle one."""
    main = next((phase["id"] for phase in phases if _role_of(phase["name"]) == "screening"), None)
    return str(main or phases[len(phases) // 2]["id"])
