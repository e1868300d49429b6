"""When two records mean the same subject: the normal forms under which they meet. Pure: text in, text out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher

_NOT_WORDS = re.compile(r"[\W_]+")
_IN_BRACKETS = re.compile(r"[(\[【].*?[)\]】]")
_LEGAL_FORM = re.compile(r"(股份有限公司|有限责任公司|有限公司|责任公司|公司|个体工商户|个体户|经营部|分店|总店)+$")
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_CHINESE_NUMBER = re.compile(r"[零〇一二两三四五六七八九十百]+(?=[号栋幢楼单层室组片网弄巷])")
_BETWEEN_NUMBERS = re.compile(r"[号栋幢楼\W_]+")
_REGION = re.compile(r"^.*(?:街道|社区)(?=.{2,}\d)")

ALIKE = 0.82
"""From this likeness on two normal forms are proposed to a person as the same."""


def halfwidth(text: str) -> str:
    """Full-width letters, digits and signs as half-width ones, lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def plain(text: str) -> str:
    """Half-width, lower case, without spaces and punctuation."""
    return _NOT_WORDS.sub("", halfwidth(text))


def name_key(name: str) -> str:
    """The name without legal form, bracketed additions and punctuation: "老王餐馆（个体工商户）" → "老王餐馆"."""
    short = _LEGAL_FORM.sub("", plain(_IN_BRACKETS.sub("", halfwidth(name))))
    return (short or plain(name))[:200]


def address_key(address: str) -> str:
    """The address with numbers and their separators written one way, without the names of the areas above the street.

    "青禾街道和平路十二号 3栋" and "和平路12-3" meet.
    """
    text = with_digits(halfwidth(address))
    return _BETWEEN_NUMBERS.sub("-", _REGION.sub("", text)).strip("-")[:300]


def with_digits(text: str) -> str:
    """Chinese numbers before a unit written in digits: "第十二网格" → "第12网格"."""
    return _CHINESE_NUMBER.sub(lambda match: str(number_of(match[0])), text)


def number_of(chinese: str) -> int:
    """ "十二" → 12, "二百零三" → 203, "二〇三" → 203."""
    if not re.search("[十百]", chinese):
        return int("".join(str(_DIGITS[sign]) for sign in chinese))
    total, digit = 0, 0
    for sign in chinese:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
    return total + digit


def likeness(one: str, other: str) -> float:
    """0 to 1: how alike two normal forms are."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


@dataclass(frozen=True, slots=True)
class Likeness:
    """What is compared of a subject: normal forms, telephone, and a number that names it (a credit code)."""

    name: str
    address: str = ""
    phone: str = ""
    number: str = ""


def reasons_alike(one: Likeness, other: Likeness) -> list[str]:
    """Why a person should look whether these are the same; empty where nothing speaks for it.

    One thing in common is chance (a market hall has one address, a chain one name); two are a reason. The same name
    alone is one only where nothing else can be compared.
    """
    if one.number and one.number == other.number:
        return ["证照号码相同"]
    address = bool(one.address) and one.address == other.address
    phone = bool(one.phone) and one.phone == other.phone
    name = one.name == other.name
    near = not name and (address or phone) and likeness(one.name, other.name) >= ALIKE
    found = [
        words
        for holds, words in [
            (name, "名称相同"), (near, "名称相近"), (address, "地址相同"), (phone, "电话相同"),
        ]
        if holds
    ]  # fmt: skip
    alone = name and not (one.address and other.address) and not (one.phone and other.phone)
    return found if len(found) > 1 or alone else []
