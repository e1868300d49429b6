"""Writing case files under law: open a clue, take a step; two officers, a number where the law wants one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.cases.models import Case
from taizhang.core.enforcement import STEPS
from taizhang.core.ids import derived, uuid7
from taizhang.core.refusals import Refused
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.orgs.models import Org
from taizhang.subjects.models import Subject

from .queries import file_for, may_open, steps_for

NUMBERED = {"filed": "立案号", "decided": "决定书文号"}
BY_TWO = frozenset({"filed", "investigated", "decided"})


def open_clue(
    *, by: Actor, at: datetime, campaign: Campaign, org: Org, line: str, title: str, account: str,
    case: Case | None = None, subject: Subject | None = None, entry: UUID | None = None,
) -> UUID:  # fmt: skip
    """Returns the file's id. Raises Refused("not-permitted" | "bad-body")."""
    if not may_open(by, org.path):
        raise Refused("not-permitted")
    if not title.strip() or not account.strip():
        raise Refused("bad-body", "请写明线索的名称和情况")
    if line not in campaign.units:
        raise Refused("bad-body", "请选择由哪个单位查处")
    entry = entry or uuid7()
    about = derived("enforcement", entry)
    body = {
        "path": org.path, "line": line, "line_org": campaign.units[line], "case": case.pk if case else None,
        "subject": subject.pk if subject else None, "title": title.strip(), "account": account.strip(), "name": by.name,
    }  # fmt: skip
    append([_draft("opened", by, at, campaign.pk, org.number, about, body, entry)], at=at)
    return about


def take_step(
    *, by: Actor, at: datetime, about: UUID, verb: str, body: Mapping[str, Any], entry: UUID | None = None
) -> None:
    """Raises Refused("unknown-thing" | "unknown-kind" | "not-permitted" | "same-person" | "bad-body")."""
    row = file_for(by, about)
    if verb not in STEPS:
        raise Refused("unknown-kind", verb)
    if STEPS[verb] not in steps_for(by, row):
        raise Refused("same-person" if verb == "decided" and row.investigator == by.identity else "not-permitted")
    if not str(body.get("account", "")).strip():
        raise Refused("bad-body", "请写明情况")
    if verb in NUMBERED and not str(body.get("number", "")).strip():
        raise Refused("bad-body", f"请填写{NUMBERED[verb]}")
    if verb in BY_TWO and len(str(body.get("officers", "")).replace("，", "、").split("、")) < 2:
        raise Refused("bad-body", "执法人员不得少于两人，请写两人以上的姓名，用顿号隔开")
    if body.get("outcome") == "fine" and not body.get("amount"):
        raise Refused("bad-body", "罚款请写明金额")
    append([_draft(verb, by, at, row.campaign, row.org, row.pk, {**body, "name": by.name}, entry)], at=at)


def _draft(
    verb: str, by: Actor, at: datetime, campaign: UUID, org: int, about: UUID, body: Mapping[str, Any],
    entry: UUID | None,
) -> Draft:  # fmt: skip
    return Draft(
        id=entry or uuid7(), kind=f"enforcement.{verb}", about=about, campaign=campaign, org=org, actor=by.identity,
        post=by.post, happened_at=at, body=body,
    )  # fmt: skip
