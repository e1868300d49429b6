"""The look: nothing inline, every icon drawn, light enough for a slow line, and every state said in words."""

from __future__ import annotations

import gzip
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory

from taizhang.core.plan import Plan
from taizhang.web.badges import BADGES, SEVERITIES
from taizhang.web.navigation import GROUPS
from tests.cast import Cast

WEB = Path(__file__).resolve().parents[2] / "taizhang" / "web"
FRONTEND = WEB.parents[1] / "frontend"
BUILT = WEB / "static" / "built"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|\shx-on|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)
NOW = datetime.fromisoformat("2026-05-13T09:00:00+08:00")


def written(source: str, **context: object) -> str:
    return Template("{% load look %}" + source).render(Context(context))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB / "templates")))
def test_no_template_has_inline_script_or_style(path: Path) -> None:
    assert INLINE.search(path.read_text(encoding="utf-8")) is None


def test_every_icon_in_use_is_in_the_sprite() -> None:
    drawn = set((FRONTEND / "icons.txt").read_text().split())
    used = {name for path in TEMPLATES for name in re.findall(r'{% icon "([^"]+)"', path.read_text(encoding="utf-8"))}
    used |= {
        name for path in TEMPLATES for name in re.findall(r'{% nothing "([^"]+)"', path.read_text(encoding="utf-8"))
    }
    used |= {badge.icon for badges in (*BADGES.values(), SEVERITIES) for badge in badges.values()}
    used |= {icon for _, rows in GROUPS for _, _, icon, _ in rows}
    assert used - drawn == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB / "templates")))
def test_no_template_says_a_word_of_the_plan_language_to_an_official(path: Path) -> None:
    """`licences` is for who writes a plan's file; on the page it is 证照."""
    shown = re.sub(r"{{.*?}}|<[^>]*>", "", path.read_text(encoding="utf-8"))
    assert set(re.findall(r"[一-鿿（“] ?([a-z_]+)(?=[ ）”一-鿿])", shown)) & set(Plan.model_fields) == set()


def test_every_state_has_an_icon_and_a_chinese_label() -> None:
    for badge in (badge for badges in BADGES.values() for badge in badges.values()):
        assert badge.icon
        assert re.search("[一-鿿]", badge.label)


@pytest.mark.django_db
def test_styleguide_shows_every_piece_without_anything_inline(client: Client) -> None:
    page = client.get("/styleguide")
    html = page.content.decode()
    assert page.status_code == 200
    assert INLINE.search(re.sub(r'<script id="\w+" type="application/json">.*?</script>', "", html)) is None
    for words in ("还剩 9 天", "逾期 3 天", "今天", "明天到期", "待立案", "逾期未完成", "退回重改", "承办单位"):
        assert words in html


def test_office_files_are_light() -> None:
    if not (BUILT / "stamp.txt").exists():
        pytest.skip("前端还没有生成：make front")
    sent = sum(len(gzip.compress((BUILT / name).read_bytes())) for name in ("office.css", "office.js"))
    assert sent <= 120_000


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=2), "还剩 2 天"),
        (timedelta(days=1), "明天到期"),
        (timedelta(hours=3), "今天 12:00 前"),
        (timedelta(hours=-2), "今天已逾期"),
        (timedelta(days=-3), "逾期 3 天"),
    ],
)
def test_due_counts_local_days(left: timedelta, words: str) -> None:
    assert words in written("{% due moment now=now %}", moment=NOW + left, now=NOW)


def test_what_is_closed_is_never_overdue() -> None:
    assert "逾期" not in written("{% due moment now=now closed=True %}", moment=NOW - timedelta(days=30), now=NOW)


def test_coverage_never_rounds_up_to_all() -> None:
    html = written('{% coverage 999 1000 0 "/x" title="排查" missing_url="/y" %}')
    assert "99%" in html
    assert 'href="/y">差 1' in html


def test_zero_is_nothing_to_worry_about() -> None:
    assert "tone-late" not in written('{% figure "逾期" 0 "/x" "late" %}')
    assert "tone-late" in written('{% figure "逾期" 1 "/x" "late" %}')


def test_pager_keeps_the_words_of_the_address() -> None:
    request = RequestFactory().get("/ledger/", {"state": "open", "after": "1~a"})
    html = written("{% pager following %}", request=request, following="2026-05-13T09:00:00+08:00~b")
    assert "/ledger/?state=open&amp;after=2026-05-13T09%3A00%3A00%2B08%3A00~b" in html
    assert 'href="/ledger/?state=open"' in html


def test_words_from_people_are_escaped() -> None:
    html = written('{% state_badge "case" word %}{% figure word word %}', word="<b>x</b>")
    assert "<b>" not in html


@pytest.mark.parametrize(("url", "status", "words"), [("/sign-in", 200, "用户名"), ("/nowhere", 404, "找不到这个页面")])
@pytest.mark.django_db
def test_pages_outside_of_the_frame(client: Client, url: str, status: int, words: str) -> None:
    page = client.get(url)
    assert page.status_code == status
    assert words in page.content.decode()


def test_form_that_outlived_its_session_shows_what_was_typed(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.post("/choose-post", {"reason": "阀门漏气", "password": "secret"})
    html = page.content.decode()
    assert page.status_code == 403
    assert "阀门漏气" in html
    assert "secret" not in html


@pytest.mark.parametrize("name", ["office", "leader", "bureau", "clerk", "grid_worker", "supervisor"])
def test_every_role_gets_its_pages(cast: Cast, client: Client, name: str) -> None:
    client.force_login(cast.user(name))
    for url in ("/", "/ledger/", "/duties/", "/duties/mine"):
        page = client.get(url)
        assert page.status_code == 200
        assert cast.actors[name].name in page.content.decode()


@pytest.mark.parametrize(("url", "label"), [("/orgs/", "组织与岗位"), ("/orgs/import/", "组织导入")])
def test_the_navigation_marks_the_one_place_where_one_is(admin: Client, url: str, label: str) -> None:
    side = admin.get(url).content.decode().partition('<nav class="side"')[2].partition("</nav>")[0]
    current = re.findall(r'aria-current="page">(.*?)</a>', side, re.DOTALL)
    assert [re.sub(r"<.*?>", "", one).strip() for one in current] == [label]
