"""`taizhang rehearse`: a plan lived through in simulated time, before anybody has to."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from taizhang.core.plan import Plan
    from taizhang.foresight.ground import Ground
    from taizhang.rehearsal.outcome import Outcome

HELP = "推演：在虚拟时间里把方案从头走到尾，看人手够不够、哪里会出问题"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pack", metavar="PACK", help="方案包的名称（见 taizhang packs），或方案包文件夹的路径")
    parser.add_argument("--villages", type=_positive, default=5, help="社区（村）个数，默认 5")
    parser.add_argument("--subjects", type=_positive, default=30, help="每个社区（村）的整治对象个数，默认 30")
    parser.add_argument("--seed", type=int, default=1, help="随机种子；同一种子结果相同")
    parser.add_argument("--ground", type=Path, metavar="FILE.json", help="按文件所写的社区、网格、人数和对象数推演")
    parser.add_argument("--progress", action="store_true", help="每过一天打印一行“第几天 共几天”（标准错误）")
    parser.add_argument("--days", type=_positive, help="只推演前若干天，默认到方案结束")
    parser.add_argument("--json", action="store_true", help="以 JSON 打印全部结果")


def _positive(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"“{text}”应为正整数")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """0 where every promise held, 1 where one did not, 2 where it could not be tried; the user's data is left alone."""
    from django.db import Error

    from taizhang.campaigns.packs import pack_or_folder
    from taizhang.core.refusals import Refused
    from taizhang.rehearsal.run import rehearse

    tell = _log if options.progress else _tell
    try:
        pack = pack_or_folder(options.pack)
        found = rehearse(
            pack.plan, pack=pack.name, ground=_ground(options, pack.plan), seed=options.seed, days=options.days,
            told=lambda day, number, days: tell(number, days),
        )  # fmt: skip
    except Refused as refused:
        print(refused.sentence, file=sys.stderr)
        return 2
    except Error as error:
        print(f"建不了推演用的临时数据库：{error}。请让数据库账号有建库权限，或不设 DATABASE_URL", file=sys.stderr)
        return 2
    print(found.as_json() if options.json else told(found))
    return 0 if found.holds else 1


def _ground(options: argparse.Namespace, plan: Plan) -> Ground:
    """Raises Refused("bad-file")."""
    from pydantic import ValidationError

    from taizhang.core.refusals import Refused
    from taizhang.foresight.ground import Ground
    from taizhang.rehearsal.town import invented

    if options.ground is None:
        return invented(plan, villages=options.villages, subjects=options.subjects)
    try:
        return Ground.model_validate_json(options.ground.read_bytes())
    except OSError as error:
        raise Refused("bad-file", f"打不开 {options.ground}：{error.strerror}") from None
    except ValidationError as error:
        where = "、".join(".".join(map(str, one["loc"])) or "整个文件" for one in error.errors()[:5])
        raise Refused("bad-file", f"{options.ground} 不是组织情况文件，有问题的地方：{where}") from None


def _log(number: int, days: int) -> None:
    print(number, days, file=sys.stderr, flush=True)


def _tell(number: int, days: int) -> None:
    if sys.stderr.isatty():
        print(f"\r  第 {number} 天，共 {days} 天", end="\n" if number == days else "", file=sys.stderr, flush=True)


def told(found: Outcome) -> str:
    """The outcome for people to read: what happened each week, the load, the breaks, the promises."""
    lines = [
        f"推演：{found.title}",
        f"{found.starts_on} 至 {found.ends_on}，{found.villages} 个社区（村），种子 {found.seed}",
        "人员：" + "，".join(f"{role} {count}" for role, count in found.people.items()),
        "习惯：" + "，".join(f"{habit} {count}" for habit, count in found.habits.items()),
        "对象：" + "，".join(f"{kind} {count}" for kind, count in found.subjects.items()),
        "", "日期        阶段      检查  立案  销号  未销号  逾期  任务完成    逾期任务  按时  迟报  漏报  迟到",
    ]  # fmt: skip
    for number, day in enumerate(found.days, 1):
        if number % 7 == 0 or number == len(found.days):
            week = found.days[max(0, number - 7) : number]
            done, filed, struck, late = (
                sum(getattr(one, name) for one in week) for name in ("inspections", "filed", "struck", "arrived_late")
            )
            lines.append(
                f"{day.date}  {day.phase or '——':　<4} {done:5} {filed:5} {struck:5} {day.open:7} {day.overdue:5}"
                f" {day.duties_met:5}/{day.duties_owed:<6} {day.duties_lapsed:6} {day.reports_on_time:6}"
                f" {day.reports_late:5} {day.reports_missing:5} {late:5}"
            )
    lines += ["", "岗位负担（最忙的一个岗位，每周分钟）"]
    lines += [
        f"  {load.role}：{load.people} 人，平均 {load.mean}，最多 {load.peak}（{load.peak_week} {load.peak_post}），"
        f"可用 {load.capacity}"
        for load in found.loads
    ]
    if found.villages_asked:
        lines += ["", "每个社区（村）每周被要求（平均，括号内为最忙的一周）"]
    lines += [
        f"  {one.place}：{one.mean.minutes:.0f}（{one.peak.minutes:.0f}）分钟，填 {one.mean.typed:.0f}"
        f"（{one.peak.typed:.0f}）栏，"
        f"照片 {one.mean.photos:.1f}，报表 {one.mean.reports:.1f}，会议 {one.mean.meetings:.1f}"
        for one in found.villages_asked
    ]
    lines += ["", "方案会在这些地方出问题" if found.breaks else "没有发现会出问题的地方"]
    for one in found.breaks:
        most = f"（{one.place}，{one.since}起）" if one.place and one.since else ""
        lines.append(f"  {one.where}{most}：{one.why}")
    lines += ["", "系统的承诺"]
    lines += [f"  {'成立' if one.holds else '不成立'}  {one.title}（{one.detail}）" for one in found.invariants]
    return "\n".join(lines)
