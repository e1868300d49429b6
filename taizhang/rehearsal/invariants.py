"""The promises of the product, tried on what a rehearsal left behind.

Each check says whether the promise held and what was compared. They run one after the other on the same database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.test.utils import CaptureQueriesContext

from taizhang.access.actor import Actor
from taizhang.campaigns.queries import plan_of
from taizhang.cases.models import Case
from taizhang.cases.queries import Filter, case_for, cases_for
from taizhang.core.calendar.work import local_day
from taizhang.core.refusals import Refused
from taizhang.core.roles import Role
from taizhang.duties.queries import duties_for
from taizhang.inspections.queries import inspections_for
from taizhang.journal.models import StoredEntry
from taizhang.journal.projections import PROJECTIONS
from taizhang.journal.rebuild import rebuild
from taizhang.journal.seal import seal
from taizhang.journal.verifying import chain_findings
from taizhang.orgs.paths import is_under
from taizhang.orgs.queries import areas_below
from taizhang.reports.models import Report
from taizhang.reports.queries import reports_for
from taizhang.subjects.queries import subjects_for
from taizhang.tallies.models import Tally
from taizhang.web.boards import board

from .course import Course
from .life import Life
from .outcome import Held
from .standing import digest, replayed, standing
from .town import Town

BATCH = 2000


def all_held(life: Life, witness: Witness, at: datetime) -> list[Held]:
    """Try every promise, the harmless ones first."""
    return [
        _dashboards(witness),
        _frozen(witness),
        _recounted(),
        _scope(life.town),
        _resent(life, at),
        _shuffled(life, at),
        _chained(at),
        _rebuilt(at),
    ]


class Witness:
    """Looks on from day to day: what was frozen, and what a dashboard costs."""

    def __init__(self, courses: Sequence[Course]) -> None:
        self.courses = courses
        self.frozen: dict[UUID, str] = {}
        self.queries: dict[str, set[int]] = {course.plan.title: set() for course in courses}

    def look(self, at: datetime) -> None:
        """At the end of a day: reports frozen since, and the number of queries of each campaign's dashboard."""
        rows = Report.objects.exclude(frozen_at=None).exclude(pk__in=list(self.frozen))
        self.frozen |= {row.pk: _frozen_form(row) for row in rows}
        for course in self.courses:
            with CaptureQueriesContext(connection) as captured:
                root = course.town.root
                board(course.campaign, plan_of(course.campaign), root, areas_below(root), line="", today=local_day(at))
            self.queries[course.plan.title].add(len(captured))


def _frozen_form(row: Report) -> str:
    """What was frozen: figures, totals, records. Corrections stand beside them and may come later."""
    return digest([row.figures, row.totals, row.records, row.frozen_at])


def _dashboards(witness: Witness) -> Held:
    uneven = {title: sorted(counts) for title, counts in witness.queries.items() if len(counts) > 1}
    if uneven:
        detail = "；".join(f"{title}的看板查询次数不一：{counts}" for title, counts in uneven.items())
    else:
        counts = sorted(set().union(*witness.queries.values()))
        detail = f"看板每天都是 {'、'.join(map(str, counts))} 次查询"
    return Held("7", "看板的开销不随记录增加", not uneven, detail)


def _frozen(witness: Witness) -> Held:
    present = {row.pk: _frozen_form(row) for row in Report.objects.exclude(frozen_at=None).iterator()}
    changed = sum(present.get(about) != form for about, form in witness.frozen.items())
    corrected = Report.objects.filter(version__gt=1).count()
    detail = f"{len(witness.frozen)} 份定稿，{changed} 份变动，另有 {corrected} 份以新版本更正"
    return Held("3", "定稿的报表不变", changed == 0, detail)


def _recounted() -> Held:
    """Every figure against the sum of what the things below it contribute."""
    wanted: Counter[Any] = Counter()
    for projection in PROJECTIONS.values():
        for row in projection.model._default_manager.order_by("pk").iterator(chunk_size=BATCH):
            contribution = projection.contribution(row)
            for key, amount in contribution.spread(1) if contribution else ():
                wanted[key] += amount
    rows = Tally.objects.exclude(value=0).values_list("campaign", "org", "line", "measure", "day", "value")
    stored = {tuple(row[:-1]): row[-1] for row in rows.iterator(chunk_size=BATCH)}
    expected = {key: amount for key, amount in wanted.items() if amount}
    differing = sum(stored.get(key) != expected.get(key) for key in stored.keys() | expected.keys())
    return Held("2", "统计等于逐条重算", differing == 0, f"核对 {len(expected)} 个统计数，{differing} 个不符")


def _scope(town: Town) -> Held:
    """What every kind of post is shown, against where it stands; and a case of somebody else's, asked for by its id."""
    seen = leaks = 0
    for actor in _one_of_each(town):
        for row in _shown(actor):
            seen += 1
            leaks += not _may_see(actor, row)
        leaks += _guesses(actor)
    return Held("4", "看不到管辖范围以外的内容", leaks == 0, f"查看 {seen} 条，越权 {leaks} 条")


def _one_of_each(town: Town) -> Iterator[Actor]:
    for role in Role:
        for one in town.of_role(role)[:2]:
            yield from one.actors


def _shown(actor: Actor) -> Iterator[Any]:
    for rows in (
        cases_for(actor, Filter()), duties_for(actor), inspections_for(actor), reports_for(actor), subjects_for(actor),
    ):  # fmt: skip
        yield from rows.iterator(chunk_size=BATCH)


def _may_see(actor: Actor, row: Any) -> bool:
    """Written again in plain words, apart from the product's own scope."""
    if actor.role in {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR}:
        return False
    if actor.role is Role.OWNER:
        return actor.subject in {getattr(row, "subject", None), row.pk}
    if actor.org in {getattr(row, name, None) for name in ("handler", "bearer", "line_org")}:
        return True
    if actor.org in getattr(row, "joint", ()) or getattr(row, "org", None) == actor.org:
        return True
    own_line = actor.role is not Role.BUREAU or not hasattr(row, "line_org")
    return own_line and is_under(row.path, actor.reach)


def _guesses(actor: Actor) -> int:
    """How many of some cases that lie outside can be opened by somebody who knows the id."""
    shown = set(cases_for(actor, Filter()).values_list("pk", flat=True))
    opened = 0
    for about in Case.objects.exclude(pk__in=shown).order_by("pk").values_list("pk", flat=True)[:5]:
        try:
            case_for(actor, about)
        except Refused:
            continue
        opened += 1
    return opened


def _resent(life: Life, at: datetime) -> Held:
    """Every phone sends once more all that it ever sent, the last first."""
    before, entries = standing(), StoredEntry.objects.count()
    for phone in life.phones:
        phone.resend(at)
    again = sum((phone.again for phone in life.phones), Counter())
    more = StoredEntry.objects.count() - entries
    holds = more == 0 and standing() == before and not again["appended"] and not again["later"]
    sent = sum(again.values())
    detail = f"重发 {sent} 条，新增 {more} 条，状态{'不变' if holds else '有变'}"
    return Held("1a", "重发只算一次", holds, detail)


def _shuffled(life: Life, at: datetime) -> Held:
    """The same entries, arriving in another order in another database, lead to the same states."""
    differing = replayed(life.chance("another order"), at)
    detail = "、".join(differing) if differing else "同样的记录打乱次序再收一遍，各表相同"
    return Held("1b", "先后次序不影响结果", not differing, detail)


def _chained(at: datetime) -> Held:
    seal(at=at)
    broken = [one.message for one in chain_findings()]
    detail = broken[0] if broken else f"{StoredEntry.objects.count()} 条记录全部封签，逐条验证"
    return Held("5", "封签链完整", not broken, detail)


def _rebuilt(at: datetime) -> Held:
    before = standing()
    rebuild(at=at)
    differing = sorted(name for name, digest in standing().items() if digest != before[name])
    detail = "、".join(differing) if differing else f"{len(before)} 张表逐字节相同"
    return Held("6", "由流水重建，结果相同", not differing, detail)
