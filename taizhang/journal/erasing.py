"""Taking personal values out of sealed entries, so that the chain still verifies and everybody sees that it was done.

The sealed hash of an entry stays in its block. An entry of erasure, sealed itself, says for each entry that it touched
which hash it was sealed with and which it has now: what remains can be changed no more than before.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage

from taizhang.core.refusals import Refused

from .file_uses import named_files
from .models import Block, FileUse, GivenUpFile, StoredEntry, StoredFile
from .seal import leaf_hash, leaves_of, sealed_form

ERASED = "（已抹去）"
"""What stands where a text was."""

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


def erased_texts(body: Mapping[str, Any], texts: Collection[str], files: Collection[str]) -> dict[str, Any]:
    """The body with a word in the place of each text and without files; `erased` tells a fold that there were some."""
    words = {key: ERASED for key in texts if body.get(key) and body[key] != ERASED}
    lists = {key: type(body[key])() for key in files if body.get(key)}
    return {**body, **words, **lists, "erased": True} if words or lists else dict(body)


def files_of(rows: Iterable[StoredEntry]) -> set[str]:
    return {sha for row in rows for sha in named_files(row.body)}


def release_files(about: UUID, gone: Collection[str]) -> None:
    """Within the caller's transaction: files that a thing no longer names, and nothing else either, are given up."""
    FileUse.objects.filter(about=about, sha256__in=gone).delete()
    give_up(gone)


def give_up(hashes: Collection[str]) -> None:
    """Those of the files that no entry names are no files of ours any more; their bytes go after the commit."""
    used = set(FileUse.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))
    lost = StoredFile.objects.filter(pk__in=set(hashes) - used)
    GivenUpFile.objects.bulk_create([GivenUpFile(sha256=row.sha256) for row in lost], ignore_conflicts=True)
    lost.delete()


def drop_given_up() -> None:
    """Delete the bytes of given up files. Killed in the middle, the next call goes on."""
    for row in GivenUpFile.objects.all():
        if not StoredFile.objects.filter(pk=row.sha256).exists():  # else it was kept anew
            default_storage.delete(StoredFile(sha256=row.sha256).path)
        row.delete()
