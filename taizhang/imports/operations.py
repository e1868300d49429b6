"""An import step by step: the file comes in, its columns are matched, it is checked, confirmed, carried out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction

from taizhang.access.actor import Actor
from taizhang.core.ids import uuid7
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.journal.files import content_of, keep
from taizhang.subjects.kinds import kinds_for
from taizhang.subjects.values import text_of

from .heads import LOOK_FOR_HEAD, Target, find_head, head_key, propose
from .models import Import, RememberedColumn
from .org_targets import ORGS, POSTS, SHEET_WORDS, TARGETS
from .queries import import_for
from .subject_import import TABLE as SUBJECTS
from .subject_targets import subject_targets
from .tabular import Book, open_book

SAMPLES = 3
NEEDED = {Import.SUBJECTS: Power.MANAGE_REGISTER, Import.ORGS: Power.MANAGE_ORGS}
SILENT = timedelta(minutes=5)
"""Work from which nothing was heard for so long has died with its worker, and begins anew."""


def targets_for(actor: Actor, table: str, kind: str) -> list[Target]:
    """What the columns of a table can mean; for a register of one kind only that kind's own fields."""
    if table != SUBJECTS:
        return TARGETS[table]
    kinds = kinds_for(actor)
    chosen = [kinds[kind]] if kind in kinds else list(kinds.values())
    return subject_targets(chosen, with_kind=kind not in kinds)


def begin(*, by: Actor, at: datetime, what: str, content: bytes, name: str, kind: str = "") -> Import:
    """Keep the file, find its tables and propose what their columns mean.

    Raises Refused("not-permitted" | "not-a-table" | "too-many-rows" | "file-too-large").
    """
    by.demand(NEEDED[what])
    book = open_book(content)
    kept = keep(content, media_type="application/octet-stream", at=at)
    work = Import(
        id=uuid7(), what=what, org=by.org, post=by.post, created_by_id=by.user, created_at=at, beat_at=at,
        file_name=name[:200], sha256=kept.sha256, kind=kind,
    )  # fmt: skip
    work.tables = _tables(by, work, book)
    work.save()
    return work


def _tables(by: Actor, work: Import, book: Book) -> list[dict[str, Any]]:
    beginnings = {sheet: list(islice(book.rows(sheet), LOOK_FOR_HEAD)) for sheet in book.sheets[:20]}
    if work.what == Import.SUBJECTS:
        targets = targets_for(by, SUBJECTS, work.kind)
        sheet = max(beginnings, key=lambda name: _known(beginnings[name], targets))
        return [_table(by, work, SUBJECTS, sheet, beginnings[sheet])]
    found, taken = [], set()
    for table in (ORGS, POSTS):
        named = [
            sheet for sheet in beginnings if any(word in sheet for word in SHEET_WORDS[table]) and sheet not in taken
        ]
        rest = [sheet for sheet in beginnings if sheet not in taken]
        sheet = max(named or rest, key=lambda name: _known(beginnings[name], TARGETS[table]), default="")
        if sheet and (named or _known(beginnings[sheet], TARGETS[table]) >= 2):
            taken.add(sheet)
            found.append(_table(by, work, table, sheet, beginnings[sheet]))
    if not found:
        raise Refused("not-a-table", "没有找到“组织”或“岗位人员”工作表")
    return found


def _known(rows: Sequence[tuple[int, list[Any]]], targets: Sequence[Target]) -> int:
    names = {name for target in targets for name in target.names}
    return max((sum(head_key(cell) in names for cell in cells) for _, cells in rows), default=0)


def _table(
    by: Actor, work: Import, table: str, sheet: str, rows: Sequence[tuple[int, list[Any]]], head: int = 0
) -> dict[str, Any]:
    targets = targets_for(by, table, work.kind)
    head = head or find_head(rows, targets)
    cells = next((cells for number, cells in rows if number == head), [])
    heads = [" ".join(text_of(cell).split()) for cell in cells]
    while heads and not heads[-1]:
        heads.pop()
    if not any(heads):
        raise Refused("not-a-table", f"工作表“{sheet}”的第 {head} 行没有列名")
    below = [[text_of(cell)[:60] for cell in cells] for number, cells in rows if number > head][:SAMPLES]
    mapping = propose(heads, targets, _remembered(by, table, work.kind))
    return {"table": table, "sheet": sheet, "head": head, "heads": heads, "mapping": mapping, "samples": below}


def _remembered(by: Actor, table: str, kind: str) -> dict[str, str]:
    rows = RememberedColumn.objects.filter(org=by.org, table=table, kind=kind)
    return dict(rows.values_list("head", "target"))


def look_again(*, by: Actor, about: UUID, kind: str, places: Mapping[str, tuple[str, int]]) -> Import:
    """Read the heads anew: for another kind, sheet or row. `places`: {table: (sheet, row of the head)}."""
    work = _open(by, about)
    book = open_book(content_of(work.sha256))
    work.kind = kind
    tables = []
    for held in work.tables:
        sheet, head = places.get(held["table"], (held["sheet"], held["head"]))
        if sheet not in book.sheets:
            raise Refused("not-a-table", f"没有名为“{sheet}”的工作表")
        moved = sheet != held["sheet"]
        rows = list(islice(book.rows(sheet), max(LOOK_FOR_HEAD, head + SAMPLES)))
        tables.append(_table(by, work, held["table"], sheet, rows, 0 if moved else head))
    work.tables = tables
    work.save(update_fields=["kind", "tables"])
    return work


def check(*, by: Actor, at: datetime, about: UUID, mappings: Mapping[str, Sequence[str]]) -> Import:
    """Take the mapping, remember it for the next file of this kind, and have the worker check the rows.

    Raises Refused("import-not-ready") naming what must be mapped.
    """
    from .jobs import check_rows

    with transaction.atomic():
        work = _open(by, about)
        for held in work.tables:
            held["mapping"] = _valid(by, work, held, mappings.get(held["table"], held["mapping"]))
        _remember(by, work)
        _run(work, "checking", at)
    check_rows.enqueue(str(work.pk))
    return work


def _valid(by: Actor, work: Import, held: Mapping[str, Any], mapping: Sequence[str]) -> list[str]:
    targets = {target.key: target for target in targets_for(by, held["table"], work.kind)}
    chosen = [key if key in targets else "" for key in mapping][: len(held["heads"])]
    chosen += [""] * (len(held["heads"]) - len(chosen))
    twice = {key for key in chosen if key and chosen.count(key) > 1}
    if twice:
        raise Refused("import-not-ready", f"有两列都对应到了“{'、'.join(targets[key].label for key in sorted(twice))}”")
    needed = [target for target in targets.values() if target.required and target.key in _MUST[held["table"]]]
    missing = [target.label for target in needed if target.key not in chosen]
    if missing:
        raise Refused("import-not-ready", f"还没有指定哪一列是“{'、'.join(missing)}”")
    return chosen


_MUST = {SUBJECTS: {"name", "kind"}, ORGS: {"code", "name"}, POSTS: {"org", "role"}}
"""Without these columns no row can be read."""


def _remember(by: Actor, work: Import) -> None:
    rows = [
        RememberedColumn(org=by.org, table=held["table"], kind=work.kind, head=head_key(head), target=target)
        for held in work.tables
        for head, target in zip(held["heads"], held["mapping"], strict=True)
        if head_key(head)
    ]
    unique = {(row.table, row.head): row for row in rows}
    RememberedColumn.objects.bulk_create(
        unique.values(), update_conflicts=True, unique_fields=["org", "table", "kind", "head"], update_fields=["target"]
    )


def confirm(*, by: Actor, at: datetime, about: UUID, leave_faulty: bool = False, leave_alike: bool = False) -> Import:
    """Have the worker carry it out: all that the check found good, or nothing.

    Raises Refused("import-not-ready") while there are faulty rows that were not chosen to be left out.
    """
    from .jobs import carry_out

    with transaction.atomic():
        work = _open(by, about)
        if work.state == "writing":
            return work
        if work.state != "checked":
            raise Refused("import-not-ready", "还没有检查")
        if work.counts.get("faulty") and not leave_faulty:
            raise Refused(
                "import-not-ready", f"有 {work.counts['faulty']} 行有错，请改正后重新上传，或选择先不导入这些行"
            )
        work.options = {"leave_faulty": leave_faulty, "leave_alike": leave_alike}
        _run(work, "writing", at)
    carry_out.enqueue(str(work.pk))
    return work


def back_to_mapping(*, by: Actor, about: UUID) -> Import:
    """Match the columns anew; what the check found is dropped."""
    work = _open(by, about)
    with transaction.atomic():
        work.faults.all().delete()
        work.state, work.counts, work.message = "mapping", {}, ""
        work.save(update_fields=["state", "counts", "message"])
    return work


def drop(*, by: Actor, at: datetime, about: UUID) -> None:
    """Give it up; the register stays as it is."""
    work = _open(by, about)
    work.faults.all().delete()
    work.state, work.finished_at = "dropped", at
    work.save(update_fields=["state", "finished_at"])


def resume_silent(*, at: datetime) -> int:
    """Begin anew what died with its worker; returns how many. Twice does no harm: one waits, and then finds it done."""
    from .jobs import carry_out, check_rows

    silent = list(Import.objects.filter(state__in=Import.RUNNING, beat_at__lt=at - SILENT))
    for work in silent:
        _run(work, work.state, at)
        (check_rows if work.state == "checking" else carry_out).enqueue(str(work.pk))
    return len(silent)


def _run(work: Import, state: str, at: datetime) -> None:
    work.state, work.beat_at, work.message = state, at, ""
    work.save(update_fields=["state", "beat_at", "message", "tables", "options", "counts"])


def _open(by: Actor, about: UUID) -> Import:
    """Raises Refused("unknown-thing" | "not-permitted" | "already-done")."""
    work = import_for(by, about)
    by.demand(NEEDED[work.what])
    if work.state in {"done", "dropped"}:
        raise Refused("already-done", work.state_label)
    return work
