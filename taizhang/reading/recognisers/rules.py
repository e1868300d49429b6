"""The rules of how the work is done, checked and sanctioned. One sentence may hold rules of several kinds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model import Rule
from ..outline import Node
from ..plantext import PlanText, pieces
from ..sections import Section
from .places import is_list_of_problems, is_preamble
from .rule_words import WORDS, Words

_SILENT = (Section.BASIS, Section.GOALS)
_PART = re.compile(r"[。;!?\n]+")
_CLAUSE = re.compile(r"[,:]")
_CASE = re.compile(
    r"^(?:[一二三四五六七八九]是)?(?:对|凡|因|未|如|若|逾期|连续|拒不|违反|触犯|造成|工作中)|^[^,。]{1,14}对[^,。]{2,40}的$"
)
_NEW_CASE = re.compile(r"^(?:[一二三四五六七八九]是)?(?:对|凡)")
_HEADING = re.compile(r"^[一二三四五六七八九]是[^,。]{2,12}$")
_RHYTHM = re.compile(r"^(?:每[^,。]{1,10}|定期|不定期)$")
_LONG, _FAR, _APART = 80, 110, 2
"""Characters of a rule at most, and of the way back to its case; clauses between two rules of a kind in a sentence."""

Span = tuple[int, int]


def find_rules(plan: PlanText) -> list[Rule]:
    """Every rule, in the order of the text."""
    found: list[tuple[int, Rule]] = []
    for node in [plan.root, *plan.nodes]:
        if node.section not in _SILENT and not is_list_of_problems(plan, node):
            found += _rules_of(plan, node)
    rules = [rule for _, rule in sorted(found, key=lambda pair: pair[0])]
    return _without_echoes(plan, rules)


def _without_echoes(plan: PlanText, rules: list[Rule]) -> list[Rule]:
    """Publicity is one rule: that of the items which are about it, where the plan has such."""
    heads = [node for node in plan.nodes if node.has_head and "宣传" in plan.text(*node.head)]
    spans = [(plan.source.place(node.start), plan.source.place(max(node.start, node.text[1] - 1))) for node in heads]
    about = [
        rule for rule in rules
        if rule.kind == "publicity" and any(start <= rule.quote.start <= end for start, end in spans)
    ]  # fmt: skip
    return [rule for rule in rules if rule.kind != "publicity" or not about or rule in about]


def _rules_of(plan: PlanText, node: Node) -> Iterator[tuple[int, Rule]]:
    said: dict[str, Span] = {}
    for part in pieces(plan.plain, *_text_of(node), _PART):
        if is_preamble(plan, node, *part):
            continue
        clauses = _clauses(plan, part)
        for words in WORDS:
            if words.once and words.kind in said:
                continue
            for span in _places(plan, clauses, words):
                said[words.kind] = span
                yield span[0], _rule(plan, words, span)


def _rule(plan: PlanText, words: Words, span: Span) -> Rule:
    text = " ".join(plan.text(*span).split())
    told = text if len(text) <= _LONG else text[:_LONG] + "…"
    return Rule(kind=words.kind, text=told, quote=plan.quote(*span), confidence=0.75)


def _text_of(node: Node) -> Span:
    """The words under a heading; the heading itself says no rule."""
    return node.body if node.has_head and node.text[1] - node.head[1] > 4 else node.text


def _clauses(plan: PlanText, part: Span) -> list[Span]:
    """The clauses of a sentence; 每学期开学前 belongs to what is done then."""
    found: list[Span] = []
    waiting: int | None = None
    for start, end in pieces(plan.plain, *part, _CLAUSE):
        if _RHYTHM.match(plan.text(start, end)) and waiting is None:
            waiting = start
            continue
        begin = start if waiting is None else waiting
        waiting = None
        found.append((begin, end))
    if waiting is not None:
        found.append((waiting, part[1]))
    return found


def _places(plan: PlanText, clauses: list[Span], words: Words) -> list[Span]:
    """The stretches of a sentence that say a rule of the kind: neighbouring clauses are one."""
    if words.across:
        return _across(plan, clauses, words)
    found: list[Span] = []
    last = -9
    for index, (start, end) in enumerate(clauses):
        text = plan.text(start, end)
        if not _says(text, words) or _HEADING.match(text):
            continue
        joined = last == index - 1 and not (words.kind == "penalty" and _NEW_CASE.match(text))
        if found and joined and end - found[-1][0] <= _FAR:
            found[-1] = (found[-1][0], end)
        elif not found or words.case or (not words.once and index - last > _APART):
            begin = _begin(plan, clauses, index, words)
            found.append((max(begin, found[-1][1]) if found else begin, end))
        last = index
    return found


def _across(plan: PlanText, clauses: list[Span], words: Words) -> list[Span]:
    if not clauses or (words.never and words.never.search(plan.text(clauses[0][0], clauses[-1][1]))):
        return []
    told = words.known.search(plan.plain, clauses[0][0], clauses[-1][1])
    if told is None:
        return []
    touched = [clause for clause in clauses if clause[1] > told.start() and clause[0] < told.end()]
    return [(touched[0][0], min(touched[-1][1], touched[0][0] + _FAR))]


def _says(clause: str, words: Words) -> bool:
    return words.known.search(clause) is not None and not (words.never and words.never.search(clause))


def _begin(plan: PlanText, clauses: list[Span], index: int, words: Words) -> int:
    """Where the rule begins: at the case that it is for."""
    start, end = clauses[index]
    if not words.case or _CASE.match(plan.text(start, end)):
        return start
    for earlier, _ in reversed(clauses[:index]):
        if end - earlier > _FAR:
            break
        if _CASE.match(plan.text(earlier, earlier + 8)):
            return earlier
    return start
