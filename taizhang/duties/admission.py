"""What a phone may write about duties: that one was met, with evidence of its own."""

from __future__ import annotations

from dataclasses import replace

from taizhang.access.actor import Actor
from taizhang.core.refusals import Refused
from taizhang.journal.drafts import Draft
from taizhang.journal.kinds import checked_body

from .operations import fulfil_draft
from .queries import duty_for

BY_SERVER = frozenset({"name", "by"})
"""Keys of the body that the server fills in."""


def admit(by: Actor, sent: Draft) -> Draft:
    """The authorised draft. Raises Refused("unknown-thing" | "unknown-kind" | "not-permitted" | "already-done")."""
    if sent.kind != "duty.met":
        raise Refused("unknown-kind", sent.kind)
    body = {key: value for key, value in sent.body.items() if key not in BY_SERVER}
    checked_body(sent.kind, body)
    draft = fulfil_draft(by=by, at=sent.happened_at, duty=duty_for(by, sent.about), body=body, entry=sent.id)
    return replace(draft, device=sent.device, seq=sent.seq)
