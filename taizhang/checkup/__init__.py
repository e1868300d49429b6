"""The check-up of a plan (方案体检), before it is issued: gaps, contradictions, what nobody does, what cannot be.

Pure: no Django, no clock, no network. `rules.py` is the table of all rules; `families/` has a module for each family.
"""

from .examining import check_bytes, check_reading, check_text
from .finding import Finding, Place, Severity, most_pressing
from .pack import check_pack
from .rules import FAMILIES, RULES, Rule
from .telling import summary, told
from .word import annotated, annotated_original

__all__ = [
    "FAMILIES",
    "RULES",
    "Finding",
    "Place",
    "Rule",
    "Severity",
    "annotated",
    "annotated_original",
    "check_bytes",
    "check_pack",
    "check_reading",
    "check_text",
    "most_pressing",
    "summary",
    "told",
]
