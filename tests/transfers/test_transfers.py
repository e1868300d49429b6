"""Land goes to an operator under a contract: what changes with it, who sees it, when it ends, what stays of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from taizhang.campaigns.models import Campaign
from taizhang.core.ids import uuid7
from taizhang.duties.models import Duty
from taizhang.journal.rebuild import rebuild
from taizhang.subjects.models import Subject
from taizhang.tallies.queries import figures
from taizhang.transfers.models import Transfer
from taizhang.workflows.clock import tick
from tests.cast import Cast
from tests.loop.scene import photo
from tests.tables import tables

from .conftest import STREET

pytestmark = [pytest.mark.django_db, pytest.mark.mission("F4")]

Land = dict[str, Subject]


@pytest.fixture
def clerk(browser: Callable[[str], Client]) -> Client:
    return browser("clerk")


def form(land: Land, *names: str, **changed: Any) -> dict[str, Any]:
    areas = {f"area-{land[name].pk}": "4.5" for name in names}
    said = {
        "parcel": [str(land[name].pk) for name in names], "operator": str(land["塬上农机合作社"].pk),
        "starts_on": "2026-05-13", "ends_on": "2029-05-12", "price": "380", "use": "春小麦", "contract": "流转-7",
        "files": [photo("合同.jpg")], "entry": str(uuid7()), "back": "/transfers/new",
    }  # fmt: skip
    return {**said, **areas, **changed}


def told(client: Client, address: str, fields: dict[str, Any]) -> str:
    return " ".join(client.post(address, fields, follow=True).content.decode().split())


def test_a_contract_over_two_parcels_changes_who_tills_them_and_what_is_owed(
    clerk: Client, land: Land, campaign: Campaign, cast: Cast
) -> None:
    first = land["东塬一号地"]
    owed = Duty.objects.filter(rule="till-each", subject=first.pk)
    assert [duty.state for duty in owed] == ["open"]
    page = clerk.get(f"/transfers/new?parcel={first.pk}").content.decode()
    assert "塬上农机合作社（农民合作社）" in page and 'value="6"' in page
    assert "已登记 2 块地的流转" in told(clerk, "/transfers/new", form(land, "东塬一号地", "东塬二号地"))
    assert {row.fields["cultivator"] for row in Subject.objects.filter(kind="parcel", path=first.path)} == {"经营主体"}
    assert [duty.state for duty in Duty.objects.filter(rule="till-each", subject=first.pk)] != ["open"]
    street = cast.orgs[STREET].number
    assert figures(campaign.pk, [street], prefix="transfers.")[street] == {
        "transfers.running": 2,
        "transfers.area": 900,
    }
    history = clerk.get(f"/register/{first.pk}/").content.decode()
    assert "塬上农机合作社" in history and "4.5 亩" in history and "无人耕种" in history


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"ends_on": "2026-05-13"}, "到期日应晚于起始日"),
        ({"files": []}, "请附流转合同"),
        ({"price": "便宜"}, "价格：“便宜”不是金额"),
        ({"operator": ""}, "请选择受让的经营主体"),
        ({"parcel": []}, "请选择流转的地块"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    clerk: Client, land: Land, changed: dict[str, Any], why: str
) -> None:
    page = told(clerk, "/transfers/new", form(land, "东塬一号地", **changed))
    assert why in page and "流转-7" in page
    assert not Transfer.objects.exists()


def test_the_same_land_is_not_given_away_twice(clerk: Client, land: Land) -> None:
    told(clerk, "/transfers/new", form(land, "东塬一号地"))
    assert "已经流转给塬上农机合作社" in told(clerk, "/transfers/new", form(land, "东塬一号地"))
    assert "东塬一号地" not in clerk.get("/transfers/new").content.decode()


def test_the_end_is_announced_and_then_the_land_lies_free_again(clerk: Client, land: Land, at: datetime) -> None:
    told(clerk, "/transfers/new", form(land, "东塬一号地", ends_on="2026-09-01"))
    tick(now=at + timedelta(days=30))
    assert "即将到期" not in clerk.get("/transfers/").content.decode().partition('class="rows-list"')[2]
    tick(now=datetime(2026, 7, 3, 9, tzinfo=at.tzinfo))
    assert "东塬一号地" in clerk.get("/transfers/?state=soon").content.decode()
    tick(now=datetime(2026, 9, 3, 9, tzinfo=at.tzinfo))
    row = Transfer.objects.get()
    assert (row.state, row.ended_on) == ("expired", date(2026, 9, 1))
    assert Subject.objects.get(name="东塬一号地").fields["cultivator"] == "无人耕种"


def test_ending_early_needs_a_reason_and_stays_to_be_read(
    clerk: Client, land: Land, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(clerk, "/transfers/new", form(land, "东塬一号地"))
    row = Transfer.objects.get()
    monkeypatch.setattr("django.utils.timezone.now", lambda: at + timedelta(hours=1))
    address = f"/transfers/{row.pk}/finish"
    assert "理由" in told(clerk, address, {"how": "end", "reason": " ", "back": f"/transfers/{row.pk}/"})
    page = told(clerk, address, {"how": "end", "reason": "弃耕一年", "back": f"/transfers/{row.pk}/"})
    assert "弃耕一年" in page and Transfer.objects.get().state == "ended"
    assert "东塬一号地" in clerk.get("/transfers/new").content.decode()


def test_each_sees_what_the_post_covers_and_the_contract_only_with_it(
    clerk: Client, browser: Callable[[str], Client], land: Land
) -> None:
    told(clerk, "/transfers/new", form(land, "东塬一号地"))
    row = Transfer.objects.get()
    other = browser("other_clerk")
    assert other.get(f"/transfers/{row.pk}/").status_code == 404
    assert "东塬一号地" not in other.get("/transfers/?state=all").content.decode()
    contract = f"/files/{row.files[0]['sha256']}"
    assert (clerk.get(contract).status_code, other.get(contract).status_code) == (200, 404)
    stranger = form(land, "石坪台地")
    assert "请选择流转的地块" in told(clerk, "/transfers/new", stranger)


def test_the_transfers_are_a_sheet_with_their_sum(clerk: Client, land: Land) -> None:
    told(clerk, "/transfers/new", form(land, "东塬一号地", "东塬二号地"))
    answer = clerk.get("/transfers/transfers.xlsx")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    cells = [cell for sheet in book for line in sheet.iter_rows(values_only=True) for cell in line]
    assert {"东塬一号地", "东塬二号地", "塬上农机合作社", "农民合作社", 380, 4.5, 9, "流转-7"} <= set(cells)


def test_a_rebuild_makes_the_same_transfers(clerk: Client, land: Land, at: datetime) -> None:
    told(clerk, "/transfers/new", form(land, "东塬一号地", ends_on="2026-06-20"))
    tick(now=at + timedelta(days=60))
    before = tables()
    rebuild(at=at + timedelta(days=60))
    assert tables() == before
