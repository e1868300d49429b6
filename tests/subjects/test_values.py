"""What people type and what Excel makes of it, read as the plan's types; what cannot be read says how to mend it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang.core.plan import SubjectField
from taizhang.subjects.values import Unreadable, read_value

TYPES = ["text", "number", "date", "choice", "phone", "idnumber", "bool"]


def of(kind: str) -> SubjectField:
    choices = ["管道天然气", "瓶装液化石油气"] if kind == "choice" else []
    return SubjectField(id="it", label="它", type=kind, choices=choices, unit="位" if kind == "number" else "")  # type: ignore[arg-type]


@pytest.mark.mission("X3", "C15")
@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("number", "２０ 位", 20), ("number", 20.0, 20), ("number", "1,200.5", 1200.5), ("number", None, ""),
        ("date", datetime(2026, 5, 13), "2026-05-13"), ("date", "2026年5月13日", "2026-05-13"),
        ("date", "20260513", "2026-05-13"), ("date", "2026.5.13", "2026-05-13"), ("date", 46155, "2026-05-13"),
        ("choice", " 管道 天然气", "管道天然气"), ("bool", "√", True), ("bool", "无", False), ("bool", True, True),
        ("phone", 13800000001.0, "13800000001"), ("phone", "+86 13800000001", "13800000001"),
        ("phone", "0871—6500000／13800000001", "0871-6500000、13800000001"),
        ("idnumber", "11010519491231002x", "11010519491231002X"), ("text", "  麦香\u200b面馆 ", "麦香面馆"),
    ],
    ids=repr,
)  # fmt: skip
def test_what_offices_write_is_understood(kind: str, raw: Any, value: Any) -> None:
    read = read_value(of(kind), raw)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("kind", "raw", "told"),
    [
        ("number", "约二十", "只写阿拉伯数字，单位是位"), ("date", "2026年2月30日", "不是一个存在的日期"),
        ("choice", "煤气", "请从这些里选：管道天然气、瓶装液化石油气"), ("phone", "1380000000", "（10 位数字）"),
        ("idnumber", 110105194912310000.0, "末几位已经丢失"), ("idnumber", "110105194912310021", "校验位不符"),
        ("idnumber", "1101051949", "应为 18 位，现在是 10 位"), ("bool", "大概", "写“是”或“否”"),
        ("text", "字" * 1001, "最多 1000 个"),
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_read_says_how_to_mend_it(kind: str, raw: Any, told: str) -> None:
    with pytest.raises(Unreadable, match=told):
        read_value(of(kind), raw)


@given(
    st.sampled_from(TYPES), st.one_of(st.text(max_size=60), st.integers(), st.floats(), st.booleans(), st.datetimes())
)
def test_any_cell_is_read_or_refused_and_what_was_read_reads_the_same_again(kind: str, raw: Any) -> None:
    try:
        value = read_value(of(kind), raw)
    except Unreadable:
        return
    assert read_value(of(kind), value) == value
