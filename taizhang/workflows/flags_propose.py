"""What the flags of a ranking give ground to propose goes to the named officer; a corrected ranking takes it back.

Nothing of it happens by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from taizhang.core.entry import CLOCK, Entry
from taizhang.core.ids import derived
from taizhang.journal.drafts import Draft


def propose_by_flags(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    """One proposal for each place and consequence of a ranking."""
    return [_raised(entry, one) for entry in entries for one in entry.body.get("proposed", ())]


def take_back_proposals(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    """What nobody has decided yet; on the rest the officer has the correction before them."""
    return [_withdrawn(entry, one) for entry in entries for one in entry.body.get("withdrawn", ())]


def _raised(entry: Entry, one: Mapping[str, Any]) -> Draft:
    about = UUID(str(one["proposal"]))
    row = f"连续{one['in_a_row']}次{one['flag_name']}" if one["in_a_row"] > 1 else one["flag_name"]
    return Draft(
        id=derived("proposal.raised", about), kind="proposal.raised", about=about,
        campaign=entry.campaign, org=one["place"], actor=CLOCK, happened_at=entry.happened_at,
        body={
            "what": "flag", "path": one["path"], "thing": "ranking", "ground": entry.about,
            "title": f"{entry.body['title']}{row}：{one['text']}", "due_at": entry.body["counted_to"],
            "role": one["role"], "decider": one["decider_org"], "harsh": one["harsh"],
        },
    )  # fmt: skip


def _withdrawn(entry: Entry, one: Mapping[str, Any]) -> Draft:
    about = UUID(str(one["proposal"]))
    return Draft(
        id=derived("proposal.withdrawn", about, entry.id), kind="proposal.withdrawn", about=about,
        campaign=entry.campaign, org=one["place"], actor=CLOCK, happened_at=entry.happened_at,
        body={"name": entry.body["name"], "reason": f"申诉成立，评比已更正：{entry.body['reason']}"[:2000]},
    )  # fmt: skip
