"""From a reading to a draft plan, and from the items of a draft back to a plan. Pure: no Django, no clock.

Nothing is guessed: what is missing or masked stays a question.
"""

from .build import draft_from_plan, draft_from_reading
from .composing import Note, Piece, Standing, standing, with_year
from .item import Drafted, DraftedPlan, Section

__all__ = [
    "Drafted",
    "DraftedPlan",
    "Note",
    "Piece",
    "Section",
    "Standing",
    "draft_from_plan",
    "draft_from_reading",
    "standing",
    "with_year",
]
