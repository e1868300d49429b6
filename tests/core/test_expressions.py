"""The conditions and calculations of forms: server and phone come to the same value, row by row of one table."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontend.build import MODULES, node
from taizhang.core.checklists.expressions import FUNCTIONS, Expression, ExpressionError, Scene, words

HERE = Path(__file__).parent
FRONTEND = HERE.parents[1] / "frontend"
ROWS: list[dict[str, Any]] = json.loads((HERE / "expressions.json").read_text(encoding="utf-8"))
REPEATED = {"weight": "bottle"}


def scene(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "answers": row["answers"], "repeated": REPEATED, "repeat": row.get("repeat", ""), "turn": row.get("turn", 1),
        "itself": row.get("itself", ""), "today": "2026-05-13",
    }  # fmt: skip


@pytest.mark.mission("C29")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"])
def test_an_expression_has_its_value(row: dict[str, Any]) -> None:
    assert words(Expression.read(row["text"]).value(Scene(**scene(row)))) == row["value"]


@pytest.mark.mission("C29")
def test_the_phone_comes_to_the_same_values() -> None:
    if not (MODULES / "esbuild").exists():
        pytest.skip("前端的组件还没有安装：make front")
    sent = json.dumps([{"text": row["text"], "scene": scene(row)} for row in ROWS])
    ran = subprocess.run(
        [str(node()), str(HERE / "expressions.mjs"), str(FRONTEND)],
        input=sent, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(ran.stdout) == [row["value"] for row in ROWS]


def test_every_function_is_in_the_table() -> None:
    used = " ".join(row["text"] for row in ROWS)
    assert [name for name in FUNCTIONS if f"{name}(" not in used and name not in {"string"}] == []


@pytest.mark.parametrize("text", ["${gas} =", "gas = 'x'", "exec('x')", "(1", "1 2", "not()", "$gas", "'x", "a" * 99])
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        Expression.read(text)


@given(st.text(max_size=40))
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    try:
        read = Expression.read(text)
    except ExpressionError:
        return
    words(read.value(Scene({"gas": "lpg"})))
