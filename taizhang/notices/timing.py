"""When a notice goes out: quiet hours, digest, days of rest. Pure: the moment is an argument."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from taizhang.core.calendar import CHINA, working_calendar

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Times:
    """`digest`: now, daily or workday, at `digest_at`; `rests`: nothing on days off."""

    quiet_from: time = time(22)
    quiet_until: time = time(7)
    digest: str = "now"
    digest_at: time = time(8, 30)
    rests: bool = False


def send_at(now: datetime, times: Times, *, loud: bool = False) -> datetime:
    """The first moment from now on that suits; what is loud waits for nothing."""
    if loud:
        return now
    if times.digest != "now":
        local = now.astimezone(CHINA)
        day = local.date() if local.time() <= times.digest_at else local.date() + DAY
        return datetime.combine(_day(day, times, times.digest == "workday"), times.digest_at, CHINA)
    awake = _awake(now, times)
    day = _day(awake.date(), times, False)
    return awake if day == awake.date() else datetime.combine(day, times.quiet_until, CHINA)


def _awake(now: datetime, times: Times) -> datetime:
    """Now, or the end of the quiet hours it falls into; they may go over midnight."""
    local = now.astimezone(CHINA)
    clock, begin, end = local.time(), times.quiet_from, times.quiet_until
    quiet = begin <= clock < end if begin <= end else clock >= begin or clock < end
    if not quiet:
        return local
    tomorrow = clock >= begin > end
    return datetime.combine(local.date() + (DAY if tomorrow else timedelta()), end, CHINA)


def _day(day: date, times: Times, workday: bool) -> date:
    return working_calendar().on_or_after(day) if workday or times.rests else day
