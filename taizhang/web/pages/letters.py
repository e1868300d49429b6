"""Letters of responsibility and commitment: who has signed and who has not, and the letters to be printed."""

from __future__ import annotations

import io
import zipfile
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import include, path
from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.campaigns.queries import campaign_for, plan_of
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.duties.queries import duty_for
from taizhang.papers.of_letter import MOST, values_of_letters
from taizhang.papers.of_letter import letters as made
from taizhang.papers.own_layout import laid_out
from taizhang.render.marked_word import fill_word
from taizhang.stationery.queries import content_at
from taizhang.subjects.naming import names_in_part
from taizhang.web.downloads import download, paper, word_or_pdf
from taizhang.web.gate import needs
from taizhang.web.letters import letters_at, unsigned
from taizhang.web.letters_book import letters_workbook
from taizhang.web.pages.duties import with_names
from taizhang.web.whole_place import seen_whole

SHOWN = 100


@needs(Power.VIEW)
def letters(request: HttpRequest, actor: Actor, campaign: UUID, org: int) -> HttpResponse:
    row, place = seen_whole(actor, campaign, org)
    missing = [
        (letter, list(unsigned(actor, row, place, letter.rule.id)[:SHOWN]))
        for letter in letters_at(row, plan_of(row), place)
    ]
    names = names_in_part(actor, (duty.subject for _, duties in missing for duty in duties))
    found = [(letter, with_names(duties, names)) for letter, duties in missing]
    return render(request, "letters/place.html", {"campaign": row, "org": place, "letters": found, "shown": SHOWN})


@needs(Power.VIEW)
def sheet(request: HttpRequest, actor: Actor, campaign: UUID, org: int) -> HttpResponseBase:
    """Who has signed and who has not, as Excel."""
    row, place = seen_whole(actor, campaign, org)
    found, now = letters_at(row, plan_of(row), place), timezone.now()
    if not found:
        raise Refused("not-now", "这里没有要签的责任书、承诺书")
    book = letters_workbook(actor, row, place, found, at=now)
    name = f"{place.name}责任书签订情况{timezone.localtime(now):%Y%m%d}.xlsx"
    return FileResponse(book, as_attachment=True, filename=name)


@needs(Power.VIEW)
def to_sign(request: HttpRequest, actor: Actor, campaign: UUID, org: int, rule: str, ending: str) -> HttpResponse:
    """The letters of all who have not signed, a page each."""
    row, place = seen_whole(actor, campaign, org)
    plan = plan_of(row)
    asked = plan.duty(rule)
    document = plan.paper_of(asked) if asked else None
    if document is None:
        raise Refused("unknown-thing")
    rows = list(unsigned(actor, row, place, rule)[:MOST])
    name, now = f"{document.title}（{place.name}）", timezone.now()
    template = content_at(row.path, "letter")
    if template is None or not rows:
        return paper(made(rows, document, row, at=now), name, ending)
    if ending == "pdf":
        raise Refused("no-pdf", "用自己的样式时，一次打印多份请下载 Word")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as whole:
        for number, values in enumerate(values_of_letters(rows, document, row, at=now), 1):
            whole.writestr(f"{number:03}-{values['乙方'].replace('/', '-')}.docx", fill_word(template, values))
    return download(packed.getvalue(), f"{name}.zip")


@needs(Power.VIEW)
def one(request: HttpRequest, actor: Actor, about: UUID, ending: str) -> HttpResponse:
    duty = duty_for(actor, about)
    campaign = campaign_for(actor, duty.campaign)
    plan = plan_of(campaign)
    asked = plan.duty(duty.rule)
    document = plan.paper_of(asked) if asked else None
    if document is None:
        raise Refused("unknown-thing", "文书")
    now = timezone.now()
    (values,) = values_of_letters([duty], document, campaign, at=now)
    word = laid_out(made([duty], document, campaign, at=now), "letter", campaign.path, values)
    return word_or_pdf(word, document.title, ending)


PAGES = [
    path("<uuid:campaign>/<int:org>", letters, name="place"),
    path("<uuid:campaign>/<int:org>/signed.xlsx", sheet, name="sheet"),
    path("<uuid:campaign>/<int:org>/<slug:rule>.<ending:ending>", to_sign, name="unsigned"),
    path("<uuid:about>/letter.<ending:ending>", one, name="one"),
]
urlpatterns = [path("", include((PAGES, "letters")))]
