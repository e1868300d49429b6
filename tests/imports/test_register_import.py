"""A register comes in from Excel: columns recognised, rows checked, all written or nothing, again and again."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from taizhang.core.coordinates import Datum, converted
from taizhang.core.polygons import known_polygon
from taizhang.imports import subject_import
from taizhang.imports.models import Import
from taizhang.imports.operations import SILENT, resume_silent
from taizhang.journal.models import StoredEntry
from taizhang.journal.rebuild import rebuild
from taizhang.subjects import operations as subject_operations
from taizhang.subjects.models import Subject
from taizhang.tallies.models import Tally
from taizhang.workflows.jobs import run_waiting
from tests.cast import Cast
from tests.imports.made_register import HEADS, made_register, workbook
from tests.imports.scene import PLACES, checked, confirmed, page, shop, taken_in, upload

pytestmark = pytest.mark.django_db


def saved(content: bytes) -> list[list[Any]]:
    """The rows of the first sheet of a downloaded workbook."""
    return [list(row) for row in load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True)]


def downloaded(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.mission("X3", "C17", "C15")
def test_five_hundred_rows_with_errors_and_twins_come_in_and_a_second_run_changes_nothing(office: Client) -> None:
    made = made_register(500, PLACES, seed=7, faults=40)
    content = workbook(made.rows, title="青禾街道用气餐饮场所底数表")
    work = checked(office, upload(office, content))
    assert work.state == "checked", work.message
    assert work.counts["rows"] == 500
    assert work.counts["faulty"] == len(made.faulty)
    assert work.counts["new"] == 500 - len(made.faulty)
    assert work.counts["alike"] >= len(made.alike)
    faulty_rows = set(work.faults.filter(grave=True).values_list("row", flat=True))
    assert faulty_rows == {number + 4 for number in made.faulty}
    assert not Subject.objects.exists()

    work = confirmed(office, work, leave_faulty="1")
    assert work.state == "done", work.message
    assert Subject.objects.count() == 500 - len(made.faulty)
    total = Tally.objects.get(measure="subjects.total", org=Subject.objects.first().path.split("/")[0])
    assert total.value == Subject.objects.count()

    entries = StoredEntry.objects.count()
    again = checked(office, upload(office, content))
    assert again.counts.get("new", 0) == again.counts.get("changed", 0) == 0
    assert again.counts["unchanged"] == 500 - len(made.faulty)
    again = confirmed(office, again, leave_faulty="1")
    assert again.state == "done"
    assert StoredEntry.objects.count() == entries


@pytest.mark.mission("C17")
def test_faulty_rows_come_back_as_excel_with_a_remark_and_can_be_sent_again_once_mended(office: Client) -> None:
    rows = [shop(), shop(单位名称="水车茶楼", 地址="谷雨街2号", 联系电话="138000"), shop(单位名称="", 地址="谷雨街3号")]
    work = checked(office, upload(office, workbook(rows, title="底数")))
    html = page(office, work)
    for words in ("不是电话号码（6 位数字）", "手机号 11 位", "没有填写", "下载有错的行"):
        assert words in html
    sheet = saved(downloaded(office.get(f"/register/import/{work.pk}/faults.xlsx")))
    heads = next(row for row in sheet if "单位名称" in row)
    bad = sheet[sheet.index(heads) + 1 :]
    assert heads == ["原行号", *HEADS, "问题和改法"]
    assert [row[0] for row in bad] == [5, 6]
    assert bad[0][-1] == "联系电话：不是电话号码（6 位数字）。手机号 11 位；座机写区号，例如 0871-6500000"
    confirmed(office, work, leave_faulty="1")
    assert Subject.objects.count() == 1

    bad[0][heads.index("联系电话")], bad[1][heads.index("单位名称")] = "13900000002", "竹里小吃店"
    mended = checked(office, upload(office, workbook(bad, heads=heads, title="改正")))
    assert mended.counts["new"] == 2
    assert not mended.counts.get("faulty")
    confirmed(office, mended)
    assert set(Subject.objects.values_list("name", flat=True)) == {"麦香面馆", "水车茶楼", "竹里小吃店"}


@pytest.mark.mission("X3")
def test_nothing_is_written_until_confirmed_and_faulty_rows_must_be_left_out_knowingly(office: Client) -> None:
    work = checked(office, upload(office, workbook([shop(), shop(单位名称="")])))
    response = office.post(f"/register/import/{work.pk}/confirm", {"back": f"/register/import/{work.pk}/"}, follow=True)
    assert "有 1 行有错" in response.content.decode()
    run_waiting()
    assert not Subject.objects.exists()
    office.post(f"/register/import/{work.pk}/drop")
    assert "已放弃" in page(office, work)
    assert not Subject.objects.exists()


@pytest.mark.mission("C17")
def test_a_mapping_that_a_person_corrected_is_remembered_for_the_next_file(office: Client) -> None:
    heads = [*HEADS]
    heads[HEADS.index("备注")] = "气的来源"
    row = shop()
    row[-1] = "清水燃气站"
    work = upload(office, workbook([row], heads=heads))
    assert work.tables[0]["mapping"][-1] == ""
    work = confirmed(office, checked(office, work, 气的来源="fields.supplier", 餐位数="", **{"餐位数（个）": ""}))
    assert Subject.objects.get().fields == {"gas": "管道天然气", "supplier": "清水燃气站"}
    following = upload(office, workbook([row], heads=[*heads[1:], "新的一列"]))
    mapping = dict(zip(following.tables[0]["heads"], following.tables[0]["mapping"], strict=True))
    assert mapping["气的来源"] == "fields.supplier"
    assert mapping["餐位数（个）"] == ""
    assert mapping["新的一列"] == ""


@pytest.mark.mission("C17")
def test_an_old_file_does_not_bring_back_what_was_corrected_since(office: Client, cast: Cast) -> None:
    taken_in(office, [shop()])
    row = Subject.objects.get()
    office.post(
        f"/register/{row.pk}/edit",
        {
            "name": "麦香面馆",
            "address": "禾苗路1号",
            "phone": "13911112222",
            "fields.gas": "管道天然气",
            "fields.seats": "20",
            "org": row.org,
            "seen": row.updated_at.isoformat(),
        },
    )
    row.refresh_from_db()
    assert row.phone == "13911112222"
    again = taken_in(office, [shop()])
    assert again.counts["kept"] == again.counts["unchanged"] == 1
    row.refresh_from_db()
    assert row.phone == "13911112222"
    newer = taken_in(office, [shop(联系电话="13700000000", **{"餐位数（个）": "36"})])
    assert newer.counts["changed"] == 1
    row.refresh_from_db()
    assert (row.phone, row.fields["seats"]) == ("13700000000", 36)


@pytest.mark.mission("X3")
def test_an_empty_cell_changes_nothing_and_a_grid_named_later_moves_the_subject(office: Client) -> None:
    taken_in(office, [shop(所属网格="")])
    row = Subject.objects.get()
    assert not row.in_grid
    work = taken_in(office, [shop(联系电话="", 负责人="")])
    assert work.counts["changed"] == 1
    row.refresh_from_db()
    assert row.in_grid
    assert (row.contact, row.phone) == ("苏明川", "13800000001")
    assert taken_in(office, [shop(所属网格="")]).counts["unchanged"] == 1


@pytest.mark.mission("C18")
def test_what_looks_alike_is_proposed_and_may_be_left_out(office: Client) -> None:
    rows = [shop(), shop(单位名称="麦香面馆（个体工商户）", 统一社会信用代码="", 地址="禾苗路一号")]
    work = checked(office, upload(office, workbook(rows)))
    assert work.counts["alike"] == 1
    assert "请对照第 2 行" in page(office, work, "?show=notices")
    confirmed(office, work, leave_alike="1")
    assert Subject.objects.count() == 1
    assert taken_in(office, rows).counts["alike"] == 1
    assert Subject.objects.count() == 2
    assert "麦香面馆（个体工商户）" in office.get("/register/duplicates/").content.decode()


def test_the_same_row_twice_counts_once_and_with_other_words_is_for_a_person(office: Client) -> None:
    work = checked(office, upload(office, workbook([shop(), shop(), shop(联系电话="13800000009")])))
    assert (work.counts["new"], work.counts["repeated"], work.counts["faulty"]) == (1, 1, 1)
    assert "与前面的一行是同一对象，内容不同" in page(office, work)


@pytest.mark.mission("X3", "C15")
def test_several_kinds_in_one_table_each_with_its_own_fields(office: Client) -> None:
    heads = ["类别", "名称", "地址", "网格", "社区", "餐位数", "经营类型", "负责人"]
    rows = [
        ["用气餐饮场所", "麦香面馆", "禾苗路1号", "第一网格", "柳荫社区", 20, "", "苏明川"],
        ["燃气经营单位", "清水燃气站", "谷雨街9号", "", "稻香社区", "", "加气站", "方又青"],
        ["燃气经营单位", "半亩气站", "谷雨街8号", "", "稻香社区", 30, "", "方又青"],
        ["游泳馆", "晚渡游泳馆", "谷雨街7号", "", "稻香社区", "", "", ""],
    ]
    work = checked(office, upload(office, workbook(rows, heads=heads), kind=""))
    html = page(office, work)
    assert "“燃气经营单位”没有这一项" in html
    assert "不认识这个类别" in html
    confirmed(office, work, leave_faulty="1")
    found = {row.name: (row.kind, row.fields, row.in_grid) for row in Subject.objects.all()}
    assert found == {
        "麦香面馆": ("restaurant", {"seats": 20}, True),
        "清水燃气站": ("gas-operator", {"operator_type": "加气站"}, False),
    }


@pytest.mark.mission("C9")
def test_nobody_imports_outside_of_the_own_subtree(browser: Callable[[str], Client]) -> None:
    work = checked(
        browser("clerk"), upload(browser("clerk"), workbook([shop(), shop(单位名称="外店", 所属社区="稻香社区")]))
    )
    assert work.counts["faulty"] == 1
    assert "您管辖的范围里没有这个社区（村）" in page(browser("clerk"), work)
    confirmed(browser("clerk"), work, leave_faulty="1")
    assert list(Subject.objects.values_list("name", flat=True)) == ["麦香面馆"]
    other = browser("other_clerk")
    assert other.get(f"/register/import/{work.pk}/").status_code == 404
    assert other.get(f"/register/import/{work.pk}/faults.xlsx").status_code == 404
    assert "底数.xlsx" not in other.get("/register/import/").content.decode()
    for name in ("grid_worker", "leader", "bureau", "supervisor", "system_admin", "auditor"):
        assert browser(name).get("/register/import/").status_code == 403
        assert browser(name).post(f"/register/import/{work.pk}/confirm").status_code == 403


@pytest.mark.mission("X3")
@pytest.mark.parametrize("failing", [0, 1, 3])
def test_a_job_that_dies_in_the_middle_leaves_nothing_and_completes_when_begun_again(
    office: Client, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    monkeypatch.setattr(subject_operations, "BATCH", 20)
    work = checked(office, upload(office, workbook(made_register(90, PLACES, faults=0).rows)))
    real, calls = subject_operations.append, iter(range(1000))

    def dying(*arguments: Any, **named: Any) -> Any:
        if next(calls) == failing:
            raise RuntimeError("the power is cut")
        return real(*arguments, **named)

    monkeypatch.setattr(subject_operations, "append", dying)
    before = StoredEntry.objects.count()
    work = confirmed(office, work)
    assert work.state == "failed"
    assert "什么都没有写入" in page(office, work)
    assert not Subject.objects.exists()
    assert StoredEntry.objects.count() == before
    assert not Tally.objects.filter(measure__startswith="subjects").exists()

    monkeypatch.setattr(subject_operations, "append", real)
    office.post(f"/register/import/{work.pk}/again")
    work.refresh_from_db()
    work = confirmed(office, checked(office, work))
    assert work.state == "done"
    assert Subject.objects.count() == 90


@pytest.mark.mission("X3")
def test_work_whose_worker_was_killed_begins_anew_and_counts_once(office: Client, at: Any) -> None:
    work = checked(office, upload(office, workbook([shop()])))
    Import.objects.filter(pk=work.pk).update(state="writing", beat_at=at - SILENT * 2)
    assert resume_silent(at=at) == 1
    assert resume_silent(at=at) == 0
    run_waiting()
    work.refresh_from_db()
    assert work.state == "done"
    assert Subject.objects.count() == 1


def test_a_double_click_on_confirm_writes_once(office: Client) -> None:
    work = checked(office, upload(office, workbook([shop()])))
    for _ in range(2):
        office.post(f"/register/import/{work.pk}/confirm")
    run_waiting()
    assert Subject.objects.count() == 1
    assert StoredEntry.objects.filter(kind="subject.added").count() == 1


def test_progress_is_shown_while_it_runs_and_can_be_left(office: Client) -> None:
    work = upload(office, workbook([shop()]))
    office.post(
        f"/register/import/{work.pk}/columns", {"kind": "restaurant", "column-subjects": work.tables[0]["mapping"]}
    )
    assert "已排上队" in page(office, work)
    part = office.get(f"/register/import/{work.pk}/?part=work", headers={"HX-Request": "true"})
    assert 'hx-trigger="every 1s"' in part.content.decode()
    run_waiting()
    done = office.get(f"/register/import/{work.pk}/?part=work", headers={"HX-Request": "true"})
    assert done.headers["HX-Refresh"] == "true"
    assert "底数.xlsx" in office.get("/register/import/").content.decode()


@pytest.mark.mission("X1")
def test_who_left_the_post_meanwhile_imports_nothing(office: Client, cast: Cast, at: Any) -> None:
    from taizhang.orgs.models import Post
    from taizhang.orgs.operations import end_post

    work = checked(office, upload(office, workbook([shop()])))
    office.post(f"/register/import/{work.pk}/confirm")
    end_post(Post.objects.get(number=cast.office.post), by="user:0", at=at)
    run_waiting()
    work.refresh_from_db()
    assert work.state == "failed"
    assert "已经离开岗位" in work.message
    assert not Subject.objects.exists()


def test_an_import_asks_for_the_columns_without_which_no_row_can_be_read(office: Client) -> None:
    work = upload(office, workbook([shop()]))
    back = f"/register/import/{work.pk}/"
    form = {"kind": "restaurant", "column-subjects": [""] * len(HEADS), "back": back}
    assert "还没有指定哪一列是“店名”" in office.post(f"{back}columns", form, follow=True).content.decode()
    form["column-subjects"] = ["name", "name", *[""] * 10]
    assert "有两列都对应到了“店名”" in office.post(f"{back}columns", form, follow=True).content.decode()


def test_another_kind_or_another_row_of_heads_is_looked_at_anew(office: Client) -> None:
    work = upload(office, workbook([shop()], title="一个标题"), kind="gas-operator")
    form = {"kind": "restaurant", "head-subjects": "3", "sheet-subjects": "底数"}
    office.post(f"/register/import/{work.pk}/columns", form)
    work.refresh_from_db()
    assert (work.kind, work.state) == ("restaurant", "mapping")
    assert "fields.seats" in work.tables[0]["mapping"]


def test_the_template_can_be_filled_and_imported_and_its_example_is_not_read(office: Client) -> None:
    template = downloaded(office.get("/register/import/template.xlsx?kind=restaurant"))
    book = load_workbook(BytesIO(template))
    sheet = book.worksheets[0]
    assert sheet.data_validations.dataValidation
    heads = [cell.value for cell in sheet[1]]
    sheet.append(
        [
            {"店名": "麦香面馆", "地址": "禾苗路1号", "用气种类": "管道天然气", "网格": "柳荫第一网格"}.get(head)
            for head in heads
        ]
    )
    target = BytesIO()
    book.save(target)
    work = checked(office, upload(office, target.getvalue()))
    assert work.counts["rows"] == 1
    confirmed(office, work)
    assert Subject.objects.get().name == "麦香面馆"


def test_a_rebuild_of_the_journal_gives_the_same_register(office: Client, at: Any) -> None:
    taken_in(office, made_register(60, PLACES, seed=3, faults=0).rows)
    taken_in(office, [shop()])
    taken_in(office, [shop(联系电话="13700000000")])
    before = list(Subject.objects.order_by("pk").values())
    tallies = sorted(Tally.objects.exclude(value=0).values_list("org", "measure", "value"))
    rebuild(at=at)
    assert list(Subject.objects.order_by("pk").values()) == before
    assert sorted(Tally.objects.exclude(value=0).values_list("org", "measure", "value")) == tallies


def test_an_import_costs_a_few_queries_a_batch_not_one_a_row(
    office: Client, django_assert_max_num_queries: Any
) -> None:
    work = upload(office, workbook(made_register(1500, PLACES, faults=0).rows))
    office.post(
        f"/register/import/{work.pk}/columns", {"kind": "restaurant", "column-subjects": work.tables[0]["mapping"]}
    )
    with django_assert_max_num_queries(60):
        run_waiting()
    office.post(f"/register/import/{work.pk}/confirm")
    with django_assert_max_num_queries(120):
        run_waiting()
    assert Subject.objects.count() == 1500
    assert subject_import.BATCH >= 1000


@pytest.mark.mission("C73")
def test_points_and_borders_in_the_datum_of_another_map_are_brought_into_ours(office: Client) -> None:
    spot = converted((34.35, 107.24), Datum.WGS84, Datum.GCJ02)
    corners = [(34.35, 107.24), (34.35, 107.241), (34.351, 107.241), (34.351, 107.24)]
    border = " ".join(f"{lat},{lng}" for lat, lng in (converted(one, Datum.WGS84, Datum.BD09) for one in corners))
    heads = ["地块名称", "所属社区", "承包户", "证载面积", "地类", "现状用途", "地块边界", "纬度", "经度", "坐标系"]
    fixed = ["柳荫社区", "苏明川", 14, "一般耕地", "撂荒"]
    rows = [
        ["一号地", *fixed, "", *spot, "GCJ-02"],
        ["二号地", *fixed, border, "", "", "BD-09"],
        ["三号地", *fixed, "", 34.35, 107.24, ""],
        ["四号地", *fixed, "", 34.35, 107.24, "西安80"],
    ]
    work = checked(office, upload(office, workbook(rows, heads=heads, title="地块"), kind="parcel"))
    assert "不认识这个坐标系" in page(office, work)
    confirmed(office, work, leave_faulty="1")
    held = {row.name: row for row in Subject.objects.all()}
    assert set(held) == {"一号地", "二号地", "三号地"}
    for name in ("一号地", "三号地"):
        assert (held[name].lat, held[name].lng) == pytest.approx((34.35, 107.24), abs=1e-6)
    outline = known_polygon(held["二号地"].fields["outline"])
    assert outline is not None
    assert [list(corner) for corner in outline.corners] == [pytest.approx(list(one), abs=2e-6) for one in corners]
