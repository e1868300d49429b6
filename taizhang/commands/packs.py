"""`taizhang packs`: which packs there are, and where they lie."""

from __future__ import annotations

import argparse
import json

HELP = "列出可用的专项整治方案包"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="以 JSON 打印")


def run(options: argparse.Namespace) -> int:
    """1 where a pack is broken; the others are still listed."""
    from taizhang.campaigns.packs import broken_packs, own_home, packs

    found = [
        {
            "pack": one.name, "title": one.plan.title, "field": one.plan.field, "duties": len(one.plan.duties),
            "own": one.own, "folder": str(one.folder),
        }
        for one in packs().values()
    ]  # fmt: skip
    broken = broken_packs()
    if options.json:
        home = str(own_home().absolute())
        print(json.dumps({"packs": found, "broken": broken, "own_home": home}, ensure_ascii=False, indent=1))
        return 1 if broken else 0
    for pack in found:
        print(f"{pack['pack']:22} {pack['title']}（{pack['field']}，{pack['duties']} 条任务）")
        print(f"{'':22} {'本单位的' if pack['own'] else '随系统提供的'}：{pack['folder']}")
    for name, reason in broken.items():
        print(f"{name:22} 有错误：{reason}")
    print(f"自己的方案包放在 {own_home().absolute()} 中，每个一个文件夹，里面有 plan.yaml")
    return 1 if broken else 0
