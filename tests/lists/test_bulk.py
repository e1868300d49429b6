"""Many rows at once: each judged for itself, reported with reasons, taken back by opposite entries."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from lxml import html

from taizhang.cases.models import Case
from taizhang.journal.models import AsideEntry, StoredEntry
from taizhang.subjects.models import Subject
from tests.loop.conftest import Clock
from tests.loop.scene import FIRE, FIRST_GRID, SAFETY, SECOND_GRID, Scene, in_words
from tests.loop.test_loop import assign

FIRST_ACT = {"ledger": "hand-over", "register": "to-grid"}


def act(client: Client, name: str, **words: Any) -> str:
    words = {"act": FIRST_ACT[name], **words}
    return in_words(client.post(f"/lists/{name}/act", words, follow=True))


def batch_page(client: Client, name: str, **words: Any) -> str:
    """The address of the report of a batch."""
    answer = client.post(f"/lists/{name}/act", {"act": FIRST_ACT[name], **words})
    assert answer.status_code == 302, in_words(answer)
    return str(answer["Location"])


@pytest.mark.mission("X8", "X9")
def test_cases_are_handed_over_at_once_and_given_back(town: Scene) -> None:
    waiting = Case.objects.get(title="灶台软管老化")
    under_way = Case.objects.get(title="总阀漏气")
    assign(town, under_way.pk, FIRST_GRID)
    other = Case.objects.get(title="后厨阀门漏气")
    office = town.person("office").client
    fire = town.org(FIRE).number
    page = batch_page(office, "ledger", pick=[waiting.pk, under_way.pk, other.pk], to=fire, reason="归口办理")
    assert "办理了 3 件" in in_words(office.get(page))
    handled = dict(Case.objects.values_list("title", "handler"))
    assert {handled[row.title] for row in (waiting, under_way, other)} == {fire}
    assert handled["灶台软管破损"] is None
    assert "归口办理" in town.person("office").case(under_way.pk)

    before = StoredEntry.objects.count()
    assert "已撤销" in in_words(office.post(f"{page}undo", follow=True))
    back = {row.title: (row.handler, row.state) for row in Case.objects.all()}
    assert back["总阀漏气"] == (town.org(FIRST_GRID).number, "assigned")
    assert back["灶台软管老化"] == back["后厨阀门漏气"] == (None, "filed")
    assert StoredEntry.objects.count() == before + 3, "opposite entries; nothing is taken out"
    assert "只能在" in in_words(office.post(f"{page}undo", follow=True)), "once"
    assert not AsideEntry.objects.exists()


@pytest.mark.mission("X8")
def test_what_cannot_be_handed_over_is_reported_with_its_reason(town: Scene, clock: Clock) -> None:
    major = town.found("cellar", clock.now, title="地下室用气")
    done = Case.objects.get(title="灶台软管老化")
    fire = town.org(FIRE).number
    town.person("clerk").take(done.pk, "assigned", handler=fire)
    office = town.person("office").client
    told = act(office, "ledger", pick=[major, done.pk, Case.objects.get(title="总阀漏气").pk], to=fire, reason="归口")
    assert "办理了 1 件，2 件没有办理" in told
    assert re.search(r"地下室用气.{0,40}五落实", told)
    assert "已经由该单位承办" in told
    assert not AsideEntry.objects.exists()


@pytest.mark.mission("C9")
def test_nobody_acts_on_what_is_not_theirs(town: Scene) -> None:
    theirs = Case.objects.get(title="后厨阀门漏气")
    clerk = town.person("clerk").client
    told = act(clerk, "ledger", pick=[theirs.pk], to=town.org(FIRST_GRID).number, reason="越权")
    assert "办理了 0 件，1 件没有办理" in told
    assert "不在岗位范围" in told
    assert "后厨" not in told
    assert Case.objects.get(pk=theirs.pk).handler is None
    own = Case.objects.get(title="总阀漏气").pk
    act(clerk, "ledger", pick=[own], to=town.org(SECOND_GRID).number, reason="越权")
    assert Case.objects.get(pk=own).handler is None, "not to an office outside of the own place"
    for who in ("grid_worker", "owner", "leader"):
        act(town.person(who).client, "ledger", pick=[own], to=town.org(FIRST_GRID).number, reason="越权")
        assert Case.objects.get(pk=own).handler is None, who
    page = batch_page(clerk, "ledger", pick=[own], to=town.org(FIRST_GRID).number, reason="派单")
    assert town.person("office").client.get(page).status_code == 404, "a batch is its maker's"
    assert town.person("office").client.post(f"{page}undo").status_code != 302
    assert Case.objects.get(pk=own).handler == town.org(FIRST_GRID).number


def test_all_that_match_the_filter_and_no_more(town: Scene) -> None:
    office = town.person("office").client
    safety = town.org(SAFETY).number
    told = act(office, "ledger", all="1", words="q=软管&state=open", to=safety, reason="归口")
    assert "办理了 2 件" in told
    assert set(Case.objects.filter(handler=safety).values_list("title", flat=True)) == {"灶台软管老化", "灶台软管破损"}


@pytest.mark.mission("X8")
def test_taking_back_leaves_what_went_on_and_ends_after_minutes(town: Scene, clock: Clock) -> None:
    first, second = (Case.objects.get(title=title).pk for title in ("灶台软管老化", "总阀漏气"))
    office = town.person("office").client
    page = batch_page(office, "ledger", pick=[first, second], to=town.org(FIRST_GRID).number, reason="派单")
    clock.now += timedelta(minutes=2)
    town.person("clerk").take(second, "transferred", handler=town.org(SAFETY).number, reason="专业问题")
    told = in_words(office.post(f"{page}undo", follow=True))
    assert "1 件没有撤销" in told
    assert "之后又有新的办理" in told
    assert Case.objects.get(pk=first).handler is None
    assert Case.objects.get(pk=second).handler == town.org(SAFETY).number
    page = batch_page(office, "ledger", pick=[first], to=town.org(FIRST_GRID).number, reason="派单")
    clock.now += timedelta(minutes=11)
    assert "办错了可以在" not in in_words(office.get(page))
    office.post(f"{page}undo")
    assert Case.objects.get(pk=first).handler == town.org(FIRST_GRID).number


@pytest.mark.mission("X5", "X3")
def test_subjects_are_given_to_the_grid_of_a_worker_and_back(town: Scene) -> None:
    clerk = town.person("clerk").client
    assert "柳荫第一网格（周麦生、吴秋实）" in in_words(clerk.get("/register/"))
    shop = town.subjects["柳荫小炒"].pk
    grid = town.org(FIRST_GRID)
    page = batch_page(clerk, "register", pick=[shop, town.subjects["阿婆面馆"].pk], to=grid.number)
    told = in_words(clerk.get(page))
    assert "办理了 1 件，1 件没有办理" in told
    assert "已经在这个网格" in told
    assert Subject.objects.get(pk=shop).org == grid.number
    clerk.post(f"{page}undo")
    assert Subject.objects.get(pk=shop).org == town.org("530199001001-02").number
    theirs = town.subjects["稻香饭庄"].pk
    act(clerk, "register", pick=[theirs], to=grid.number)
    assert Subject.objects.get(pk=theirs).org == town.org(SECOND_GRID).number


def test_the_list_offers_each_post_what_it_may_do(town: Scene) -> None:
    for who, offered in (
        ("office", {"移交", "申请延期", "批准延期", "挂牌督办"}),
        ("clerk", {"移交", "申请延期", "批准延期"}),
        ("grid_worker", {"申请延期"}),
        ("leader", {"挂牌督办"}),
    ):
        page = html.fromstring(town.person(who).client.get("/ledger/").content.decode())
        several = {str(one.text) for one in page.xpath("//form[@id='bulk']//select[@name='act']/option")}
        single = page.xpath("//form[@id='bulk']//input[@name='act']/@value")
        assert several == offered or (single and len(offered) == 1), who
