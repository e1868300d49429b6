"""The visible table of what people are told, and the round in which they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from taizhang.notices.following import Teller, follow
from taizhang.notices.operations import forget

from .tells_in_time import tell_of_cut_offs, tell_the_morning
from .tells_of_cases import (
    tell_the_outcome,
    tell_who_grants_time,
    tell_who_helps,
    tell_who_is_late,
    tell_whose_turn,
)
from .tells_of_duties import tell_the_office_above, tell_who_owes
from .tells_of_papers import (
    tell_who_answers_residents,
    tell_who_approves,
    tell_who_decides,
    tell_who_reported,
    tell_who_took_a_post,
    tell_who_was_drawn,
)

TELLERS: Mapping[str, Sequence[Teller]] = {
    "duty.ordered": (tell_who_owes,),
    "duty.reopened": (tell_who_owes,),
    "duty.lapsed": (tell_who_owes,),
    "duty.rung": (tell_who_owes, tell_the_office_above),
    "case.reported": (tell_whose_turn,),
    "case.accepted_report": (tell_whose_turn,),
    "case.filed": (tell_whose_turn,),
    "case.assigned": (tell_whose_turn, tell_who_helps),
    "case.transferred": (tell_whose_turn,),
    "case.joined": (tell_who_helps,),
    "case.refused": (tell_whose_turn,),
    "case.fixed_on_spot": (tell_whose_turn,),
    "case.rectified": (tell_whose_turn,),
    "case.rechecked": (tell_whose_turn,),
    "case.accepted": (tell_whose_turn,),
    "case.returned": (tell_whose_turn,),
    "case.reopened": (tell_whose_turn,),
    "case.extension_requested": (tell_who_grants_time,),
    "case.extended": (tell_the_outcome,),
    "case.extension_denied": (tell_the_outcome,),
    "case.supervised": (tell_the_outcome,),
    "case.struck": (tell_the_outcome,),
    "case.banned": (tell_the_outcome,),
    "case.dismissed": (tell_the_outcome,),
    "case.rung": (tell_who_is_late,),
    "report.returned": (tell_who_reported,),
    "tip.received": (tell_who_answers_residents,),
    "tip.rated": (tell_who_answers_residents,),
    "proposal.raised": (tell_who_decides,),
    "exposure.proposed": (tell_who_approves,),
    "post.set": (tell_who_took_a_post,),
    "draw.drawn": (tell_who_was_drawn,),
}


def tell_people(*, now: datetime) -> int:
    """One round: what was sealed, the morning's, and reports about to cut off; returns how many notices."""
    forget(now=now)
    return follow(TELLERS, now=now) + tell_the_morning(now=now) + tell_of_cut_offs(now=now)
