"""The search box: what each post finds, by which words, and that nothing outside of a post's scope ever answers."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from taizhang.cases.models import Case
from taizhang.commands.main import main
from taizhang.journal.rebuild import index_what_is_not
from taizhang.search.models import Indexed
from taizhang.subjects.erasure import erase_personal
from taizhang.subjects.operations import NewSubject, add_subjects, close, correct
from tests.loop.conftest import Clock
from tests.loop.scene import FIRST_GRID, Scene


def hits(scene: Scene, who: str, text: str) -> list[str]:
    """The titles that the box answers, in order."""
    page = scene.person(who).client.get("/search", {"q": text}, headers={"HX-Request": "true", "HX-Target": "found"})
    assert page.status_code == 200
    content = page.content.decode().strip()
    return [link.text_content() for link in html.fromstring(f"<div>{content}</div>").xpath("//li/a/span")]


@pytest.mark.mission("C74")
@pytest.mark.parametrize(
    "typed", ["阿婆", "面馆", "apmg", "apomian", "FD-0147", "0147", "fd01", "柳荫路18", "阿破面管"]
)
def test_a_shop_is_found_by_parts_pinyin_numbers_and_sound(town: Scene, typed: str) -> None:
    assert "阿婆面馆" in hits(town, "office", typed)


def test_everything_that_has_a_name_is_found_in_groups(town: Scene) -> None:
    case = Case.objects.get(title="总阀漏气")
    assert hits(town, "office", case.number) == ["总阀漏气"]
    assert hits(town, "office", case.number[-4:].lower()) == ["总阀漏气"]
    assert "柳荫社区" in hits(town, "office", "lysq")
    assert "周麦生" in hits(town, "office", "周麦生")
    assert "青禾街道燃气安全专项整治实施方案" in hits(town, "office", "燃气安全")
    assert "问题台账" in hits(town, "office", "wttz")
    page = town.person("office").look("/search?q=软管")
    assert "问题 灶台软管破损" in page
    assert page.index("灶台软管破损") < page.index("灶台软管老化"), "the latest first"


SEES = {
    "office": {"灶台软管老化", "总阀漏气", "灶台软管破损", "后厨阀门漏气"},
    "clerk": {"灶台软管老化", "总阀漏气"},
    "other_clerk": {"灶台软管破损", "后厨阀门漏气"},
    "grid_worker": {"灶台软管老化", "总阀漏气"},
    "bureau": {"灶台软管老化", "灶台软管破损"},
    "fire": {"总阀漏气", "后厨阀门漏气"},
    "owner": {"灶台软管老化", "总阀漏气"},
    "other_owner": {"灶台软管破损", "后厨阀门漏气"},
    "system_admin": set(),
    "security_admin": set(),
    "auditor": set(),
}


@pytest.mark.mission("C9", "C10")
@pytest.mark.parametrize("who", sorted(SEES))
def test_nobody_finds_what_is_not_theirs_by_guessing_either(town: Scene, who: str) -> None:
    every = SEES["office"]
    numbers = list(Case.objects.values_list("number", flat=True))
    guesses = ["灶台", "漏气", "阀", "rglh", "hcfmlq", "a", "26", "@case:1", "@", "#5678", *numbers, *every]
    guesses += ["灶台 OR 阀门", '"灶台', "灶台*", "灶台' | 'x", "NOT 灶台", "tokens:灶台", "％"]
    found = {title for guess in guesses for title in hits(town, who, guess)}
    assert found & every == SEES[who]


@pytest.mark.mission("C9")
def test_a_shopkeeper_finds_the_own_shop_and_neither_others_nor_officials(town: Scene) -> None:
    guesses = ("面馆", "饭庄", "小炒", "周", "柳荫", "网格", "街道")
    names = [name for guess in guesses for name in hits(town, "owner", guess)]
    assert set(names) <= {"阿婆面馆", "青禾街道燃气安全专项整治实施方案"}
    assert "阿婆面馆" in names


@pytest.mark.mission("C9")
def test_telephones_are_found_only_by_those_who_may_see_them_and_shown_to_nobody(town: Scene) -> None:
    for typed in ("5678", "13912345678", "秦阿婆"):
        assert "阿婆面馆" in hits(town, "office", typed)
        assert "阿婆面馆" in hits(town, "clerk", typed)
        for who in ("grid_worker", "supervisor", "leader", "bureau", "other_clerk", "owner"):
            assert "阿婆面馆" not in hits(town, who, typed), who
    told = town.person("office").look("/search?q=13912345678").replace("13912345678", "")  # what was typed
    assert "阿婆面馆" in told
    assert "5678" not in told


def test_who_handles_a_case_of_elsewhere_finds_it(town: Scene) -> None:
    about = Case.objects.get(title="后厨阀门漏气").pk
    assert "后厨阀门漏气" not in hits(town, "bureau", "后厨")
    town.person("other_clerk").take(about, "assigned", handler=town.cast.bureau.org)
    assert "后厨阀门漏气" in hits(town, "bureau", "后厨")


def test_the_index_follows_the_register(town: Scene, clock: Clock) -> None:
    shop = town.subjects["柳荫小炒"].pk
    correct(by=town.cast.office, at=clock.now, subject=shop, changes={"name": "城南食府"})
    assert hits(town, "office", "柳荫小炒") == []
    assert hits(town, "office", "cnsf") == ["城南食府"]
    assert hits(town, "clerk", "城南") == ["城南食府"]
    assert hits(town, "other_clerk", "城南") == []


@pytest.mark.mission("C13")
def test_what_was_erased_is_found_no_more(town: Scene, clock: Clock) -> None:
    shop = town.subjects["阿婆面馆"].pk
    assert "阿婆面馆" in hits(town, "office", "5678")
    close(by=town.cast.office, at=clock.now, subject=shop, reason="关店")
    erase_personal(by=town.cast.office, at=clock.now, subject=shop, reason="到期")
    assert "阿婆面馆" not in hits(town, "office", "5678")
    assert not Indexed.objects.filter(tokens__contains="5678").exists()


@pytest.mark.mission("X9")
def test_the_index_is_made_anew_from_the_journal_and_for_an_older_installation(town: Scene) -> None:
    def index() -> set[tuple[str, str, str]]:
        return {(row.thing, str(row.about), row.tokens) for row in Indexed.objects.all()}

    before = index()
    assert main(["rebuild"]) == 0
    assert index() == before
    Indexed.objects.all().delete()
    assert hits(town, "office", "阿婆面馆") == []
    index_what_is_not()
    assert index() == before
    assert "阿婆面馆" in hits(town, "office", "阿婆面馆")


@pytest.mark.mission("X9", "X3")
def test_the_filters_of_ledger_and_register_know_the_same_words(town: Scene) -> None:
    office = town.person("office")
    assert "总阀漏气" in office.look("/ledger/?q=zflq")
    assert "总阀漏气" in office.look("/ledger/?q=阿婆面馆"), "by the name of its subject"
    assert "后厨阀门漏气" not in office.look("/ledger/?q=阿婆面馆")
    assert "阿婆面馆" in office.look("/register/?q=apmg")
    assert "稻香饭庄" not in office.look("/register/?q=apmg")
    assert "稻香饭庄" not in town.person("clerk").look("/register/?q=饭庄&org=")


def test_common_words_narrow_a_list_as_rare_ones_do(town: Scene, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    def listed(text: str, who: str = "office") -> set[str]:
        page = town.person(who).look(f"/ledger/?q={text}")
        return {title for title in SEES["office"] if title in page}

    texts = ("软管", "灶台软管 破", "阿婆面馆", "zt", "漏气", "5678", "没有")
    rare = {(text, who): listed(text, who) for text in texts for who in ("office", "clerk", "bureau")}
    assert rare["软管", "office"] == {"灶台软管老化", "灶台软管破损"}
    monkeypatch.setattr("taizhang.search.queries.MOST", 0)
    assert {key: listed(*key) for key in rare} == rare


@pytest.mark.mission("C74")
def test_an_answer_costs_few_queries(town: Scene, clock: Clock) -> None:
    org = town.org(FIRST_GRID).number
    shops = [NewSubject(kind="restaurant", name=f"阿婆分店{number}", org=org) for number in range(30)]
    add_subjects(shops, by=town.cast.office, at=clock.now)
    client = town.person("office").client
    client.get("/search", {"q": "阿婆"})
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/search", {"q": "阿"}).content.decode()
    assert "看全部" in page
    assert len(queries) <= 12, [query["sql"][:120] for query in queries.captured_queries]
