"""Sorted waste is weighed, gives points and is exchanged for goods; nothing is spent twice, whoever sends it again."""

from __future__ import annotations

import io
import random
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taizhang.access.actor import Actor
from taizhang.core.ids import derived
from taizhang.core.refusals import Refused
from taizhang.journal.models import AsideEntry, StoredEntry
from taizhang.journal.rebuild import rebuild
from taizhang.points.models import Account, Goods
from taizhang.points.operations import cancel, exchange, join, leave, stock, weigh
from tests.installation import KINDS, Maker
from tests.loop.conftest import Clock
from tests.loop.scene import STREET, Scene, fresh
from tests.tables import tables

WAYS = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
ACTS = st.lists(st.tuples(st.sampled_from(["weigh", "exchange", "cancel"]), st.integers(1, 9)), max_size=14)


def joined(scene: Scene, clock: Clock, shop: str = "阿婆面馆") -> UUID:
    return join(
        by=scene.cast.clerk, at=clock.now, campaign=scene.campaign, subject=scene.subjects[shop], consent="店主"
    )


def soap(scene: Scene, clock: Clock, *, number: int = 5, price: int = 8) -> UUID:
    return stock(
        by=scene.cast.office, at=clock.now, campaign=scene.campaign, place=scene.org(STREET), name="肥皂", price=price,
        number=number,
    )  # fmt: skip


def weighed(scene: Scene, clock: Clock, about: UUID, sort: str, amount: str, entry: UUID | None = None) -> None:
    weigh(
        by=scene.cast.clerk, at=clock.now, campaign=scene.campaign, account=about, sort=sort, amount=amount,
        entry=entry,
    )  # fmt: skip


@pytest.mark.mission("E5", "C61")
def test_a_household_joins_weighs_exchanges_and_reads_its_statement(scene: Scene, clock: Clock) -> None:
    soap(scene, clock)
    clerk = scene.person("clerk")
    assert "2.5 分/公斤" in clerk.look("/points/") and "肥皂" in clerk.look("/points/"), "the street's serves all"
    subject = scene.subjects["阿婆面馆"]
    assert "自愿参加" in clerk.look("/points/?name=阿婆")
    clerk.client.post("/points/join", {"subject": subject.pk, "consent": "秦阿婆", "entry": fresh()})
    row = Account.objects.get(subject=subject.pk)
    clerk.client.post(f"/points/{row.pk}/weigh", {"sort": "plastic", "amount": "4.5", "entry": fresh()})
    row.refresh_from_db()
    assert row.balance == 11, "4.5 × 2.5 = 11.25, fractions are dropped"
    goods = Goods.objects.get()
    form = {"goods": goods.pk, "number": 1, "entry": fresh()}
    for _ in range(2):
        clerk.client.post(f"/points/{row.pk}/exchange", form)
    row.refresh_from_db()
    goods.refresh_from_db()
    assert (row.balance, goods.stock) == (3, 4), "sent twice it counts once"
    owner = scene.person("owner")
    page = owner.look(f"/points/{row.pk}/")
    assert "阿婆面馆：积分 3" in page and "兑换肥皂1件，用8分" in page and "记积分" not in page
    assert scene.person("other_owner").client.get(f"/points/{row.pk}/").status_code == 404
    word = Document(io.BytesIO(b"".join(owner.client.get(f"/points/{row.pk}/statement.docx"))))
    cells = [cell.text for table in word.tables for line in table.rows for cell in line.cells]
    assert "+11" in cells and "-8" in cells and "3" in cells


@pytest.mark.mission("E5", "C61")
def test_more_than_there_is_cannot_be_had(scene: Scene, clock: Clock) -> None:
    about, goods = joined(scene, clock), soap(scene, clock, number=1)
    weighed(scene, clock, about, "kitchen", "10")
    spend: dict[str, Any] = {"by": scene.cast.clerk, "at": clock.now, "account": about, "goods": goods}
    with pytest.raises(Refused, match="points-short"):
        exchange(**spend, number=2)
    weighed(scene, clock, about, "kitchen", "10")
    with pytest.raises(Refused, match="goods-short"):
        exchange(**spend, number=2)
    assert (Account.objects.get().balance, Goods.objects.get().stock) == (20, 1), "neither without the other"
    assert not StoredEntry.objects.filter(kind__in=["points.spent", "goods.taken"]).exists()


@pytest.mark.mission("C61")
@pytest.mark.parametrize("amount", ["0", "-3", "一斤", "1e9", "2.555", "NaN", ""])
def test_a_slip_of_the_finger_is_no_weight(scene: Scene, clock: Clock, amount: str) -> None:
    about = joined(scene, clock)
    with pytest.raises(Refused, match="bad-body"):
        weighed(scene, clock, about, "kitchen", amount)


@pytest.mark.mission("C61")
def test_whoever_leaves_keeps_the_points_and_a_wrong_weighing_is_taken_back_once(scene: Scene, clock: Clock) -> None:
    about, goods = joined(scene, clock), soap(scene, clock)
    wrong = UUID(fresh())
    weighed(scene, clock, about, "kitchen", "90", wrong)
    weighed(scene, clock, about, "kitchen", "9")
    take: dict[str, Any] = {"by": scene.cast.clerk, "at": clock.now, "account": about, "weighing": wrong}
    cancel(**take, reason="秤没有归零")
    with pytest.raises(Refused, match="already-done"):
        cancel(**take, reason="再冲一次")
    leave(by=scene.cast.clerk, at=clock.now, account=about)
    with pytest.raises(Refused, match="not-now"):
        weighed(scene, clock, about, "kitchen", "1")
    exchange(by=scene.cast.clerk, at=clock.now, account=about, goods=goods, number=1)
    row = Account.objects.get()
    assert (row.balance, row.left_at is not None, len(row.movements)) == (1, True, 4)
    assert scene.person("clerk").look(f"/points/{about}/").count("已冲销") == 1


@pytest.mark.mission("C61")
def test_only_those_of_the_area_weigh_and_officials_have_no_points(scene: Scene, clock: Clock) -> None:
    about = joined(scene, clock)
    with pytest.raises(Refused, match="unknown-thing"):
        weigh(
            by=scene.cast.other_clerk, at=clock.now, campaign=scene.campaign, account=about, sort="kitchen", amount="1"
        )
    assert scene.person("owner").client.post(f"/points/{about}/weigh", {"sort": "kitchen"}).status_code == 403
    assert {field.name for field in Account._meta.get_fields()} & {"user", "post", "person"} == set()


@pytest.mark.mission("E5", "C61")
def test_whatever_is_done_and_sent_again_the_balance_is_the_sum_and_never_below_nothing(
    scene: Scene, clock: Clock
) -> None:
    about, goods = joined(scene, clock), soap(scene, clock, number=6, price=3)
    clerk: Actor = scene.cast.clerk

    @WAYS
    @given(ACTS, st.randoms(use_true_random=False))
    def holds(acts: list[tuple[str, int]], chance: random.Random) -> None:
        run = fresh()
        made = [(verb, number, derived(run, turn)) for turn, (verb, number) in enumerate(acts)]
        for verb, number, entry in [*made, *chance.sample(made, len(made))]:
            clock.now += timedelta(seconds=chance.randint(-2, 2))
            try:
                if verb == "weigh":
                    weighed(scene, clock, about, "kitchen", str(number), entry)
                elif verb == "exchange":
                    exchange(by=clerk, at=clock.now, account=about, goods=goods, number=number % 3 + 1, entry=entry)
                else:
                    weighing = made[number % len(made)][2]
                    cancel(by=clerk, at=clock.now, account=about, weighing=weighing, reason="称错", entry=entry)
            except Refused:
                continue
        row, shelf = Account.objects.get(), Goods.objects.get()
        spent = list(StoredEntry.objects.filter(kind="points.spent"))
        assert row.balance == sum(one["points"] for one in row.movements) >= 0
        assert shelf.stock == 6 - sum(one.body["number"] for one in spent) >= 0
        assert len(row.movements) == StoredEntry.objects.filter(about=about).exclude(kind="points.joined").count()
        assert not AsideEntry.objects.exists()

    holds()
    before = tables()
    rebuild(at=clock.now)
    assert tables() == before


@pytest.mark.mission("E5", "C61")
@pytest.mark.parametrize("kind", KINDS)
def test_ten_exchanges_at_the_same_instant_spend_what_there_is_and_no_more(installations: Maker, kind: str) -> None:
    told = installations.migrated(kind).python("from tests.points.two_at_once import main; main()").splitlines()
    assert told == ["done 4 refused goods-short", "balance 8 sum 8 stock 0", "entries 4 4"]
