"""`taizhang rehearse`: a plan lived through in simulated time, before anybody has to."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from taizhang.core.plan import Plan
    from taizhang.foresight.ground import Ground
    from taizhang.rehearsal.outcome import Outcome, Together

HELP = "推演：在虚拟时间里把方案从头走到尾，看人手够不够、哪里会出问题"


def arguments(parser: argparse.ArgumentParser) -> None:
    what = "方案包的名称（见 taizhang packs），或方案包文件夹的路径；写几个就在同一批村、同一本底数上同日启动"
    parser.add_argument("packs", metavar="PACK", nargs="*", help=what)
    parser.add_argument("--all", action="store_true", help="方案库里的全部方案一起推演")
    parser.add_argument("--villages", type=_positive, default=5, help="社区（村）个数，默认 5")
    parser.add_argument(
        "--subjects", type=_positive, default=30, help="每个方案在每个社区（村）的整治对象个数，默认 30"
    )
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

    from taizhang.core.refusals import Refused

    if bool(options.packs) is options.all:
        print("请写方案包的名称，可以写几个；或者只写 --all，推演方案库里的全部方案", file=sys.stderr)
        return 2
    try:
        found = _rehearsed(options)
    except Refused as refused:
        print(refused.sentence, file=sys.stderr)
        return 2
    except Error as error:
        print(f"建不了推演用的临时数据库：{error}。请让数据库账号有建库权限，或不设 DATABASE_URL", file=sys.stderr)
        return 2
    print(found.as_json() if options.json else _told(found))
    return 0 if found.holds else 1


def _rehearsed(options: argparse.Namespace) -> Outcome | Together:
    from taizhang.rehearsal.run import rehearse
    from taizhang.rehearsal.together import rehearse_together

    plans, say = _plans(options), _log if options.progress else _tell
    given: dict[str, Any] = {
        "ground": _ground(options, list(plans.values())), "seed": options.seed, "days": options.days,
        "told": lambda day, number, days: say(number, days),
    }  # fmt: skip
    if len(plans) > 1:
        return rehearse_together(plans, **given)
    ((name, plan),) = plans.items()
    return rehearse(plan, pack=name, **given)


def _plans(options: argparse.Namespace) -> dict[str, Plan]:
    """Each plan once, by the name of its pack. Raises Refused where there is no such pack."""
    from taizhang.campaigns.packs import pack_or_folder, packs

    named = sorted(packs()) if options.all else options.packs
    return {found.name: found.plan for found in map(pack_or_folder, named)}


def _told(found: Outcome | Together) -> str:
    from taizhang.rehearsal.outcome import Outcome
    from taizhang.rehearsal.telling import told, told_together

    return told(found) if isinstance(found, Outcome) else told_together(found)


def _ground(options: argparse.Namespace, plans: Sequence[Plan]) -> Ground:
    """Raises Refused("bad-file")."""
    from pydantic import ValidationError

    from taizhang.core.refusals import Refused
    from taizhang.foresight.ground import Ground
    from taizhang.rehearsal.town import invented

    if options.ground is None:
        return invented(plans, villages=options.villages, subjects=options.subjects)
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
