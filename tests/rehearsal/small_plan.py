"""A small plan for rehearsals: two weeks, one kind of subject, a chain of daily reports."""

from __future__ import annotations

from taizhang.core.plan import Plan

CHECKLIST = """
| survey |                   |       |                      |          |          |
|        | type              | name  | label                | required | category |
|        | select_one result | alarm | 已安装报警装置       | yes      | no-alarm |
|        | select_one result | hose  | 软管完好             | yes      | hose     |

| choices |           |      |        |
|         | list_name | name | label  |
|         | result    | pass | 合格   |
|         | result    | fail | 不合格 |

| settings |            |         |         |
|          | form_title | form_id | version |
|          | 检查表     | kitchen | 1       |
"""

SMALL = Plan.from_dict(
    {
        "id": "small",
        "title": "青禾街道燃气安全百日行动方案",
        "phases": [{"id": "screening", "name": "排查治理", "start": "2026-05-11", "end": "2026-05-24"}],
        "units": [{"id": "fire", "name": "消防救援站"}],
        "subject_kinds": [
            {
                "id": "restaurant",
                "name": "用气餐饮场所",
                "line": "fire",
                "checklist": "kitchen",
                "fields": [{"id": "name", "label": "店名"}],
            }
        ],
        "categories": [
            {"id": "hose", "name": "软管不合格", "severity": "general", "period": "1d", "line": "fire"},
            {"id": "no-alarm", "name": "未装报警装置", "severity": "major", "period": "3d", "line": "fire"},
        ],
        "duties": [
            {
                "id": "check",
                "title": "逐户检查",
                "inspect": {"kind": "restaurant"},
                "by": {"level": "grid"},
                "every": "weekly",
                "otherwise": ["supervise@0d"],
                "minutes": 15,
            },
            {
                "id": "self-check",
                "title": "自查自纠",
                "self_inspect": {"kind": "restaurant"},
                "by": "subject",
                "minutes": 10,
            },
            {"id": "notice", "title": "签收告知书", "acknowledge": {"document": "notice"}, "by": "subject"},
            {"id": "meeting", "title": "动员会", "hold": {"what": "meeting"}, "by": {"level": "village"}},
        ],
        "documents": [{"id": "notice", "title": "告知书", "kind": "notice"}],
        "reports": [
            {
                "id": "daily",
                "title": "日报",
                "every": "daily",
                "measures": ["subjects.total", "inspections.done", "cases.filed", "cases.open"],
                "chain": [{"level": "village", "at": "16:00"}, {"level": "township", "role": "office", "at": "17:30"}],
            }
        ],
        "checklists": {"kitchen": CHECKLIST},
    }
)
