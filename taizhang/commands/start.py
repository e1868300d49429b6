"""`taizhang start`: a pack becomes a running campaign on the installation's own tree."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from taizhang.access.actor import Actor
    from taizhang.core.plan import Plan
    from taizhang.orgs.models import Org

HELP = "用方案包在本机的组织上启动一个专项整治"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pack", metavar="PACK", help="方案包的名称（见 taizhang packs），或方案包文件夹的路径")
    parser.add_argument("--org", required=True, metavar="CODE", help="在哪一级组织开展：组织的区划代码")
    parser.add_argument(
        "--from",
        dest="start_on",
        type=_day,
        metavar="DATE",
        help="第一阶段从哪天开始（2026-03-20），各阶段整体平移；不写则按方案原定日期",
    )
    parser.add_argument("--by", metavar="USERNAME", help="以哪个整治办账号的名义启动；不写则用该组织的整治办岗位")
    parser.add_argument(
        "--unit", action="append", default=[], metavar="UNIT=CODE", help="方案中的单位由哪个组织承担；不写则按名称对应"
    )
    parser.add_argument("--json", action="store_true", help="以 JSON 打印")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，应写成 2026-03-20") from None


def run(options: argparse.Namespace) -> int:
    """1 where it cannot start, with what is missing and how to mend it; nothing is then written."""
    from django.utils import timezone

    from taizhang.core.refusals import Refused

    from .migrate import migrate

    migrate()
    try:
        told = _start(options, timezone.now())
    except Refused as refused:
        print(refused.sentence, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return 0
    print(f"已启动：{told['title']}（{told['starts_on']} 至 {told['ends_on']}），共 {told['duties']} 项任务")
    for unit in told["units"]:  # type: ignore[attr-defined]
        print(f"  {unit['name']}：{unit['org'] or '没有对应的组织，任务由开展整治的组织承担，可用 --unit 指定'}")
    return 0


def _start(options: argparse.Namespace, now: datetime) -> dict[str, object]:
    from taizhang.campaigns.operations import start
    from taizhang.campaigns.packs import pack_or_folder
    from taizhang.core.refusals import Refused
    from taizhang.duties.models import Duty
    from taizhang.orgs.models import Org

    pack = pack_or_folder(options.pack)
    root = Org.objects.filter(code=options.org, closed=False).first()
    if root is None:
        raise Refused("unknown-org", options.org)
    plan = _timed(pack.plan, options.start_on, now)
    orgs = {org.code: org for org in Org.objects.filter(path__under=root.path, closed=False)}
    units = _units(plan, options.unit, orgs)
    actor = _actor(root, options.by, now)
    about = start(by=actor, at=now, plan=plan, root=root, units=units, source_text=pack.text)
    names = {org.number: org.name for org in orgs.values()}
    return {
        "campaign": str(about),
        "title": plan.title,
        "org": root.name,
        "starts_on": str(plan.start),
        "ends_on": str(plan.end),
        "by": actor.name,
        "duties": Duty.objects.filter(campaign=about).count(),
        "units": [{"id": one.id, "name": one.name, "org": names.get(units.get(one.id, 0), "")} for one in plan.units],
    }


def _timed(plan: Plan, start_on: date | None, now: datetime) -> Plan:
    """The plan on the days it will run. Raises Refused("deadline-past" | "plan-not-ready")."""
    from taizhang.core.calendar import CHINA
    from taizhang.core.plan import open_questions, shift
    from taizhang.core.refusals import Refused

    blocking = [question.question_zh for question in open_questions(plan) if question.blocking]
    if blocking:
        raise Refused("plan-not-ready", f"请先在 plan.yaml 中补上：{'；'.join(blocking[:5])}")
    if start_on is not None:
        plan = shift(plan, start_on)
    if plan.end is not None and plan.end < now.astimezone(CHINA).date():
        raise Refused("deadline-past", f"方案最后一天是 {plan.end}，请用 --from 写明新的开始日期")
    return plan


def _units(plan: Plan, said: list[str], orgs: Mapping[str, Org]) -> dict[str, int]:
    """{unit of the plan: number of an org}: what is said, else by likeness of names. Raises Refused("bad-body")."""
    from taizhang.campaigns.drafting.matching import proposed_units
    from taizhang.core.refusals import Refused

    units = proposed_units({unit.id: unit.name for unit in plan.units}, {org.number: org.name for org in orgs.values()})
    for pair in said:
        unit, _, code = pair.partition("=")
        if plan.unit(unit) is None:
            raise Refused("bad-body", f"方案中没有单位“{unit}”，有：{'、'.join(one.id for one in plan.units)}")
        if code not in orgs:
            raise Refused("bad-body", f"开展整治的组织之下没有代码为“{code}”的组织")
        units[unit] = orgs[code].number
    return units


def _actor(root: Org, username: str | None, now: datetime) -> Actor:
    """The person who starts it: somebody whose post may, at the org or above. Raises Refused("not-permitted")."""
    from taizhang.access.actor import actors_of
    from taizhang.core.refusals import Refused
    from taizhang.core.roles import Power
    from taizhang.orgs.models import Post
    from taizhang.orgs.paths import parents

    posts = Post.objects.filter(org__in=parents(root.path), user__isnull=False).select_related("user")
    if username:
        posts = posts.filter(user__username=username)
    for post in posts.order_by("-path", "number"):
        assert post.user is not None
        for actor in actors_of(post.user.pk, post.user.name, at=now):
            if actor.may(Power.MANAGE_CAMPAIGN) and actor.covers(root.path):
                return actor
    who = f"账号 {username}" if username else "该组织及其上级"
    raise Refused("not-permitted", f"{who}没有整治办岗位；请先设置岗位，或用 --by 指定账号")
