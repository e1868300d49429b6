"""Checklists: XLSForm written as Markdown tables, with columns of our own, and which answers are failures.

pyxform reads the same text (file type ".md") and passes over our columns, so ODK Collect gets the same form.
Our columns in `survey`: `category` (a failed item opens a case of it), `clause` (legal basis), `fail_when`
(answers that mean failed), `confirmed` (no: the clause still has to be checked against the official text, 待核).
"""

from .expressions import Expression, ExpressionError
from .filled import asked, failures, noted_failures, unanswered, with_calculations
from .from_sheets import CellFault, CellFaults, Naming, checklist_text
from .model import Checklist, Choice, Failure, Item, base_name
from .reading import ITEM_TYPES, KNOWN_COLUMNS, ChecklistErrors, form_sheets, parse_checklist, whole_sheets
from .tables import TableError

__all__ = [
    "ITEM_TYPES", "KNOWN_COLUMNS", "CellFault", "CellFaults", "Checklist", "ChecklistErrors", "Choice", "Expression",
    "ExpressionError", "Failure", "Item", "Naming", "TableError", "asked", "base_name", "checklist_text", "failures",
    "form_sheets", "noted_failures", "parse_checklist", "unanswered", "whole_sheets", "with_calculations",
]  # fmt: skip
