"""Courses: what a post has to pass, the material, the exam, and who sat it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.campaigns.queries import current, current_or_refuse
from taizhang.core.ids import uuid7
from taizhang.core.roles import Power
from taizhang.courses.operations import sit
from taizhang.courses.queries import course_of, courses_of, sittings_for
from taizhang.web.fields import entry_of
from taizhang.web.gate import needs

SHOWN = 200


@needs(Power.VIEW)
def courses(request: HttpRequest, actor: Actor) -> HttpResponse:
    campaign = current(actor, request)
    owed = courses_of(actor, campaign) if campaign else []
    return render(request, "courses/list.html", {"campaign": campaign, "owed": owed})


@needs(Power.VIEW)
def detail(request: HttpRequest, actor: Actor, course: str) -> HttpResponse:
    campaign = current_or_refuse(actor, request)
    owed = course_of(actor, campaign, course)
    if request.method == "POST":
        given = [request.POST.get(f"q{number}", "") for number in range(1, len(owed.course.questions) + 1)]
        entry = entry_of(request) or uuid7()
        missed = sit(by=actor, at=timezone.now(), campaign=campaign, course=owed.course, answers=given, entry=entry)
        _tell(request, owed.course.passes(len(given) - len(missed)), missed)
        return redirect("courses:one", course)
    sittings = sittings_for(actor, campaign, course)[:SHOWN] if actor.may(Power.SUPERVISE) else []
    context = {
        "campaign": campaign,
        "owed": owed,
        "least": _least(owed.course.passes_at, len(owed.course.questions)),
        "paragraphs": [part.strip() for part in owed.course.material.split("\n\n") if part.strip()],
        "sittings": sittings,
    }
    return render(request, "courses/one.html", context)


def _least(share: float, questions: int) -> int:
    """How many right answers are enough."""
    return next(count for count in range(questions + 1) if count >= share * questions)


def _tell(request: HttpRequest, passed: bool, missed: list[int]) -> None:
    wrong = f"第{'、'.join(map(str, missed))}题答错" if missed else "全部答对"
    if passed:
        messages.success(request, f"考试合格，{wrong}。证书已登记")
    else:
        messages.error(request, f"没有合格：{wrong}。看过材料可以再考")


PAGES = [path("", courses, name="list"), path("<slug:course>/", detail, name="one")]
urlpatterns = [path("", include((PAGES, "courses")))]
