"""Duties: how they arise from a plan, a tree and a register (expand), and what their entries make of them (fold)."""

from .expansion import Expansion, expand
from .folding import DutyState, fold_duty
from .spec import DutySpec, Place, RegisterItem
from .versions import Version, owed

__all__ = [
    "DutySpec",
    "DutyState",
    "Expansion",
    "Place",
    "RegisterItem",
    "Version",
    "expand",
    "fold_duty",
    "owed",
]
