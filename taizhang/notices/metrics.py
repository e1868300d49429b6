"""How sending goes, in the text format of Prometheus. Nothing about any person or address."""

from __future__ import annotations

from datetime import datetime, timedelta

from .models import Channel, Sending

LATELY = timedelta(days=1)


def sending_metrics(*, now: datetime) -> str:
    """Failures and pauses show here, and in the inbox of the administrator; readiness does not depend on them."""
    figures = {
        "taizhang_sendings_waiting": ("Messages on their way outwards", Sending.objects.filter(state="waiting")),
        "taizhang_sendings_failed_lately": (
            "Messages given up within a day",
            Sending.objects.filter(state="failed", next_at__gte=now - LATELY),
        ),
        "taizhang_channels_failing": ("Channels whose last message failed", Channel.objects.filter(failures__gt=0)),
    }
    lines = []
    for name, (told, rows) in figures.items():
        lines += [f"# HELP {name} {told}", f"# TYPE {name} gauge", f"{name} {rows.count()}"]
    return "\n".join(lines) + "\n"
