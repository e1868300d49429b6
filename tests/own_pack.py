"""A user's own pack, written by hand: a small plan with its checklist and text."""

from __future__ import annotations

from pathlib import Path

NAME = "own-elevators"
TITLE = "青禾街道电梯安全专项整治实施方案"

PLAN = f"""\
id: {NAME}
title: {TITLE}
field: 电梯安全
level: township
phases:
  - {{id: screening, name: 排查整治, start: 2026-05-11, end: 2026-05-24}}
subject_kinds:
  - id: elevator
    name: 在用电梯
    checklist: elevator
    fields:
      - {{id: name, label: 电梯名称}}
categories:
  - {{id: no-label, name: 未张贴检验标志, severity: general, period: 3d}}
duties:
  - id: check
    title: 逐台检查电梯
    inspect: {{kind: elevator}}
    by: {{level: grid}}
    every: weekly
    otherwise: [supervise@0d]
    source: 各社区网格员每周逐台检查电梯。
"""

CHECKLIST = """\
| survey |                   |       |              |          |          |
|        | type              | name  | label        | required | category |
|        | select_one result | label | 检验标志在有效期内 | yes      | no-label |

| choices |           |      |        |
|         | list_name | name | label  |
|         | result    | pass | 合格   |
|         | result    | fail | 不合格 |

| settings |            |          |         |
|          | form_title | form_id  | version |
|          | 电梯检查表 | elevator | 1       |
"""

TEXT = f"{TITLE}\n各社区网格员每周逐台检查电梯。\n"


def lay(home: Path, plan: str = PLAN) -> Path:
    """The folder of the pack, within `home`."""
    folder = home / NAME
    (folder / "checklists").mkdir(parents=True)
    (folder / "plan.yaml").write_text(plan, encoding="utf-8")
    (folder / "plan.txt").write_text(TEXT, encoding="utf-8")
    (folder / "checklists" / "elevator.md").write_text(CHECKLIST, encoding="utf-8")
    return folder
