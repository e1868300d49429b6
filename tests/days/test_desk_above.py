"""The days of those above: a leader who puts a grave problem under supervision, a supervisor who looks himself."""

from __future__ import annotations

import re

import pytest

from taizhang.cases.models import Case
from taizhang.draws.models import Draw
from taizhang.journal.models import StoredEntry
from tests.cast import Cast
from tests.days.desk_scene import MAJOR, MENDED, Street, cast, clock, scene
from tests.days.reader import Enter, Reader, readers, with_each_reader

__all__ = ["cast", "clock", "readers", "scene"]


def looks_at_the_screen_and_behind_a_number(reader: Reader) -> None:
    reader.link("指挥屏").click()
    reader.page.locator(".wall-figure").first.wait_for()
    reader.look("指挥屏")
    reader.page.locator("a.wall-figure").filter(has_text=reader.words("未销号")).first.click()
    reader.at("问题台账")
    reader.thing(MAJOR).wait_for()


def puts_it_under_supervision(reader: Reader) -> None:
    reader.menu("工作台")
    reader.page.get_by_role("link", name=re.compile(re.escape(reader.words("应挂牌督办")))).first.click()
    reader.at("问题台账")
    reader.thing(MAJOR).click()
    reader.at(MAJOR, written=True)
    reader.takes("挂牌督办", 理由="重大隐患逾期两天，主任包保")
    reader.look("已挂牌督办")


@pytest.mark.mission("X4", "C60", "C72", "C80")
@with_each_reader()
def test_a_leader_sees_where_it_burns_and_takes_it_up(readers: Enter, cast: Cast, scene: Street) -> None:
    reader = readers("leader")
    reader.at("青禾街道", written=True)
    looks_at_the_screen_and_behind_a_number(reader)
    puts_it_under_supervision(reader)
    case = Case.objects.get(pk=scene.cases[MAJOR])
    assert case.supervised and case.supervision[0]["reason"] == "重大隐患逾期两天，主任包保"
    assert StoredEntry.objects.get(kind="case.supervised").actor == cast.leader.identity


def gives_back_what_is_not_mended(reader: Reader) -> None:
    reader.page.get_by_role("link", name=re.compile(re.escape(reader.words("待复查")))).first.click()
    reader.at("问题台账")
    reader.thing(MENDED).click()
    reader.at(MENDED, written=True)
    reader.takes("退回重改", 理由="阀门仍有松动")


def draws_by_lot(reader: Reader) -> None:
    reader.menu("随机抽查")
    reader.at("随机抽查")
    reader.link("发起抽查").click()
    reader.at("发起抽查")
    reader.box("抽取几个对象").fill("2")
    reader.box("每个对象派几人").fill("1")
    reader.look("发起抽查")
    reader.button("公示").click()
    reader.look("已公示")
    reader.button("开始抽取").click()
    reader.at("抽到的对象")


@pytest.mark.mission("C34", "C26", "C80")
@with_each_reader()
def test_a_supervisor_gives_back_and_draws_by_lot(readers: Enter, scene: Street) -> None:
    reader = readers("supervisor")
    reader.at("青禾街道", written=True)
    gives_back_what_is_not_mended(reader)
    draws_by_lot(reader)
    assert scene.state(MENDED) == "assigned" and Case.objects.get(pk=scene.cases[MENDED]).returns == 1
    draw = Draw.objects.get()
    assert (draw.state, len(draw.picks)) == ("drawn", 2)
