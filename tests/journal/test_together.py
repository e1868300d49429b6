"""What several writers append at one moment is what they append one after the other, each with its own receipts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from taizhang.journal.append import append
from taizhang.journal.drafts import Fate
from taizhang.journal.models import AsideEntry, StoredEntry
from taizhang.journal.together import Sent, append_all, append_together
from taizhang.orgs.models import Org
from tests.journal.entries import org_drafts


def names(*numbers: int) -> frozenset[str]:
    return frozenset(map(str, numbers))


@pytest.mark.django_db
@pytest.mark.mission("C24", "C25")
def test_each_writer_has_its_own_receipts_and_who_leans_on_another_goes_alone(at: datetime) -> None:
    first, second = org_drafts(at, range(1, 4)), org_drafts(at, range(4, 5))
    bad = replace(org_drafts(at, range(5, 6))[0], body={"number": "none"})
    receipts = append_all([
        Sent(first, names(1, 2, 3), at), Sent(second, names(4), at), Sent([bad], names(5), at),
        Sent(first[:1], names(1), at),
    ])  # fmt: skip
    fates = [[one.fate for one in found] if found else None for found in receipts]
    assert fates == [[Fate.APPENDED] * 3, [Fate.APPENDED], [Fate.REFUSED], None]
    assert [one.id for found in receipts if found for one in found] == [one.id for one in [*first, *second, bad]]
    assert StoredEntry.objects.count() == Org.objects.count() == 4
    assert AsideEntry.objects.get().entry == bad.id
    again = append_together(Sent(first, names(1, 2, 3), at))
    assert again is not None and [one.fate for one in again] == [Fate.KNOWN] * 3
    assert [one.fate for one in append(first[:1], at=at)] == [Fate.KNOWN]
