"""The published JSON Schema of the plan language, for editors and for other programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .model import Plan

SCHEMA_FILE = Path(__file__).with_name("plan.schema.json")


def plan_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a plan.yaml."""
    schema = Plan.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "台账方案语言"}


def schema_text() -> str:
    """The schema as the file plan.schema.json holds it."""
    return json.dumps(plan_schema(), ensure_ascii=False, indent=1) + "\n"
