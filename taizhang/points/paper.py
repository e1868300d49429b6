"""The statement of an account, for the household."""

from __future__ import annotations

from datetime import datetime

from taizhang.campaigns.models import Campaign
from taizhang.core.calendar import CHINA
from taizhang.orgs.models import Org
from taizhang.render.document import OfficialDocument, Paragraph, SigningLines, Table
from taizhang.subjects.models import Subject

from .models import Account


def statement(row: Account, campaign: Campaign, subject: Subject, *, at: datetime) -> OfficialDocument:
    """Every movement with the balance after it; what was cancelled stays."""
    lines, balance = [], 0
    for one in row.movements:
        balance += one["points"]
        moment = datetime.fromisoformat(one["at"]).astimezone(CHINA)
        told = one["told"] + ("（后已冲销）" if one["cancelled"] else "")
        lines.append((f"{moment:%Y-%m-%d %H:%M}", told, f"{one['points']:+}", balance, one["name"]))
    place = Org.objects.filter(number=row.org).first()
    return OfficialDocument(
        title="垃圾分类积分对账单",
        issuer=place.name if place else "",
        date=at.astimezone(CHINA).date(),
        blocks=(
            Paragraph(f"{subject.name}自愿参加《{campaign.title}》的垃圾分类积分，现有积分{row.balance}分。"),
            Table(
                ("时间", "事项", "积分", "余额", "经办人"),
                tuple(lines),
                widths=(9, 17, 5, 5, 6),
                align=("center", "left", "right", "right", "center"),
            ),
            SigningLines(("户主（签字）",)),
        ),
    )
