"""Verification of this installation's journal and files, and of a bundle by itself. Findings say in Chinese where."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from taizhang.journal.models import Block, StoredEntry, StoredFile
from taizhang.journal.seal import unsealed_count
from taizhang.journal.snapshot import snapshot
from taizhang.journal.verifying import Finding, chain_findings, file_findings

from . import verify_bundle


@dataclass(frozen=True, slots=True)
class Standing:
    """What there is to verify. `head` is the hash of the last block: whoever noted it earlier can compare."""

    entries: int
    unsealed: int
    blocks: int
    files: int
    head: str


def standing() -> Standing:
    last = Block.objects.order_by("-number").defer("leaves").first()
    return Standing(
        entries=StoredEntry.objects.count(),
        unsealed=unsealed_count(),
        blocks=last.number if last else 0,
        files=StoredFile.objects.count(),
        head=last.hash if last else "",
    )


def verified(*, at: datetime, head: str = "") -> tuple[Standing, list[Finding]]:
    """This installation as of one moment, while others go on writing: its chain, then every kept file.

    `head` is one that was noted earlier (a frozen report prints it): the chain must still hold that block. Without it
    nobody can tell that a chain was made anew as a whole.
    """
    with snapshot():
        return standing(), [*chain_findings(), *_head_findings(head), *file_findings(at=at)]


def _head_findings(head: str) -> Iterator[Finding]:
    if head and not Block.objects.filter(hash__startswith=head.lower()).exists():
        yield Finding("head-unknown", f"链中没有摘要为 {head} 的封签块：整条链可能被重新制作")


def bundle_findings(path: Path) -> list[str]:
    """What does not hold in a bundle, a zip file or an unpacked folder. The bundle's own verify.py finds the same."""
    try:
        return verify_bundle.findings(path)
    except (OSError, zipfile.BadZipFile):
        return ["打不开归档包：不是 zip 文件，也不是归档包文件夹"]
