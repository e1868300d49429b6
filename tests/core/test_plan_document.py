"""docs/plan-language.md: every example does what the document says, and every word of the language stands in it."""

from __future__ import annotations

import re

import pytest

from taizhang.core.measures import MEASURES
from taizhang.core.plan import PlanErrors, plan_schema

from .plan_examples import (
    DOCUMENT,
    Example,
    duties_text,
    examples,
    licences_text,
    methods_text,
    outcomes_text,
    plan_of,
    questions_text,
    rating_text,
    retention_text,
    words_of,
)

TOLD = {
    "任务": duties_text, "待补": questions_text, "结论": outcomes_text, "评比": rating_text, "处置": methods_text,
    "保存": retention_text,
    "证照": licences_text,
}  # fmt: skip


@pytest.mark.parametrize("example", examples(), ids=lambda one: f"line {one.line}")
def test_an_example_does_what_the_document_says(example: Example) -> None:
    if "报错" in example.outcomes:
        with pytest.raises(PlanErrors) as caught:
            plan_of(example.text)
        assert f"{caught.value}\n" == example.outcomes["报错"]
        return
    plan = plan_of(example.text)
    for kind, told in TOLD.items():
        if kind in example.outcomes:
            assert told(plan) == example.outcomes[kind]


def test_every_word_of_the_language_is_explained_and_stands_in_an_example() -> None:
    schema = plan_schema()
    models = [schema, *schema["$defs"].values()]
    words = {word for model in models for word in model.get("properties", {})}
    document = DOCUMENT.read_text(encoding="utf-8")
    prose = re.sub(r"^```.*?^```$", "", document, flags=re.MULTILINE | re.DOTALL)
    assert words - set(re.findall(r"[a-z_]+", prose)) == set()
    assert words - {word for one in examples() for word in words_of(one.text)} == set()


def test_every_choice_of_the_language_is_explained() -> None:
    definitions = plan_schema()["$defs"].values()
    listed = [part for model in definitions for part in model.get("properties", {}).values()]
    choices = {choice for part in listed for choice in _choices(part)} - set(MEASURES)
    document = DOCUMENT.read_text(encoding="utf-8")
    assert {choice for choice in choices if choice not in document} == set()


def _choices(part: dict[str, object]) -> list[str]:
    inner = [part, *(part.get("anyOf") or []), part.get("items") or {}]  # type: ignore[misc]
    return [str(choice) for one in inner for choice in one.get("enum", [])]
