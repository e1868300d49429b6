"""Writing templates: a Word file is tried before it is taken, so that no paper ever fails on it later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.core.ids import derived, uuid7
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.journal.files import keep_document
from taizhang.render.marked_form import MarkedFormError
from taizhang.render.marked_word import fill_word

from .kinds import KINDS
from .models import Template

LARGEST = 5 * 1024 * 1024


def set_template(*, by: Actor, at: datetime, kind: str, content: bytes, name: str, entry: UUID | None = None) -> None:
    """Use a Word file for a kind of paper of the actor's org and below.

    Raises Refused("not-permitted" | "unknown-kind" | "file-too-large" | "form-marks" naming each wrong mark).
    """
    by.demand(Power.MANAGE_CAMPAIGN)
    paper = KINDS.get(kind)
    if paper is None:
        raise Refused("unknown-kind", kind)
    if len(content) > LARGEST:
        raise Refused("file-too-large", f"最大 {LARGEST // 1024 // 1024} MB")
    try:
        fill_word(content, dict.fromkeys(paper.marks, "样"))
    except MarkedFormError as fault:
        raise Refused("form-marks", str(fault)) from None
    kept = keep_document(content, name="样式.docx", at=at)
    body = {"path": by.path, "paper": kind, "file": {"sha256": kept.sha256, "name": name}, "name": by.name}
    append([_draft("set", by, at, kind, body, entry)], at=at)


def drop_template(*, by: Actor, at: datetime, kind: str, entry: UUID | None = None) -> None:
    """Back to the layout of the org above, or the built-in one. Raises Refused("not-permitted" | "unknown-thing")."""
    by.demand(Power.MANAGE_CAMPAIGN)
    if not Template.objects.filter(pk=_about(by.org, kind)).exclude(file="").exists():
        raise Refused("unknown-thing", "自己的样式")
    append([_draft("dropped", by, at, kind, {"name": by.name}, entry)], at=at)


def _about(org: int, kind: str) -> UUID:
    return derived("template", org, kind)


def _draft(verb: str, by: Actor, at: datetime, kind: str, body: Mapping[str, object], entry: UUID | None) -> Draft:
    return Draft(
        id=entry or uuid7(), kind=f"template.{verb}", about=_about(by.org, kind), campaign=None, org=by.org,
        actor=by.identity, post=by.post, happened_at=at, body=body,
    )  # fmt: skip
