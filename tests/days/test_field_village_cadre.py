"""A village cadre's day at the desk pages: what is owed, who is new, what is urged, who is left, the report in time."""

from __future__ import annotations

import pytest

from taizhang.cases.models import Case
from taizhang.duties.models import Duty
from taizhang.journal.models import StoredEntry
from taizhang.reports.models import Report
from taizhang.subjects.models import Subject
from tests.cast import Cast
from tests.days.field_scene import FISHERS, GRID, VILLAGE, Village, camera, now, scene
from tests.days.reader import Enter, Reader, photograph, readers, with_each_reader
from tests.phone.hands import Camera

__all__ = ["camera", "now", "readers", "scene"]


def sees_and_does_what_the_village_owes(reader: Reader) -> None:
    reader.menu("我的任务")
    reader.at("我的任务")
    reader.thing("组织燃气安全培训").click()
    reader.at("组织燃气安全培训", written=True)
    reader.box("参加人数").fill("36")
    reader.box("情况说明").fill("在社区会议室讲了一小时")
    reader.button("登记完成").click()
    reader.told("已登记完成")


def sees_who_is_not_yet_visited(reader: Reader) -> None:
    reader.link("任务清单").click()
    reader.at("任务清单")
    reader.link("应查未查名单").click()
    reader.at("应查未查名单")
    reader.thing(FISHERS).wait_for()


def registers_a_shop_that_is_new(reader: Reader, cast: Cast) -> None:
    reader.menu("整治底数")
    reader.at("整治底数")
    reader.link("登记一个").click()
    reader.at("登记整治对象")
    reader.thing("用气餐饮场所").click()
    said = {"name": "巷口烧烤", "address": "青禾街9号", "contact": "乔若谷", "fields.seats": "24"}
    for name, value in said.items():
        reader.page.locator(f"input[name='{name}']").fill(value)
    reader.page.locator("select[name='fields.gas']").select_option(index=1)
    reader.box("所在网格").select_option(str(cast.orgs[GRID].number))
    reader.look("登记")
    reader.button("登记入册").click()
    reader.at("巷口烧烤", written=True)


def answers_what_is_urged(reader: Reader, camera: Camera) -> None:
    reader.menu("督促提醒")
    reader.at("督促提醒")
    reader.thing("灶具没有熄火保护装置").click()
    reader.at("灶具没有熄火保护装置", written=True)
    reader.link("提交整改").click()
    photograph(reader.page.locator("#step"), camera())
    reader.page.locator("#step textarea").first.fill("已换有熄火保护的灶具")
    reader.look("提交整改")
    reader.button("确认提交整改").click()
    reader.told("已办理：提交整改")


def confirms_the_report(reader: Reader) -> None:
    reader.menu("报送")
    reader.at("报送")
    reader.thing("燃气安全排查日报").click()
    reader.button("确认报送").click()
    reader.told("重新确认")
    reader.look("已确认报送")


@pytest.mark.mission("X3", "X8", "X10", "X12", "C19", "C80")
@with_each_reader
def test_from_what_is_owed_to_the_report(readers: Enter, camera: Camera, cast: Cast, scene: Village) -> None:
    reader = readers("clerk")
    reader.at("我的任务")
    sees_and_does_what_the_village_owes(reader)
    sees_who_is_not_yet_visited(reader)
    registers_a_shop_that_is_new(reader, cast)
    answers_what_is_urged(reader, camera)
    confirms_the_report(reader)

    assert Duty.objects.get(verb="hold", bearer=cast.orgs[VILLAGE].number).state == "met"
    assert Subject.objects.get(name="巷口烧烤").fields["seats"] == 24
    assert Case.objects.get(pk=scene.cases["urged"]).state == "rectified"
    report = Report.objects.get(org=cast.orgs[VILLAGE].number, confirmed_at__isnull=False)
    assert report.confirmed_name == "江小禾" and report.confirmed_at < report.cut_off
    done = StoredEntry.objects.filter(actor=cast.clerk.identity).order_by("seq").values_list("kind", flat=True)
    assert {"duty.met", "subject.added", "case.rectified", "report.confirmed"} <= set(done)
