"""What goes out: each running campaign's checklists as XForms, and the register in scope as their external list."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import lru_cache
from hashlib import md5
from uuid import UUID

from pyxform.xls2xform import convert

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import campaign_for, campaigns_for, plan_of
from taizhang.core.checklists import Checklist, form_sheets
from taizhang.core.refusals import Refused
from taizhang.inspections.queries import checklist_in
from taizhang.subjects.queries import subjects_for

REGISTER = "subjects.csv"
MOST_SUBJECTS = 20_000

_BEFORE = [
    {"type": "start", "name": "start"},
    {"type": "end", "name": "end"},
    {"type": f"select_one_from_file {REGISTER}", "name": "tz_subject", "label": "整治对象", "required": "yes",
     "appearance": "minimal autocomplete"},
]  # fmt: skip
_AFTER = [
    {"type": "geopoint", "name": "tz_place", "label": "现场位置"},
    {"type": "image", "name": "tz_photo", "label": "现场照片"},
    {"type": "image", "name": "tz_signature", "label": "对方签名", "appearance": "signature"},
    {"type": "text", "name": "tz_note", "label": "情况说明"},
]


@dataclass(frozen=True, slots=True)
class Form:
    campaign: Campaign
    checklist: Checklist

    @property
    def id(self) -> str:
        return f"{self.checklist.id}-{self.campaign.pk.hex}"

    @property
    def title(self) -> str:
        return f"{self.checklist.title}（{self.campaign.title}）"

    @property
    def xml(self) -> bytes:
        source = plan_of(self.campaign).checklists[self.checklist.id]
        return _xform(self.id, self.title, source)

    @property
    def hash(self) -> str:
        return fingerprint(self.xml)


def fingerprint(content: bytes) -> str:
    """As the protocol wants it: it tells versions apart and guards nothing."""
    return f"md5:{md5(content, usedforsecurity=False).hexdigest()}"


def forms_for(actor: Actor) -> list[Form]:
    """The checklists of the campaigns that run where the actor stands."""
    return [
        Form(campaign, checklist)
        for campaign in campaigns_for(actor).filter(closed_at=None)
        for name in plan_of(campaign).checklists
        if (checklist := plan_of(campaign).checklist(name))
    ]


def form_for(actor: Actor, form: str, version: str = "") -> Form:
    """The form in that version, by default the one that governs. Raises Refused("unknown-thing")."""
    name, _, number = form.rpartition("-")
    try:
        campaign = campaign_for(actor, UUID(number))
    except (ValueError, Refused):
        campaign = None
    checklist = checklist_in(campaign, name, version) if campaign else None
    if campaign is None or checklist is None or (version and checklist.version != version):
        raise Refused("unknown-thing", f"没有表单 {form} {version}".rstrip())
    return Form(campaign, checklist)


def register_for(actor: Actor, form: Form) -> bytes:
    """The subjects that the actor may inspect with the form, as CSV."""
    kinds = [kind.id for kind in plan_of(form.campaign).subject_kinds if kind.checklist == form.checklist.id]
    rows = subjects_for(actor).filter(state="active")
    rows = rows.filter(kind__in=kinds) if kinds else rows
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["name", "label"])
    for pk, name, address in rows.order_by("path", "name", "pk").values_list("pk", "name", "address")[:MOST_SUBJECTS]:
        table.writerow([str(pk), f"{name} {address}".strip()])
    return text.getvalue().encode()


@lru_cache(maxsize=256)
def _xform(form: str, title: str, source: str) -> bytes:
    """The checklist as an XForm, with the subject asked for before it and the circumstances after it."""
    sheets: dict[str, list[dict[str, str]]] = form_sheets(source)
    sheets["survey"] = [*_BEFORE, *sheets["survey"], *_AFTER]
    sheets["settings"] = [{**sheets["settings"][0], "form_id": form, "form_title": title}]
    return str(convert(sheets, form_name="data").xform).encode()
