"""Verifying: every block against its entries and its predecessor, every kept file against its name.

A finding says in Chinese what was done to which record, and where. What is not sealed yet is counted, not judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import groupby
from uuid import UUID

from django.core.files.storage import default_storage
from django.utils import timezone

from .erasing import proofs
from .file_uses import named_files
from .kinds import KINDS
from .models import Block, StoredEntry, StoredFile
from .seal import GENESIS, digest_of, leaf_hash, leaves_of, merkle_root, sealed_form

ON_ITS_WAY = timedelta(days=7)
"""So long a photo may come after its record: a phone without network keeps it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What does not hold. `place` counts from 1 within the block; `entry` and `file` say which record or file."""

    code: str
    message: str
    block: int | None = None
    place: int | None = None
    entry: UUID | None = None
    file: str = ""


def chain_findings() -> Iterator[Finding]:
    """Read within `journal.snapshot.snapshot`; three queries, whatever the length of the chain."""
    groups, erased = _entries_by_block(), proofs()
    waiting = next(groups, None)
    previous, expected = GENESIS, 1
    for block in Block.objects.order_by("number").iterator(chunk_size=50):
        while waiting is not None and waiting[0] < block.number:
            yield _without_block(*waiting)
            waiting = next(groups, None)
        rows: list[StoredEntry] = []
        if waiting is not None and waiting[0] == block.number:
            rows = waiting[1]
            waiting = next(groups, None)
        yield from _links(block, previous, expected)
        yield from _entries(block, rows, erased)
        previous, expected = block.hash, block.number + 1
    while waiting is not None:
        yield _without_block(*waiting)
        waiting = next(groups, None)


def _entries_by_block() -> Iterator[tuple[int, list[StoredEntry]]]:
    rows = StoredEntry.objects.exclude(block=None).order_by("block", "place_in_block", "position")
    for number, group in groupby(rows.iterator(chunk_size=1000), key=lambda row: int(row.block or 0)):
        yield number, list(group)


def _without_block(number: int, rows: Sequence[StoredEntry]) -> Finding:
    message = f"缺少第 {number} 号封签块：有 {len(rows)} 条记录指向它，第一条是 {_said(rows[0])}"
    return Finding("block-missing", message, number)


def _links(block: Block, previous: str, expected: int) -> Iterator[Finding]:
    number = block.number
    if number != expected:
        missing = f"第 {expected} 号" if number == expected + 1 else f"第 {expected} 至 {number - 1} 号"
        yield Finding("block-missing", f"缺少{missing}封签块", number)
    elif block.previous != previous:
        yield Finding("block-unlinked", f"第 {number} 号封签块与前一块不相连", number)
    if digest_of(block) != block.hash:
        yield Finding("block-altered", f"第 {number} 号封签块被改动：摘要不符", number)


def _entries(block: Block, rows: Sequence[StoredEntry], erased: Mapping[str, str]) -> Iterator[Finding]:
    """The block's own list of hashes says which record it is; the root says whether that list is the sealed one.

    An entry from which values were erased stands for the hash with which it was sealed.
    """
    leaves = leaves_of(block)
    if len(leaves) != block.size or merkle_root(leaves or [b""], block.algorithm).hex() != block.root:
        message = f"第 {block.number} 号封签块的摘要表被改动，块内被改的记录可能不止下面列出的"
        yield Finding("block-altered", message, block.number)
    found = [_sealed_as(row, leaf_hash(sealed_form(row), block.algorithm), erased) for row in rows]
    standing = Counter(row.place_in_block for row in rows)
    places = {leaf: place for place, leaf in enumerate(leaves)}
    for row, leaf in zip(rows, found, strict=True):
        yield from _entry(block.number, row, leaf, leaves, places, alone=standing[row.place_in_block] == 1)
    for place in range(len(leaves)):
        if place not in standing:
            message = f"第 {block.number} 号封签块缺少第 {place + 1} 条记录：已被删除"
            yield Finding("entry-removed", message, block.number, place + 1)
    positions = [row.position for row in rows]
    if positions != sorted(positions):
        yield Finding("entry-moved", f"第 {block.number} 号封签块中记录的先后被改动", block.number)


def _sealed_as(row: StoredEntry, leaf: bytes, erased: Mapping[str, str]) -> bytes:
    """The present hash; where an entry of erasure says from which it came, that one."""
    proof = erased.get(str(row.id), "")
    return bytes.fromhex(proof[:64]) if proof[64:] == leaf.hex() else leaf


def _entry(
    number: int, row: StoredEntry, leaf: bytes, leaves: Sequence[bytes], places: dict[bytes, int], *, alone: bool
) -> Iterator[Finding]:
    place = -1 if row.place_in_block is None else row.place_in_block
    where = f"第 {number} 号封签块第 {place + 1} 条记录（{_said(row)}）"
    if 0 <= place < len(leaves) and leaves[place] == leaf:
        if row.thing != row.kind.partition(".")[0]:
            yield Finding("entry-altered", f"{where}的归类被改动", number, place + 1, row.id)
    elif leaf in places:
        message = f"{where}被调换位置：封签时是第 {places[leaf] + 1} 条"
        yield Finding("entry-moved", message, number, place + 1, row.id)
    elif alone and 0 <= place < len(leaves):
        yield Finding("entry-altered", f"{where}的内容被改动", number, place + 1, row.id)
    else:
        yield Finding("entry-inserted", f"{where}是后来插入的", number, place + 1, row.id)


def _said(row: StoredEntry) -> str:
    label = KINDS[row.kind].label if row.kind in KINDS else row.kind
    return f"{label}，{timezone.localtime(row.happened_at):%Y-%m-%d %H:%M}，编号 {row.id}"


def file_findings(*, at: datetime) -> Iterator[Finding]:
    """Kept files that are gone or whose bytes are others; files that a record names and that never came."""
    kept = set()
    for row in StoredFile.objects.order_by("sha256").iterator(chunk_size=2000):
        kept.add(row.sha256)
        fault = _fault(row)
        if fault:
            yield Finding(*fault, file=row.sha256)
    for entry in StoredEntry.objects.filter(received_at__lt=at - ON_ITS_WAY).order_by("position").iterator(2000):
        for sha in dict.fromkeys(named_files(entry.body)):
            if sha not in kept:
                message = f"记录提到的文件不在：{sha}（{_said(entry)}）"
                yield Finding("file-absent", message, entry.block, (entry.place_in_block or 0) + 1, entry.id, sha)


def _fault(row: StoredFile) -> tuple[str, str] | None:
    found, size = sha256(), 0
    try:
        with default_storage.open(row.path) as stored:
            for chunk in stored.chunks():
                found.update(chunk)
                size += len(chunk)
    except FileNotFoundError:
        return "file-removed", f"文件丢失：{row.path}"
    if found.hexdigest() != row.sha256:
        return "file-altered", f"文件被调换或改动：{row.path}"
    return ("file-altered", f"文件登记的大小被改动：{row.path}") if size != row.size else None
