"""Reads a plan from its folder or its text, and says everything that is wrong with it at once."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from ..checklists import ChecklistErrors, parse_checklist
from .checking import faults_of
from .errors import PlanError, PlanErrors, path_text
from .lines import Source, read_yaml
from .model import Plan
from .translating import translated

PLAN_FILE = "plan.yaml"
CHECKLIST_FOLDER = "checklists"


def load_plan(folder_or_file: Path) -> Plan:
    """The plan of a pack: plan.yaml and the checklists beside it. Raises PlanErrors, or OSError if there is no file."""
    file = folder_or_file / PLAN_FILE if folder_or_file.is_dir() else folder_or_file
    folder = file.parent / CHECKLIST_FOLDER
    checklists = {path.stem: _text(path) for path in sorted(folder.glob("*.md"))} if folder.is_dir() else {}
    return parse_plan(_text(file), checklists)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise PlanErrors([PlanError(1, path.name, "文件不是 UTF-8 编码", "用 UTF-8 编码另存后再试")]) from None


def parse_plan(text: str, checklists: Mapping[str, str] | None = None) -> Plan:
    """The plan in a YAML text, with the checklists given by id. Raises PlanErrors naming every fault."""
    source = read_yaml(text)
    if source.faults:
        raise _errors(source)
    return _plan(source, checklists)


def plan_from(data: Mapping[str, Any]) -> Plan:
    """The plan in data that a form or a reading put together. Raises PlanErrors as `parse_plan`, all on line 1."""
    return _plan(Source(data=deepcopy(dict(data))), None)


def plan_text(plan: Plan) -> str:
    """The plan as a plan.yaml, checklists included: `parse_plan` reads it back."""
    return yaml.safe_dump(plan.to_dict(), allow_unicode=True, sort_keys=False, width=120)


def _plan(source: Source, checklists: Mapping[str, str] | None) -> Plan:
    if not isinstance(source.data, dict):
        raise PlanErrors([PlanError(1, "方案", "这不是方案", "方案以 id:、title:、phases: 开头，请参照方案语言说明")])
    own = source.data.get("checklists")
    if checklists and (own is None or isinstance(own, dict)):
        source.data["checklists"] = {**checklists, **(own or {})}
    try:
        plan = Plan.model_validate(source.data)
    except ValidationError as error:
        source.faults.extend(translated(error.errors(), source.data))
        raise _errors(source) from None
    wrong = _checklist_errors(plan)
    if wrong:
        raise PlanErrors(wrong)
    source.faults.extend(faults_of(plan))
    if source.faults:
        raise _errors(source)
    return plan


def _errors(source: Source) -> PlanErrors:
    return PlanErrors(
        [
            PlanError(source.line(fault.loc), path_text(fault.loc), fault.message, fault.remedy)
            for fault in source.faults
        ]
    )


def _checklist_errors(plan: Plan) -> list[PlanError]:
    wrong: list[PlanError] = []
    for name, text in plan.checklists.items():
        try:
            parse_checklist(text)
        except ChecklistErrors as error:
            path = f"{CHECKLIST_FOLDER}/{name}.md"
            wrong.extend(PlanError(e.line, f"{path} {e.column}", e.message, e.remedy) for e in error.errors)
    return wrong
