"""What frames every page: the navigation of the acting post, the person's posts, whether this is a demonstration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from taizhang.access.actor import Actor
from taizhang.accounts.appearance import TYPE_SIZES, type_size_of
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import asked_for, chosen, latest
from taizhang.core.roles import Power
from taizhang.enforcement.queries import of_the_line
from taizhang.notices.queries import in_bell
from taizhang.web.kept import kept


@dataclass(frozen=True, slots=True)
class Item:
    """One place to go; `active` marks the one that the page belongs to."""

    label: str
    url: str
    icon: str
    active: bool = False


GROUPS: list[tuple[str, list[tuple[str, str, str, Power]]]] = [
    (
        "今日",
        [
            ("工作台", "home", "home", Power.VIEW),
            ("我的任务", "duties:mine", "list-check", Power.VIEW),
            ("督促提醒", "board:urgings", "bell", Power.VIEW),
            ("手机端", "phone:app", "device-mobile", Power.VIEW),
        ],
    ),
    (
        "整治",
        [
            ("专项整治", "campaigns:list", "flag", Power.VIEW),
            ("问题台账", "ledger:list", "clipboard-list", Power.VIEW),
            ("群众反映", "tips:list", "message-circle", Power.ASSIGN),
            ("整治底数", "register:list", "building-store", Power.VIEW),
            ("地图", "map:page", "map", Power.VIEW),
            ("检查记录", "inspections:list", "checklist", Power.VIEW),
            ("日调度", "dispatch:list", "history", Power.SUPERVISE),
            ("处理建议", "proposals:list", "gavel", Power.SUPERVISE),
            ("风险清单", "risks:list", "alert-triangle", Power.VIEW),
            ("基层负担", "burden:week", "list-details", Power.VIEW),
            ("随机抽查", "draws:list", "route", Power.SUPERVISE),
            ("报送", "reports:list", "report", Power.VIEW),
            ("资金", "funds:list", "cash", Power.CONFIRM_REPORT),
        ],
    ),
    (
        "按方案",
        [
            ("登记簿", "books:list", "list-details", Power.VIEW),
            ("评比", "standings:list", "star", Power.VIEW),
            ("执法案件", "enforcement:list", "gavel", Power.VIEW),
            ("进货来源", "supplies:list", "truck", Power.INSPECT),
            ("证照", "licences:list", "certificate", Power.VIEW),
            ("培训考试", "courses:list", "checklist", Power.VIEW),
            ("点名与惩戒", "exposures:list", "eye", Power.VIEW),
            ("积分兑换", "points:list", "tag", Power.INSPECT),
            ("土地流转", "transfers:list", "arrow-forward-up", Power.MANAGE_REGISTER),
        ],
    ),
    (
        "管理",
        [
            ("方案草稿", "drafts:list", "file-text", Power.MANAGE_CAMPAIGN),
            ("方案库", "packs:list", "list-details", Power.MANAGE_CAMPAIGN),
            ("推演", "rehearsals:list", "player-play", Power.MANAGE_CAMPAIGN),
            ("组织与岗位", "orgs:tree", "sitemap", Power.VIEW),
            ("文书样式", "stationery:list", "file-text", Power.MANAGE_CAMPAIGN),
            ("到期抹去", "retention:list", "hourglass", Power.ARCHIVE),
            ("归档", "archive:list", "archive", Power.ARCHIVE),
            ("待核记录", "journal:aside", "alert-circle", Power.VIEW),
            ("密封移送", "referrals:list", "lock", Power.REFER),
            ("密封移送", "referrals:list", "lock", Power.OPEN_SEALED),
            ("组织与岗位", "orgs:tree", "sitemap", Power.MANAGE_ORGS),
            ("组织导入", "orgs:import", "upload", Power.MANAGE_ORGS),
            ("辖区边界", "boundaries:list", "map", Power.MANAGE_CAMPAIGN),
            ("辖区边界", "boundaries:list", "map", Power.MANAGE_ORGS),
            ("组织与岗位", "orgs:tree", "sitemap", Power.SECURE),
            ("通知渠道", "notice-settings:channels", "send", Power.MANAGE_ORGS),
            ("账号安全", "security:list", "lock", Power.SECURE),
            ("系统接口", "system-keys:list", "key", Power.SECURE),
            ("系统接口", "system-keys:list", "key", Power.AUDIT),
            ("流水与封签", "journal:list", "shield-check", Power.AUDIT),
        ],
    ),
]

ASKED = {
    "books:list": "books",
    "standings:list": "ratings",
    "enforcement:list": "enforcement",
    "supplies:list": "supplies",
    "licences:list": "licences",
    "courses:list": "courses",
    "exposures:list": "exposures",
    "points:list": "points",
    "transfers:list": "transfers",
}
"""What some plan in scope must ask for, so that the entry stands in the menu."""
ASKED_IN = {name.partition(":")[0]: asked for name, asked in ASKED.items()}


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every page."""
    actor: Actor | None = getattr(request, "actor", None)
    demo = settings.DEMONSTRATION.exists()
    reading = {"type_size": type_size_of(request), "type_sizes": TYPE_SIZES}
    if not actor:
        return {"navigation": [], "actor": None, "actors": [], "demo": demo, "kept": {}, **reading}
    return {
        **reading,
        "navigation": _navigation(request, actor),
        "actor": actor,
        "actors": request.actors,  # type: ignore[attr-defined]
        "demo": demo,
        "elsewhere": SimpleLazyObject(lambda: _elsewhere(request, actor)),
        "unread": in_bell(getattr(request.user, "unread", 0) or 0),
        "kept": SimpleLazyObject(lambda: {name: texts[-1] for name, texts in kept(request).items() if texts}),
    }


def _navigation(request: HttpRequest, actor: Actor) -> list[tuple[str, list[Item]]]:
    """The groups with what the post may open. Of places within one another the innermost is the current one."""
    asked = asked_for(actor) - (set() if of_the_line(actor) else {"enforcement"})
    groups = [(title, list(_places(actor, rows, asked))) for title, rows in GROUPS]
    here = max((url for _, places in groups for _, url, _ in places if _within(request.path, url)), key=len, default="")
    return [
        (title, [Item(label, url, icon, url == here) for label, url, icon in places])
        for title, places in groups
        if places
    ]


def _elsewhere(request: HttpRequest, actor: Actor) -> list[Campaign]:
    """Other running campaigns that ask for what the page is about: for where the one in view has none of it."""
    page = request.resolver_match
    asked = ASKED_IN.get(page.namespace, "") if page else ""
    known = latest(actor)
    here = chosen(request, known) or Campaign()
    return [row for row in known if asked in row.asks and row.pk != here.pk and row.closed_at is None]


def _places(actor: Actor, rows: list[tuple[str, str, str, Power]], asked: set[str]) -> Iterator[tuple[str, str, str]]:
    """A page that several powers open stands once; one that no plan asks for not at all."""
    listed: set[str] = set()
    for label, name, icon, power in rows:
        if name in listed or not actor.may(power) or ASKED.get(name, "") not in {"", *asked}:
            continue
        listed.add(name)
        try:
            yield label, reverse(name), icon
        except NoReverseMatch:
            continue


def _within(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
