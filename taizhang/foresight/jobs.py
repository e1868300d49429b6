"""The run itself: `taizhang rehearse` in a process of its own, with a database of its own that vanishes with it.

A rehearsal swaps the database under everything that runs in its process, and takes minutes. So it is never run within
the worker, and waits in a queue of its own: nobody's import stands behind it.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from taizhang.core.plan import PLAN_FILE, Plan, plan_text
from taizhang.notices.people import posts_of
from taizhang.notices.telling import Telling, tell

from .models import Rehearsal

FAULTY = "推演时出错，真实数据没有受影响。请重试；仍不成功请联系系统管理员。"
TRIED = frozenset({0, 1})
"""Exit codes with an outcome: every promise held, or one did not."""

log = logging.getLogger("taizhang.foresight")


@task(queue_name=settings.LONG_QUEUE)
def run(about: str) -> None:
    """Take the run if it still waits, and carry it to its end."""
    if not Rehearsal.objects.filter(pk=about, state="waiting").update(state="running", beat_at=timezone.now()):
        return
    row = Rehearsal.objects.get(pk=about)
    try:
        _live_through(row)
    except Exception:
        log.exception("推演没有完成：%s", about)
        _end(row, state="failed", message=FAULTY)


def _live_through(row: Rehearsal) -> None:
    plan = Plan.from_dict(row.plan)
    with tempfile.TemporaryDirectory(prefix="taizhang-foresight-") as folder:
        pack, ground, told = (Path(folder, name) for name in (plan.id, "ground.json", "outcome.json"))
        pack.mkdir()
        (pack / PLAN_FILE).write_text(plan_text(plan), encoding="utf-8")
        ground.write_text(json.dumps(row.ground, ensure_ascii=False), encoding="utf-8")
        words = ["rehearse", str(pack), "--ground", str(ground), "--seed", str(row.seed), "--progress", "--json"]
        words += ["--days", str(row.days)] if row.days else []
        with told.open("wb") as outcome:
            code, said = _watch(row, [sys.executable, "-m", "taizhang", *words], outcome)
        if code in TRIED and told.stat().st_size:
            _end(row, state="done", outcome=json.loads(told.read_bytes()))
        elif code is not None:
            log.error("推演没有完成：%s\n%s", row.pk, said)
            _end(row, state="failed", message=said.strip() if code == 2 and said.strip() else FAULTY)


def _watch(row: Rehearsal, command: list[str], outcome: Any) -> tuple[int | None, str]:
    """(exit code, what was said beside the progress); no code where somebody stopped it on the way.

    A process to which nobody listens any more ends by itself with its next day, and takes its database away.
    """
    said: list[str] = []
    last = 0.0
    with subprocess.Popen(command, stdout=outcome, stderr=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stderr is not None
        for line in process.stderr:
            number, _, days = line.strip().partition(" ")
            if not (number.isdecimal() and days.isdecimal()):
                said.append(line)
            elif time.monotonic() - last > 0.5:
                last = time.monotonic()
                if not _beat(row, int(number), int(days)):
                    return None, ""
        return process.wait(), "".join(said[-40:])


def _beat(row: Rehearsal, done: int, total: int) -> bool:
    """Write the progress down; false where the run was stopped."""
    beat = {"done": done, "total": total, "beat_at": timezone.now()}
    return bool(Rehearsal.objects.filter(pk=row.pk, state="running").update(**beat))


def _end(row: Rehearsal, *, state: str, message: str = "", outcome: Any = None) -> None:
    now = timezone.now()
    ended = {"state": state, "message": message, "outcome": outcome, "ended_at": now}
    if Rehearsal.objects.filter(pk=row.pk, state="running").update(**ended):
        said = "推演已完成" if state == "done" else "推演没有完成"
        asker = row.asked_by.removeprefix("user:")
        askers = posts_of([int(asker)] if asker.isdecimal() else [], at=now).values()
        title, key = f"{said}：{row.title}", f"rehearsal/{row.pk}"
        tell([Telling(one, "work", title, key, thing="rehearsal", about=row.pk) for one in askers], at=now)
