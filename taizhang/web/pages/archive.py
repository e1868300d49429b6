"""The archive: for each campaign the bundle being made, verified and downloaded."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.archive.bundling import items_of
from taizhang.archive.catalogue import RETENTIONS, Fonds
from taizhang.archive.models import ArchiveJob
from taizhang.archive.operations import ask_bundle, ask_verification
from taizhang.archive.queries import job_for, jobs_for, newest_bundles
from taizhang.campaigns.queries import campaign_for, campaigns_for
from taizhang.cases.queries import Filter, cases_for
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.orgs.models import Org
from taizhang.web.gate import needs

MOST = 200
RUNS = 20


@needs(Power.ARCHIVE)
def archives(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every campaign with its newest bundle."""
    campaigns = list(campaigns_for(actor).filter(path__under=actor.reach)[:MOST])
    bundles = newest_bundles(actor, [one.pk for one in campaigns])
    return render(request, "archive/list.html", {"rows": [(one, bundles.get(one.pk)) for one in campaigns]})


@needs(Power.ARCHIVE)
def detail(request: HttpRequest, actor: Actor, campaign: UUID) -> HttpResponse:
    """What goes into the bundle, the form that begins it, and the bundles that were made."""
    row = campaign_for(actor, campaign)
    actor.demand(Power.ARCHIVE, row.path)
    jobs = jobs_for(actor).filter(campaign=row.pk)
    bundles = list(jobs.filter(kind="bundle")[:RUNS])
    checks = {job.bundle: job for job in reversed(jobs.filter(kind="verify")[: RUNS * 2])}
    context = {
        "campaign": row,
        "items": [(item.title, RETENTIONS[item.retention]) for item in items_of(row)],
        "open_cases": cases_for(actor, Filter(campaign=row.pk, state="open")).count(),
        "bundles": [(job, checks.get(job.pk)) for job in bundles],
        "running": next((job for job in bundles if job.running), None),
        "fonds": _fonds(row.root, bundles),
    }
    return render(request, "archive/detail.html", context)


def _fonds(root: int, bundles: list[ArchiveJob]) -> dict[str, Any]:
    """As it was given the last time."""
    if bundles:
        return dict(bundles[0].options)
    return {"code": "", "unit": Org.objects.filter(number=root).values_list("name", flat=True).first(), "matter": ""}


@require_POST
@needs(Power.ARCHIVE)
def make(request: HttpRequest, actor: Actor, campaign: UUID) -> HttpResponse:
    asked = request.POST
    fonds = Fonds(asked.get("code", "").strip(), asked.get("unit", "").strip(), asked.get("matter", "").strip())
    ask_bundle(by=actor, at=timezone.now(), campaign=campaign, fonds=fonds)
    messages.success(request, "已开始生成归档包，可以离开本页，完成后在这里下载")
    return redirect("archive:detail", campaign)


@require_POST
@needs(Power.ARCHIVE)
def verify(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    job = ask_verification(by=actor, at=timezone.now(), bundle=about)
    return redirect("archive:run", job.pk)


@needs(Power.ARCHIVE)
def run(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """One run: how far it is, then what it made or found."""
    job = job_for(actor, about)
    if request.headers.get("HX-Request") == "true":
        return render(request, "archive/_job.html", {"job": job})
    campaign = campaign_for(actor, job.campaign) if job.campaign else None
    return render(request, "archive/run.html", {"job": job, "campaign": campaign})


@needs(Power.ARCHIVE)
def download(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponseBase:
    """The bundle, streamed from the disk."""
    job = job_for(actor, about)
    if job.kind != "bundle" or job.state != "done":
        raise Refused("unknown-thing", "归档包")
    try:
        return FileResponse(job.target.open("rb"), as_attachment=True, filename=job.file)
    except FileNotFoundError:
        raise Refused("unknown-thing", "归档包文件不在了，请重新生成") from None


urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("", archives, name="list"),
                    path("<uuid:campaign>/", detail, name="detail"),
                    path("<uuid:campaign>/make", make, name="make"),
                    path("runs/<uuid:about>/", run, name="run"),
                    path("runs/<uuid:about>/verify", verify, name="verify"),
                    path("runs/<uuid:about>/bundle.zip", download, name="download"),
                ],
                "archive",
            )
        ),
    )
]
