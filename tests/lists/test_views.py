"""Views that are kept and sent, columns that everybody chooses for themselves, and orders."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from lxml import html
from openpyxl import load_workbook

from taizhang.cases.models import Case
from taizhang.lists.models import SavedView
from tests.loop.conftest import Clock
from tests.loop.scene import Scene, in_words
from tests.loop.test_loop import assign


def headings(client: Client, url: str) -> list[str]:
    page = html.fromstring(client.get(url, follow=True).content.decode())
    return [cell.text_content().strip("↑↓ ") for cell in page.xpath("//table[@data-list]/thead//th[not(.//input)]")]


def titles(client: Client, url: str) -> list[str]:
    page = html.fromstring(client.get(url, follow=True).content.decode())
    return [cell.text_content() for cell in page.xpath("//table[@data-list]/tbody//th/a")]


def save(client: Client, **words: str) -> SavedView:
    client.post("/lists/ledger/save", {"words": "", "columns": "", **words})
    return SavedView.objects.order_by("-pk")[0]


@pytest.mark.mission("X9", "C9")
def test_a_view_that_is_sent_shows_each_what_is_theirs(town: Scene) -> None:
    view = save(town.person("office").client, name="软管", words="q=软管&sort=number", columns="number.handler")
    link = f"/lists/views/{view.pk}/"
    for who, seen in (
        ("office", {"灶台软管老化", "灶台软管破损"}),
        ("clerk", {"灶台软管老化"}),
        ("other_grid_worker", {"灶台软管破损"}),
        ("owner", {"灶台软管老化"}),
        ("fire", set()),
    ):
        client = town.person(who).client
        assert set(titles(client, link)) == seen, who
        if seen:
            assert headings(client, link) == ["问题", "编号", "承办单位"]
    assert Client().get(link).status_code == 302, "to the sign-in"


@pytest.mark.mission("X9")
def test_views_are_found_by_their_owner_and_if_shared_by_the_own_org(town: Scene) -> None:
    office, leader, clerk = (town.person(who).client for who in ("office", "leader", "clerk"))
    save(office, name="自己的", words="state=open")
    view = save(office, name="大家的", words="state=open", shared="1")

    def offered(client: Client) -> set[str]:
        page = in_words(client.get("/ledger/"))
        return {name for name in ("自己的", "大家的") if name in page}

    assert offered(office) == {"自己的", "大家的"}
    assert offered(leader) == {"大家的"}, "of the same org"
    assert offered(clerk) == set()
    assert leader.post(f"/lists/views/{view.pk}/drop").status_code != 302, "only its owner drops it"
    assert SavedView.objects.filter(pk=view.pk).exists()
    office.post(f"/lists/views/{view.pk}/drop")
    assert offered(leader) == set()


def test_a_list_opens_with_the_view_chosen_for_that(town: Scene) -> None:
    office = town.person("office").client
    save(office, name="漏气", words="q=漏气", first="1")
    assert set(titles(office, "/ledger/")) == {"总阀漏气", "后厨阀门漏气"}
    assert len(titles(office, "/ledger/?view=none")) == 4
    assert len(titles(town.person("leader").client, "/ledger/")) == 4
    office.post("/lists/ledger/plain")
    assert len(titles(office, "/ledger/")) == 4


@pytest.mark.mission("X9")
def test_the_columns_are_each_persons_own_and_those_of_the_excel_file(town: Scene) -> None:
    office = town.person("office").client
    ticked = {"column": ["title", "due", "finder"], "place-finder": "1", "place-title": "2", "place-due": "3"}
    office.post("/lists/ledger/columns", {**ticked, "words": "q=软管"})
    assert headings(office, "/ledger/") == ["发现人", "问题", "整改期限"]
    assert headings(town.person("clerk").client, "/ledger/")[:2] == ["编号", "问题"]
    book = b"".join(office.get("/lists/ledger/export.xlsx").streaming_content)  # type: ignore[attr-defined]
    sheet = load_workbook(io.BytesIO(book)).active
    assert [cell.value for cell in sheet[3]] == ["序号", "发现人", "问题描述", "整改期限"]  # type: ignore[union-attr]
    office.post("/lists/ledger/columns", {"reset": "1"})
    assert headings(office, "/ledger/")[0] == "编号"


def test_whatever_is_sent_as_columns_or_order_gives_a_list(town: Scene) -> None:
    office = town.person("office").client
    office.post("/lists/ledger/columns", {"column": ["nonsense", "id", "photos"]})
    for words in (
        "sort=photos",
        "sort=-due_at",
        "sort=path__x",
        "columns=..",
        "view=x",
        "after=~",
        "sort=due_at&after=x~y",
    ):
        assert len(titles(office, f"/ledger/?{words}")) == 4, words
    assert office.post("/lists/nonsense/save", {"name": "x"}).status_code == 404


@pytest.mark.mission("X9")
def test_a_list_is_sorted_by_its_columns_page_by_page(
    town: Scene, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("taizhang.access.paging.page_by_key.__defaults__", ("", 2))
    assign(town, Case.objects.get(title="灶台软管老化").pk)
    Case.objects.filter(title="灶台软管破损").update(due_at=None)
    office = town.person("office").client
    for sort, wanted in (
        ("number", list(Case.objects.order_by("number").values_list("title", flat=True))),
        ("-number", list(Case.objects.order_by("-number").values_list("title", flat=True))),
        (
            "due_at",
            [
                *Case.objects.exclude(due_at=None).order_by("due_at", "pk").values_list("title", flat=True),
                "灶台软管破损",
            ],
        ),
    ):
        seen, url = [], f"/ledger/?sort={sort}"
        while url:
            seen += titles(office, url)
            page = html.fromstring(office.get(url).content.decode())
            onward = page.xpath("//a[contains(@href, 'after=') and contains(., '下一页')]/@href")
            url = onward[0] if onward else ""
        assert seen == wanted, sort


@pytest.mark.parametrize("page", ["/register/", "/duties/", "/inspections/"])
def test_the_other_lists_have_views_and_columns_too(town: Scene, page: str) -> None:
    office = town.person("office").client
    before = headings(office, page)
    answer = in_words(office.get(page))
    assert "保存视图" in answer
    if before:
        name = page.strip("/")
        office.post(f"/lists/{name}/columns", {"column": ["state", "result"]})
        assert len(headings(office, page)) < len(before)
