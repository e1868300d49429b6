"""Phrases with values and elements become English sentences, and what the book does not know stays as it was."""

from __future__ import annotations

import importlib.util
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taizhang.config.settings import PROJECT
from taizhang.web.english.page import in_english
from taizhang.web.english.phrases import BadPhrase, Book, areas, pairs_of, read, whole_book
from taizhang.web.english.sentences import Translator

pytestmark = pytest.mark.mission("C80")


def _missing() -> Any:
    """The tool that lists what the book lacks."""
    spec = importlib.util.spec_from_file_location("missing_english", PROJECT / ".ci" / "english.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MISSING = _missing()

BOOK = Translator(
    Book(
        [
            ("共 {} 件", "{} case[s] in all"),
            ("逾期 {} 天", "{} day[s] overdue"),
            ("已派单", "Assigned"),
            ("已派单给{}，请在{}前整改", "Assigned to {1}; to be put right by {2}"),
            ("还有 {} 条，见<1>台账</1>", "{} more entr[y|ies], see the <1>ledger</1>"),
            ("登录", "Sign in"),
            ("{}的{}", "{2} of {1}"),
        ]
    )
)


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("<p>登录</p>", "<p>Sign in</p>"),
        ("<p>\n  登录\n</p>", "<p>\n  Sign in\n</p>"),
        ("<p>共 3 件</p>", "<p>3 cases in all</p>"),
        ("<p>共 <b>1</b> 件</p>", "<p><b>1</b> case in all</p>"),
        ("<p>共 <b class='x'>3</b> 件，逾期 2 天。</p>", "<p><b class='x'>3</b> cases in all, 2 days overdue.</p>"),
        ('<p>还有 1 条，见<a href="/l">台账</a>。</p>', '<p>1 more entry, see the <a href="/l">ledger</a>.</p>'),
        ('<a><svg class="icon"><use/></svg>登录</a>', '<a><svg class="icon"><use/></svg>Sign in</a>'),
        ("<td>已派单（2026年6月3日 10:20）</td>", "<td>Assigned (3 Jun 2026 10:20)</td>"),
        ("<td>柳荫社区，已派单</td>", "<td>柳荫社区, assigned</td>"),
        ("<td>还剩 3 个工作日</td>", "<td>还剩 3 working days</td>"),
        ('<input placeholder="登录" value="登录">', '<input placeholder="Sign in" value="登录">'),
        (
            '<script type="application/json">[{"name": "\\u767b\\u5f55", "sign": "登录"}]</script>',
            '<script type="application/json">[{"name": "Sign in", "sign": "登录"}]</script>',
        ),
        ('<div data-lines="a:已派单 b:登录">', '<div data-lines="a:Assigned b:Sign\xa0in">'),
    ],
)
def test_texts_and_labels_are_put_into_english_and_nothing_else(chinese: str, english: str) -> None:
    assert in_english(chinese, BOOK.text) == english


@pytest.mark.parametrize(
    "page",
    [
        '<p translate="no">登录</p>',
        '<p translate="no"><b>登录</b><p>登录</p></p>',
        "<script>const words = '<p>登录</p>';</script>",
        "<style>p::after { content: '登录' }</style>",
        '<textarea name="note">登录</textarea>',
        "<!-- 登录 -->",
        "<p>某某餐馆擅自使用瓶装液化气</p>",
    ],
)
def test_what_people_wrote_and_what_programs_read_stays(page: str) -> None:
    assert in_english(page, BOOK.text) == page


def test_a_name_that_stays_is_a_value_of_its_sentence() -> None:
    page = '<p>已派单给<b translate="no">登录</b>，请在6月3日前整改</p>'
    assert in_english(page, BOOK.text) == '<p>Assigned to <b translate="no">登录</b>; to be put right by 3 Jun</p>'


def test_a_value_never_becomes_markup() -> None:
    page = '<p title="已派单给&quot;&gt;&lt;b&gt;，请在&amp;前整改">已派单给&lt;script&gt;，请在&amp;amp;前整改</p>'
    assert in_english(page, BOOK.text) == (
        '<p title="Assigned to &quot;&gt;&lt;b&gt;; to be put right by &amp;">'
        "Assigned to &lt;script&gt;; to be put right by &amp;amp;</p>"
    )


def test_a_phrase_that_says_little_is_not_believed_about_what_people_wrote() -> None:
    assert BOOK.text("阿婆家的灶台") == "阿婆家的灶台"
    assert BOOK.text("A的登录") == "sign in of A"


def test_the_language_of_the_page_is_said() -> None:
    assert in_english('<html lang="zh-Hans" class="x"><p>登录</p>', BOOK.text).startswith('<html lang="en" class="x">')
    kept = '<html lang="zh-Hans" translate="no"><p>登录</p>'
    assert in_english(kept, BOOK.text) == kept


MARKUP = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<i class='x>y'>", "</i>", "<br>", "<!-- x -->", "<svg><g/></svg>"]
)
TEXTS = st.sampled_from(
    ["登录", "共 3 件", "，", "阿婆面馆", " ", "A &amp; B", "&lt;p&gt;", "已派单", "逾期 1 天。", "\n"]
)


@settings(deadline=None)
@given(st.lists(st.one_of(MARKUP, TEXTS, st.text(alphabet="ab<>&\"'/=登录 -!", max_size=6)), max_size=14))
def test_markup_stays_byte_for_byte(parts: list[str]) -> None:
    page = "".join(parts)
    made = in_english(page, BOOK.text)
    assert _tags(made) == _tags(page)


@settings(deadline=None)
@given(st.lists(st.one_of(MARKUP, st.sampled_from(["阿婆面馆", "x，y。", "&amp;", " ", "（甲）"])), max_size=14))
def test_a_page_of_which_the_book_knows_nothing_stays_byte_for_byte(parts: list[str]) -> None:
    page = "".join(parts)
    assert in_english(page, lambda text: text) == page


def _tags(page: str) -> list[str]:
    heard: list[str] = []
    from taizhang.web.english.page import _pieces

    heard.extend(piece.raw for piece in _pieces(page) if piece.kind != "text")
    return sorted(heard)


def test_the_book_reads_and_says_each_thing_once() -> None:
    sources: dict[str, str] = {}
    for file in areas():
        for source, english in pairs_of(file.read_text("utf-8"), file.name):
            assert source not in sources, f"{file.name} and {sources.get(source)}: {source}"
            sources[source] = file.name
            assert english.strip()
    assert whole_book().sources


def test_scripts_find_their_words_in_the_part_of_the_book_that_browsers_fetch() -> None:
    from taizhang.web.pages.phone import ENGLISH

    part = Translator(read(file for file in areas() if file.stem in ENGLISH))
    left = {
        text
        for file in MISSING.files_in(MISSING.ROOT / "frontend" / "src")
        for text in MISSING.wordings(file)
        if not MISSING.in_book(text, part)
    }
    assert not left


def test_every_wording_of_the_code_is_in_the_book() -> None:
    """Where this fails: write the pairs that `python .ci/english.py` lists into taizhang/web/english/book/."""
    assert MISSING.lacking(MISSING.ROOT / "taizhang") == {}


def test_a_pair_that_cannot_be_used_says_why() -> None:
    with pytest.raises(BadPhrase, match="占位比中文多"):
        Book([("共 {} 件", "{} of {}")])
    with pytest.raises(BadPhrase, match="元素不一样"):
        Book([("见<1>台账</1>", "see the ledger")])
    with pytest.raises(BadPhrase, match="一行中文、一行英文"):
        list(pairs_of("只有中文\n\n", "words.txt"))
