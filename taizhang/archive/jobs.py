"""The long work itself, done by the worker. Begun twice it is done once; broken off it leaves no half file."""

from __future__ import annotations

import errno
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from taizhang.campaigns.models import Campaign
from taizhang.core.refusals import Refused
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft

from .bundling import digest_of, make_bundle
from .catalogue import Fonds
from .models import ArchiveJob
from .verification import bundle_findings, verified

MOST_FINDINGS = 500
"""More are counted, not listed: the list is for a person."""

log = logging.getLogger("taizhang.archive")


@task()
def run_job(about: str) -> None:
    """Take the run if it still waits, and carry it to its end."""
    now = timezone.now()
    if not ArchiveJob.objects.filter(pk=about, state="waiting").update(state="running", beat_at=now):
        return
    job = ArchiveJob.objects.get(pk=about)
    try:
        WORK[job.kind](job)
    except Refused as refused:
        _fail(job, refused.sentence)
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        reason = "磁盘空间不足，请清理后重试" if full else f"不能读写文件：{error.strerror}"
        log.exception("归档任务没有完成：%s", about)
        _fail(job, f"{reason}。没有留下不完整的文件。")
    except Exception:
        log.exception("归档任务没有完成：%s", about)
        _fail(job, "处理时出错，没有留下不完整的文件。请重试；仍不成功请联系系统管理员。")


def _fail(job: ArchiveJob, sentence: str) -> None:
    ArchiveJob.objects.filter(pk=job.pk, state="running").update(
        state="failed", stage=sentence[:200], ended_at=timezone.now()
    )


def _told(job: ArchiveJob) -> Callable[[str, int, int], None]:
    """Writes progress down twice a second at most."""
    last = 0.0

    def told(stage: str, done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last > 0.5:
            last = time.monotonic()
            ArchiveJob.objects.filter(pk=job.pk).update(stage=stage, done=done, total=total, beat_at=timezone.now())

    return told


def _bundle(job: ArchiveJob) -> None:
    """Make it, read it back as a judge would, and write down in the journal which file it is."""
    campaign = Campaign.objects.get(pk=str(job.campaign))
    fonds = Fonds(job.options["code"], job.options["unit"], job.options["matter"])
    told = _told(job)
    last = make_bundle(campaign, job.target, fonds=fonds, at=job.asked_at, told=told)
    told("核验归档包", 1, 1)
    found = bundle_findings(job.target)
    size = job.target.stat().st_size
    body = {"name": job.asked_name, "file": job.file, "digest": digest_of(job.target), "size": size,
            "block": last.number, "head": last.hash}  # fmt: skip
    with transaction.atomic():
        done = {"size": size, "sha256": body["digest"], "head": last.hash, **_ended(found)}
        if ArchiveJob.objects.filter(pk=job.pk, state="running").update(**done):
            at = timezone.now()
            made = Draft("bundle.made", job.pk, job.asked_by, at, body, campaign=campaign.pk, org=campaign.root,
                         post=job.post)  # fmt: skip
            append([made], at=at)


def _verify(job: ArchiveJob) -> None:
    """The bundle as it lies there now: still the one that was made, and true in itself."""
    made = ArchiveJob.objects.get(pk=str(job.bundle))
    if not made.target.exists():
        found = [f"归档包文件不在了：{made.file}"]
    else:
        same = digest_of(made.target) == made.sha256
        found = [] if same else ["归档包与生成时登记的摘要不符：文件被调换或改动"]
        found += bundle_findings(made.target)
    ArchiveJob.objects.filter(pk=job.pk, state="running").update(head=made.head, **_ended(found))


def _check(job: ArchiveJob) -> None:
    standing, findings = verified(at=timezone.now())
    ended = _ended([one.message for one in findings])
    ended["counts"] |= {key: value for key, value in asdict(standing).items() if key != "head"}
    ArchiveJob.objects.filter(pk=job.pk, state="running").update(head=standing.head, **ended)


def _ended(found: list[str]) -> dict[str, Any]:
    return {
        "state": "done",
        "stage": "",
        "ended_at": timezone.now(),
        "findings": found[:MOST_FINDINGS],
        "counts": {"findings": len(found)},
    }


WORK: Mapping[str, Callable[[ArchiveJob], None]] = {"bundle": _bundle, "verify": _verify, "check": _check}
