"""Shops say whose goods they sell; a workshop without licence comes to light at its own place, once."""

from __future__ import annotations

import pytest
from django.test import Client

from taizhang.cases.models import Case
from taizhang.journal.rebuild import rebuild
from taizhang.subjects.links import make_link
from taizhang.supplies.models import Supply
from tests.licences.scene import OTHER_VILLAGE, SHOP, VILLAGE
from tests.licences.test_licences import enter
from tests.loop.conftest import Clock
from tests.loop.scene import Scene, fresh, in_words
from tests.tables import tables


def tell(scene: Scene, supplier: str, who: str = "station", goods: str = "") -> str:
    page = f"/supplies/subject/{scene.subjects[SHOP].pk}/"
    form = {"entry": fresh(), "supplier": supplier, "goods": goods}
    return in_words(scene.person(who).client.post(page, form, follow=True))


@pytest.mark.mission("W4")
def test_a_shopkeeper_tells_by_the_link_and_an_unlicensed_workshop_comes_to_light_at_its_place(
    scene: Scene, clock: Clock
) -> None:
    key = make_link(by=scene.cast.station, at=clock.now, subject=scene.subjects[SHOP].pk, days=30)
    shopkeeper = Client()
    home = f"/own/{key}/"
    assert "进货来源" in in_words(shopkeeper.get(home))
    form = {"entry": fresh(), "supplier": "豆香豆腐坊", "goods": "豆腐"}
    for _ in range(2):
        page = in_words(shopkeeper.post(f"{home}supply/{scene.campaign.pk}", form, follow=True))
    assert "已记下进货来源" in page and "豆香豆腐坊" in page
    case = Case.objects.get()
    assert (case.category, case.subject) == ("unlicensed", scene.subjects["豆香豆腐坊"].pk)
    assert case.org == scene.org(OTHER_VILLAGE).number, "at the workshop, not at the shop"
    assert f"{SHOP}从“豆香豆腐坊”进货" in case.description
    sold = scene.person("other_station").look(f"/supplies/subject/{case.subject}/")
    assert "谁在卖它的货" in sold and SHOP in sold, "the station of the workshop sees who sells its goods"
    before = tables()
    rebuild(at=clock.now)
    assert tables() == before


@pytest.mark.mission("W4")
def test_a_workshop_that_no_register_knows_is_looked_for_where_its_goods_are_sold(scene: Scene, clock: Clock) -> None:
    assert "不在名册" in tell(scene, "无名豆坊")
    case = Case.objects.get()
    assert (case.subject, case.org) == (None, scene.org(VILLAGE).number)
    assert "不在整治底数里" in case.description
    assert "无证或不在名册的小作坊" in scene.person("office").look("/supplies/?licensed=no")


@pytest.mark.mission("W4")
def test_a_licensed_workshop_is_no_problem_and_one_is_told_of_once(scene: Scene, clock: Clock) -> None:
    enter(scene, "station", "石桥米粉坊", number="禾食坊0001", valid_until="2029-07-31")
    assert "有证" in tell(scene, "石桥米粉坊", goods="米粉")
    assert not Case.objects.exists()
    tell(scene, "豆香豆腐坊")
    tell(scene, "豆香豆腐坊", goods="豆干")
    assert Case.objects.count() == 1
    row = Supply.objects.get(supplier_name="石桥米粉坊")
    page = scene.person("station").client.post(f"/supplies/{row.pk}/end", {"reason": "换了供货商"}, follow=True)
    assert "石桥米粉坊" not in in_words(page).partition("登记进货来源")[0]


@pytest.mark.mission("W4", "C9")
def test_only_who_may_tells_for_the_shop(scene: Scene, clock: Clock) -> None:
    page = f"/supplies/subject/{scene.subjects[SHOP].pk}/"
    assert scene.person("other_station").client.post(page, {"supplier": "无名豆坊"}).status_code == 404
    assert scene.person("leader").client.post(page, {"supplier": "无名豆坊"}).status_code == 403
    workshop = f"/supplies/subject/{scene.subjects['石桥米粉坊'].pk}/"
    assert "不用说明进货来源" in in_words(scene.person("station").client.post(workshop, {"supplier": "无名豆坊"}))
    assert "请写明从哪家小作坊进货" in tell(scene, " ")
    assert not Supply.objects.exists()
