"""Turns pydantic's errors into Chinese sentences with a remedy, naming the word that was probably meant."""

from __future__ import annotations

import difflib
import types
from collections.abc import Iterator
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from .errors import Fault, Loc
from .model import Plan

_SENTENCES = {
    "string_type": ("应为文字", "给它加上引号"),
    "string_too_short": ("不能为空", "写上内容，或删去这一项"),
    "int_type": ("应为整数", "只写数字"),
    "int_parsing": ("应为整数", "只写数字"),
    "float_type": ("应为数字", "只写数字"),
    "float_parsing": ("应为数字", "只写数字"),
    "bool_type": ("应为 true 或 false", "写 true 或 false"),
    "bool_parsing": ("应为 true 或 false", "写 true 或 false"),
    "list_type": ("应为一列", "写成 [甲, 乙]，或每行以 - 开头"),
    "dict_type": ("应为名称与内容的对应", "写成 名称: 内容"),
    "model_type": ("应为名称与内容的对应", "写成 名称: 内容"),
    "model_attributes_type": ("应为名称与内容的对应", "写成 名称: 内容"),
    "string_too_long": ("太长", "缩短一些"),
    "too_short": ("不能是空的", "至少写一项，或删去这一项"),
}
_BOUNDS = {
    "greater_than_equal": ("ge", "不能小于"),
    "greater_than": ("gt", "应大于"),
    "less_than_equal": ("le", "不能大于"),
    "less_than": ("lt", "应小于"),
}


def translated(errors: list[ErrorDetails], data: Any) -> list[Fault]:
    """One fault for each place, however many alternatives pydantic tried there."""
    faults: dict[Loc, Fault] = {}
    for error in errors:
        fault = _fault(error, _written(error, data))
        if fault.loc not in faults or error["type"] == "plan":
            faults[fault.loc] = fault
    inner = set(faults)
    return [fault for loc, fault in faults.items() if not any(o != loc and o[: len(loc)] == loc for o in inner)]


def _written(error: ErrorDetails, data: Any) -> Loc:
    """The part of an error's place that stands in the text: pydantic mixes in the names of its alternatives."""
    kept: list[str | int] = []
    loc = error["loc"]
    for index, part in enumerate(loc):
        absent = error["type"] == "missing" and index == len(loc) - 1
        if _holds(data, part):
            data = data[part]
        elif not absent:
            continue
        kept.append(part)
    return tuple(kept)


def _holds(data: Any, part: str | int) -> bool:
    if isinstance(data, dict):
        return part in data
    return isinstance(data, list) and isinstance(part, int) and part < len(data)


def _fault(error: ErrorDetails, loc: Loc) -> Fault:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "plan":
        return Fault(loc, context["message"], context["remedy"])
    if kind == "extra_forbidden":
        return _unknown(loc)
    if kind in {"literal_error", "enum"}:
        return _choice(loc, error["input"], str(context.get("expected", "")))
    if kind == "string_pattern_mismatch":
        return _shape(loc, error["input"])
    if kind == "missing":
        message, remedy = f"缺少“{loc[-1] if loc else ''}”", "补上这一项"
    elif kind in _BOUNDS:
        bound, words = _BOUNDS[kind]
        message, remedy = f"数字{words} {context[bound]}", "改成合理的数"
    else:
        message, remedy = _SENTENCES.get(kind, ("写法不对", "对照方案语言说明改正"))
    return Fault(loc, message, remedy)


def _choice(loc: Loc, value: Any, expected: str) -> Fault:
    known = expected.replace(" or ", ", ").replace("'", "")
    near = difflib.get_close_matches(str(value), known.split(", "), n=1)
    return Fault(loc, f"没有“{value}”这个选择", f"是不是 {near[0]}？" if near else f"可用：{known}")


def _shape(loc: Loc, value: Any) -> Fault:
    if loc and (loc[-1] in {"at", "hours"} or "at" in loc[-2:] or "hours" in loc[-2:]):
        return Fault(loc, f"“{value}”不是时刻", '写成 "16:00"；时间段写成 "11:00-13:00"')
    return Fault(loc, f"“{value}”不能作编号", "编号以小写英文字母开头，只含小写字母、数字、- 和 _，不超过32个字符")


def _unknown(loc: Loc) -> Fault:
    word = str(loc[-1])
    known = sorted({name for model in _models_at(loc[:-1]) for name in _words_of(model)})
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    remedy = f"是不是 {near[0]}？" if near else f"这里可以写：{'、'.join(known)}"
    return Fault(loc, f"不认识“{word}”", remedy)


def _words_of(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _models_at(loc: Loc) -> list[type[BaseModel]]:
    models: list[type[BaseModel]] = [Plan]
    for part in loc:
        if isinstance(part, str):
            fields = [
                field for model in models for name, field in model.model_fields.items() if part in _names(name, field)
            ]
            models = [found for field in fields for found in _models_in(field.annotation)] or models
    return models


def _names(name: str, field: FieldInfo) -> tuple[str, str | None]:
    return name, field.alias


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Union, types.UnionType, list, dict) or get_args(annotation):
        for inner in get_args(annotation):
            yield from _models_in(inner)
