"""Taking personal values out of sealed entries, so that the chain still verifies and everybody sees that it was done.

The sealed hash of an entry stays in its block. An entry of erasure, sealed itself, says for each entry that it touched
which hash it was sealed with and which it has now: what remains can be changed no more than before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from taizhang.core.refusals import Refused

from .models import Block, StoredEntry
from .seal import leaf_hash, leaves_of, sealed_form

MARK = ".erased"
"""How the kinds of entry end whose body's `entries` are such proofs: {id: sealed hash + present hash}."""


def proofs(rows: Iterable[StoredEntry] | None = None) -> dict[str, str]:
    """What entries of erasure say, the latest for each entry; of the whole journal, or of some of its rows."""
    found: dict[str, str] = {}
    if rows is None:
        rows = StoredEntry.objects.filter(kind__endswith=MARK).order_by("position").iterator()
    for row in rows:
        if row.kind.endswith(MARK):
            found |= row.body.get("entries", {})
    return found


def erase(rows: Iterable[StoredEntry], without: Callable[[StoredEntry], dict[str, Any]]) -> dict[str, str]:
    """Put bodies in place of the sealed ones, within the caller's transaction; returns the proofs for its entry.

    Raises Refused("not-as-sealed") for an entry that is not what was sealed: erasing must not hide that.
    """
    rows = list(rows)
    earlier, made = proofs(rows), {}
    blocks: dict[int, tuple[str, list[bytes]]] = {}
    for row in rows:
        body = without(row)
        if body == row.body:
            continue
        if row.block is None or row.place_in_block is None:
            raise Refused("not-as-sealed", f"编号 {row.id}")
        if row.block not in blocks:
            block = Block.objects.get(pk=row.block)
            blocks[row.block] = block.algorithm, leaves_of(block)
        algorithm, leaves = blocks[row.block]
        sealed = leaves[row.place_in_block].hex()
        present = leaf_hash(sealed_form(row), algorithm).hex()
        if present != sealed and earlier.get(str(row.id)) != sealed + present:
            raise Refused("not-as-sealed", f"编号 {row.id}")
        row.body = body
        row.save(update_fields=["body"])
        made[str(row.id)] = sealed + leaf_hash(sealed_form(row), algorithm).hex()
    return made
