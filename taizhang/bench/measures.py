"""What is measured, in the order in which a campaign comes about."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.utils import timezone

from taizhang.api.batch import Batch, SentEntry
from taizhang.api.sync import take
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.operations import amend, start
from taizhang.campaigns.packs import pack
from taizhang.cases.models import Case
from taizhang.cases.queries import Filter, cases_for
from taizhang.core.ids import uuid7
from taizhang.core.plan import Plan
from taizhang.duties.models import Duty
from taizhang.journal.append import append
from taizhang.journal.models import StoredEntry
from taizhang.journal.rebuild import rebuild
from taizhang.journal.seal import seal, sealed_form
from taizhang.journal.snapshot import snapshot
from taizhang.journal.verifying import chain_findings
from taizhang.reading import read_text
from taizhang.web.ledger_book import LEDGER_BOOK
from taizhang.web.list_book import workbook
from taizhang.workflows.bulk_cases import hand_over
from taizhang.workflows.clock import tick

from . import yardsticks
from .clients import client_figures
from .county import county_figures
from .exports import export_figures
from .figure import Figure, Work, beside, middle_rate, rate, under
from .footprint import footprint_figures
from .lessons import lesson_figures
from .memory import memory_above
from .pages import page_figures
from .plan_text import plan_text
from .scaling import scaling_figures
from .submissions import submission_figures
from .town import Town, build

SUBJECTS = 2000
"""Of the register. A campaign makes about five duties of each."""
SMALL, LARGE = 10_000, 1_000_000
"""Cases in the ledger when the pages are looked at; the large ledger is copied, not entered."""

EXPORTED = 100_000
"""Rows of the ledger as Excel."""

HANDED_OVER = 300

TEXT = 1_000_000
"""Bytes of plan text."""

BATCHES, PHONE = "成批记账，每批 100 条", "同步，一次 100 条"
FLAT = 0.9
"""How much of its rate taking in has to keep while the ledger grows."""

PACK = "gas-safety"
KIND = "restaurant"


def all_figures(cases: int = LARGE) -> Iterator[Figure]:
    """Every line of the table, as it comes. The database is filled on the way, its ledger up to so many `cases`."""
    now = timezone.now()
    yardsticks.make_table()
    begun = now - timedelta(days=400)
    town = build(SUBJECTS, KIND, at=begun)
    yield from under("启动与到期", _beginning(town, begun))
    batches, phone = _batches(town, now), _sync(town, now)
    empty: list[Figure] = []
    for one in under("收", _taking(town, batches, phone, now)):
        empty.append(one)
        yield one
    yield from under("收", client_figures(town, at=now))
    yield from under("占多少", footprint_figures())
    yield from under("启动与到期", _falling_due(now))
    yield from under("重建与核验", _proving(now))
    yield from under("扩展", scaling_figures(town, KIND, at=now))
    yield from under("看", page_figures(town, SMALL, cases, at=now))
    yield from under("收", _as_before(empty, {BATCHES: batches, PHONE: phone}))
    yield from under("发", _giving_out(town, now))
    yield from under("别人叫人等的事", lesson_figures(town, KIND, at=now))
    started, *screens = county_figures(pack(PACK).plan, KIND, at=now)
    yield from under("启动与到期", [started])
    yield from under("看", screens)


def _beginning(town: Town, at: datetime) -> Iterator[Figure]:
    plan = pack(PACK).plan
    yield _reading()
    yield _starting(town, plan, at)
    yield _amending(town, plan, at + timedelta(days=1))


def _taking(town: Town, batches: Work, phone: Work, now: datetime) -> Iterator[Figure]:
    yield _single(town, now)
    bodies = _bodies(500)
    yield beside(BATCHES, "条/秒", batches, "数据库每批 100 行", lambda: yardsticks.bulk(bodies), aim=0.5)
    yield beside(PHONE, "条/秒", phone, "数据库每批 100 行", lambda: yardsticks.bulk(bodies), aim=0.5)
    yield _handing_over(town, now)
    yield from submission_figures(town, at=now)


def _as_before(empty: Sequence[Figure], works: Mapping[str, Work]) -> Iterator[Figure]:
    """The same once more in the large ledger."""
    for before in empty:
        if before.name in works:
            found = middle_rate(works[before.name])
            yield Figure(f"{before.name}，台账涨大后", found, before.unit, "涨大前", before.ours, FLAT)


def _proving(now: datetime) -> Iterator[Figure]:
    yield _sealing(now)
    yield _verifying()
    yield _rebuilding(now)


def _giving_out(town: Town, now: datetime) -> Iterator[Figure]:
    yield _ledger(town, now)
    yield from export_figures(town, EXPORTED)


def _bodies(count: int) -> list[str]:
    """As many bytes as our own entries have."""
    rows = StoredEntry.objects.filter(kind="case.filed").order_by("-position")[:count]
    texts = [json.dumps(row.body, ensure_ascii=False) for row in rows] or ["x" * 700]
    return (texts * (count // len(texts) + 1))[:count]


def _starting(town: Town, plan: Plan, at: datetime) -> Figure:
    """Set-based: the duties of a campaign against plain rows of the same number."""

    def ours() -> int:
        about = start(by=town.office, at=at, plan=plan, root=town.root, units={})
        town.campaign = Campaign.objects.get(pk=about)
        return Duty.objects.filter(campaign=about).count()

    with memory_above() as most:
        made = rate(ours)
    duties = Duty.objects.count()
    theirs = rate(lambda: yardsticks.bulk(["x" * 500] * min(duties, 10_000), 1000))
    return Figure(f"启动专项整治（{duties:,} 项任务）", made, "项/秒", "数据库成批写入", theirs, 0, besides=most.said)


def _amending(town: Town, plan: Plan, at: datetime) -> Figure:
    """A running campaign gets a new version of its plan, in which every open duty climbs one rung less."""
    assert town.campaign is not None
    campaign = town.campaign
    written = plan.to_dict()
    for rule in written["duties"]:
        rule["otherwise"] = rule.get("otherwise", [])[:-1]
    duties = Duty.objects.count()

    def ours() -> int:
        amend(by=town.office, at=at, campaign=campaign, plan=Plan.from_dict(written), reason="少督促一级")
        return duties

    made = rate(ours)
    campaign.refresh_from_db()
    theirs = rate(lambda: yardsticks.bulk(["x" * 500] * min(duties, 10_000), 1000))
    return Figure("修改运行中的方案", made, "项/秒", "数据库成批写入", theirs, 0)


def _single(town: Town, at: datetime) -> Figure:
    drafts = town.drafts(100_000, at=at)
    bodies = ["x" * 700] * 150

    def ours() -> int:
        for draft in islice(drafts, 150):
            append([draft], at=at + timedelta(minutes=5))
        return 150

    return beside("逐条记账，每条落盘", "条/秒", ours, "数据库逐条提交", lambda: yardsticks.commits(bodies), aim=0.5)


def _batches(town: Town, at: datetime) -> Work:
    drafts = town.drafts(100_000, at=at + timedelta(seconds=1))

    def ours() -> int:
        for _ in range(5):
            append(list(islice(drafts, 100)), at=at + timedelta(minutes=5))
        return 500

    return ours


def _handing_over(town: Town, at: datetime) -> Figure:
    """Many cases given to another office by one click, within a second: each authorised, one append."""
    moment = at + timedelta(minutes=6)
    waiting = Case.objects.filter(state="filed").exclude(severity="major").order_by("pk")
    ids = list(waiting.values_list("pk", flat=True)[:HANDED_OVER])

    def handed_to(grid: int, at: datetime) -> int:
        whom = town.grids[grid].number
        return len(hand_over(by=town.office, at=at, cases=ids, handler=whom, reason="归口办理").items)

    handed_to(0, moment)
    found = rate(lambda: handed_to(1, moment + timedelta(minutes=1)))
    return Figure(f"批量移交，一次 {HANDED_OVER} 件", found, "件/秒", "一秒", HANDED_OVER, 1)


def _sync(town: Town, at: datetime) -> Work:
    """A phone's day of work in one request; each entry is authorised, judged and answered for itself."""
    assert town.campaign is not None
    worker, grid, campaign = town.workers[0], town.grids[0], town.campaign.pk
    category = pack(PACK).plan.categories[-1].id

    def batch() -> Batch:
        entries: list[SentEntry | dict[str, Any]] = [
            SentEntry(id=uuid7(), post=None, seq=0, kind="case.filed", about=uuid7(), happened_at=at, campaign=campaign,
                      org=grid.number, body={"category": category, "title": "灶前软管老化", "subject": None})
            for _ in range(100)
        ]  # fmt: skip
        return Batch(device="bench", sent_at=timezone.now(), entries=entries)

    def ours() -> int:
        answers = take(batch(), worker, [worker], at=timezone.now())
        assert all(one.fate == "appended" for one in answers.receipts), answers.receipts[0]
        return 100

    return ours


def _falling_due(now: datetime) -> Iterator[Figure]:
    """What falls due; the rest costs nothing."""
    bodies = ["x" * 200] * 2000
    theirs = rate(lambda: yardsticks.bulk(bodies, 500))
    with memory_above() as most:
        ours = rate(lambda: tick(now=now))
    yield Figure("到期处理", ours, "项/秒", "数据库每批 500 行", theirs, 0, besides=most.said)


def _ledger(town: Town, at: datetime) -> Figure:
    """The ledger as Excel against the writer library alone, given the same cells."""
    rows = cases_for(town.office, Filter()).order_by("-filed_at", "-id")[:EXPORTED]
    cells = list(LEDGER_BOOK.lines(town.office, rows))

    def ours() -> int:
        with workbook(LEDGER_BOOK, town.office, rows, at=at):
            return len(cells)

    return beside("台账导出 Excel", "行/秒", ours, "只用写入库", lambda: yardsticks.workbook(cells), aim=0.77, rounds=1)


def _sealing(now: datetime) -> Figure:
    bodies = _bodies(2000)
    theirs = rate(lambda: yardsticks.bulk(bodies, 1000))

    def ours() -> int:
        count = StoredEntry.objects.filter(block=None).count()
        seal(at=now)
        return count

    return Figure("封签", rate(ours), "条/秒", "数据库每批 1000 行", theirs, 0)


def _verifying() -> Figure:
    forms = [sealed_form(row) for row in StoredEntry.objects.order_by("position")[:5000]]

    def ours() -> int:
        with snapshot():
            assert not list(chain_findings())
        return StoredEntry.objects.count()

    return beside("核验整条链", "条/秒", ours, "只算摘要", lambda: yardsticks.hashed(forms), aim=0, rounds=1)


def _rebuilding(now: datetime) -> Figure:
    count = StoredEntry.objects.count()
    bodies = _bodies(5000)
    theirs = rate(lambda: yardsticks.bulk(bodies, 500))

    def ours() -> int:
        rebuild(at=now)
        return count

    return Figure("由流水重建", rate(ours), "条/秒", "数据库每批 500 行", theirs, 0.25, besides=f"共 {count:,} 条")


def _reading() -> Figure:
    text = plan_text(TEXT)

    def ours() -> int:
        assert read_text(text).as_json()["plans"]
        return len(text) // 1000

    theirs = rate(lambda: sum(yardsticks.normalised(text) for _ in range(10)) // 1000)
    return Figure("读取 1 MB 方案", rate(ours), "千字/秒", "逐字规范化一遍", theirs, 0)
