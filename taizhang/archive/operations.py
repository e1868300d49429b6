"""What people ask of the archive: a campaign's bundle, its verification, a check of the whole journal."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.campaigns.queries import campaign_for
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power

from .catalogue import Fonds
from .models import ArchiveJob
from .queries import job_for

SILENT = timedelta(minutes=15)
"""A run of which nothing was heard for so long died with its worker; it begins anew."""

_CODE = re.compile(r"[A-Za-z0-9]{1,20}")
_UNFIT = re.compile(r'[\\/:*?"<>|\s]+')


def ask_bundle(*, by: Actor, at: datetime, campaign: UUID, fonds: Fonds) -> ArchiveJob:
    """Have the bundle made; while one is being made, that one is the answer.

    Raises Refused("not-permitted" | "unknown-thing" | "out-of-scope" | "bad-body").
    """
    row = campaign_for(by, campaign)
    by.demand(Power.ARCHIVE, row.path)
    _check(fonds)
    running = ArchiveJob.objects.filter(kind="bundle", campaign=row.pk, state__in=ArchiveJob.RUNNING).first()
    if running is not None:
        return running
    name = f"{_UNFIT.sub('', row.title)[:50]}归档包{timezone.localtime(at):%Y%m%d%H%M}.zip"
    options = {"code": fonds.code, "unit": fonds.unit, "matter": fonds.matter}
    return _begin("bundle", by=by, at=at, path=row.path, campaign=row.pk, options=options, file=name)


def _check(fonds: Fonds) -> None:
    if not _CODE.fullmatch(fonds.code):
        raise Refused("bad-body", "全宗号应由字母和数字组成，例如 Z007，可向档案馆查询")
    if not _CODE.fullmatch(fonds.matter):
        raise Refused("bad-body", "机构或问题代码应由字母和数字组成，例如 RQAQ")
    if not fonds.unit.strip() or len(fonds.unit) > 100:
        raise Refused("bad-body", "请填写立档单位的全称")


def ask_verification(*, by: Actor, at: datetime, bundle: UUID) -> ArchiveJob:
    """Have a made bundle verified anew. Raises Refused("not-permitted" | "unknown-thing" | "out-of-scope")."""
    made = job_for(by, bundle)
    by.demand(Power.ARCHIVE, made.path)
    if made.kind != "bundle" or made.state != "done":
        raise Refused("unknown-thing", "归档包")
    running = ArchiveJob.objects.filter(kind="verify", bundle=made.pk, state__in=ArchiveJob.RUNNING).first()
    return running or _begin("verify", by=by, at=at, path=made.path, campaign=made.campaign, bundle=made.pk)


def ask_check(*, by: Actor, at: datetime) -> ArchiveJob:
    """Have the whole journal and all files checked. Raises Refused("not-permitted")."""
    by.demand(Power.AUDIT)
    running = ArchiveJob.objects.filter(kind="check", state__in=ArchiveJob.RUNNING).first()
    return running or _begin("check", by=by, at=at, path=by.path)


def _begin(kind: str, *, by: Actor, at: datetime, path: str, **more: object) -> ArchiveJob:
    from .jobs import run_job

    job = ArchiveJob.objects.create(
        kind=kind, path=path, asked_by=by.identity, asked_name=by.name, post=by.post, asked_at=at, beat_at=at, **more
    )
    run_job.enqueue(str(job.pk))
    return job


def resume_silent(*, at: datetime) -> int:
    """Begin anew what died with its worker; returns how many."""
    from .jobs import run_job

    silent = list(ArchiveJob.objects.filter(state__in=ArchiveJob.RUNNING, beat_at__lt=at - SILENT))
    for job in silent:
        ArchiveJob.objects.filter(pk=job.pk).update(state="waiting", beat_at=at, stage="")
        run_job.enqueue(str(job.pk))
    return len(silent)
