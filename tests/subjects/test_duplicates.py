"""What looks alike is proposed to a person, who merges it value by value or says that it is different (C18)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from taizhang.journal.models import StoredEntry
from taizhang.journal.rebuild import rebuild
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import NewSubject, add_subjects
from taizhang.subjects.queries import same_subject
from taizhang.subjects.sameness import Likeness, address_key, name_key, reasons_alike
from taizhang.tallies.models import Tally
from tests.cast import Cast


def added(cast: Cast, at: datetime, *rows: dict[str, Any], grid: str = "530199001001-01") -> list[Subject]:
    new = [NewSubject(kind="restaurant", org=cast.orgs[grid].number, **row) for row in rows]
    ids = add_subjects(new, by=cast.office, at=at - timedelta(days=2))
    found = Subject.objects.in_bulk(ids)
    return [found[about] for about in ids]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (("老灶台面馆", "禾苗路12号", ""), ("老灶台面馆（个体工商户）", "青禾街道禾苗路十二号", ""), True),
        (("老灶台面馆", "禾苗路12号", ""), ("老灶台面馆", "谷雨街3号", ""), False),
        (("老灶台面馆", "禾苗路12号", ""), ("老灶台面馆", "", ""), True),
        (("老灶台面馆", "禾苗路12号", "1"), ("老灶台面店", "谷雨街3号", "1"), False),
        (("老灶台面馆", "禾苗路12号", "1"), ("水车火锅店", "禾苗路12号", "1"), True),
        (("老灶台面馆", "禾苗路12号", "1"), ("水车火锅店", "禾苗路12号", "2"), False),
        (("青禾远山老灶台面馆", "", "1"), ("青禾远山老灶台面店", "谷雨街3号", "1"), True),
    ],
    ids=["other words", "same name elsewhere", "no address", "short names", "renamed", "market hall", "near name"],
)
def test_two_things_in_common_are_a_reason_to_look(one: tuple[str, ...], other: tuple[str, ...], alike: bool) -> None:
    left, right = (Likeness(name_key(name), address_key(address), phone) for name, address, phone in (one, other))
    assert bool(reasons_alike(left, right)) is alike
    assert bool(reasons_alike(right, left)) is alike


@given(st.text(max_size=40), st.text(max_size=40))
def test_the_keys_of_any_text_are_made_and_a_thing_is_like_itself(name: str, address: str) -> None:
    own = Likeness(name_key(name), address_key(address), "13800000000")
    assert reasons_alike(own, own)
    assert name_key(name_key(name)) == name_key(name) or not name_key(name).isascii()


@pytest.mark.django_db
@pytest.mark.mission("C18", "X3")
def test_a_proposed_pair_is_merged_value_by_value_with_both_histories_kept(
    office: Client, cast: Cast, at: datetime
) -> None:
    first, second, _ = added(
        cast, at,
        {"name": "麦香面馆", "address": "禾苗路1号", "phone": "13800000001", "fields": {"seats": 20}},
        {"name": "麦香面馆（个体工商户）", "address": "禾苗路一号", "contact": "苏明川", "fields": {"seats": 36}},
        {"name": "水车茶楼", "address": "谷雨街2号"},
    )  # fmt: skip
    listed = office.get("/register/duplicates/").content.decode()
    assert "麦香面馆（个体工商户）" in listed
    assert "水车茶楼" not in listed
    compared = office.get(f"/register/duplicates/compare?id={first.pk}&id={second.pk}").content.decode()
    assert "20 位" in compared
    assert "36 位" in compared
    total = Tally.objects.get(measure="subjects.total", org=cast.orgs["530199001"].number)
    form = {
        "id": [first.pk, second.pk], "keep": first.pk, "same": [first.pk, second.pk], "merge": "1",
        "value-fields.seats": second.pk, "value-contact": second.pk, "value-name": first.pk,
    }  # fmt: skip
    assert office.post("/register/duplicates/compare", form)["Location"] == f"/register/{first.pk}/"
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.name, first.contact, first.phone, first.fields["seats"]) == ("麦香面馆", "苏明川", "13800000001", 36)
    assert (second.state, second.merged_into) == ("merged", first.pk)
    assert set(same_subject(first)) == {first.pk, second.pk}
    assert StoredEntry.objects.filter(about=second.pk, kind="subject.added").exists()
    assert "已并入" in office.get(f"/register/{second.pk}/").content.decode()
    assert "并入的记录" in office.get(f"/register/{first.pk}/").content.decode()
    value = total.value
    total.refresh_from_db()
    assert total.value == value - 1
    assert "没有疑似重复" in office.get("/register/duplicates/").content.decode()
    before = list(Subject.objects.order_by("pk").values())
    rebuild(at=at)
    assert list(Subject.objects.order_by("pk").values()) == before


@pytest.mark.django_db
@pytest.mark.mission("C18")
def test_told_apart_once_they_are_not_proposed_again(office: Client, cast: Cast, at: datetime) -> None:
    rows = added(
        cast, at, *[{"name": name, "address": "禾苗路1号", "phone": "13800000001"} for name in ("东店", "西店", "北店")]
    )
    assert "东店" in office.get("/register/duplicates/").content.decode()
    office.post("/register/duplicates/compare", {"id": [row.pk for row in rows], "apart": "1"})
    assert "没有疑似重复" in office.get("/register/duplicates/").content.decode()
    again = office.post(
        "/register/duplicates/compare",
        {"id": [rows[0].pk, rows[1].pk], "merge": "1", "back": "/register/"},
        follow=True,
    )
    assert "请选定保留哪一个" in again.content.decode()


@pytest.mark.django_db
@pytest.mark.mission("C9", "C18")
def test_pairs_across_the_border_are_seen_from_above_only(
    browser: Callable[[str], Client], cast: Cast, at: datetime
) -> None:
    same = {"name": "麦香面馆", "address": "禾苗路1号"}
    here, there = added(cast, at, same) + added(cast, at, same, grid="530199001002-01")
    assert "麦香面馆" in browser("office").get("/register/duplicates/").content.decode()
    for name in ("clerk", "other_clerk"):
        assert "没有疑似重复" in browser(name).get("/register/duplicates/").content.decode()
    form = {"id": [here.pk, there.pk], "keep": here.pk, "same": [there.pk], "merge": "1"}
    assert browser("clerk").post("/register/duplicates/compare", form)["Location"] == "/register/duplicates/"
    there.refresh_from_db()
    assert there.state == "active"
    assert browser("grid_worker").get("/register/duplicates/").status_code == 403


@pytest.mark.django_db
def test_a_market_hall_of_hundreds_is_no_heap_of_pairs_and_pages_follow(
    office: Client, cast: Cast, at: datetime
) -> None:
    stalls = [
        {"name": f"摊位{chr(0x4E00 + n * 7)}{chr(0x5E00 + n * 11)}", "address": "打麦场路1号"} for n in range(120)
    ]
    twins = [{"name": f"老灶台{chr(0x4E00 + n)}面馆", "address": f"桑榆路{n}号"} for n in range(15) for _ in range(2)]
    added(cast, at, *stalls, *twins)
    html = office.get("/register/duplicates/").content.decode()
    assert html.count("逐项对照") == 10
    after = html.partition("after=")[2].partition('"')[0]
    assert office.get(f"/register/duplicates/?after={after}").content.decode().count("逐项对照") == 5
