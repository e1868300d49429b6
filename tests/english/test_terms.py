"""One English word for one term: the phrase book keeps to the table of docs/english.md."""

from __future__ import annotations

import re

import pytest

from taizhang.config.settings import PROJECT
from taizhang.web.english.phrases import areas, pairs_of
from taizhang.web.help.words import WORDS

pytestmark = pytest.mark.mission("C80")
ROW = re.compile(r"^\| ([一-鿿]+) \| ([^|]+) \| ([^|]*)\|$", re.MULTILINE)
TERMS = {
    chinese: [form.strip().lower() for form in (english, *also.split(",")) if form.strip()]
    for chinese, english, also in ROW.findall((PROJECT / "docs" / "english.md").read_text(encoding="utf-8"))
}
ENDING = re.compile(r"\[([^|\]]*)[^\]]*\]")
PAIRS = [
    (chinese, ENDING.sub(r"\1", english))
    for file in areas()
    for chinese, english in pairs_of(file.read_text(encoding="utf-8"), file.name)
]
NAME = re.compile(r"[一-鿿\s{}!]+")
LONGEST = 8
"""Characters of what names something; longer ones are sentences, which may say a term by a pronoun or not at all."""


def stem(form: str) -> str:
    return form[:-1] if form.endswith("e") else form


def test_the_table_has_the_terms_that_the_help_explains() -> None:
    assert len(TERMS) > 40
    for word in WORDS:
        if word.word in TERMS:
            assert any(stem(form) in word.english for form in TERMS[word.word]), word


@pytest.mark.parametrize("term", TERMS)
def test_whatever_names_a_term_has_its_agreed_english_word(term: str) -> None:
    named = [
        (chinese, english)
        for chinese, english in PAIRS
        if term in chinese and NAME.fullmatch(chinese) and len(re.findall("[一-鿿]", chinese)) <= LONGEST
    ]
    assert named, "the table names a term that the interface does not have"
    strange = [pair for pair in named if not any(stem(form) in pair[1].lower() for form in TERMS[term])]
    assert strange == []
