"""Everything that a phone needs for its day, in one answer that a phone without network can live on for a week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from ninja import Router

from taizhang.access.actor import Actor
from taizhang.accounts.appearance import language_of
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import campaigns_for, plan_of
from taizhang.cases.models import Case
from taizhang.cases.queries import Filter as CaseFilter
from taizhang.cases.queries import cases_for, steps_of
from taizhang.core.calendar import CHINA
from taizhang.core.calendar.spans import span_label
from taizhang.core.cases.steps import Step
from taizhang.core.checklists import Checklist
from taizhang.core.ids import derived
from taizhang.core.plan import Plan, SubjectField
from taizhang.core.plan.rules import DutyRule
from taizhang.core.roles import POWERS, Role
from taizhang.draws.models import Draw
from taizhang.draws.queries import RULE, visits_of
from taizhang.duties.models import Duty
from taizhang.duties.queries import VERB_WORDS, may_fulfil, own_duties
from taizhang.inspections.queries import last_inspected
from taizhang.licences.models import Licence
from taizhang.licences.queries import at_subjects
from taizhang.subjects.held import known_of
from taizhang.subjects.kinds import fields_by_column, kinds_for
from taizhang.subjects.masking import masked
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import present_value
from taizhang.subjects.queries import Filter as SubjectFilter
from taizhang.subjects.queries import subject_for, subjects_for
from taizhang.subjects.values import shown

from .answers import COMMON, actor_of
from .day_views import (
    CampaignView,
    CaseView,
    CategoryView,
    ChecklistView,
    Day,
    DutyView,
    FieldView,
    ItemView,
    KindView,
    LicenceView,
    PaperView,
    Person,
    PostView,
    StepView,
    SubjectView,
)

router = Router(tags=["同步"])

AHEAD = timedelta(days=7)
"""Duties that begin so soon are sent along: a phone may be without network until then."""

VISIT_WITHIN = timedelta(days=7)
"""Drawn subjects are to be visited within a week."""

MOST_DUTIES, MOST_CASES, MOST_SUBJECTS = 1000, 500, 2000


KNOWN = {"in": "header", "name": "If-None-Match", "required": False, "schema": {"type": "string"}}


@router.get(
    "/day",
    response={200: Day, 304: None, **COMMON},
    summary="一天的工作所需",
    operation_id="day",
    openapi_extra={"parameters": [KNOWN]},
)
def day(request: HttpRequest) -> HttpResponse:
    """Duties, subjects, checklists and cases of the chosen post; with `If-None-Match`, 304 where nothing changed."""
    actor = actor_of(request)
    get_token(request)
    reader = {"language": language_of(request), "type_size": request.user.type_size}  # type: ignore[union-attr]
    content = day_of(actor, request.actors, reader=reader, at=timezone.now()).model_dump_json().encode()  # type: ignore[attr-defined]
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(content, content_type="application/json")
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def day_of(actor: Actor, posts: Sequence[Actor], *, reader: Mapping[str, str], at: datetime) -> Day:
    """A dozen queries, whatever the number of duties."""
    campaigns = {row.pk: row for row in campaigns_for(actor).filter(closed_at=None)[:20]}
    duties = [row for row in own_duties(actor, at=at + AHEAD)[:MOST_DUTIES] if row.campaign in campaigns]
    cases = _cases(actor, campaigns)
    drawn = [(draw, about) for draw, about in visits_of(actor) if draw.campaign in campaigns]
    named = {row.subject for row in duties} | {row.subject for row in cases} | {about for _, about in drawn}
    subjects = _subjects(actor, {about for about in named if about})
    visits = [(draw, about) for draw, about in drawn if about in subjects]
    return Day(
        me=_person(actor, reader),
        posts=[_post(post) for post in posts],
        campaigns=[_campaign(actor, row, at) for row in campaigns.values()],
        duties=[
            *(_visit(draw, subjects[about], plan_of(campaigns[draw.campaign])) for draw, about in visits),
            *(_duty(actor, row, plan_of(campaigns[row.campaign]), subjects) for row in duties),
        ],
        subjects=_subject_views(actor, list(subjects.values()), list(campaigns.values())),
        cases=[_case(row, steps) for row, steps in cases.items()],
        cut=_cut(duties=len(duties) == MOST_DUTIES, subjects=len(subjects) >= MOST_SUBJECTS),
    )


@router.get("/subjects/{about}", response={200: SubjectView, **COMMON}, summary="一个对象", operation_id="subject")
def subject(request: HttpRequest, about: UUID) -> SubjectView:
    """One subject within the post's scope: what a code on a door names, where the phone does not hold it yet."""
    actor = actor_of(request)
    row = subject_for(actor, about)
    while row.merged_into is not None:
        row = subject_for(actor, row.merged_into)
    return _subject_views(actor, [row], list(campaigns_for(actor).filter(closed_at=None)[:20]))[0]


def _cut(**left_out: bool) -> list[str]:
    return [name for name, holds in left_out.items() if holds]


def _post(actor: Actor) -> PostView:
    return PostView(post=actor.post, title=actor.title, org=actor.org, org_name=actor.org_name, role=actor.role)


def _person(actor: Actor, reader: Mapping[str, str]) -> Person:
    powers = [str(power) for power in sorted(POWERS[actor.role])]
    own = {"user": actor.user, "name": actor.name, "powers": powers}
    return Person.model_validate({**_post(actor).dict(), **own, **reader})


def _cases(actor: Actor, campaigns: Iterable[UUID]) -> dict[Case, list[Step]]:
    """Open cases in which the person can act now, most pressing first."""
    wanted = CaseFilter(state="open")
    rows = list(cases_for(actor, wanted).filter(campaign__in=list(campaigns)).order_by("due_at", "pk")[:MOST_CASES])
    steps = steps_of(actor, rows)
    return {row: steps[row.pk] for row in rows if steps[row.pk]}


def _subjects(actor: Actor, named: set[UUID]) -> dict[UUID, Subject]:
    """Those that duties and cases name, then others of the post's area as far as a phone can hold them."""
    rows = list(subjects_for(actor).filter(pk__in=named))
    room = MOST_SUBJECTS - len(rows)
    if room > 0:
        rows += subjects_for(actor, SubjectFilter()).exclude(pk__in=named).order_by("path", "pk")[:room]
    return {row.pk: row for row in rows}


def _campaign(actor: Actor, row: Campaign, at: datetime) -> CampaignView:
    plan = plan_of(row)
    own = actor.role is Role.OWNER
    phase = plan.phase_on(at.astimezone(CHINA).date())
    checklists = [found for name in plan.checklists if (found := plan.checklist(name))]
    return CampaignView(
        id=row.pk,
        title=row.title,
        phase=phase.name if phase else "",
        ends_on=row.ends_on,
        categories=[_category(category) for category in plan.categories],
        kinds=[
            KindView(
                id=kind.id,
                name=kind.name,
                icon=kind.icon,
                checklist=(own and kind.self_checklist) or kind.checklist or "",
                fields=[_field(column, field) for column, field in fields_by_column(kind).items()],
            )
            for kind in plan.subject_kinds
        ],
        checklists=[_checklist(checklist) for checklist in checklists],
    )


def _field(column: str, field: SubjectField) -> FieldView:
    return FieldView(
        column=column,
        label=field.label,
        type=field.type,
        choices=list(field.choices),
        unit=field.unit,
        required=field.required,
    )


def _category(category: Any) -> CategoryView:
    return CategoryView(
        id=category.id,
        name=category.name,
        group=category.group,
        severity=category.severity,
        period=span_label(category.period) if category.period else "",
        photo=category.evidence.photo,
    )


def _checklist(checklist: Checklist) -> ChecklistView:
    return ChecklistView(
        id=checklist.id,
        title=checklist.title,
        version=checklist.version,
        items=[ItemView.from_orm(item) for item in checklist.items],
    )


def _duty(actor: Actor, row: Duty, plan: Plan, subjects: dict[UUID, Subject]) -> DutyView:
    subject = subjects.get(row.subject) if row.subject else None
    rule = plan.duty(row.rule)
    found = plan.checklist_for(rule, subject.kind if subject else "") if rule else None
    paper = plan.paper_of(rule) if rule else None
    columns = ("id", "campaign", "rule", "verb", "title", "place", "subject", "period", "opens_at", "due_at", "state")
    return DutyView(
        **{name: getattr(row, name) for name in columns},
        verb_label=VERB_WORDS.get(row.verb, row.verb),
        checklist=found.id if found else "",
        here=may_fulfil(actor, row, rule) and not (rule and rule.looks_back),
        page=_register(row, rule),
        evidence=_evidence(rule),
        paper=PaperView(title=paper.title, text=paper.text) if paper else None,
    )


def _register(row: Duty, rule: DutyRule | None) -> str:
    if rule is None or rule.log is None or rule.log.book is None:
        return ""
    if row.subject:
        return reverse("books:of-subject", args=[row.campaign, rule.log.book, row.subject])
    return reverse("books:of-place", args=[row.campaign, rule.log.book, row.bearer])


def _visit(draw: Draw, subject: Subject, plan: Plan) -> DutyView:
    """What the post was drawn for looks like any other duty; the inspection names the draw as its rule."""
    kind = plan.kind(subject.kind)
    return DutyView(
        id=derived("visit", draw.pk, subject.pk),
        campaign=draw.campaign,
        rule=f"{RULE}{draw.pk}",
        verb="inspect",
        verb_label=draw.purpose_label,
        title=draw.title,
        place=subject.org,
        subject=subject.pk,
        checklist=(kind.checklist if kind else "") or "",
        period="",
        opens_at=draw.drawn_at or draw.announced_at,
        due_at=(draw.drawn_at or draw.announced_at) + VISIT_WITHIN,
        state="open",
        here=False,
        evidence=[],
    )


def _evidence(rule: DutyRule | None) -> list[str]:
    """The names of what a rule asks for, as in core.plan.rules.Evidence: the phone asks for nothing else."""
    asked = rule.evidence.model_dump(exclude_defaults=True) if rule and rule.evidence else {}
    return sorted(name for name, value in asked.items() if value)


def _subject_views(actor: Actor, rows: Sequence[Subject], campaigns: Sequence[Campaign]) -> list[SubjectView]:
    inspected = last_inspected(actor, [row.pk for row in rows])
    papers = at_subjects([row.pk for row in rows], actor)
    kinds = kinds_for(actor)
    fields = {kind: fields_by_column(kinds.get(kind)) for kind in {row.kind for row in rows}}
    columns = ("id", "kind", "name", "code", "address", "org", "lat", "lng")
    return [
        SubjectView(
            **{name: getattr(row, name) for name in columns},
            inspected_at=inspected.get(row.pk),
            values=_values(row, fields[row.kind]),
            known=_known(row, campaigns),
            licences=[_licence(paper) for paper in papers.get(row.pk, ())],
        )
        for row in rows
    ]


def _known(row: Subject, campaigns: Sequence[Campaign]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for campaign in campaigns:
        plan = plan_of(campaign)
        kind = plan.kind(row.kind)
        for name in {kind.checklist, kind.self_checklist} - {None} if kind else ():
            checklist = plan.checklist(name or "")
            if checklist and (answers := known_of(row, kind, checklist)):
                found.setdefault(str(campaign.pk), {}).update(answers)
    return found


def _licence(row: Licence) -> LicenceView:
    name = f"{row.licence_name}（{row.shown_person}）" if row.person else row.licence_name
    words = "，".join(part for part in (row.standing_label, row.until_words) if part)
    return LicenceView(name=name, words=words, valid=row.holding)


def _values(row: Subject, fields: Mapping[str, SubjectField]) -> dict[str, str]:
    """Protected values stay masked whoever asks: a phone keeps them for a week, and gets lost."""
    found = {column: present_value(row, column) for column in fields}
    return {
        column: shown(fields[column], masked(value, fields[column])) for column, value in found.items() if value != ""
    }


def _case(row: Case, steps: Sequence[Step]) -> CaseView:
    columns = (
        "id", "number", "campaign", "subject", "org", "category", "severity", "title", "description", "state",
        "state_label", "due_at", "overdue", "supervised",
    )  # fmt: skip
    return CaseView(
        **{name: getattr(row, name) for name in columns},
        photos=[photo["sha256"] for photo in row.photos],
        steps=[
            StepView(
                verb=step.verb,
                label=step.label,
                needs_reason=step.needs_reason,
                needs_photo=step.needs_evidence and row.evidence,
            )
            for step in steps
        ],
    )
