"""Funds planned, released and spent by task, with receipts; nothing is spent that is not there, nothing wiped out."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from taizhang.core.money import parse_yuan, yuan
from taizhang.core.refusals import Refused
from taizhang.funds.models import Fund
from taizhang.funds.operations import plan_fund, spend
from taizhang.journal.rebuild import rebuild
from taizhang.tallies.queries import figures
from tests.loop.conftest import Clock
from tests.loop.scene import FIRST, STREET, Scene, photo
from tests.tables import tables

RECEIPT = {"sha256": "a" * 64, "name": "发票.jpg"}


def planned(scene: Scene, clock: Clock, amount: int = 3_000_000) -> UUID:
    return plan_fund(
        by=scene.cast.office, at=clock.now, campaign=scene.campaign, org=scene.org(FIRST), title="更换老旧软管",
        source="街道年初预算", amount=amount,
    )  # fmt: skip


def post(scene: Scene, who: str, address: str, **fields: Any) -> str:
    sent = scene.person(who).client.post(address, {**fields, "back": address.rpartition("/")[0] + "/"}, follow=True)
    return " ".join(sent.content.decode().split())


@pytest.mark.mission("X17")
def test_money_goes_from_the_plan_to_the_receipt(scene: Scene, clock: Clock) -> None:
    office = scene.person("office")
    form = {"title": "更换老旧软管", "org": scene.org(FIRST).number, "amount": "3万", "source": "街道年初预算"}
    assert "已登记资金安排" in post(scene, "office", "/funds/new", **form)
    row = Fund.objects.get()
    assert (row.planned, row.org) == (3_000_000, scene.org(FIRST).number)
    assert "已登记拨付" in post(scene, "office", f"/funds/{row.pk}/release", amount="20000")
    paid = {"amount": "8,650.50", "payee": "家安厨具维修部", "what": "软管120根", "on": "2026-05-12"}
    told = post(scene, "clerk", f"/funds/{row.pk}/spend", **paid, files=[photo("发票.jpg")])
    assert "已登记支出" in told and "8,650.50元" in told and "11,349.50元" in told
    row.refresh_from_db()
    receipt = row.movements[-1]["files"][0]["sha256"]
    assert office.client.get(f"/files/{receipt}").status_code == 200
    assert scene.person("owner").client.get(f"/files/{receipt}").status_code == 404
    listed = office.look("/funds/")
    assert "安排 30,000元" in listed and "支出 8,650.50元（28%）" in listed
    street = scene.org(STREET).number
    assert figures(scene.campaign.pk, [street], prefix="funds.")[street]["funds.spent"] == 865_050
    book = load_workbook(io.BytesIO(b"".join(office.client.get("/funds/funds.xlsx").streaming_content)))  # type: ignore[attr-defined]
    cells = [cell for sheet in book for line in sheet.iter_rows(values_only=True) for cell in line]
    assert {"更换老旧软管", 8650.5, 11349.5, "家安厨具维修部"} <= set(cells)


@pytest.mark.mission("X17")
@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"amount": "30000.01"}, "已拨付30,000元，已支出0元，还剩30,000元"),
        ({"amount": "八千"}, "“八千”不是金额"),
        ({"amount": "-5"}, "应大于零"),
        ({"amount": "1.005"}, "最多写到分"),
        ({"payee": ""}, "请填写付给谁"),
        ({"files": []}, "支出要附票据"),
    ],
)
def test_a_payment_that_cannot_be_is_refused_and_nothing_is_lost(
    scene: Scene, clock: Clock, fields: dict[str, Any], told: str
) -> None:
    about = planned(scene, clock)
    post(scene, "office", f"/funds/{about}/release", amount="30000")
    form = {"amount": "8000", "payee": "家安厨具维修部", "what": "软管120根", "files": [photo("发票.jpg")], **fields}
    said = post(scene, "clerk", f"/funds/{about}/spend", **form)
    assert told in said and "软管120根" in said
    assert Fund.objects.get().spent == 0


@pytest.mark.mission("X17")
def test_a_wrong_payment_is_voided_with_its_reason_and_stays_to_be_read(scene: Scene, clock: Clock) -> None:
    about = planned(scene, clock)
    post(scene, "office", f"/funds/{about}/release", amount="30000")
    body = {"amount": 500_000, "payee": "明焰燃具店", "what": "报警器", "files": [RECEIPT]}
    spend(by=scene.cast.clerk, at=clock.now, about=about, body=body)
    entry = Fund.objects.get().movements[-1]["entry"]
    assert "已冲销" in post(scene, "office", f"/funds/{about}/change", movement=entry, reason="重复登记")
    row = Fund.objects.get()
    assert (row.spent, row.left) == (0, 3_000_000)
    page = scene.person("clerk").look(f"/funds/{about}/")
    assert "已冲销：重复登记" in page and "明焰燃具店" in page
    before = tables()
    rebuild(at=clock.now)
    assert tables() == before


@pytest.mark.mission("X17", "C9")
def test_who_plans_who_spends_and_who_sees_nothing(scene: Scene, clock: Clock) -> None:
    about = planned(scene, clock)
    post(scene, "office", f"/funds/{about}/release", amount="30000")
    body = {"amount": 100, "payee": "某店", "what": "宣传单", "files": [RECEIPT]}
    for who, code in (
        ("other_clerk", "unknown-thing"),
        ("grid_worker", "unknown-thing"),
        ("supervisor", "not-permitted"),
    ):
        with pytest.raises(Refused, match=code):
            spend(by=getattr(scene.cast, who), at=clock.now, about=about, body=body)
    with pytest.raises(Refused, match="not-permitted"):
        plan_fund(
            by=scene.cast.clerk, at=clock.now, campaign=scene.campaign, org=scene.org(FIRST), title="自用", amount=100
        )
    assert scene.person("grid_worker").client.get(f"/funds/{about}/").status_code == 404
    assert "更换老旧软管" in scene.person("supervisor").look(f"/funds/{about}/")


@pytest.mark.mission("X17")
@given(st.integers(1, 10**13))
def test_an_amount_is_read_as_it_is_shown(fen: int) -> None:
    assert parse_yuan(yuan(fen)) == fen
