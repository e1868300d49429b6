"""Reports: the matrix of who has handed in what, each report's page with its figures and its way up, and its papers."""

from __future__ import annotations

from collections.abc import Sequence
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
from taizhang.cases.timeline import timeline
from taizhang.core.measures import plain
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.journal.kinds import KINDS
from taizhang.orgs.models import Org
from taizhang.render.marked_word import is_word
from taizhang.reports.counting import Standing, counted_of
from taizhang.reports.forms import LARGEST_FORM, filled_form
from taizhang.reports.models import Report
from taizhang.reports.operations import Corrections, confirm, correct, give_back
from taizhang.reports.paper import file_name, spreadsheet, word
from taizhang.reports.queries import (
    history,
    may_confirm,
    may_return,
    measures_of,
    records_of,
    report_for,
    rule_of,
    upper_report,
    waiting_for,
)
from taizhang.reports.sheet import Sheet, sheet_of
from taizhang.web.downloads import download, word_or_pdf
from taizhang.web.figure_fields import read_figure
from taizhang.web.gate import needs
from taizhang.web.record_lines import record_lines
from taizhang.web.report_matrix import matrix_of

RECORDS = 100
STATES = ("missing", "open", "returned", "late", "on_time", "nil", "corrected")


@needs(Power.VIEW)
def reports(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The matrix of one definition; before it, what the own org still has to hand in."""
    campaign = current(actor, request)
    rules = plan_of(campaign).reports if campaign else []
    if campaign is None or not rules:
        return render(request, "reports/none.html", {"campaign": campaign})
    asked = request.GET
    rule = next((one for one in rules if one.id == asked.get("definition")), rules[0])
    now = timezone.now()
    matrix = matrix_of(
        actor,
        campaign,
        rule,
        now=now,
        before=asked.get("before", ""),
        state=asked.get("state", ""),
        after=asked.get("after", ""),
    )
    context = {
        "campaign": campaign,
        "rules": rules,
        "rule": rule,
        "matrix": matrix,
        "tiles": [(state, Report.STATES[state], matrix.counts[state]) for state in STATES if matrix.counts[state]],
        "state": asked.get("state", ""),
        "waiting": waiting_for(actor, campaign, now=now)[:6],
        "may_confirm": actor.may(Power.CONFIRM_REPORT),
        "now": now,
    }
    return render(request, "reports/list.html", context)


@needs(Power.VIEW)
def detail(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    report = report_for(actor, about)
    now = timezone.now()
    sheet = sheet_of(report, now=now)
    entries = history(report)
    rule = rule_of(report, sheet.campaign)
    upper = upper_report(report)
    context = {
        "campaign": sheet.campaign,
        "report": report,
        "rule": rule,
        "sheet": sheet,
        "now": now,
        "upper": upper,
        "upper_name": Org.objects.filter(number=upper.org).values_list("name", flat=True).first() if upper else "",
        "timeline": timeline(entries, KINDS),
        "opened": report.opens_at <= now,
        "may_confirm": may_confirm(actor, report),
        "to_confirm": may_confirm(actor, report) and _to_confirm(report) and report.opens_at <= now,
        "nil_due": sheet.empty and (rule is None or rule.nil),
        "may_correct": may_confirm(actor, report) and report.frozen_at and not _to_confirm(report),
        "may_return": may_return(actor, report) and _returnable(report),
    }
    return render(request, "reports/detail.html", context)


def _returnable(report: Report) -> bool:
    return bool(report.confirmed_at or report.frozen_at) and not report.return_reason


def _to_confirm(report: Report) -> bool:
    """Before the cut-off a confirmation may be given anew; afterwards only where it lacks or was returned."""
    return report.frozen_at is None or report.confirmed_at is None or bool(report.return_reason)


@needs(Power.VIEW)
def records(request: HttpRequest, actor: Actor, about: UUID, measure: str) -> HttpResponse:
    """The records behind one figure: those kept at the freeze; before it, or with `now=1`, those that count now."""
    report = report_for(actor, about)
    campaign = Campaign.objects.get(pk=report.campaign)
    named = next((one for one in measures_of(report, campaign) if one.id == measure), None)
    if named is None:
        raise Refused("unknown-thing", "指标")
    frozen = report.frozen_at is not None and request.GET.get("now") != "1"
    ids: Sequence[object] | None
    if frozen:
        ids, total = records_of(report).get(measure, []), float(report.figures.get(measure, 0))
    else:
        ids, total = _counted_now(report, campaign, measure)
    start = int(request.GET["after"]) if request.GET.get("after", "").isdecimal() else 0
    page = [UUID(str(one)) for one in (ids or [])[start : start + RECORDS]]
    lines = record_lines(actor, counted_of(measure, plan_of(campaign)).thing, page)
    context = {
        "report": report,
        "campaign": campaign,
        "org": Org.objects.get(number=report.org),
        "measure": named,
        "frozen": frozen,
        "total": plain(total),
        "too_many": ids is None,
        "lines": lines,
        "hidden": len(page) - len(lines),
        "following": str(start + RECORDS) if ids and len(ids) > start + RECORDS else "",
    }
    return render(request, "reports/records.html", context)


def _counted_now(report: Report, campaign: Campaign, measure: str) -> tuple[list[UUID], float]:
    """The records and the figure that they give."""
    now = timezone.now()
    known_at = now if report.frozen_at is None and report.counted_to < now else None
    standing = Standing(campaign, {report.area}, to=report.counted_to, line=report.line, known_at=known_at)
    records = standing.records([measure], report.counted_from)
    figure = standing.figures(records, report.counted_from)[report.area][measure]
    return records[report.area][measure], figure


@require_POST
@needs(Power.CONFIRM_REPORT)
def confirm_report(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    confirm(
        by=actor,
        at=timezone.now(),
        report=about,
        corrections=_corrections(request.POST),
        nil=request.POST.get("nil") == "1",
        note=request.POST.get("note", ""),
        entry=_entry(request.POST),
    )
    messages.success(request, "已作零报告" if request.POST.get("nil") == "1" else "已确认报送")
    return redirect("reports:detail", about)


@require_POST
@needs(Power.CONFIRM_REPORT)
def correct_report(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    correct(
        by=actor,
        at=timezone.now(),
        report=about,
        corrections=_corrections(request.POST),
        entry=_entry(request.POST),
    )
    messages.success(request, "已更正，定稿时的数据仍然保留")
    return redirect("reports:detail", about)


@require_POST
@needs(Power.CONFIRM_REPORT)
def return_report(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    give_back(
        by=actor,
        at=timezone.now(),
        report=about,
        reason=request.POST.get("reason", ""),
        entry=_entry(request.POST),
    )
    messages.success(request, "已退回")
    return redirect("reports:detail", about)


def _entry(form: QueryDict) -> UUID | None:
    try:
        return UUID(form.get("entry", ""))
    except ValueError:
        return None


def _corrections(form: QueryDict) -> Corrections:
    """{measure: (value, reason)} of the fields value-<measure> and reason-<measure>; an empty value is none."""
    found: dict[str, tuple[float, str]] = {}
    for key, typed in form.items():
        head, _, measure = key.partition("-")
        text = str(typed).strip()
        if head != "value" or not text:
            continue
        found[measure] = (read_figure(text), form.get(f"reason-{measure}", ""))
    return found


def _paper(request: HttpRequest, actor: Actor, about: UUID) -> Sheet:
    return sheet_of(report_for(actor, about), now=timezone.now(), live=False)


@needs(Power.VIEW)
def as_paper(request: HttpRequest, actor: Actor, about: UUID, ending: str) -> HttpResponse:
    sheet = _paper(request, actor, about)
    return word_or_pdf(word(sheet), file_name(sheet, "docx").removesuffix(".docx"), ending)


@needs(Power.VIEW)
def as_excel(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    sheet = _paper(request, actor, about)
    return download(spreadsheet(sheet), file_name(sheet, "xlsx"))


@require_POST
@needs(Power.VIEW)
def into_form(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """The figures written at the marks of a superior office's own Excel form, or of a Word file that a clerk wrote."""
    upload = request.FILES.get("form")
    if upload is None:
        raise Refused("bad-file", "请选择 Excel 表样或 Word 文稿")
    if (upload.size or 0) > LARGEST_FORM:
        raise Refused("file-too-large", f"表样最大 {LARGEST_FORM // 1024 // 1024} MB")
    sheet = _paper(request, actor, about)
    given = upload.read()
    ending = "docx" if is_word(given) else "xlsx"
    name = f"{sheet.org.name}{sheet.report.title}（{(upload.name or '').rpartition('.')[0] or '表样'}）"
    return download(filled_form(given, sheet), f"{name[:100]}.{ending}")


urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("", reports, name="list"),
                    path("<uuid:about>/", detail, name="detail"),
                    path("<uuid:about>/records/<str:measure>", records, name="records"),
                    path("<uuid:about>/confirm", confirm_report, name="confirm"),
                    path("<uuid:about>/correct", correct_report, name="correct"),
                    path("<uuid:about>/return", return_report, name="return"),
                    path("<uuid:about>/report.<ending:ending>", as_paper, name="paper"),
                    path("<uuid:about>/form", into_form, name="form"),
                    path("<uuid:about>/report.xlsx", as_excel, name="excel"),
                ],
                "reports",
            )
        ),
    )
]
