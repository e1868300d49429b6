"""`taizhang packs`: which packs there are."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

HELP = "列出可用的专项整治方案包"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="以 JSON 打印")


def run(options: argparse.Namespace) -> int:
    """1 where a pack is broken; the others are still listed."""
    from taizhang.core.plan import PlanErrors, load_plan

    found, broken = [], {}
    for name, folder in packs().items():
        try:
            plan = load_plan(folder)
            found.append({"pack": name, "title": plan.title, "field": plan.field, "duties": len(plan.duties)})
        except PlanErrors as error:
            broken[name] = str(error)
    if options.json:
        print(json.dumps({"packs": found, "broken": broken}, ensure_ascii=False, indent=1))
    else:
        for pack in found:
            print(f"{pack['pack']:22} {pack['title']}（{pack['field']}，{pack['duties']} 条任务）")
        for name, reason in broken.items():
            print(f"{name:22} 有错误：{reason}")
    return 1 if broken else 0


def packs() -> dict[str, Path]:
    """{name: folder}: those that come with the product, then the installation's own under TAIZHANG_HOME/packs."""
    package = Path(__file__).resolve().parents[1]
    homes = [package / "packs", package.parent / "packs", Path(os.environ.get("TAIZHANG_HOME", "data")) / "packs"]
    return {folder.parent.name: folder.parent for home in homes for folder in sorted(home.glob("*/plan.yaml"))}
