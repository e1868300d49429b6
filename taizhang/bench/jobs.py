"""Does the long work that waits, as a worker does beside its clock: says "ready", begins when its input ends."""

from __future__ import annotations

import sys

import django

django.setup()

from taizhang.workflows.jobs import run_waiting  # noqa: E402

print("ready", flush=True)
sys.stdin.read()
run_waiting()
