"""The conditions and calculations of forms (`relevant`, `constraint`, `calculation`): the part of XPath that we speak.

    ${gas} = 'lpg' and (${seats} >= 50 or not(selected(${seen}, 'none')))

The phone reads them by the same rules (frontend/src/phone/form/expressions.ts); the tests hold both to one table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from math import floor, isnan, nan
from typing import Any

from .model import TURN

Value = str | float | bool
_TOKEN = re.compile(
    r"\s*(\$\{[A-Za-z_][\w.-]*\}|'[^']*'|\"[^\"]*\"|\d+(?:\.\d+)?|<=|>=|!=|[=<>(),+*.-]|[a-z][a-z0-9-]*)"
)
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_EPOCH = date(1970, 1, 1).toordinal()
_SIGNS = ("=", "!=", "<=", ">=", "<", ">")
DEEPEST = 40


class ExpressionError(ValueError):
    """Why an expression cannot be read, in Chinese."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What an expression is about: all answers, the turn of its repeated group, and the answer in question (`.`).

    `repeated` says of each repeated item which group it belongs to; `repeat` is the group that the expression is in.
    """

    answers: Mapping[str, Any]
    repeated: Mapping[str, str] = field(default_factory=dict)
    repeat: str = ""
    turn: int = 1
    itself: Value = ""
    today: str = ""

    def values(self, name: str) -> list[str]:
        """The answer; from outside its repeated group, those of all its turns."""
        group = self.repeated.get(name, "")
        if not group:
            return [_text(self.answers.get(name))]
        if group == self.repeat:
            return [_text(self.answers.get(name if self.turn == 1 else f"{name}{TURN}{self.turn}"))]
        turns = [key for key in self.answers if key == name or key.startswith(f"{name}{TURN}")]
        return [_text(self.answers[key]) for key in turns if self.answers[key] not in (None, "")]


Node = Callable[[Scene], list[Value]]


@dataclass(frozen=True, slots=True)
class Expression:
    """A readable expression. `names` are the items that it asks for, `calls` the functions that it uses."""

    node: Node
    names: frozenset[str]
    calls: frozenset[str]

    def value(self, scene: Scene) -> Value:
        found = self.node(scene)
        return found[0] if found else ""

    def holds(self, scene: Scene) -> bool:
        return truth(self.value(scene))

    @staticmethod
    @lru_cache(maxsize=4096)
    def read(text: str) -> Expression:
        """Raises ExpressionError."""
        reader = _Reader(list(_tokens(text)))
        node = reader.whole()
        return Expression(node, frozenset(reader.names), frozenset(reader.calls))


def truth(value: Value) -> bool:
    if isinstance(value, float):
        return not (isnan(value) or value == 0)
    return bool(value)


def number(value: Value) -> float:
    """As XForms counts: a day is its number since 1970, what is no number is NaN."""
    if isinstance(value, (bool, float)):
        return float(value)
    day = _DAY.fullmatch(value.strip())
    try:
        return float(date(*map(int, day.groups())).toordinal() - _EPOCH) if day else float(value)
    except ValueError:
        return nan


def words(value: Value) -> str:
    """The value as an answer: whole numbers without a point, what is no number as nothing."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if isnan(value) or value in (float("inf"), float("-inf")):
            return ""
        return str(int(value)) if value == int(value) else repr(round(value, 10))
    return value


def _text(answer: Any) -> str:
    if answer is None:
        return ""
    if isinstance(answer, (list, tuple)):
        return " ".join(str(part) for part in answer)
    return words(float(answer)) if isinstance(answer, (int, float)) and not isinstance(answer, bool) else str(answer)


def _tokens(text: str) -> Iterator[str]:
    at, whole = 0, text.rstrip()
    while at < len(whole):
        found = _TOKEN.match(whole, at)
        if found is None:
            raise ExpressionError(f"“{whole[at:].strip()[:20]}”读不懂")
        yield found[1]
        at = found.end()


def _one(values: Sequence[Value]) -> Value:
    return values[0] if values else ""


def _numbers(values: Sequence[Value]) -> list[float]:
    return [number(value) for value in values if value != ""]


def _half_up(value: float, digits: int) -> float:
    return value if isnan(value) else floor(value * 10**digits + 0.5) / 10**digits


Given = list[list[Value]]
_FUNCTIONS: dict[str, tuple[int, int, Callable[[Given, Scene], Value]]] = {
    "not": (1, 1, lambda given, _: not truth(_one(given[0]))),
    "selected": (2, 2, lambda given, _: words(_one(given[1])) in words(_one(given[0])).split(" ")),
    "true": (0, 0, lambda _given, _: True),
    "false": (0, 0, lambda _given, _: False),
    "if": (3, 3, lambda given, _: _one(given[1]) if truth(_one(given[0])) else _one(given[2])),
    "coalesce": (2, 2, lambda given, _: _one(given[0]) if _one(given[0]) != "" else _one(given[1])),
    "number": (1, 1, lambda given, _: number(_one(given[0]))),
    "string": (1, 1, lambda given, _: words(_one(given[0]))),
    "int": (1, 1, lambda given, _: _whole(number(_one(given[0])))),
    "round": (1, 2, lambda given, _: _half_up(number(_one(given[0])), int(_digits(given)))),
    "string-length": (1, 1, lambda given, _: float(len(words(_one(given[0]))))),
    "count-selected": (1, 1, lambda given, _: float(len(words(_one(given[0])).split()))),
    "concat": (1, 20, lambda given, _: "".join(words(value) for values in given for value in values)),
    "today": (0, 0, lambda _given, scene: scene.today),
    "regex": (2, 2, lambda given, _: _matches(words(_one(given[1])), words(_one(given[0])))),
    "count": (1, 1, lambda given, _: float(len([value for value in given[0] if value != ""]))),
    "sum": (1, 1, lambda given, _: sum(_numbers(given[0]), start=0.0)),
    "min": (1, 20, lambda given, _: min((n for values in given for n in _numbers(values)), default=nan)),
    "max": (1, 20, lambda given, _: max((n for values in given for n in _numbers(values)), default=nan)),
}
FUNCTIONS = tuple(_FUNCTIONS)


def _matches(pattern: str, text: str) -> bool:
    try:
        return re.search(pattern, text) is not None
    except re.error:
        return True


def _digits(given: Given) -> float:
    wanted = number(_one(given[1])) if len(given) > 1 else 0.0
    return 0.0 if isnan(wanted) else max(-9.0, min(9.0, wanted))


def _whole(value: float) -> float:
    return value if isnan(value) else float(int(value))


def _compared(sign: str, left: Value, right: Value) -> bool:
    if sign in ("=", "!="):
        by_number = not (isinstance(left, str) and isinstance(right, str))
        equal = number(left) == number(right) if by_number else left == right
        return equal == (sign == "=")
    one, other = number(left), number(right)
    if left == "" or right == "":
        return False
    return {"<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other}[sign]


def _reckoned(sign: str, left: float, right: float) -> float:
    if sign == "+":
        return left + right
    if sign == "-":
        return left - right
    if sign == "*":
        return left * right
    if right == 0 or isnan(right):
        return nan
    return left / right if sign == "div" else left - right * int(left / right)


class _Reader:
    """Reads one expression from its tokens, loosest operator first."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0
        self.names: set[str] = set()
        self.calls: set[str] = set()

    def whole(self) -> Node:
        node = self._either()
        if self.at < len(self.tokens):
            raise ExpressionError(f"“{self.tokens[self.at]}”写在这里读不懂")
        return node

    def _take(self, *wanted: str) -> str:
        if self.at < len(self.tokens) and self.tokens[self.at] in wanted:
            self.at += 1
            return self.tokens[self.at - 1]
        return ""

    def _either(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ExpressionError("括号套得太深")
        node = self._both()
        while self._take("or"):
            node = _joined(node, self._both(), lambda one, other: truth(one) or truth(other))
        self.depth -= 1
        return node

    def _both(self) -> Node:
        node = self._comparison()
        while self._take("and"):
            node = _joined(node, self._comparison(), lambda one, other: truth(one) and truth(other))
        return node

    def _comparison(self) -> Node:
        node = self._sum()
        sign = self._take(*_SIGNS)
        return _joined(node, self._sum(), _comparing(sign)) if sign else node

    def _sum(self) -> Node:
        node = self._product()
        while sign := self._take("+", "-"):
            node = _joined(node, self._product(), _reckoning(sign))
        return node

    def _product(self) -> Node:
        node = self._single()
        while sign := self._take("*", "div", "mod"):
            node = _joined(node, self._single(), _reckoning(sign))
        return node

    def _single(self) -> Node:
        if self._take("-"):
            inner = self._single()
            return lambda scene: [-number(_one(inner(scene)))]
        if self._take("("):
            inner = self._either()
            if not self._take(")"):
                raise ExpressionError("括号没有成对")
            return inner
        if self.at >= len(self.tokens):
            raise ExpressionError("没有写完")
        token = self.tokens[self.at]
        self.at += 1
        return self._named(token)

    def _named(self, token: str) -> Node:
        if token.startswith("${"):
            name = token[2:-1]
            self.names.add(name)
            return lambda scene: [*scene.values(name)]
        if token[0] in "'\"":
            return lambda _scene: [token[1:-1]]
        if token[0].isdigit():
            return lambda _scene: [float(token)]
        return self._called(token) if token[0].isalpha() else lambda scene: [scene.itself]

    def _called(self, name: str) -> Node:
        if name not in _FUNCTIONS or not self._take("("):
            known = "、".join(FUNCTIONS)
            raise ExpressionError(f"不认识“{name}”。引用检查项写 ${{名称}}，文字加单引号，可用的函数：{known}")
        self.calls.add(name)
        given: list[Node] = []
        while not self._take(")"):
            given.append(self._either())
            if not self._take(",") and self.tokens[self.at : self.at + 1] != [")"]:
                raise ExpressionError("括号没有成对")
        least, most, work = _FUNCTIONS[name]
        if not least <= len(given) <= most:
            raise ExpressionError(f"{name}() 的参数个数不对")
        return lambda scene: [work([node(scene) for node in given], scene)]


def _joined(left: Node, right: Node, work: Callable[[Value, Value], Value]) -> Node:
    return lambda scene: [work(_one(left(scene)), _one(right(scene)))]


def _comparing(sign: str) -> Callable[[Value, Value], Value]:
    return lambda left, right: _compared(sign, left, right)


def _reckoning(sign: str) -> Callable[[Value, Value], Value]:
    return lambda left, right: _reckoned(sign, number(left), number(right))
