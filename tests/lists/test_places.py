"""Among thousands of villages a place is found by typing: within the scope, by part of the name or by pinyin."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from taizhang.cases.models import Case
from taizhang.orgs.models import Org
from taizhang.orgs.operations import NewOrg, set_orgs
from tests.loop.conftest import Clock
from tests.loop.scene import FIRST, FIRST_GRID, STREET, Scene, in_words


@pytest.fixture
def wide(town: Scene, clock: Clock) -> Scene:
    """A street with more villages than a list holds, the last of them named apart."""
    villages = [NewOrg(f"{STREET}{number}", Org.AREA, "village", f"第{number}村", STREET) for number in range(100, 550)]
    special = NewOrg(f"{STREET}990", Org.AREA, "village", "望溪村", STREET)
    grid = NewOrg(f"{STREET}990-01", Org.AREA, "grid", "第一网格", f"{STREET}990")
    set_orgs([*villages, special, grid], by="user:0", at=clock.now - timedelta(minutes=1))
    return town


def proposed(client: Client, words: str, kind: str = "areas") -> list[str]:
    return [place["name"] for place in client.get(f"/lists/places/{kind}?q={words}").json()["places"]]


@pytest.mark.mission("X5", "X9", "C9")
def test_every_place_of_many_can_be_chosen_by_typing_and_none_beyond_the_scope(wide: Scene) -> None:
    office, clerk = wide.person("office").client, wide.person("clerk").client
    for words in ("望溪", "wangxi", "wx"):
        assert "望溪村" in str(proposed(office, words)), words
    assert proposed(office, "望溪", "grids") == []
    assert proposed(office, "柳荫第一", "grids")[0].startswith("柳荫第一网格（周麦生、吴秋实），")
    assert "应急办" in str(proposed(office, "应急办", "handlers"))
    assert proposed(office, "应急办") == []
    assert proposed(office, "") == []
    assert len(proposed(office, "村")) == 20
    assert proposed(clerk, "望溪") == []
    assert wide.org(FIRST_GRID).name in proposed(clerk, "柳荫第一")[0]


@pytest.mark.mission("X9")
def test_a_long_list_of_places_is_replaced_by_a_field(wide: Scene, django_assert_max_num_queries: Any) -> None:
    office, clerk = wide.person("office").client, wide.person("clerk").client
    for page in ("/ledger/", "/register/", "/duties/", "/inspections/"):
        assert "data-places" in office.get(page).content.decode(), page
        assert "data-places" not in clerk.get(page).content.decode(), page
        with django_assert_max_num_queries(12):
            office.get(page)
    village = wide.org(FIRST)
    page = office.get(f"/ledger/?org={village.number}")
    assert f'value="{village.name}"' in page.content.decode()
    assert "后厨阀门漏气" not in in_words(page)
    assert "总阀漏气" in in_words(page)


@pytest.mark.mission("X5", "X8", "X11")
def test_beyond_a_long_list_a_problem_is_filed_and_a_draw_prepared_for_a_typed_place(wide: Scene) -> None:
    office, last = wide.person("office"), Org.objects.get(name="望溪村")
    for page in ("/ledger/new", "/register/new?kind=restaurant", "/draws/new"):
        assert "data-places" in office.client.get(page).content.decode(), page
    form = {**office.form("/ledger/new"), "org": last.number, "category": "leak"}
    back = office.client.post("/ledger/new", {**form, "title": ""}, follow=True)
    assert 'value="望溪村"' in back.content.decode()
    office.client.post("/ledger/new", {**form, "title": "巷口漏气"})
    assert Case.objects.get(title="巷口漏气").org == last.number
    drawn = office.client.get(f"/draws/new?org={last.number}").content.decode()
    assert 'value="望溪村"' in drawn
    assert f'<input type="hidden" name="org" value="{last.number}">' in drawn
    assert office.client.get("/draws/new?org=999999").status_code == 404
