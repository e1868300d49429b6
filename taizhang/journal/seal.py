"""Sealing: entries into Merkle blocks, blocks into a hash chain.

Leaf and node hashes are those of RFC 6962 (0x00 before a leaf, 0x01 before a node), so that a proof of one entry is
short. `archive/verify_bundle.py` computes the same with the standard library alone.

The hash is SHA-256 or, where the installation is set so, SM3 (GB/T 32905-2016). Each block says which; a chain may
change over from one block to the next. Files are named by their SHA-256 all the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from .models import Block, StoredEntry

GENESIS = "0" * 64
BLOCK_SIZE = 1000
PATIENCE = timedelta(minutes=1)
"""How long the worker lets entries gather before it seals a block that is not full."""

SEALED_FIELDS = (
    "id", "campaign", "org", "actor", "post", "kind", "about", "happened_at", "received_at", "body", "device", "seq",
)  # fmt: skip
_SEALERS = 0x7A5EA1
"""The lock on which sealers wait for each other."""


def sealed_form(row: StoredEntry) -> dict[str, Any]:
    """The entry as it is hashed and archived: plain JSON values, moments in UTC."""
    return {name: _plain(getattr(row, name)) for name in SEALED_FIELDS}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value if value is None or isinstance(value, int | str | dict | list) else str(value)


def hashed(content: bytes, algorithm: str) -> bytes:
    """32 bytes, of SHA-256 and SM3 alike. Raises ValueError for an algorithm that this machine does not know."""
    return hashlib.new(algorithm, content).digest()


def leaf_hash(form: Mapping[str, Any], algorithm: str) -> bytes:
    text = json.dumps(form, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashed(b"\x00" + text.encode(), algorithm)


def merkle_root(leaves: Sequence[bytes], algorithm: str) -> bytes:
    """The root over at least one leaf; an odd node at the end of a level moves up unchanged."""
    level = list(leaves)
    while len(level) > 1:
        pairs = [hashed(b"\x01" + a + b, algorithm) for a, b in zip(level[::2], level[1::2], strict=False)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


def digest_of(block: Block) -> str:
    """What the block's hash has to be."""
    parts = [block.number, block.previous, block.root, block.size, _plain(block.sealed_at)]
    if block.algorithm != "sha256":
        parts.append(block.algorithm)
    return hashed("|".join(map(str, parts)).encode(), block.algorithm).hex()


def leaves_of(block: Block) -> list[bytes]:
    """The hashes of the block's entries, in their order."""
    whole = bytes(block.leaves)
    return [whole[start : start + 32] for start in range(0, len(whole), 32)]


def seal(*, at: datetime, patience: timedelta = timedelta(0)) -> int:
    """Seal what is not yet sealed; returns the number of new blocks. Of two sealers at once the second waits.

    With `patience`, entries wait for a full block until one of them was received so long ago. An entry whose
    transaction ends late goes into a later block, whatever its position.
    """
    made = 0
    while _due(at, patience) and _seal_block(at):
        made += 1
    return made


def _due(at: datetime, patience: timedelta) -> bool:
    waiting = StoredEntry.objects.filter(block=None)
    if not patience:
        return waiting.exists()
    return waiting.filter(received_at__lte=at - patience).exists() or waiting[:BLOCK_SIZE].count() == BLOCK_SIZE


def _seal_block(at: datetime) -> bool:
    with transaction.atomic():
        _wait_for_others()
        last = Block.objects.order_by("-number").defer("leaves").first()
        rows = list(StoredEntry.objects.filter(block=None).order_by("position")[:BLOCK_SIZE])
        if not rows:
            return False
        number = last.number + 1 if last else 1
        for index, row in enumerate(rows):
            row.block, row.place_in_block = number, index
        algorithm = settings.SEAL_DIGEST
        leaves = [leaf_hash(sealed_form(row), algorithm) for row in rows]
        block = Block(
            number=number,
            previous=last.hash if last else GENESIS,
            algorithm=algorithm,
            root=merkle_root(leaves, algorithm).hex(),
            size=len(rows),
            leaves=b"".join(leaves),
            sealed_at=at,
        )
        block.hash = digest_of(block)
        block.save(force_insert=True)
        _place(rows)
    return True


def _place(rows: Sequence[StoredEntry]) -> None:
    """One prepared statement: Django's bulk_update would build an expression for each value."""
    statement = f"UPDATE {StoredEntry._meta.db_table} SET block = %s, place_in_block = %s WHERE position = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(row.block, row.place_in_block, row.position) for row in rows])


def _wait_for_others() -> None:
    """SQLite needs nothing: its transactions begin IMMEDIATE, one at a time."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SEALERS])


def unsealed_count() -> int:
    return StoredEntry.objects.filter(block=None).count()
