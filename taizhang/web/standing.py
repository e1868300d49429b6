"""From where a post looks at a campaign: every figure that it is shown is that of its own place and line."""

from __future__ import annotations

from dataclasses import dataclass

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.core.roles import Power, Role
from taizhang.orgs.paths import is_under, parents


@dataclass(frozen=True, slots=True)
class Standing:
    """A place (an org's number) and a line ("" for all)."""

    org: int
    line: str = ""


def standing_of(actor: Actor, campaign: Campaign) -> Standing | None:
    """None where the post sees single things but no figures: owners, and bureaus that lead no line of the campaign."""
    if actor.role is Role.OWNER or not actor.may(Power.VIEW):
        return None
    below = is_under(actor.reach, campaign.path)
    if not below and not is_under(campaign.path, actor.reach):
        return None
    org = parents(actor.reach)[-1] if below else campaign.root
    if actor.role is not Role.BUREAU:
        return Standing(org)
    line = next(iter(lines_of(actor, campaign)), "")
    return Standing(org, line) if line else None


def lines_of(actor: Actor, campaign: Campaign) -> dict[str, int]:
    """The lines that the actor may look along: a bureau its own, the others all. {unit id: org number}"""
    if actor.role is Role.BUREAU:
        return {unit: org for unit, org in campaign.units.items() if org == actor.org}
    return dict(campaign.units)
