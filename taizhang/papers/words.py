"""How papers say moments, titles and numbers."""

from __future__ import annotations

from datetime import datetime

from taizhang.campaigns.models import Campaign
from taizhang.core.calendar import CHINA


def day_words(moment: datetime) -> str:
    """ "2026年5月13日", where people are."""
    local = moment.astimezone(CHINA)
    return f"{local.year}年{local.month}月{local.day}日"


def moment_words(moment: datetime) -> str:
    """ "2026年5月13日17时30分"."""
    local = moment.astimezone(CHINA)
    return f"{day_words(moment)}{local.hour}时" + (f"{local.minute:02d}分" if local.minute else "")


def short_title(campaign: Campaign) -> str:
    """The campaign without the words that make it a plan: "青禾街道燃气安全专项整治"."""
    return campaign.title.removesuffix("方案").removesuffix("实施").removesuffix("工作")
