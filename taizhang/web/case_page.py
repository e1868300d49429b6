"""The page of one case: where it stands, who may do what until when, the form of the chosen step, what happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.campaigns.queries import campaigns_for, plan_of
from taizhang.cases.models import Case
from taizhang.cases.queries import ONWARD, Filter, cases_for, history, last_step, steps_for, who_may
from taizhang.cases.timeline import NEXT, NOT_BY, stages, timeline
from taizhang.core.cases.steps import State
from taizhang.core.entry import Entry
from taizhang.core.ladder import rung_words
from taizhang.core.roles import Power
from taizhang.enforcement.queries import files_for, may_open, of_case
from taizhang.journal.kinds import KINDS
from taizhang.orgs.models import Org
from taizhang.papers.of_case import CASE_PAPERS
from taizhang.subjects.models import Subject
from taizhang.web.fields import with_words
from taizhang.web.kept import kept, shown
from taizhang.web.responsibility import holders_of
from taizhang.web.step_form import form_fields

MOST_NAMES = 6


def case_page(actor: Actor, case: Case, request: HttpRequest) -> dict[str, Any]:
    """Everything that the template shows."""
    entries = history(case)
    campaign = campaigns_for(actor).filter(pk=case.campaign).first()
    steps = steps_for(actor, case)
    chosen = next((step for step in steps if step.verb == request.GET.get("step")), None)
    words = kept(request)
    last = last_step(case)
    subject = Subject.objects.filter(pk=case.subject).first() if case.subject else None
    plan = plan_of(campaign) if campaign else None
    opens = set(files_for(actor).filter(case=case.pk).values_list("pk", flat=True))
    return {
        "law_files": [(file, file.pk in opens) for file in of_case(case.pk)],
        "may_open_clue": may_open(actor, case.path),
        "case": case,
        "campaign": campaign,
        "category": plan.category(case.category) if plan else None,
        "subject": subject,
        "holders": holders_of(subject, campaign, plan, at=timezone.now()) if subject and campaign and plan else [],
        "stages": stages(case, entries),
        "timeline": timeline(entries, KINDS),
        "rung": rung_words(case.rung) if case.rung and case.runs else "",
        "joint": list(Org.objects.filter(number__in=case.joint).values_list("name", flat=True)) if case.joint else [],
        "earlier": cases_for(actor, Filter()).filter(pk=case.relapse_of).first() if case.relapse_of else None,
        "before": case.photos,
        "after": _photos(entries, {"rectified", "fixed_on_spot"}),
        "seen": last.id if last else "",
        **_now(case, at=timezone.now()),
        "steps": steps,
        "chosen": chosen,
        "onward": ONWARD.get(State(case.state), ()),
        "fields": with_words(form_fields(chosen.verb, actor, case), words) if chosen else [],
        "papers": _papers(actor, case),
        "left_over": shown(words) if chosen is None else [],
    }


def _now(case: Case, *, at: datetime) -> dict[str, Any]:
    """What comes next, who may do it and until when; and what an extension asks for."""
    able = who_may(case, at=at) if case.open else []
    asked = (case.pending_extension or {}).get("until")
    return {
        "next_step": NEXT.get(State(case.state), ""),
        "not_by": NOT_BY.get(State(case.state), ""),
        "able": able[:MOST_NAMES],
        "able_more": max(0, len(able) - MOST_NAMES),
        "extension_until": datetime.fromisoformat(asked) if asked else None,
        "extension_by": (case.pending_extension or {}).get("name", ""),
        "extension_reason": (case.pending_extension or {}).get("reason", ""),
    }


def _papers(actor: Actor, case: Case) -> list[tuple[str, str, str]]:
    """(name, address of the Word, of the PDF) of the papers that the case can have now."""
    has = {
        "notice": case.state != State.REPORTED and case.due_at is not None,
        "supervision": case.runs and case.handler is not None and actor.may(Power.SUPERVISE),
        "record": True,
    }
    return [
        (
            name,
            reverse("papers:case", args=[case.pk, kind, "docx"]),
            reverse("papers:case", args=[case.pk, kind, "pdf"]),
        )
        for kind, (name, _) in CASE_PAPERS.items()
        if has[kind]
    ]


def _photos(entries: Sequence[Entry], verbs: set[str]) -> list[Any]:
    """Of the attempt that holds: after work was given back, the photos of the new one."""
    found: list[Any] = []
    for entry in entries:
        if entry.verb in verbs:
            found = list(entry.body.get("photos", []))
        elif entry.verb in {"returned", "reopened"}:
            found = []
    return found
