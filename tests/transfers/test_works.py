"""Works and services that make land fit to till: planned and done for each parcel, accepted, summed along the tree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from taizhang.books.models import BookLine
from taizhang.campaigns.models import Campaign
from taizhang.core.ids import uuid7
from taizhang.subjects.models import Subject
from tests.cast import Cast
from tests.loop.scene import in_words

from .conftest import STREET

pytestmark = [pytest.mark.django_db, pytest.mark.mission("F7")]


def sent(client: Client, address: str, **fields: Any) -> str:
    return in_words(client.post(address, {"entry": str(uuid7()), "back": address, **fields}, follow=True))


@pytest.mark.parametrize(
    ("book", "said", "steps"),
    [
        ("works", {"v-work": "修复水渠", "v-measure": "米", "v-planned": "120"}, ["finished", "accepted"]),
        ("services", {"v-service": "代耕", "v-planned": "6"}, ["accepted"]),
    ],
)
def test_what_was_planned_for_a_parcel_is_done_accepted_and_summed(
    browser: Callable[[str], Client], office: Client, campaign: Campaign, land: dict[str, Subject], cast: Cast,
    at: datetime, monkeypatch: pytest.MonkeyPatch, book: str, said: dict[str, str], steps: list[str],
) -> None:  # fmt: skip
    clerk, parcel = browser("clerk"), land["东塬一号地"]
    page = f"/books/{campaign.pk}/{book}/subject/{parcel.pk}/"
    assert "已登记" in sent(clerk, page, **said)
    line = BookLine.objects.get()
    for turn, step in enumerate(steps, 1):
        monkeypatch.setattr("django.utils.timezone.now", lambda turn=turn: at + timedelta(hours=turn))
        clerk.post(f"/books/line/{line.pk}/step", {"entry": str(uuid7()), "step": step})
    monkeypatch.setattr("django.utils.timezone.now", lambda: at + timedelta(hours=5))
    done = {**said, "v-done": "5.5", "reason": "完工量方"}
    assert "已更正" in sent(clerk, f"/books/line/{line.pk}/correct", **done)
    line.refresh_from_db()
    assert float(line.values["done"]) == 5.5
    assert "未办" not in in_words(clerk.get(f"/books/line/{line.pk}/"))
    street = in_words(office.get(f"/books/{campaign.pk}/{book}/?org={cast.orgs[STREET].number}"))
    assert said["v-planned"] in street and "5.5" in street
    assert browser("other_clerk").get(page).status_code == 404
