"""The journal segment of a campaign and its proof.

Blocks hold the entries of all campaigns. The bundle carries the campaign's own entries in full, and for every block
that holds one of them the hashes of all its entries: the root can be computed again without a word of the others.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db.models import Q, QuerySet

from taizhang.campaigns.models import Campaign
from taizhang.journal.models import Block, StoredEntry
from taizhang.journal.seal import leaves_of, sealed_form
from taizhang.orgs.models import Org

from .verify_bundle import named_files


@dataclass(frozen=True, slots=True)
class Segment:
    """What belongs to a campaign up to block `last`: its own entries and those of places and subjects in its tree."""

    campaign: Campaign
    last: Block

    @property
    def entries(self) -> QuerySet[StoredEntry]:
        places = Org.objects.filter(path__under=self.campaign.path).values("number")
        own = Q(campaign=self.campaign.pk) | Q(campaign=None, thing__in=["org", "subject"], org__in=places)
        return StoredEntry.objects.filter(own, block__lte=self.last.number)

    def lines(self) -> Iterator[bytes]:
        """One line of JSON for each entry: its block, its place there, and the entry as it was sealed."""
        for row in self.entries.order_by("block", "place_in_block").iterator(chunk_size=2000):
            yield _line({"block": row.block, "place": row.place_in_block, "entry": sealed_form(row)})

    def files(self) -> list[str]:
        """The hashes of all files that the entries name, in order."""
        bodies = self.entries.order_by().values_list("body", flat=True)
        return sorted({name for body in bodies.iterator(chunk_size=2000) for name in named_files(body)})

    def block_lines(self) -> Iterator[bytes]:
        """One line for each block from the first on; with `leaves` and `own` places if it holds an entry of ours."""
        own: dict[int, list[int]] = {}
        for number, place in self.entries.order_by("block", "place_in_block").values_list("block", "place_in_block"):
            own.setdefault(int(number or 0), []).append(int(place or 0))
        for block in Block.objects.filter(number__lte=self.last.number).order_by("number").iterator():
            form: dict[str, Any] = {
                "number": block.number,
                "previous": block.previous,
                "root": block.root,
                "size": block.size,
                "sealed_at": block.sealed_at.astimezone(UTC).isoformat(),
                "hash": block.hash,
            }
            if block.algorithm != "sha256":
                form["algorithm"] = block.algorithm
            if block.number in own:
                form["own"] = own[block.number]
                form["leaves"] = [leaf.hex() for leaf in leaves_of(block)]
            yield _line(form)


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode() + b"\n"
