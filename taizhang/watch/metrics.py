"""The condition in the text format of Prometheus. Nothing about any person or place."""

from __future__ import annotations

from .condition import Condition

NAMES: dict[str, tuple[str, str]] = {
    "entries": ("taizhang_entries_total", "Entries in the journal"),
    "unsealed": ("taizhang_entries_unsealed", "Entries that wait to be sealed"),
    "oldest_unsealed": ("taizhang_seal_lag_seconds", "Age of the oldest entry that is not sealed"),
    "blocks": ("taizhang_blocks_total", "Sealed blocks"),
    "files": ("taizhang_files", "Kept files"),
    "asides": ("taizhang_set_aside", "Records that wait for a person"),
    "jobs_waiting": ("taizhang_jobs_waiting", "Jobs in the queues"),
    "oldest_job": ("taizhang_job_lag_seconds", "Age of the oldest waiting job"),
    "jobs_failed": ("taizhang_jobs_failed_lately", "Jobs that ended with an error within a day"),
    "worker_silent": ("taizhang_worker_silent_seconds", "Since a worker last began a round"),
    "clock_behind": ("taizhang_clock_behind_seconds", "How far the clock is behind the last seal"),
    "free_bytes": ("taizhang_disk_free_bytes", "Free space where the files lie"),
    "writable": ("taizhang_disk_writable", "1 if files can be written"),
}
"""Column of the condition → name and help of the metric."""
FORMAT = "text/plain; version=0.0.4; charset=utf-8"


def metrics_text(found: Condition) -> str:
    lines = []
    for column, (name, told) in NAMES.items():
        value = getattr(found, column)
        if value is None:
            continue
        kind = "counter" if name.endswith("_total") else "gauge"
        lines += [f"# HELP {name} {told}", f"# TYPE {name} {kind}", f"{name} {float(value):g}"]
    lines += ["# HELP taizhang_ready 1 if nothing keeps it from serving", "# TYPE taizhang_ready gauge"]
    lines.append(f"taizhang_ready {0 if found.faults else 1}")
    return "\n".join(lines) + "\n"
