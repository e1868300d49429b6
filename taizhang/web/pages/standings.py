"""Rankings: the table of a period with its formula, each figure down to its records, appeals and their answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import current, plan_of
from taizhang.core.measures import Measure, plain
from taizhang.core.plan.paper import Rating
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.proposals.queries import proposals_for
from taizhang.reports.counting import counted_of
from taizhang.standings import operations
from taizhang.standings.assessment import assessment_workbook
from taizhang.standings.models import Ranking
from taizhang.standings.paper import STATES, ranking_paper, ranking_workbook
from taizhang.standings.queries import (
    may_appeal,
    may_decide,
    plan_behind,
    ranking_for,
    rankings_for,
    records_of,
    without_awards,
)
from taizhang.standings.told import flags_of, formula, measures_of
from taizhang.web.downloads import download, paper
from taizhang.web.fields import Field, entry_of
from taizhang.web.figure_fields import read_figure
from taizhang.web.gate import needs
from taizhang.web.record_lines import record_lines

PERIODS = 60
RECORDS = 100


@needs(Power.VIEW)
def rankings(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The periods of the campaign's ratings, each with its best and its worst."""
    campaign = current(actor, request)
    rows = rankings_for(actor).filter(campaign=campaign.pk)[:PERIODS] if campaign else []
    context = {
        "campaign": campaign,
        "may_assess": campaign is not None and actor.may(Power.SUPERVISE) and actor.covers(campaign.path),
        "ratings": [(one, formula(one, plan_of(campaign))) for one in plan_of(campaign).ratings] if campaign else [],
        "rows": [(row, _flagged(row), sum(one["state"] == "open" for one in row.appeals)) for row in rows],
    }
    return render(request, "standings/list.html", context)


def _flagged(row: Ranking) -> list[tuple[str, str]]:
    rule = row.rule
    return [(line["name"], flags_of(rule, line)) for line in row.table if line["flags"]]


@needs(Power.VIEW)
def detail(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    row = ranking_for(actor, about)
    rule, plan = row.rule, plan_behind(row)
    measures = measures_of(rule, plan)
    before = {line["place"]: line for line in row.lines}
    asked = next((one for one in row.appeals if one["id"] == request.GET.get("appeal")), None)
    context = {
        "row": row,
        "campaign": Campaign.objects.get(pk=row.campaign),
        "formula": formula(rule, plan),
        "source": rule.source,
        "measures": measures,
        "lines": [_line(rule, measures, line, before[line["place"]]) for line in row.table],
        "appeals": [{**one, "told": STATES[one["state"]]} for one in row.appeals],
        "asked": asked,
        "fields": _fields(row, measures, asked) if asked else [],
        "harsh": [one for one in rule.consequences if one.harsh],
        "enabled": rule.harsh,
        "proposed": _proposed(actor, row),
        "without_awards": without_awards(actor, row.campaign, row.rating, row.counted_to),
        "may_appeal": may_appeal(actor, row) and not _waiting(row, actor.org),
        "may_decide": may_decide(actor, row),
    }
    return render(request, "standings/detail.html", context)


def _line(
    rule: Rating, measures: Sequence[Measure], line: Mapping[str, Any], before: Mapping[str, Any]
) -> dict[str, Any]:
    """`figures` in the order of the formula, each with what it was before a correction."""
    figures = [
        (one.id, plain(line["figures"].get(one.id, 0)), plain(before["figures"].get(one.id, 0))) for one in measures
    ]
    flags = [flag for flag in rule.flags if flag.id in line["flags"]]
    return {**line, "figures": figures, "flags": flags, "was": before["score"], "was_rank": before["rank"]}


def _waiting(row: Ranking, place: int) -> bool:
    return any(one["place"] == place and one["state"] == "open" for one in row.appeals)


def _proposed(actor: Actor, row: Ranking) -> list[tuple[Mapping[str, Any], Any]]:
    """What the flags gave ground to propose, with the proposal where the actor may see it; others see none of it."""
    seen = {str(one.pk): one for one in proposals_for(actor).filter(pk__in=[one["proposal"] for one in row.proposed])}
    return [(one, seen[one["proposal"]]) for one in row.proposed if one["proposal"] in seen]


def _fields(row: Ranking, measures: Sequence[Measure], appeal: Mapping[str, Any]) -> list[tuple[str, str, float]]:
    line = row.line_of(appeal["place"])
    return [(one.id, one.label, plain(line["figures"].get(one.id, 0))) for one in measures] if line else []


@needs(Power.VIEW)
def records(request: HttpRequest, actor: Actor, about: UUID, place: int, measure: str) -> HttpResponse:
    """The records that were counted for a figure."""
    row = ranking_for(actor, about)
    ids = records_of(row, place, measure)
    start = int(request.GET["after"]) if request.GET.get("after", "").isdecimal() else 0
    page = (ids or [])[start : start + RECORDS]
    lines = record_lines(actor, counted_of(measure, plan_behind(row)).thing, page)
    line = next(one for one in row.lines if one["place"] == place)
    context = {
        "row": row,
        "place": line["name"],
        "measure": plan_behind(row).measure_then(measure),
        "total": plain(line["figures"][measure]),
        "too_many": ids is None,
        "lines": lines,
        "hidden": len(page) - len(lines),
        "following": str(start + RECORDS) if ids and len(ids) > start + RECORDS else "",
    }
    return render(request, "standings/records.html", context)


@require_POST
@needs(Power.VIEW)
def appeal(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    text = Field("text", "申诉理由", "textarea").read(request.POST)
    operations.appeal(by=actor, at=timezone.now(), ranking=about, text=text, entry=entry_of(request))
    messages.success(request, "已提交申诉，整治办核实后答复")
    return redirect("standings:detail", about)


@require_POST
@needs(Power.VIEW)
def decide(request: HttpRequest, actor: Actor, about: UUID, asked: UUID) -> HttpResponse:
    upheld = request.POST.get("decision") == "uphold"
    corrections = _corrections(request.POST) if upheld else {}
    reason = Field("reason", "核实情况", "textarea").read(request.POST)
    operations.decide(
        by=actor, at=timezone.now(), ranking=about, about=asked, corrections=corrections, reason=reason,
        upheld=upheld, entry=entry_of(request),
    )  # fmt: skip
    messages.success(request, "已更正，更正和原结果一并公开" if upheld else "已答复，评比结果不变")
    return redirect("standings:detail", about)


def _corrections(form: QueryDict) -> dict[str, float]:
    """{measure: figure} of the fields value-<measure>."""
    found = {}
    for key, typed in form.items():
        head, _, measure = key.partition("-")
        text = str(typed).strip()
        if head != "value" or not text:
            continue
        found[measure] = float(read_figure(text))
    return found


@needs(Power.VIEW)
def as_paper(request: HttpRequest, actor: Actor, about: UUID, ending: str) -> HttpResponse:
    row = ranking_for(actor, about)
    return paper(ranking_paper(row), row.title, ending)


@needs(Power.VIEW)
def as_excel(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    row = ranking_for(actor, about)
    return download(ranking_workbook(row), f"{row.title}.xlsx")


@needs(Power.SUPERVISE)
def assessment(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The campaign's results for the year-end assessment, as Excel."""
    campaign = current(actor, request)
    ratings = plan_of(campaign).ratings if campaign else []
    if campaign is None or not ratings or not actor.covers(campaign.path):
        raise Refused("not-now", "没有可以汇总的评比")
    book = assessment_workbook(campaign, ratings, at=timezone.now(), author=actor.org_name)
    return download(book, f"{campaign.title}年终考核依据.xlsx")


PAGES = [
    path("assessment.xlsx", assessment, name="assessment"),
    path("", rankings, name="list"),
    path("<uuid:about>/", detail, name="detail"),
    path("<uuid:about>/records/<int:place>/<str:measure>", records, name="records"),
    path("<uuid:about>/appeal", appeal, name="appeal"),
    path("<uuid:about>/appeals/<uuid:asked>", decide, name="decide"),
    path("<uuid:about>/ranking.<ending:ending>", as_paper, name="paper"),
    path("<uuid:about>/ranking.xlsx", as_excel, name="excel"),
]
urlpatterns = [path("", include((PAGES, "standings")))]
