"""Adding a subject by hand, correcting and moving it, closing and reopening it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.core.ids import uuid7
from taizhang.core.plan import SubjectKind
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.subjects.duplicates import like
from taizhang.subjects.erasure import erase_personal
from taizhang.subjects.kinds import kinds_for, kinds_to_register
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import NewSubject, add_subjects, close, correct, reopen
from taizhang.subjects.queries import subject_for, subjects_for
from taizhang.subjects.sameness import address_key, name_key
from taizhang.web.fields import number_of
from taizhang.web.gate import needs
from taizhang.web.places import AREAS, places_for
from taizhang.web.subject_form import asked_of, read_form, split_values


def _place(request: HttpRequest) -> int | None:
    return number_of(request.POST.get("org", ""))


@needs(Power.MANAGE_REGISTER)
def add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Choose the kind, then fill in; one that looks like a known one is only added when the person says so."""
    kinds = kinds_for(actor)
    kind = kinds.get(request.POST.get("kind", "") or request.GET.get("kind", ""))
    if kind is None:
        offered = list(kinds_to_register(actor).values())
        return render(request, "register/add.html", {"kinds": offered, "kind": None})
    typed = request.POST.dict() if request.method == "POST" else None
    values, errors = read_form(kind, None, typed) if typed is not None else ({}, {})
    org = _place(request)
    if typed is not None and org is None:
        errors["org"] = "请选择所在网格"
    alike: list[Subject] = []
    if typed is not None and not errors and org is not None:
        alike = [] if typed.get("different") == "1" else like(actor, _as_subject(kind, values))
        if not alike:
            return _add(request, actor, kind, values, org)
    context = {
        "kind": kind,
        "fields": asked_of(kind, None, typed, errors),
        "errors": errors,
        "places": places_for(actor, AREAS, str(org or "")),
        "alike": alike,
        **_drawing(actor, kind, None),
        "entry": (typed or {}).get("entry") or str(uuid7()),
    }
    return render(request, "register/add.html", context, status=422 if errors else 200)


def _drawing(actor: Actor, kind: SubjectKind | None, row: Subject | None) -> dict[str, Any]:
    """Whether the form draws an outline, and where its map begins: at the subject, else at one of its neighbours."""
    if kind is None or not any(field.type == "polygon" for field in kind.fields):
        return {"draws": False}
    near = (
        row if row and row.lat is not None else subjects_for(actor).filter(lat__isnull=False).order_by("path").first()
    )
    return {"draws": True, "centre": f"{near.lat},{near.lng}" if near else ""}


def _as_subject(kind: SubjectKind, values: dict[str, Any]) -> Subject:
    columns, own = split_values(values)
    return Subject(
        id=uuid7(), kind=kind.id, fields=own, name_key=name_key(columns.get("name", "")),
        address_key=address_key(columns.get("address", "")), **columns,
    )  # fmt: skip


def _add(request: HttpRequest, actor: Actor, kind: SubjectKind, values: dict[str, Any], org: int) -> HttpResponse:
    columns, own = split_values(values)
    about = _uuid(request.POST.get("entry", ""))
    if Subject.objects.filter(pk=about).exists():  # sent twice
        return redirect("register:detail", about)
    new = NewSubject(kind=kind.id, org=org, fields=own, id=about, **columns)
    add_subjects([new], by=actor, at=timezone.now())
    messages.success(request, f"已登记入册：{new.name}")
    return redirect("register:detail", about)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid7()


@needs(Power.MANAGE_REGISTER)
def edit(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """Correct values and move to another grid. Who was quicker is told; what was typed stays."""
    row = subject_for(actor, about)
    kind = kinds_for(actor).get(row.kind)
    typed = request.POST.dict() if request.method == "POST" else None
    values, errors = read_form(kind, row, typed) if typed is not None else ({}, {})
    refused = None
    if typed is not None and not errors:
        try:
            correct(
                by=actor,
                at=timezone.now(),
                subject=about,
                changes=values,
                org=_place(request),
                reason=typed.get("reason", "").strip(),
                seen=_moment(typed.get("seen", "")),
            )
            messages.success(request, "已更正")
            return redirect("register:detail", about)
        except Refused as caught:
            refused = caught
    context = {
        "row": row,
        "kind": kind,
        "fields": asked_of(kind, row, typed, errors),
        "errors": errors,
        "refused": refused,
        "places": places_for(actor, AREAS, str(_place(request) or row.org)),
        "reason": (typed or {}).get("reason", ""),
        "seen": row.updated_at.isoformat(),
        **_drawing(actor, kind, row),
    }
    status = refused.refusal.status if refused else 422 if errors else 200
    return render(request, "register/edit.html", context, status=status)


def _moment(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None


@require_POST
@needs(Power.MANAGE_REGISTER)
def close_subject(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    close(by=actor, at=timezone.now(), subject=about, reason=request.POST.get("reason", ""))
    messages.success(request, "已注销，历史记录仍然保留")
    return redirect("register:detail", about)


@require_POST
@needs(Power.MANAGE_REGISTER)
def reopen_subject(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    reopen(by=actor, at=timezone.now(), subject=about, reason=request.POST.get("reason", ""))
    messages.success(request, "已恢复在册")
    return redirect("register:detail", about)


@require_POST
@needs(Power.ARCHIVE)
def erase(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """What is held on a person goes, here and in the whole history; that it went stays."""
    erase_personal(by=actor, at=timezone.now(), subject=about, reason=request.POST.get("reason", ""))
    messages.success(request, "已抹去受保护的信息。以前的备份和归档包里还有，请按规定期限销毁。")
    return redirect("register:detail", about)
