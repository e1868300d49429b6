"""The register in the browser: found, corrected, moved, closed, exported; protected values only when asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from openpyxl import load_workbook

from taizhang.campaigns.operations import start
from taizhang.campaigns.packs import pack
from taizhang.journal.models import StoredEntry
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import NewSubject, add_subjects, correct
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(cast: Cast, at: datetime) -> Subject:
    """A restaurant in the first grid of 柳荫社区."""
    return made(cast, at, "麦香面馆", address="禾苗路1号", contact="苏明川", phone="13812345678", fields={"seats": 20})


def made(cast: Cast, at: datetime, name: str, grid: str = "530199001001-01", **more: Any) -> Subject:
    new = NewSubject(kind="restaurant", name=name, org=cast.orgs[grid].number, **more)
    [about] = add_subjects([new], by=cast.office, at=at - timedelta(days=3))
    return Subject.objects.get(pk=about)


def form(row: Subject, **changed: str) -> dict[str, Any]:
    held = {"name": row.name, "address": row.address, "fields.gas": "管道天然气", "fields.seats": "20", "org": row.org}
    return held | {"seen": row.updated_at.isoformat()} | changed


@pytest.mark.mission("C15", "X3")
def test_the_list_is_narrowed_by_kind_place_state_text_and_gaps(
    office: Client, cast: Cast, at: datetime, shop: Subject
) -> None:
    made(cast, at, "水车茶楼", grid="530199001002-01", address="谷雨街2号", code="QH-7")
    made(cast, at, "半亩小吃", grid="530199001002")

    def names(query: str) -> set[str]:
        html = office.get(f"/register/?{query}", headers={"HX-Target": "rows"}).content.decode()
        return {name for name in ("麦香面馆", "水车茶楼", "半亩小吃") if name in html}

    assert names("") == {"麦香面馆", "水车茶楼", "半亩小吃"}
    assert names("q=谷雨街") == names("q=qh-7") == {"水车茶楼"}
    assert names(f"org={cast.orgs['530199001002'].number}") == {"水车茶楼", "半亩小吃"}
    assert names("without_grid=1") == {"半亩小吃"}
    assert names("kind=gas-operator") == names("state=closed") == set()
    whole = office.get("/register/").content.decode()
    assert "在册 3 个" in whole
    assert "1 个还没有落到网格" in whole


def test_pages_follow_each_other_and_cost_the_same_however_long_the_register(
    office: Client, cast: Cast, at: datetime, django_assert_max_num_queries: Any
) -> None:
    grid = cast.orgs["530199001001-01"].number
    add_subjects(
        [NewSubject(kind="restaurant", name=f"店{n:03d}", org=grid) for n in range(120)], by=cast.office, at=at
    )
    seen: set[str] = set()
    query = ""
    for _ in range(3):
        with django_assert_max_num_queries(12):
            html = office.get(f"/register/{query}").content.decode()
        seen |= {f"店{n:03d}" for n in range(120) if f"店{n:03d}" in html}
        _, _, after = html.partition('href="/register/?after=')
        query = f"?after={after.partition(chr(34))[0]}"
    assert len(seen) == 120


@pytest.mark.mission("C21", "X3")
def test_every_value_keeps_what_it_was_who_changed_it_and_when(office: Client, cast: Cast, shop: Subject) -> None:
    grid = cast.orgs["530199001001-02"].number
    office.post(
        f"/register/{shop.pk}/edit",
        form(shop, **{"fields.seats": "36 位", "address": "禾苗路3号", "reason": "现场核对"}) | {"org": grid},
    )
    shop.refresh_from_db()
    assert (shop.address, shop.fields["seats"], shop.org) == ("禾苗路3号", 36, grid)
    html = office.get(f"/register/{shop.pk}/").content.decode()
    for words in (
        '餐位数：<del class="muted">20 位</del> → 36 位',
        "禾苗路1号</del> → 禾苗路3号",
        "柳荫第一网格</del> → 柳荫第二网格",
        "程思远",
    ):
        assert words in html


def test_a_wrong_value_is_told_beside_its_field_and_nothing_typed_is_lost(office: Client, shop: Subject) -> None:
    answer = office.post(f"/register/{shop.pk}/edit", form(shop, **{"fields.seats": "很多", "address": "禾苗路5号"}))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "不是数字。只写阿拉伯数字，单位是位" in html
    assert "禾苗路5号" in html
    shop.refresh_from_db()
    assert shop.address == "禾苗路1号"


def test_who_was_slower_is_told_and_keeps_what_was_typed(office: Client, shop: Subject, at: datetime) -> None:
    stale = form(shop, address="禾苗路5号")
    office.post(f"/register/{shop.pk}/edit", form(shop, address="禾苗路3号"))
    answer = office.post(f"/register/{shop.pk}/edit", stale)
    assert answer.status_code == 409
    assert "别人刚刚修改过" in answer.content.decode()
    assert "禾苗路5号" in answer.content.decode()


@pytest.mark.mission("C13")
def test_protected_values_are_shown_in_part_and_whole_only_after_an_entry(
    office: Client, browser: Callable[[str], Client], shop: Subject
) -> None:
    html = office.get(f"/register/{shop.pk}/").content.decode()
    assert "138****5678" in html
    assert "13812345678" not in html + office.get(f"/register/{shop.pk}/edit").content.decode()
    shown = office.post(f"/register/{shop.pk}/reveal", {"reason": "通知整改"})
    assert "13812345678" in shown.content.decode()
    assert shown.headers["Cache-Control"] == "no-store"
    entry = StoredEntry.objects.get(kind="subject.unmasked")
    assert (entry.body["fields"], entry.body["reason"]) == (["contact", "phone"], "通知整改")
    assert "查看受保护信息" in office.get(f"/register/{shop.pk}/").content.decode()
    assert browser("grid_worker").post(f"/register/{shop.pk}/reveal").status_code == 403


@pytest.mark.mission("C13")
def test_a_protected_value_left_empty_stays_and_a_dash_empties_it(office: Client, shop: Subject) -> None:
    office.post(f"/register/{shop.pk}/edit", form(shop))
    shop.refresh_from_db()
    assert shop.phone == "13812345678"
    office.post(f"/register/{shop.pk}/edit", form(shop, phone="-"))
    shop.refresh_from_db()
    assert shop.phone == ""


def test_closed_with_a_reason_and_reopened(office: Client, shop: Subject) -> None:
    page = f"/register/{shop.pk}/"
    assert "没有填写理由" in office.post(f"{page}close", {"back": page}, follow=True).content.decode()
    office.post(f"{page}close", {"reason": "已停业"})
    shop.refresh_from_db()
    assert shop.state == "closed"
    assert "麦香面馆" not in office.get("/register/", headers={"HX-Target": "rows"}).content.decode()
    office.post(f"{page}reopen", {"reason": "恢复营业"})
    shop.refresh_from_db()
    assert shop.state == "active"


@pytest.mark.mission("X3")
def test_one_is_added_by_hand_once_and_a_likely_double_is_asked_about(
    office: Client, cast: Cast, shop: Subject
) -> None:
    assert "用气餐饮场所" in office.get("/register/new").content.decode()
    asked = {
        "kind": "restaurant",
        "name": "麦香面馆（分店）",
        "address": "禾苗路一号",
        "fields.gas": "管道天然气",
        "contact": "苏明川",
    }
    entry = "01920000-0000-7000-8000-000000000001"
    asked |= {"org": str(shop.org), "entry": entry}
    assert "请选择所在网格" in office.post("/register/new", asked | {"org": ""}).content.decode()
    doubtful = office.post("/register/new", asked).content.decode()
    assert "可能已经在册" in doubtful
    assert f"/register/{shop.pk}/" in doubtful
    for _ in range(2):
        answer = office.post("/register/new", asked | {"different": "1"})
    assert answer["Location"] == f"/register/{entry}/"
    assert Subject.objects.filter(pk=UUID(entry)).count() == 1


@pytest.mark.mission("X3")
def test_offered_for_registering_are_the_kinds_of_running_campaigns_and_those_in_the_register(
    office: Client, cast: Cast, at: datetime
) -> None:
    def offered() -> set[str]:
        page = office.get("/register/new").content.decode()
        return {name for name in ("用气餐饮场所", "燃气经营单位", "河道违建") if name in page}

    assert offered() == {"用气餐饮场所", "燃气经营单位", "河道违建"}
    made(cast, at, "麦香面馆")
    assert offered() == {"用气餐饮场所"}
    start(by=cast.office, at=at, plan=pack("river-structures").plan, root=cast.orgs["530199001"], units={})
    assert offered() == {"用气餐饮场所", "河道违建"}


@pytest.mark.mission("C9")
def test_nobody_sees_or_changes_a_subject_outside_of_the_own_subtree(
    browser: Callable[[str], Client], shop: Subject
) -> None:
    other = browser("other_clerk")
    assert "麦香面馆" not in other.get("/register/").content.decode()
    assert "麦香面馆" not in other.get("/register/?q=麦香&state=all").content.decode()
    for address in ("", "edit"):
        assert other.get(f"/register/{shop.pk}/{address}").status_code == 404
    for address in ("edit", "close", "reopen", "reveal"):
        assert other.post(f"/register/{shop.pk}/{address}", {"reason": "x", "name": "x"}).status_code in (404, 422)
    shop.refresh_from_db()
    assert (shop.name, shop.state) == ("麦香面馆", "active")
    exported = b"".join(other.get("/lists/register/export.xlsx").streaming_content)
    assert "麦香面馆" not in str(
        [list(row) for row in load_workbook(BytesIO(exported)).active.iter_rows(values_only=True)]
    )
    for name in ("system_admin", "auditor"):
        assert browser(name).get("/register/").status_code == 403


@pytest.mark.mission("C13", "X3")
def test_the_export_hides_personal_data_unless_taken_out_with_a_reason(office: Client, shop: Subject) -> None:
    def cells(response: Any) -> str:
        book = load_workbook(BytesIO(b"".join(response.streaming_content)))
        return str([list(row) for row in book.active.iter_rows(values_only=True)])

    exported = cells(office.get("/lists/register/export.xlsx"))
    assert "138****5678" in exported
    assert "柳荫第一网格" in exported
    assert office.post("/register/export-whole.xlsx", {"reason": " "}).status_code == 422
    assert "13812345678" in cells(office.post("/register/export-whole.xlsx", {"reason": "入户通知"}))
    entry = StoredEntry.objects.get(kind="register.exported")
    assert entry.body == {"count": 1, "reason": "入户通知"}


def test_the_page_of_a_subject_costs_a_fixed_number_of_queries(
    office: Client, shop: Subject, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(22):
        assert office.get(f"/register/{shop.pk}/").status_code == 200


@pytest.mark.mission("C13")
def test_a_person_is_given_all_that_is_held_on_them_and_who_looked(
    office: Client, browser: Callable[[str], Client], cast: Cast, shop: Subject, at: datetime
) -> None:
    correct(by=cast.office, at=at - timedelta(days=1), subject=shop.pk, changes={"phone": "13987654321"})
    office.post(f"/register/{shop.pk}/reveal", {"reason": "通知整改"})
    page = f"/register/{shop.pk}/"
    assert "没有填写理由" in office.post(f"{page}held.xlsx", {"back": page}, follow=True).content.decode()
    assert browser("grid_worker").post(f"{page}held.xlsx", {"reason": "好奇"}).status_code == 403
    answer = office.post(f"{page}held.xlsx", {"reason": "本人申请查阅"})
    assert answer.headers["Cache-Control"] == "no-store"
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    assert book.sheetnames == ["现有信息", "变更和查看", "检查", "问题"]
    told = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    for words in ("苏明川", "13812345678", "13987654321", "个人信息", "查看受保护信息。通知整改"):
        assert any(words in one for one in told), words
    assert StoredEntry.objects.filter(kind="subject.unmasked", body__reason="导出所持信息：本人申请查阅").count() == 1
