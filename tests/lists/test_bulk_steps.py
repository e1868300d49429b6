"""More time for many cases, asked for and granted, and supervision of many: each as its plan allows."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from taizhang.cases.models import Case
from taizhang.journal.models import AsideEntry
from tests.lists.test_bulk import act, batch_page
from tests.loop.conftest import Clock
from tests.loop.scene import FIRST_GRID, Scene, in_words
from tests.loop.test_loop import assign


@pytest.fixture
def assigned(town: Scene) -> list[UUID]:
    """Two cases with the first grid, due within three days and within one."""
    found = [Case.objects.get(title=title).pk for title in ("灶台软管老化", "总阀漏气")]
    for about in found:
        assign(town, about, FIRST_GRID)
    return found


def ask(town: Scene, assigned: list[UUID], day: str, **more: Any) -> str:
    words = {"act": "ask-time", "pick": assigned, "until": day, "reason": "配件缺货", **more}
    return batch_page(town.person("grid_worker").client, "ledger", **words)


def day_of(clock: Clock, days: int) -> str:
    return f"{clock.now + timedelta(days=days):%Y-%m-%d}"


@pytest.mark.mission("X8")
def test_more_time_is_asked_for_at_once_and_the_request_withdrawn(
    town: Scene, assigned: list[UUID], clock: Clock
) -> None:
    waiting = Case.objects.get(title="灶台软管破损").pk
    page = ask(town, [*assigned, waiting], day_of(clock, 6))
    worker = town.person("grid_worker").client
    told = in_words(worker.get(page))
    assert "办理了 2 件，1 件没有办理" in told
    assert "不在岗位范围" in told, "the third lies in another grid"
    assert Case.objects.filter(pending_extension__isnull=False).count() == 2
    assert "已有延期申请待批" in in_words(worker.get(ask(town, assigned[:1], day_of(clock, 6))))
    assert "已撤销" in in_words(worker.post(f"{page}undo", follow=True))
    assert not Case.objects.filter(pending_extension__isnull=False).exists()
    assert "撤回延期申请" in town.person("office").case(assigned[0])
    assert not AsideEntry.objects.exists()


@pytest.mark.mission("X8")
def test_what_the_plan_does_not_allow_is_reported_with_its_reason(
    town: Scene, assigned: list[UUID], clock: Clock
) -> None:
    worker = town.person("grid_worker").client
    told = in_words(worker.get(ask(town, assigned, day_of(clock, 60))))
    assert "办理了 0 件，2 件没有办理" in told
    assert re.search(r"总阀漏气.{0,60}最长延", told)
    assert "没有填写理由" in act(worker, "ledger", act="ask-time", pick=assigned, until=day_of(clock, 6), reason=" ")
    assert "没有填写延期到哪一天" in act(worker, "ledger", act="ask-time", pick=assigned, reason="配件缺货")
    assert "日期看不懂" in act(worker, "ledger", act="ask-time", pick=assigned, reason="配件缺货", until="下周")


def certain(client: Client, words: dict[str, Any]) -> str:
    """Pressed, told that it cannot be taken back, and pressed again."""
    asked = in_words(client.post("/lists/ledger/act", words))
    assert "不能撤销" in asked
    return batch_page(client, "ledger", **words, sure="1")


@pytest.mark.mission("X8", "X12")
def test_what_cannot_be_taken_back_is_asked_once(town: Scene, assigned: list[UUID], clock: Clock) -> None:
    ask(town, assigned, day_of(clock, 6))
    office = town.person("office").client
    due = dict(Case.objects.values_list("pk", "due_at"))
    granted = {"act": "grant-time", "pick": [*assigned], "reason": "同意"}
    assert "不能撤销" in in_words(office.post("/lists/ledger/act", granted))
    assert dict(Case.objects.values_list("pk", "due_at")) == due, "nothing is done by the first press"
    page = certain(office, granted)
    assert "办理了 2 件" in in_words(office.get(page))
    assert all(Case.objects.get(pk=about).due_at > due[about] for about in assigned)
    assert "办错了可以在" not in in_words(office.get(page))
    assert "不能撤销" in in_words(office.post(f"{page}undo", follow=True))
    leader = town.person("leader").client
    page = certain(leader, {"act": "supervise", "pick": assigned[:1], "reason": "久拖不决"})
    assert "办理了 1 件" in in_words(leader.get(page))
    assert Case.objects.get(pk=assigned[0]).supervised
    page = certain(leader, {"act": "supervise", "pick": assigned, "reason": "久拖不决"})
    assert "办理了 1 件，1 件没有办理" in in_words(leader.get(page))
    assert not AsideEntry.objects.exists()


@pytest.mark.mission("C9")
def test_nobody_grants_time_or_supervises_without_the_power(town: Scene, assigned: list[UUID], clock: Clock) -> None:
    ask(town, assigned, day_of(clock, 6))
    for who, words in (
        ("grid_worker", {"act": "grant-time"}),
        ("clerk", {"act": "grant-time"}),
        ("clerk", {"act": "supervise"}),
        ("owner", {"act": "supervise"}),
    ):
        act(town.person(who).client, "ledger", **words, pick=assigned, reason="越权", sure="1")
    assert Case.objects.filter(pending_extension__isnull=False).count() == 2
    assert not Case.objects.filter(supervised=True).exists()
