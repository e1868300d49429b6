"""Findings as people read them in a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .finding import Finding, Severity


def summary(findings: Sequence[Finding]) -> str:
    """严重 2 处、一般 1 处、提示 3 处."""
    counts = Counter(found.severity for found in findings)
    said = [f"{severity.label} {counts[severity]} 处" for severity in Severity if counts[severity]]
    return "、".join(said) or "没有发现问题"


def told(found: Finding) -> str:
    """One finding in three lines: what and where, the sentence, the remedy."""
    lines = [f"[{found.severity.label}] {found.message}（{found.place.words}；{found.code}）"]
    if found.sentence:
        lines.append(f"    原文：{_cut(found.sentence, found.quote)}")
    return "\n".join([*lines, f"    改法：{found.remedy}"])


def _cut(sentence: str, quote: str, longest: int = 80) -> str:
    """A sentence of at most so many characters around the piece that matters, on one line."""
    sentence, quote = " ".join(sentence.split()), " ".join(quote.split())
    if len(sentence) <= longest:
        return sentence
    at = max(sentence.find(quote), 0)
    begin = max(0, min(at - 20, len(sentence) - longest))
    piece = sentence[begin : begin + longest]
    return f"{'…' if begin else ''}{piece}{'…' if begin + longest < len(sentence) else ''}"
