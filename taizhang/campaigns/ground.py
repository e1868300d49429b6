"""What the records of one batch stand on: their campaign and their place, each looked up once for all of them."""

from __future__ import annotations

from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.core.refusals import Refused
from taizhang.orgs.models import Org

from .models import Campaign
from .queries import campaign_for


class Ground:
    """Lives as long as one batch: nothing that it holds is looked at again after the batch's moment."""

    def __init__(self, known: Campaign | None = None, by: Actor | None = None) -> None:
        """`known`: a campaign that was looked up already, for `by`."""
        self._campaigns = {(by.post, known.pk): known} if known and by else {}
        self._places: dict[int, Org] = {}

    def campaign(self, by: Actor, about: UUID) -> Campaign:
        """Raises Refused("unknown-thing") also where it lies outside the scope."""
        key = (by.post, about)
        if key not in self._campaigns:
            self._campaigns[key] = campaign_for(by, about)
        return self._campaigns[key]

    def place(self, number: int) -> Org:
        """A place that is not closed. Raises Refused("unknown-thing")."""
        if number not in self._places:
            found = Org.objects.filter(number=number, closed=False).first()
            if found is None:
                raise Refused("unknown-thing", f"组织 {number}")
            self._places[number] = found
        return self._places[number]
