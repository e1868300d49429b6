"""The long work of an import, done by the worker. Whatever happens on the way, either all is written or nothing."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django_tasks import task

from taizhang.access.actor import Actor, actors_of
from taizhang.accounts.models import User
from taizhang.core.refusals import Refused
from taizhang.journal.files import content_of

from .findings import Finding, sorts
from .models import Import, ImportFault
from .org_import import AssessedOrgs, assess_orgs, carry_out_orgs
from .progress import Told
from .queries import rows_below
from .subject_import import Assessed, assess, read_rows
from .subject_import import carry_out as carry_out_subjects
from .subject_rows import ReadRow
from .tabular import open_book

log = logging.getLogger("taizhang.imports")
_ONE_AT_A_TIME = 7_205_113
"""The number of the lock under which an import writes: two that bring the same shop must not pass each other."""


@task()
def check_rows(about: str) -> None:
    """Assess every row and keep what was found; the register is not touched."""
    _guarded(UUID(about), "checking", _check)


@task()
def carry_out(about: str) -> None:
    """Assess again, for the register may have changed since, and write."""
    _guarded(UUID(about), "writing", _carry_out)


def _guarded(about: UUID, state: str, work_on: object) -> None:
    work = Import.objects.filter(pk=about, state=state).first()
    if work is None:
        return
    told = Told(about)
    try:
        work_on(work, told)  # type: ignore[operator]
    except Refused as refused:
        _fail(work, state, refused.sentence)
    except Exception:
        log.exception("导入没有完成：%s", about)
        _fail(work, state, "处理时出错，什么都没有写入。请重试；仍不成功请联系系统管理员。")
    finally:
        told.finish()


def _fail(work: Import, state: str, sentence: str) -> None:
    Import.objects.filter(pk=work.pk, state=state).update(state="failed", message=sentence, finished_at=timezone.now())


def _check(work: Import, told: Told) -> None:
    at = timezone.now()
    by = _actor(work, at)
    found = _assess(work, _read(work, by, told), by, at)
    with transaction.atomic():
        work.faults.all().delete()
        ImportFault.objects.bulk_create((_fault(work, item) for item in found.findings), batch_size=1000)
        counts = {**found.counts, "sorts": sorts(found.findings)}
        Import.objects.filter(pk=work.pk, state="checking").update(state="checked", counts=counts, finished_at=None)


def _carry_out(work: Import, told: Told) -> None:
    """The file is read before the transaction begins, so that others wait for the writing only."""
    at = timezone.now()
    read = _read(work, _actor(work, at), told)
    with transaction.atomic():
        _wait_for_others()
        work = Import.objects.select_for_update().get(pk=work.pk)
        if work.state != "writing":
            return
        by = _actor(work, at)
        found = _assess(work, read, by, at)
        if found.counts["faulty"] and not work.options.get("leave_faulty"):
            raise Refused("import-not-ready", f"检查以后情况有变，现在有 {found.counts['faulty']} 行有错，请重新检查")
        counts = {**found.counts, "sorts": work.counts.get("sorts", [])}
        if isinstance(found, AssessedOrgs):
            counts["logins"] = carry_out_orgs(found, by=by, at=at)
        else:
            leave_alike = bool(work.options.get("leave_alike"))
            carry_out_subjects(found, by=by, at=at, source=f"import:{work.pk}", leave_alike=leave_alike, told=told)
        work.state, work.counts, work.finished_at = "done", counts, timezone.now()
        work.save(update_fields=["state", "counts", "finished_at"])


def _wait_for_others() -> None:
    """SQLite needs nothing: its transactions begin IMMEDIATE, one at a time."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])


def _actor(work: Import, at: datetime) -> Actor:
    """The person in the post in which the import was begun. Raises Refused("not-permitted") when the post has ended."""
    person = User.objects.filter(pk=work.created_by_id or 0, is_active=True).first()
    actors = actors_of(person.pk, person.name, at=at) if person else []
    for actor in actors:
        if actor.post == work.post:
            return actor
    raise Refused("not-permitted", "上传的人已经离开岗位")


def _read(work: Import, by: Actor, told: Told) -> list[ReadRow]:
    """The rows of a register. (The sheets of an organisation are short, and are read where they are assessed.)"""
    if work.what != Import.SUBJECTS:
        return []
    held = work.tables[0]
    rows = rows_below(open_book(content_of(work.sha256)), held)
    return read_rows(rows, held["heads"], held["mapping"], work.kind, by=by, told=told)


def _assess(work: Import, read: list[ReadRow], by: Actor, at: datetime) -> Assessed | AssessedOrgs:
    if work.what == Import.SUBJECTS:
        return assess(read, by=by)
    book = open_book(content_of(work.sha256))
    sheets = {held["table"]: (rows_below(book, held), held["heads"], held["mapping"]) for held in work.tables}
    return assess_orgs(sheets, by=by, at=at)


def _fault(work: Import, item: Finding) -> ImportFault:
    return ImportFault(
        source=work, table=item.table, row=item.row, column=item.column, value=item.value, message=item.message,
        remedy=item.remedy, grave=item.grave,
    )  # fmt: skip
