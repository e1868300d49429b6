"""The library of plans on the web: by field, with what each holds, and a draft made from it that can be started."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from taizhang.campaigns.models import PlanDraft
from taizhang.campaigns.packs import packs
from tests.own_pack import NAME, PLAN, lay


@pytest.mark.mission("C4")
def test_an_office_finds_the_packs_by_field_looks_into_one_and_takes_it_as_its_draft(office: Client) -> None:
    shelf = office.get("/packs/").content.decode()
    for name, pack in packs().items():
        assert f">{pack.plan.field}</h2>" in shelf
        assert f'href="/packs/{name}/"' in shelf
    plan = packs()["gas-safety"].plan
    page = office.get("/packs/gas-safety/").content.decode()
    held = [*plan.phases, *plan.subject_kinds, *plan.categories, *plan.units]
    for words in [one.name for one in held] + [one.title for one in [*plan.duties, *plan.reports, *plan.archive]]:
        assert words in page
    assert "检查表（7）" in page
    assert "启动日至宣传发动开始后6" in page and "+6d" not in page
    assert plan.duties[0].source in page
    assert packs()["gas-safety"].text[:20] in page
    answer = office.post("/drafts/new", {"pack": "gas-safety"})
    draft = PlanDraft.objects.get()
    assert answer.headers["Location"] == f"/drafts/{draft.pk}/"
    assert plan.duties[0].title in office.get(f"/drafts/{draft.pk}/").content.decode()
    assert office.get(f"/drafts/{draft.pk}/start/").status_code == 200


@pytest.mark.mission("C4")
def test_a_broken_pack_is_named_in_the_library_and_its_page_says_what_is_wrong(
    office: Client, tmp_path: Path, settings: Any
) -> None:
    settings.PACKS = [*settings.PACKS[:-1], tmp_path]
    lay(tmp_path, PLAN.replace("field: 电梯安全", "fields: 电梯安全"))
    shelf = office.get("/packs/").content.decode()
    assert "不能选用" in shelf and "第3行 fields" in shelf and "gas-safety" in shelf
    answer = office.get(f"/packs/{NAME}/")
    assert (answer.status_code, "第3行 fields" in answer.content.decode()) == (422, True)


def test_only_those_who_prepare_campaigns_see_the_library(browser: Callable[[str], Client]) -> None:
    assert browser("clerk").get("/packs/").status_code == 403
    assert browser("office").get("/packs/nothing/").status_code == 404
