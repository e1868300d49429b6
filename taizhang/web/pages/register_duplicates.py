"""Subjects that look alike: the proposed groups, side by side, merged value by value or told apart (C18)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.orgs.models import Org
from taizhang.subjects.duplicates import likeness_of, proposed
from taizhang.subjects.kinds import fields_by_column, kinds_for
from taizhang.subjects.masking import is_masked, masked
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import merge, present_value, set_apart
from taizhang.subjects.queries import subjects_for
from taizhang.subjects.sameness import reasons_alike
from taizhang.subjects.values import shown
from taizhang.web.gate import needs

MOST = 12
"""Subjects side by side at once."""


@needs(Power.MANAGE_REGISTER)
def duplicates(request: HttpRequest, actor: Actor) -> HttpResponse:
    groups, following = proposed(actor, request.GET.get("after", ""))
    kinds = kinds_for(actor)
    places = dict(
        Org.objects.filter(number__in={row.org for group in groups for row in group.subjects}).values_list(
            "number", "name"
        )
    )
    for group in groups:
        for row in group.subjects:
            row.org_name = places.get(row.org, "")  # type: ignore[attr-defined]
            row.kind_name = kinds[row.kind].name if row.kind in kinds else row.kind  # type: ignore[attr-defined]
    return render(request, "register/duplicates.html", {"groups": groups, "following": following})


@needs(Power.MANAGE_REGISTER)
def compare(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The group side by side; a post merges those that were ticked, or tells all apart."""
    asked = (request.POST if request.method == "POST" else request.GET).getlist("id")
    rows = _rows(actor, asked)
    if len(rows) < 2:
        messages.info(request, "这一组已经处理过了")
        return redirect("register:duplicates")
    if request.method == "POST":
        return _decide(request, actor, rows)
    return render(request, "register/compare.html", _table(actor, rows))


def _rows(actor: Actor, asked: Sequence[str]) -> list[Subject]:
    ids = [about for text in islice(asked, MOST) if (about := _uuid(text))]
    return list(subjects_for(actor).filter(pk__in=ids, state="active").order_by("added_at", "id"))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _table(actor: Actor, rows: Sequence[Subject]) -> dict[str, Any]:
    kind = kinds_for(actor).get(rows[0].kind)
    places = dict(Org.objects.filter(number__in={row.org for row in rows}).values_list("number", "name"))
    lines = []
    for column, field in fields_by_column(kind).items():
        values = [present_value(row, column) for row in rows]
        words = [str(masked(value, field)) if is_masked(field) else shown(field, value) for value in values]
        if any(words):
            first = next(index for index, value in enumerate(values) if value != "")
            cells = [(row.pk, word, index == first) for index, (row, word) in enumerate(zip(rows, words, strict=True))]
            lines.append(
                {"column": column, "label": field.label, "cells": cells, "differ": len(set(map(str, values))) > 1}
            )
    reasons = reasons_alike(likeness_of(rows[0]), likeness_of(rows[1]))
    return {"rows": [(row, places.get(row.org, "")) for row in rows], "lines": lines, "kind": kind, "reasons": reasons}


def _decide(request: HttpRequest, actor: Actor, rows: Sequence[Subject]) -> HttpResponse:
    now = timezone.now()
    if "apart" in request.POST:
        with transaction.atomic():
            for index, row in enumerate(rows[:-1]):
                set_apart(by=actor, at=now, one=row.pk, others=[other.pk for other in rows[index + 1 :]])
        messages.success(request, "已记下：不是同一对象，以后不再提示")
        return redirect("register:duplicates")
    by_id = {str(row.pk): row for row in rows}
    keep = by_id.get(request.POST.get("keep", ""))
    chosen = [row for row in rows if row is not keep and str(row.pk) in request.POST.getlist("same")]
    if keep is None or not chosen:
        raise Refused("bad-body", "请选定保留哪一个，并勾选至少一个与它相同的")
    changes = {}
    for column in fields_by_column(kinds_for(actor).get(keep.kind)):
        source = by_id.get(request.POST.get(f"value-{column}", ""))
        if source is keep or source in chosen:
            changes[column] = present_value(source, column)  # type: ignore[arg-type]
    merge(by=actor, at=now, keep=keep.pk, duplicates=[row.pk for row in chosen], changes=changes)
    messages.success(request, f"已把 {len(chosen)} 个对象并入“{keep.name}”，各自的检查、问题和经过都保留")
    return redirect("register:detail", keep.pk)
