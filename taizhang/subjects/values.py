"""Reading a value that a person typed or that a cell holds, as the type of its field asks. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from taizhang.core.plan import SubjectField
from taizhang.core.polygons import LONGEST as LONGEST_OUTLINE
from taizhang.core.polygons import NoPolygon, known_polygon, read_polygon

from .sameness import plain

Value = str | int | float | bool

LONGEST = {"name": 200, "code": 64, "address": 300, "contact": 80, "phone": 80}
LONGEST_OWN = 1000
"""Characters that a column, and that a value of a kind's own field, may have."""

_UNSEEN = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f\u200b-\u200f\u2028-\u202e\ufeff]")
_NUMBER = re.compile(r"([-+]?\d+(?:\.\d+)?)\s*(\D*)")
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:0\d{2,3}-?)?\d{7,8}(?:-\d{1,6})?|[48]00-?\d{3}-?\d{4}|1[012]\d{1,3}|9\d{4,5}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_TRUE = frozenset(["是", "有", "对", "√", "✓", "已", "已装", "y", "yes", "true", "1"])
_FALSE = frozenset(["否", "无", "没有", "错", "×", "✗", "x", "未", "未装", "n", "no", "false", "0"])
_EXCEL_EPOCH = date(1899, 12, 30)


class Unreadable(ValueError):  # noqa: N818 - it says what the value is
    """What is wrong with the value, and how to mend it, in Chinese."""

    def __init__(self, message: str, remedy: str) -> None:
        self.message = message
        self.remedy = remedy
        super().__init__(f"{message}。{remedy}")


def text_of(raw: Any) -> str:
    """What a cell or an input holds, as text: whole numbers without ".0", without unseen characters."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, datetime):
        return raw.isoformat(" ", "minutes")[: 16 if raw.hour or raw.minute else 10]
    return _UNSEEN.sub("", str(raw)).strip()


def read_value(field: SubjectField, raw: Any, *, longest: int = LONGEST_OWN) -> Value:
    """The value as the register keeps it; "" where there is none. Raises Unreadable."""
    text = text_of(raw)
    if not text:
        return ""
    longest = LONGEST_OUTLINE if field.type == "polygon" else longest
    if len(text) > longest:
        raise Unreadable(f"有 {len(text)} 个字，最多 {longest} 个", "请写短一些")
    reader = _READERS.get(field.type)
    return reader(field, raw, text) if reader else text


def _number(field: SubjectField, raw: Any, text: str) -> Value:
    match = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", ""))
    unit = field.unit or "个"
    if match is None or (match[2] and match[2] not in {unit, *"个只位人辆张台户米亩吨"} and match[2] != unit):
        hint = f"只写阿拉伯数字，单位是{field.unit}" if field.unit else "只写阿拉伯数字"
        raise Unreadable("不是数字", hint)
    value = float(match[1])
    return int(value) if value.is_integer() else value


def _date(field: SubjectField, raw: Any, text: str) -> Value:
    if isinstance(raw, datetime | date):
        return raw.isoformat()[:10]
    plain_text = unicodedata.normalize("NFKC", text)
    if plain_text.isdecimal() and len(plain_text) == 5:  # a date that Excel shows as a number
        return (_EXCEL_EPOCH + timedelta(days=int(plain_text))).isoformat()
    if plain_text.isdecimal() and len(plain_text) == 8:
        plain_text = f"{plain_text[:4]}-{plain_text[4:6]}-{plain_text[6:]}"
    match = _DATE.fullmatch(plain_text)
    try:
        return date(*map(int, match.groups())).isoformat() if match else _no_date()
    except ValueError:
        return _no_date()


def _no_date() -> Value:
    raise Unreadable("不是一个存在的日期", "写成 2026-05-13 这样的年月日") from None


def _choice(field: SubjectField, raw: Any, text: str) -> Value:
    wanted = plain(text)
    found = [choice for choice in field.choices if plain(choice) == wanted]
    if not found:
        raise Unreadable("不在可选项之中", f"请从这些里选：{'、'.join(field.choices)}")
    return found[0]


def _bool(field: SubjectField, raw: Any, text: str) -> Value:
    word = unicodedata.normalize("NFKC", text).lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise Unreadable("看不出是或否", "写“是”或“否”")


def _phone(field: SubjectField, raw: Any, text: str) -> Value:
    numbers = []
    for part in re.split(r"[、,;/\s]+", unicodedata.normalize("NFKC", text).replace("—", "-").replace("–", "-")):
        number = part.removeprefix("+86").removeprefix("86-")
        if number and not (_MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number)):
            digits = len(re.sub(r"\D", "", number))
            raise Unreadable(f"不是电话号码（{digits} 位数字）", "手机号 11 位；座机写区号，例如 0871-6500000")
        numbers += [number] if number else []
    return "、".join(numbers)


def _id_number(field: SubjectField, raw: Any, text: str) -> Value:
    number = unicodedata.normalize("NFKC", text).upper().replace(" ", "")
    if isinstance(raw, float | int) or re.fullmatch(r"\d\.\d+E\+?\d+", number):
        raise Unreadable("Excel 把它当成数字，末几位已经丢失", "把这一列的单元格格式改为“文本”，再重新填写")
    if not re.fullmatch(r"\d{17}[\dX]", number):
        raise Unreadable(f"身份证号应为 18 位，现在是 {len(number)} 位", "请核对后重填")
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False)) % 11]
    if check != number[-1]:
        raise Unreadable("身份证号的校验位不符", "请对照证件核对每一位")
    return number


def _polygon(field: SubjectField, raw: Any, text: str) -> Value:
    try:
        return read_polygon(text).text
    except NoPolygon as wrong:
        raise Unreadable(wrong.message, wrong.remedy) from None


_READERS: dict[str, Callable[[SubjectField, Any, str], Value]] = {
    "number": _number,
    "date": _date,
    "choice": _choice,
    "bool": _bool,
    "phone": _phone,
    "idnumber": _id_number,
    "polygon": _polygon,
}


def shown(field: SubjectField | None, value: Any) -> str:
    """A kept value in words: "是", "40 位", "2026-05-13"."""
    if value in ("", None):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if field and field.type == "polygon" and (polygon := known_polygon(value)):
        return polygon.words
    words = "、".join(str(part) for part in value) if isinstance(value, list) else str(value)
    return f"{words} {field.unit}" if field and field.unit and isinstance(value, int | float) else words
