"""How every state looks: its Chinese label, its tone, and an icon, because colour never says it alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from taizhang.core.cases.steps import STATE_LABELS
from taizhang.draws.models import Draw
from taizhang.duties.models import Duty
from taizhang.proposals.models import STATE_LABELS as PROPOSAL_LABELS
from taizhang.referrals.models import STATE_LABELS as REFERRAL_LABELS
from taizhang.reports.models import Report
from taizhang.subjects.models import Subject


@dataclass(frozen=True, slots=True)
class Badge:
    """`tone`: open (under way), done, watch (needs a look), late, or quiet."""

    label: str
    tone: str
    icon: str


def _badges(labels: Mapping[str, str], looks: Mapping[str, tuple[str, str]]) -> dict[str, Badge]:
    return {str(state): Badge(label, *looks.get(state, ("quiet", "circle"))) for state, label in labels.items()}


BADGES: dict[str, dict[str, Badge]] = {
    "case": _badges(
        {str(state): label for state, label in STATE_LABELS.items()},
        {
            "reported": ("watch", "message-circle"),
            "filed": ("watch", "send"),
            "assigned": ("open", "refresh"),
            "rectified": ("open", "eye-check"),
            "rechecked": ("open", "checklist"),
            "accepted": ("open", "rubber-stamp"),
            "struck": ("done", "circle-check"),
            "dismissed": ("quiet", "circle-x"),
            "referred": ("quiet", "arrow-forward-up"),
            "banned": ("quiet", "ban"),
        },
    ),
    "draw": _badges(
        Draw.STATES,
        {
            "announced": ("watch", "hourglass"),
            "drawn": ("open", "checklist"),
            "done": ("done", "circle-check"),
            "cancelled": ("quiet", "circle-x"),
        },
    ),
    "duty": _badges(
        Duty.STATES,
        {
            "open": ("open", "circle-dashed"),
            "met": ("done", "circle-check"),
            "met_late": ("watch", "clock-exclamation"),
            "lapsed": ("late", "alert-triangle"),
            "excused": ("quiet", "minus"),
        },
    ),
    "proposal": _badges(
        PROPOSAL_LABELS,
        {
            "open": ("watch", "hourglass"),
            "approved": ("open", "rubber-stamp"),
            "declined": ("quiet", "circle-x"),
            "done": ("done", "circle-check"),
            "withdrawn": ("quiet", "arrow-back-up"),
        },
    ),
    "referral": _badges(
        REFERRAL_LABELS,
        {
            "sent": ("watch", "lock"),
            "opened": ("open", "eye-check"),
            "accepted": ("done", "circle-check"),
            "declined": ("quiet", "circle-x"),
        },
    ),
    "report": _badges(
        Report.STATES,
        {
            "open": ("open", "circle-dashed"),
            "on_time": ("done", "circle-check"),
            "nil": ("done", "file-check"),
            "late": ("watch", "clock-exclamation"),
            "missing": ("late", "alert-triangle"),
            "returned": ("watch", "arrow-back-up"),
            "corrected": ("done", "edit"),
        },
    ),
    "subject": _badges(
        Subject.STATES,
        {"active": ("done", "circle-check"), "closed": ("quiet", "circle-x"), "merged": ("quiet", "git-merge")},
    ),
    "campaign": _badges(
        {"running": "进行中", "closed": "已结束"},
        {"running": ("open", "player-play"), "closed": ("quiet", "archive")},
    ),
}
SEVERITIES = {
    "major": Badge("重大", "late", "octagon"),
    "serious": Badge("较大", "watch", "triangle"),
    "general": Badge("一般", "quiet", "circle"),
}


def badge_of(kind: str, state: str) -> Badge:
    """A state nobody knows is shown as it is, quietly: a page never fails over a word."""
    return BADGES.get(kind, {}).get(str(state)) or Badge(str(state), "quiet", "circle")
