"""A simulated phone: it writes down what happened, and speaks to the API's sync when there is network.

Without network entries wait, arrive late, in another order, and twice: the answer to the first sending was lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.api.batch import Batch
from taizhang.api.sync import take
from taizhang.core.ids import uuid7
from taizhang.journal.file_uses import named_files
from taizhang.journal.incoming import receive

from .camera import Camera
from .habits import Traits

LARGEST_BATCH = 100


@dataclass
class Phone:
    """`batches` are those that were sent, word for word; `fates` counts the answers."""

    device: str
    actors: tuple[Actor, ...]
    traits: Traits
    camera: Camera
    random: Random
    queue: list[dict[str, Any]] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    fates: Counter[str] = field(default_factory=Counter)
    again: Counter[str] = field(default_factory=Counter)
    network_at: datetime | None = None
    seq: int = 0

    def write(
        self, by: Actor, kind: str, about: UUID, at: datetime, body: Mapping[str, Any], campaign: UUID, org: int
    ) -> None:
        """Write one fact down, by the phone's own clock."""
        self.seq += 1
        self.queue.append(
            {
                "id": uuid7(), "kind": kind, "about": about, "happened_at": at + self._ahead, "body": dict(body),
                "campaign": campaign, "org": org, "post": by.post, "seq": self.seq,
            }
        )  # fmt: skip

    @property
    def _ahead(self) -> timedelta:
        return timedelta(minutes=self.traits.clock_ahead)

    def next_network(self, at: datetime) -> datetime:
        """When what is written now can be sent: at once, or after some days in the hills."""
        longest = self.traits.days_without_network
        if not longest:
            return at + timedelta(minutes=1)
        if self.network_at is None or self.network_at <= at:
            self.network_at = at + timedelta(hours=self.random.randint(5, 24 * longest))
        return self.network_at

    def sync(self, at: datetime) -> None:
        """Send all that waits. Photos go in parts, before or after the entries that name them."""
        while self.queue:
            waiting, self.queue = self.queue[:LARGEST_BATCH], self.queue[LARGEST_BATCH:]
            if self.traits.days_without_network:
                self.random.shuffle(waiting)
            batch = Batch.model_validate({"device": self.device, "sent_at": at + self._ahead, "entries": waiting})
            early = self.random.random() < 0.5
            if early:
                self._send_photos(waiting, at)
            self.fates += self._send(batch, at)
            if not early:
                self._send_photos(waiting, at)
            self.batches.append(batch)
            if self.traits.days_without_network or self.random.random() < 0.1:
                self.again += self._send(batch, at + timedelta(minutes=1))

    def resend(self, at: datetime) -> None:
        """Everything ever sent, once more, the last first."""
        for batch in reversed(self.batches):
            self.again += self._send(batch.model_copy(update={"sent_at": at + self._ahead}), at)

    def _send(self, batch: Batch, at: datetime) -> Counter[str]:
        answer = take(batch, self.actors[0], self.actors, at=at)
        return Counter(receipt.fate for receipt in answer.receipts)

    def _send_photos(self, entries: list[dict[str, Any]], at: datetime) -> None:
        for sha in sorted({sha for entry in entries for sha in named_files(entry["body"])}):
            content = self.camera.made.get(sha)
            if content is not None:
                half = len(content) // 2
                for offset, part in ((0, content[:half]), (half, content[half:])):
                    receive(sha, part, sender=self.actors[0].identity, offset=offset, size=len(content), at=at)
                if self.camera.marks:
                    del self.camera.made[sha]
