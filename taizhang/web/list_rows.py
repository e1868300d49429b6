"""The rows of each long list as its words name them, and the file that is made of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.cases.models import Case
from taizhang.cases.queries import cases_for
from taizhang.subjects.kinds import kinds_for
from taizhang.subjects.models import Subject
from taizhang.subjects.queries import subjects_for
from taizhang.web.duties_book import DUTIES_BOOK
from taizhang.web.duty_filter import filtered_duties
from taizhang.web.inspection_filter import filtered_inspections
from taizhang.web.inspections_book import INSPECTIONS_BOOK
from taizhang.web.ledger_book import LEDGER_BOOK
from taizhang.web.ledger_filter import filter_of as ledger_filter
from taizhang.web.list_book import Book
from taizhang.web.lists import DUTIES, INSPECTIONS, LEDGER, REGISTER
from taizhang.web.register_book import register_book
from taizhang.web.register_filter import filter_of as register_filter


def _cases(actor: Actor, campaign: Campaign | None, words: QueryDict) -> QuerySet[Case]:
    return cases_for(actor, ledger_filter(words, campaign))


def _subjects(actor: Actor, campaign: Campaign | None, words: QueryDict) -> QuerySet[Subject]:
    return subjects_for(actor, register_filter(words))


ROWS: dict[str, Callable[[Actor, Campaign | None, QueryDict], QuerySet[Any]]] = {
    LEDGER.name: _cases,
    REGISTER.name: _subjects,
    DUTIES.name: filtered_duties,
    INSPECTIONS.name: filtered_inspections,
}
BOOKS = {LEDGER.name: LEDGER_BOOK, DUTIES.name: DUTIES_BOOK, INSPECTIONS.name: INSPECTIONS_BOOK}


def rows_of(name: str, actor: Actor, campaign: Campaign | None, words: QueryDict) -> QuerySet[Any]:
    """In scope; `campaign`: the one that the person works on."""
    return ROWS[name](actor, campaign, words)


def book_of(name: str, actor: Actor, rows: QuerySet[Any]) -> Book:
    """Of the register by the kinds that are among the rows."""
    return BOOKS[name] if name in BOOKS else register_book(rows, kinds_for(actor), whole=False)
