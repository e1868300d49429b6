"""The summary (总结) of a phase or of the whole campaign, of a place: the figures filled in, to be edited in Word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import history, plan_of
from taizhang.core.calendar.work import local_day, start_of_day
from taizhang.core.plan import Phase
from taizhang.core.refusals import Refused
from taizhang.orgs.models import Org
from taizhang.orgs.queries import areas_below
from taizhang.render.document import Block, Heading, OfficialDocument, Paragraph
from taizhang.reports.charts import day_by_day
from taizhang.reports.counting import Standing
from taizhang.reports.summing_up import by_category, by_phase, by_unit, following, lasting, left, share

from .words import day_words, short_title

FIGURES = (
    "subjects.total", "duties.inspect.owed", "duties.inspect.met", "inspections.done", "cases.filed",
    "cases.fixed_on_spot", "cases.rectified", "cases.struck", "cases.open", "cases.overdue", "activities.held",
)  # fmt: skip


def phase_summary(campaign: Campaign, phase: str, org: Org, *, line: str = "", at: datetime) -> OfficialDocument:
    """Of the phase up to its end, or to now while it runs.

    Raises Refused("unknown-thing" | "not-now"): no such phase, or one that has not begun or has no dates.
    """
    found = plan_of(campaign).phase(phase)
    if found is None:
        raise Refused("unknown-thing", "阶段")
    if found.start is None or found.end is None or start_of_day(found.start) > at:
        raise Refused("not-now", "阶段开始之后，才能起草阶段总结")
    over = start_of_day(found.end + timedelta(days=1)) - timedelta(microseconds=1)
    to = min(over, at, campaign.closed_at or at)
    after = start_of_day(found.start) - timedelta(microseconds=1)
    standing = Standing(campaign, {org.path}, to=to, line=line, known_at=at)
    blocks = [
        *_whole(standing, after, f"{found.name}（{day_words(after + timedelta(microseconds=1))}至{day_words(to)}）"),
        *by_category(standing, after),
        *_units(standing, org, after),
        *left(standing, _note(campaign, found)),
        *following(campaign, phase),
    ]
    running = "" if phase in campaign.closed_phases or to == over else "（阶段未结束，仅供核对）"
    return _document(f"{short_title(campaign)}{_named(found)}工作总结", org, blocks, running, to)


def final_summary(campaign: Campaign, org: Org, *, line: str = "", at: datetime) -> OfficialDocument:
    """Of the whole campaign: as it stood when it was closed, or as it stands."""
    to = min(campaign.closed_at or at, at)
    standing = Standing(campaign, {org.path}, to=to, line=line, known_at=at)
    blocks = [
        *_whole(standing, None, f"{day_words(campaign.started_at)}至{day_words(to)}"),
        *by_phase(standing, None),
        *by_category(standing, None),
        *_units(standing, org, None),
        *left(standing, _note(campaign, None)),
        *lasting(plan_of(campaign)),
    ]
    running = "" if campaign.closed_at else "（专项整治未结束，仅供核对）"
    return _document(f"{short_title(campaign)}工作总结", org, blocks, running, to)


def _named(phase: Phase) -> str:
    return f"{phase.name.removesuffix('阶段')}阶段"


def _whole(standing: Standing, after: datetime | None, span: str) -> Iterator[Block]:
    """What was done, in sentences; what there was none of is not mentioned."""
    (area,) = standing.areas
    here = standing.counts(FIGURES, after)[area]
    owed, met = here["duties.inspect.owed"], here["duties.inspect.met"]
    filed, struck = here["cases.filed"], here["cases.struck"]
    yield Heading(1, "总体情况")
    parts = [
        f"纳入整治的对象{here['subjects.total']}个" if here["subjects.total"] else "",
        f"应排查{owed}个，已排查{met}个，覆盖率{share(met, owed)}" if owed else "",
        f"开展检查{here['inspections.done']}次",
        f"宣传、培训、演练{here['activities.held']}场次" if here["activities.held"] else "",
    ]
    yield Paragraph(f"{span}，{'，'.join(part for part in parts if part)}。")
    if not filed and not here["cases.open"]:
        yield Paragraph("没有发现问题。")
        return
    spot = f"，其中当场整改{here['cases.fixed_on_spot']}个" if here["cases.fixed_on_spot"] else ""
    late = f"，其中逾期未整改{here['cases.overdue']}个" if here["cases.overdue"] else ""
    yield Paragraph(
        f"发现并立案问题{filed}个，完成整改{here['cases.rectified']}个{spot}，销号{struck}个；"
        f"截至{day_words(standing.to)}，未销号{here['cases.open']}个{late}。"
    )
    yield from day_by_day(standing, after)


def _units(standing: Standing, org: Org, after: datetime | None) -> Iterator[Block]:
    below = areas_below(org)
    areas = {unit.path for unit in below}
    if areas:
        counted = Standing(
            standing.campaign, areas, to=standing.to, line=standing.line, known_at=standing.known_at
        )  # fmt: skip
        yield from by_unit(counted, below, after)


def _note(campaign: Campaign, phase: Phase | None) -> str:
    """What was said when the phase, or the campaign, was closed."""
    wanted = "phase_closed" if phase else "closed"
    notes = [
        str(entry.body.get("note", ""))
        for entry in history(campaign)
        if entry.verb == wanted and (phase is None or entry.body.get("phase") == phase.id)
    ]
    return notes[-1] if notes else ""


def _document(title: str, org: Org, blocks: list[Block], subtitle: str, to: datetime) -> OfficialDocument:
    day = local_day(to)
    return OfficialDocument(
        title=title,
        subtitle=subtitle,
        issuer=org.name,
        blocks=tuple(blocks),
        date=day,
    )
