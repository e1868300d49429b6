"""Writing rankings: a place appeals, the office answers. What the clock does stands in `freezing`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.core.ids import uuid7
from taizhang.core.measures import is_own
from taizhang.core.refusals import Refused
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.journal.resends import once
from taizhang.orgs.models import Org

from .freezing import earlier_tables, rank
from .models import Ranking
from .queries import appeal_of, may_appeal, may_decide, plan_behind, ranking_for
from .table import proposed_by, table_of

__all__ = ["appeal", "decide", "rank"]


def appeal(*, by: Actor, at: datetime, ranking: UUID, text: str, entry: UUID | None = None) -> None:
    """The place rated says what is wrong with its line.

    Raises Refused("unknown-thing" | "not-permitted" | "reason-missing" | "already-done").
    """
    row = ranking_for(by, ranking)
    if not may_appeal(by, row):
        raise Refused("not-permitted", "由被评比的单位自己申诉")
    if not text.strip():
        raise Refused("reason-missing", "请写明哪一项不对、为什么")
    body = {"place": by.org, "place_name": by.org_name, "text": text.strip(), "name": by.name}
    once(
        entry, lambda: _draft("appealed", by, at, row, body, entry), lambda draft: append([draft], at=at),
        kind="ranking.appealed", about=row.pk, actor=by.identity, body=body,
    )  # fmt: skip


def decide(
    *,
    by: Actor,
    at: datetime,
    ranking: UUID,
    about: UUID,
    upheld: bool,
    reason: str,
    corrections: Mapping[str, float] | None = None,
    entry: UUID | None = None,
) -> None:
    """Answer an appeal: upheld with the figures as they should have been, or declined.

    Raises Refused("unknown-thing" | "not-permitted" | "reason-missing" | "bad-body" | "already-done" | "stale").
    """
    row = ranking_for(by, ranking)
    if not may_decide(by, row):
        raise Refused("not-permitted", "由开展评比的整治办答复")
    told = appeal_of(row, about)
    if not reason.strip():
        raise Refused("reason-missing", "请写明核实情况")
    said = {"appeal": about, "reason": reason.strip(), "name": by.name, "upheld": upheld}

    def drafted() -> Draft:
        follows = _corrected(row, told["place"], corrections or {}) if upheld else {}
        about_row = {"of": row.version, "title": row.title, "counted_to": row.counted_to}
        return _draft("decided", by, at, row, {**said, "place_name": told["place_name"], **about_row, **follows}, entry)

    once(
        entry, drafted, lambda draft: append([draft], at=at),
        kind="ranking.decided", about=row.pk, actor=by.identity, body=said,
    )  # fmt: skip


def _corrected(row: Ranking, place: int, corrections: Mapping[str, float]) -> dict[str, Any]:
    """The table with the corrected figures of the place, and what that changes in what is proposed."""
    line = row.line_of(place)
    assert line is not None
    changed = {name: value for name, value in corrections.items() if value != line["figures"].get(name)}
    if not changed:
        raise Refused("bad-body", "申诉成立的，请填写更正后的数字；没有要更正的，选“不成立”")
    for name, value in changed.items():
        broken = value != int(value) and not is_own(name)
        if name not in line["figures"] or value < 0 or broken:
            label = plan_behind(row).measure_then(name).label
            raise Refused("bad-body", f"“{label}”不能更正为{value:g}，请填这张评比表有的指标，不小于0")
    places = [{**one, "figures": {**one["figures"], **changed}} if one["place"] == place else one for one in row.table]
    rule = row.rule
    lines = table_of(rule, places)
    root = Org.objects.get(number=row.org)
    wanted = proposed_by(rule, row.pk, earlier_tables(row.campaign, rule, row.counted_to), lines, root)
    before = {one["proposal"] for one in row.proposed}
    kept = {str(one["proposal"]) for one in wanted}
    return {
        "corrections": {name: {"value": value, "was": line["figures"][name]} for name, value in changed.items()},
        "lines": lines,
        "proposed": [one for one in wanted if str(one["proposal"]) not in before],
        "withdrawn": [one for one in row.proposed if one["proposal"] not in kept],
    }


def _draft(verb: str, by: Actor, at: datetime, row: Ranking, body: Mapping[str, Any], entry: UUID | None) -> Draft:
    return Draft(
        id=entry or uuid7(), kind=f"ranking.{verb}", about=row.pk, campaign=row.campaign, org=row.org,
        actor=by.identity, post=by.post, happened_at=at, body=body,
    )  # fmt: skip
