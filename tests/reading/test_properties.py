"""Whatever is given: no crash, quotes are exact pieces, output fits the schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taizhang.reading import Reading, read_text
from tests.reading.own_texts import own_texts

SHARED = Path(__file__).parents[3] / "shared" / "plan-reading"

PIECES = [
    "一、", "（二）", "3.", "（4）", "①", "第一阶段", "第二步：", "附件", "工作方案", "实施步骤", "动员部署阶段",
    "整治阶段", "（", "）", "2024年", "3月", "1日", "至", "-", "—", "前", "底", "上旬", "x月xx日", "****年", "即日起",
    "每月25日前", "每日上午9:00、下午5时前", "各社区", "县教育局", "镇整治办", "牵头", "配合", "会同", "负责", "报送",
    "上报", "报告", "备案", "完成", "排查率达到100%", "、", "，", "。", "；", "：", "\n", " ", "　", "组长：", "《",
    "》", "“", "”", "1", "零", "〇", "分别于", "和", "由", "将", "篇一", "篇二", "\r\n", "\t", "🙂", "é", "\u2028",
]  # fmt: skip
SHAPELESS = st.text(max_size=300)
PLANLIKE = st.lists(st.sampled_from(PIECES), max_size=120).map("".join)


def quotes_are_exact(reading: Reading) -> None:
    for plan in reading.plans:
        start, end = plan.span
        assert 0 <= start < end <= len(reading.text)
        for item in plan.items():
            quote = item.quote
            assert reading.text[quote.start : quote.end] == quote.text
            assert start <= quote.start < quote.end <= end
            assert quote.text.strip()


@given(st.one_of(SHAPELESS, PLANLIKE))
@settings(max_examples=400, deadline=None)
def test_any_text_is_read_with_exact_quotes(text: str) -> None:
    quotes_are_exact(read_text(text))


@given(st.sampled_from(own_texts()), st.data())
@settings(max_examples=100, deadline=None)
def test_a_plan_cut_or_patched_anywhere_is_read_with_exact_quotes(own: Any, data: st.DataObject) -> None:
    text = own.text
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    patch = data.draw(PLANLIKE)
    quotes_are_exact(read_text(text[:start] + patch + text[end:]))


def schema() -> dict[str, Any]:
    file = SHARED / "reading.schema.json"
    if not file.exists():
        pytest.skip("needs reading.schema.json beside the project (../shared/plan-reading)")
    return json.loads(file.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@given(PLANLIKE)
@settings(max_examples=100, deadline=None)
def test_what_is_printed_fits_the_schema(text: str) -> None:
    jsonschema.validate(json.loads(json.dumps(read_text(text).as_json())), schema())


def test_readings_of_own_texts_fit_the_schema() -> None:
    for own in own_texts():
        jsonschema.validate(json.loads(json.dumps(read_text(own.text).as_json())), schema())
