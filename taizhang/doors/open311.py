"""Open311 GeoReport v2: another system (a hotline, a city's app) hands in residents' reports and follows them.

A service is a campaign that takes residents' reports. Nobody's name is taken: what the standard has for it is ignored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, hypot, radians
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from taizhang.campaigns.models import Campaign
from taizhang.cases.models import Case
from taizhang.core.calendar import CHINA
from taizhang.core.ids import derived
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.orgs.models import Org
from taizhang.orgs.paths import is_under
from taizhang.subjects.masking import HIDDEN
from taizhang.tips.door import kept_photos
from taizhang.tips.models import Tip
from taizhang.tips.operations import receive
from taizhang.tips.queries import places_of, public_campaigns, said_of, settled, tips_for

from .asking import moment_of
from .keys import Grant

SPAN = timedelta(days=90)
MOST = 1000
PLACE = "place"
"""The one attribute of every service: in which village or community; address_id says the same."""

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sent:
    """What was posted: the fields, and the photos."""

    fields: Mapping[str, str]
    photos: Sequence[bytes]


def services_for(grant: Grant) -> list[Campaign]:
    """Those that take residents' reports now and have to do with the key's place."""
    if not (grant.writes or "tips" in grant.tables):
        raise Refused("not-permitted", "这个密钥没有“群众反映”")
    reach = grant.actor.reach
    rows = [row for row in public_campaigns() if is_under(row.path, reach) or is_under(reach, row.path)]
    return [row for row in rows if not grant.campaigns or row.pk in grant.campaigns]


def service_named(grant: Grant, code: str) -> Campaign:
    """Raises Refused("unknown-thing")."""
    found = next((row for row in services_for(grant) if row.number == code), None)
    if found is None:
        raise Refused("unknown-thing", f"没有 service_code {code[:20]}")
    return found


def service(row: Campaign) -> Fields:
    return {
        "service_code": row.number, "service_name": row.title, "description": f"反映“{row.title}”中的问题",
        "metadata": True, "type": "realtime", "keywords": "", "group": "专项整治",
    }  # fmt: skip


def definition(grant: Grant, row: Campaign) -> Fields:
    values = [{"key": str(org.number), "name": org.name} for org in _places(grant, row)]
    attribute = {
        "variable": True, "code": PLACE, "datatype": "singlevaluelist", "required": True, "order": 1,
        "description": "在哪个社区（村）", "datatype_description": "也可以写在 address_id，或只给 lat、long",
        "values": values,
    }  # fmt: skip
    return {"service_code": row.number, "attributes": [attribute]}


def _places(grant: Grant, row: Campaign) -> list[Org]:
    return [org for org in places_of(row) if grant.actor.covers(org.path)]


def hand_in(grant: Grant, sent: Sent, *, at: datetime) -> Fields:
    """Take in a report. Raises Refused("not-permitted" | "bad-body" | "unknown-thing" | …)."""
    if not grant.writes:
        raise Refused("not-permitted", "这个密钥只能读")
    fields = sent.fields
    campaign = service_named(grant, fields.get("service_code", ""))
    place = _coordinates(fields)
    org = _place(_places(grant, campaign), fields, place)
    reference = fields.get("external_id", "").strip()[:200]
    receipt = receive(
        at=at, campaign=campaign, org=org.number, text=fields.get("description", "")[:1000],
        address=fields.get("address_string", "")[:200], place=place, photos=kept_photos(list(sent.photos), at=at),
        entry=derived("open311", grant.key, reference) if reference else None, via=grant.actor.name,
    )  # fmt: skip
    return {"service_request_id": receipt, "service_notice": "已经收到，请凭编号查询办理情况", "account_id": None}


def _coordinates(fields: Mapping[str, str]) -> dict[str, float] | None:
    """Raises Refused("bad-body")."""
    if not (fields.get("lat") or fields.get("long")):
        return None
    try:
        lat, lng = float(fields.get("lat", "")), float(fields.get("long", ""))
    except ValueError:
        raise Refused("bad-body", "lat、long 要写成数，例如 30.66、104.08") from None
    if not (-90 <= lat <= 90 and -180 <= lng <= 180):
        raise Refused("bad-body", "lat、long 超出范围")
    return {"lat": lat, "lng": lng}


def _place(places: Sequence[Org], fields: Mapping[str, str], point: Mapping[str, float] | None) -> Org:
    """The one named, else the nearest whose own place is known. Raises Refused("bad-body")."""
    named = fields.get(f"attribute[{PLACE}]") or fields.get("address_id") or ""
    if named:
        found = next((org for org in places if str(org.number) == named or org.code == named), None)
        if found is None:
            raise Refused("bad-body", f"attribute[{PLACE}] 不在可选的社区（村）中")
        return found
    known = [(org.lat, org.lng, org) for org in places if org.lat is not None and org.lng is not None]
    if point is None or not known:
        raise Refused("bad-body", f"请用 attribute[{PLACE}] 或 address_id 写明社区（村）")
    narrow = cos(radians(point["lat"]))
    return min(known, key=lambda one: hypot(one[0] - point["lat"], (one[1] - point["lng"]) * narrow))[2]


def requests_for(grant: Grant, asked: Mapping[str, str], *, at: datetime) -> list[Fields]:
    """The reports in scope, newest first: of ninety days where no dates are given, at most a thousand."""
    rows = _in_scope(grant)
    if ids := [one.strip() for one in asked.get("service_request_id", "").split(",") if one.strip()]:
        rows = rows.filter(receipt__in=ids[:100])
    else:
        end = moment_of(asked.get("end_date", "")) or at
        rows = rows.filter(received_at__gte=moment_of(asked.get("start_date", "")) or end - SPAN, received_at__lte=end)
    services = {row.pk: row for row in services_for(grant)}
    if codes := {one.strip() for one in asked.get("service_code", "").split(",") if one.strip()}:
        rows = rows.filter(campaign__in=[pk for pk, row in services.items() if row.number in codes])
    told = _told(grant, list(rows.order_by("-received_at", "pk")[:MOST]), services)
    wanted = {one.strip() for one in asked.get("status", "").split(",") if one.strip()}
    return [one for one in told if not wanted or one["status"] in wanted]


def request_with(grant: Grant, receipt: str) -> Fields:
    """By its id. Raises Refused("unknown-thing") also outside the scope."""
    row = _in_scope(grant).filter(receipt=receipt).first()
    if row is None:
        raise Refused("unknown-thing", "群众反映")
    return _told(grant, [row], {one.pk: one for one in services_for(grant)})[0]


def _in_scope(grant: Grant) -> QuerySet[Tip]:
    if "tips" not in grant.tables:
        raise Refused("not-permitted", "这个密钥没有“群众反映”")
    rows = tips_for(grant.actor)
    return rows.filter(campaign__in=grant.campaigns) if grant.campaigns else rows


def _told(grant: Grant, rows: Sequence[Tip], services: Mapping[UUID, Campaign]) -> list[Fields]:
    cases = {row.pk: row for row in Case.objects.filter(pk__in=[tip.case for tip in rows if tip.case])}
    numbers = {row.handler for row in cases.values() if row.handler} | {tip.org for tip in rows}
    names = dict(Org.objects.filter(number__in=numbers).values_list("number", "name"))
    whole = grant.actor.may(Power.UNMASK)
    return [_request(tip, cases.get(tip.case) if tip.case else None, names, services.get(tip.campaign), whole)
            for tip in rows]  # fmt: skip


def _request(tip: Tip, case: Case | None, names: Mapping[int, str], campaign: Campaign | None, whole: bool) -> Fields:
    dates = [tip.received_at, tip.settled_at, *([case.rectified_at, case.closed_at] if case else [])]
    latest = max(moment for moment in dates if moment)
    return {
        "service_request_id": tip.receipt,
        "status": "closed" if settled(tip, case) else "open",
        "status_notes": said_of(tip, case) + (f"：{tip.answer}" if tip.answer and whole else ""),
        "service_name": campaign.title if campaign else "",
        "service_code": campaign.number if campaign else "",
        "description": tip.text if whole else HIDDEN,
        "agency_responsible": names.get(case.handler or 0, "") if case else "",
        "service_notice": "",
        "requested_datetime": _moment(tip.received_at),
        "updated_datetime": _moment(latest),
        "expected_datetime": _moment(case.due_at) if case and case.due_at else None,
        "address": tip.address if whole else names.get(tip.org, ""),
        "address_id": str(tip.org),
        "zipcode": None,
        "lat": tip.lat,
        "long": tip.lng,
        "media_url": None,
    }


def _moment(value: datetime) -> str:
    return value.astimezone(CHINA).isoformat(timespec="seconds")
