"""Spreadsheets as other rooms will ask for them: a ledger, a statistics table, an import template."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from taizhang.render.form_sheet import TemplateColumn
from taizhang.render.workbook import CellValue, Column, Link, Sheet
from tests.render.sample_documents import OFFICE, TOWNS

CREATED = dt.datetime(2026, 5, 18, 17, 30)
CAPTION = f"导出单位：{OFFICE}    导出人：周某某    导出时间：2026-05-18 17:30    范围：清河县 全部阶段"


def ledger_rows(count: int) -> Iterator[tuple[CellValue, ...]]:
    found = dt.datetime(2026, 5, 1, 9, 0)
    for number in range(1, count + 1):
        yield (
            f"RQ-2026-{number:05d}",
            TOWNS[number % len(TOWNS)].name,
            f"江畔人家餐馆{number}号店",
            "后厨使用非金属软管连接灶具，且软管穿墙，长度超过两米，须更换为金属波纹软管",
            ("一般", "较大", "重大")[number % 3],
            found + dt.timedelta(hours=number % 400),
            dt.date(2026, 5, 16),
            number % 7 * 1.5,
            Link(f"https://taizhang.example/cases/{number}", "查看"),
        )


def ledger(count: int = 40) -> Sheet:
    return Sheet(
        name="隐患台账",
        title="清河县燃气安全专项整治隐患台账",
        caption=CAPTION,
        columns=(
            Column("编号", 16),
            Column("乡镇（街道）", 14),
            Column("整治对象", 22),
            Column("问题描述", 40),
            Column("等级", 8),
            Column("发现时间", 18, "datetime"),
            Column("整改期限", 13, "date"),
            Column("整改投入（万元）", 12, "number", 1),
            Column("详情", 8, "link"),
        ),
        rows=ledger_rows(count),
        frozen=3,
    )


def statistics() -> Sheet:
    return Sheet(
        name="统计表",
        title="各乡镇（街道）燃气安全专项整治情况统计表",
        caption=CAPTION,
        columns=(
            Column("序号", 7, "number"),
            Column("乡镇（街道）", 16),
            Column(("排查情况", "应查"), 10, "number"),
            Column(("排查情况", "已查"), 10, "number"),
            Column(("排查情况", "覆盖率"), 10, "percent", 1),
            Column(("隐患整改", "发现"), 10, "number"),
            Column(("隐患整改", "整改", "已整改"), 10, "number"),
            Column(("隐患整改", "整改", "整改率"), 10, "percent", 1),
            Column(("隐患整改", "超期"), 10, "number"),
            Column("备注", 20),
        ),
        rows=[
            (n, t.name, t.due, t.done, t.done / t.due, t.found, t.fixed, t.fixed / t.found, t.overdue, "")
            for n, t in enumerate(TOWNS, 1)
        ],
        total=("", "合计", 691, 654, 654 / 691, 268, 234, 234 / 268, 12, ""),
        frozen=2,
    )


TREE_COLUMNS = (
    TemplateColumn("名称", True, "单位或区域的全称", example="柳林街道"),
    TemplateColumn(
        "层级", True, "从上到下逐级填写", ("县（市、区）", "乡镇（街道）", "村（社区）", "网格"), "乡镇（街道）"
    ),
    TemplateColumn("上级名称", False, "上一级的名称，最高一级留空", example="清河县"),
    TemplateColumn("区划代码", False, "12 位统计用区划代码，没有可留空", example="000101001000"),
    TemplateColumn("负责人", False, "姓名", example="周某某"),
    TemplateColumn("联系电话", False, "手机或固定电话", example="00000000000"),
)
TREE_EXAMPLES = (
    ("清河县", "县（市、区）", "", "000101000000", "", ""),
    ("柳林街道", "乡镇（街道）", "清河县", "000101001000", "周某某", "00000000000"),
    ("柳荫社区", "村（社区）", "柳林街道", "000101001001", "", ""),
)
