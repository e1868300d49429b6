"""Writing supplies: a buyer says whose goods it sells; the licence of the workshop is looked up at that moment."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.core.ids import derived, uuid7
from taizhang.core.refusals import Refused
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.journal.resends import once
from taizhang.licences.models import HOLDING, Licence
from taizhang.subjects.models import Subject

from .models import Supply
from .queries import buys, may_declare, sellers_licences, supply_for


def declare(
    *, by: Actor, at: datetime, campaign: Campaign, buyer: Subject, supplier_name: str, goods: str = "",
    entry: UUID | None = None,
) -> UUID:  # fmt: skip
    """Returns the supply's id. Raises Refused("not-permitted" | "not-now" | "bad-body")."""
    name = " ".join(supplier_name.split())
    if not may_declare(by, buyer):
        raise Refused("not-permitted")
    if campaign.closed_at or not buys(campaign, buyer):
        raise Refused("not-now", "这里不用说明进货来源")
    if not name:
        raise Refused("bad-body", "请写明从哪家小作坊进货")
    if len(name) > 120:
        raise Refused("bad-body", f"小作坊名称写了 {len(name)} 个字，最多 120 个")
    about = derived("supply", campaign.pk, buyer.pk, name)
    said = {"supplier_name": name, "goods": goods.strip()[:200], "name": by.name}
    once(
        entry, lambda: _declared(by, at, campaign, buyer, about, said, entry), lambda draft: append([draft], at=at),
        kind="supply.declared", about=about, actor=by.identity, body=said,
    )  # fmt: skip
    return about


def _declared(
    by: Actor, at: datetime, campaign: Campaign, buyer: Subject, about: UUID, said: dict[str, str], entry: UUID | None
) -> Draft:
    name = said["supplier_name"]
    supplier = _known(campaign, name)
    body: dict[str, Any] = {
        **said, "path": buyer.path, "subject": buyer.pk, "buyer_name": buyer.name,
        "supplier": supplier.pk if supplier else None, "supplier_path": supplier.path if supplier else "",
        "licensed": _licensed(campaign, supplier),
    }  # fmt: skip
    if not body["licensed"] and not _told(campaign, name):
        place = supplier or buyer
        body |= {"category": sellers_licences(campaign)[0].category, "place": place.org, "place_path": place.path}
    return Draft(
        id=entry or uuid7(), kind="supply.declared", about=about, campaign=campaign.pk, org=buyer.org,
        actor=by.identity, post=by.post, happened_at=at, body=body,
    )  # fmt: skip


def end(*, by: Actor, at: datetime, about: UUID, buyer: Subject, reason: str, entry: UUID | None = None) -> None:
    """It sells the goods no more. Raises Refused("unknown-thing" | "not-permitted" | "reason-missing")."""
    row = supply_for(by, about)
    if row.subject != buyer.pk or not may_declare(by, buyer):
        raise Refused("not-permitted")
    if not reason.strip():
        raise Refused("reason-missing")
    draft = Draft(
        id=entry or uuid7(), kind="supply.ended", about=row.pk, campaign=row.campaign, org=row.org, actor=by.identity,
        post=by.post, happened_at=at, body={"reason": reason.strip(), "name": by.name},
    )  # fmt: skip
    append([draft], at=at)


def _known(campaign: Campaign, name: str) -> Subject | None:
    """The one workshop of that name in the campaign, whoever asks: its name is all that they learn."""
    plan = plan_of(campaign)
    kinds = {one.id for kind in sellers_licences(campaign) for one in plan.kinds_of(kind)}
    found = Subject.objects.filter(name=name, kind__in=kinds, state="active", path__under=campaign.path)[:2]
    return found[0] if len(found) == 1 else None


def _licensed(campaign: Campaign, supplier: Subject | None) -> bool:
    if supplier is None:
        return False
    papers = [kind.id for kind in sellers_licences(campaign)]
    rows = Licence.objects.filter(campaign=campaign.pk, subject=supplier.pk, licence__in=papers)
    return rows.filter(standing__in=HOLDING).exists()


def _told(campaign: Campaign, name: str) -> bool:
    """Whether another buyer has brought it to light already: one problem, however many sell its goods."""
    return Supply.objects.filter(campaign=campaign.pk, supplier_name=name, licensed=False).exists()
