"""A process that writes entries until it is killed, and says which of them were acknowledged.

`python writer.py SEED [BATCH]`: one line "ack <id> …" after each batch that has been answered. Each batch has an org
and its closing, so that a half of it would show; every tenth is sent twice, as a phone does that heard no answer.
"""

from __future__ import annotations

import random
import sys
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402

from taizhang.core.ids import derived, uuid7  # noqa: E402
from taizhang.journal.append import append  # noqa: E402
from taizhang.journal.drafts import Draft  # noqa: E402
from taizhang.journal.files import keep  # noqa: E402


def drafts(seed: int, number: int, size: int) -> list[Draft]:
    made = []
    for index in range(size):
        org = 1_000_000 * seed + number * 1000 + index
        at = timezone.now()
        body = {"number": org, "code": f"W{org}", "kind": "area", "level": "grid", "name": f"第{org}网格",
                "path": f"{org}/"}  # fmt: skip
        about = derived("org", org)
        made.append(Draft("org.set", about, "user:1", at, body, id=uuid7()))
        made.append(
            Draft("org.closed", about, "user:1", at + timedelta(milliseconds=1), {"reason": "并入"}, id=uuid7())
        )
    return made


def main(seed: int, size: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a chance that comes again
    number = 0
    print("ready", flush=True)
    while True:
        number += 1
        batch = drafts(seed, number, size)
        keep(f"文件 {seed} {number}".encode(), media_type="text/plain", at=timezone.now())
        append(batch, at=timezone.now(), strict=False)
        print("ack", *(draft.id for draft in batch), flush=True)
        if chance.random() < 0.1:
            append(batch, at=timezone.now(), strict=False)


main(int(sys.argv[1]), int(sys.argv[2]))
