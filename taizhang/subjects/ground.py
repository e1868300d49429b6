"""What the records of one batch stand on: campaign, place and subject, each looked up once for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.access.scope import sees
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import campaign_for
from taizhang.core.refusals import Refused
from taizhang.orgs.models import Org

from .models import Subject
from .queries import by_ids, subject_for


class Ground:
    """Lives as long as one batch: nothing that it holds is looked at again after the batch's moment."""

    def __init__(self, known: Iterable[tuple[Actor, Campaign]] = (), *, subjects: Iterable[UUID] = ()) -> None:
        """`known`: campaigns that were looked up already, and for whom. `subjects`: whom no record of the batch changes
        before another is judged by it."""
        self._campaigns = {(by.post, campaign.pk): campaign for by, campaign in known}
        self._places: dict[int, Org] = {}
        self._subjects = by_ids(subjects)

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

    def subject(self, by: Actor, about: UUID) -> Subject:
        """The subject, or the one that goes on in its place. Raises Refused("unknown-thing") also outside the scope."""
        row = self._subjects.get(about) or subject_for(by, about)
        if not sees(by, row):
            raise Refused("unknown-thing")
        return row if row.merged_into is None else self.subject(by, row.merged_into)
