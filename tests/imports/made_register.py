"""Registers as offices keep them, made from a seed: invented names, some rows faulty, some twice in other words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from random import Random
from typing import Any

from xlsxwriter import Workbook

HEADS = [
    "序号", "单位名称", "统一社会信用代码", "地址", "所属社区", "所属网格", "负责人", "联系电话", "餐位数（个）",
    "用气种类", "许可证有效期至", "备注",
]  # fmt: skip
GAS = ["瓶装液化石油气", "管道天然气", "两种都用"]
SURNAMES = "程陆顾严江田周吴何管沈方苏韩温卢范石"
GIVEN = ["青禾", "远山", "小麦", "知秋", "明川", "晓棠", "春生", "望舒", "长庚", "若谷", "南星", "一诺"]
SIGNS = [
    "老灶台",
    "青禾",
    "柳荫",
    "稻香",
    "麦浪",
    "水车",
    "石桥",
    "竹里",
    "晚渡",
    "半亩",
    "云脚",
    "陶然",
    "拾穗",
    "听雨",
]
TRADES = ["小吃店", "餐馆", "面馆", "火锅店", "饭庄", "早餐铺", "烧烤店", "米线馆", "茶餐厅", "家常菜馆"]
STREETS = ["禾苗路", "谷雨街", "水渠巷", "打麦场路", "晒谷坪街", "桑榆路", "耕读街", "犁耙巷"]


@dataclass(frozen=True)
class Made:
    """`rows` under HEADS; the numbers of the faulty rows (from 0) and of those that repeat another in other words."""

    rows: list[list[Any]]
    faulty: frozenset[int]
    alike: frozenset[int]


def made_register(size: int, places: Sequence[tuple[str, str]], seed: int = 1, faults: int = 100) -> Made:
    """`size` restaurants spread over (community, grid); about one row in `faults` is faulty and one is a twin."""
    random = Random(seed)
    rows = [_row(number, random, places) for number in range(size)]
    faulty, alike = set(), set()
    for number in range(3, size) if faults else ():
        lot = random.random()
        if lot < 1 / faults:
            _spoil(rows[number], random)
            faulty.add(number)
        elif lot < 2 / faults and number - 1 not in faulty | alike:
            rows[number] = _twin(rows[number - 1], number, random)
            alike.add(number)
    return Made(rows, frozenset(faulty), frozenset(alike))


def _row(number: int, random: Random, places: Sequence[tuple[str, str]]) -> list[Any]:
    community, grid = places[number % len(places)]
    serial = number // len(places)
    return [
        number + 1,
        f"{random.choice(SIGNS)}{random.choice(GIVEN)}{random.choice(TRADES)}",
        f"92530199MA{number:07d}X",
        f"{community}{STREETS[number % len(STREETS)]}{serial * 2 + 1}号附{number % len(places) + 1}号",
        community,
        grid,
        random.choice(SURNAMES) + random.choice(GIVEN),
        f"1{random.choice('3578')}{random.randrange(10**9):09d}",
        random.randrange(4, 200),
        random.choice(GAS),
        dt.datetime(2026, 1, 1) + dt.timedelta(days=random.randrange(900)),
        "",
    ]


def _spoil(row: list[Any], random: Random) -> None:
    """Make the row faulty, in one of the ways in which people do."""
    column, value = random.choice(
        [
            (1, ""),
            (7, "13800"),
            (8, "约二十"),
            (9, "煤气"),
            (10, "2026年13月40日"),
            (5, "第九十九网格"),
            (4, "无此社区"),
        ]
    )
    row[column] = value


def _twin(row: list[Any], number: int, random: Random) -> list[Any]:
    """The same restaurant as a second clerk would enter it: no code, the name with its legal form, spaces."""
    twin = list(row)
    twin[0], twin[1], twin[2] = number + 1, f"{row[1]}（个体工商户）", ""
    twin[3] = f" {row[3]} "
    return twin


def workbook(
    rows: Iterator[list[Any]] | Sequence[list[Any]], heads: Sequence[str] = HEADS, title: str = "", sheet: str = "底数"
) -> bytes:
    """An Excel file as offices send it, perhaps with a merged title above the head."""
    target = BytesIO()
    with Workbook(target, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet(sheet)
        line = 0
        if title:
            page.merge.append([0, 0, 0, len(heads) - 1])
            page.write_string(0, 0, title)
            page.write_string(1, 0, "填报单位：青禾街道      填报日期：2026年5月10日")
            line = 2
        page.write_row(line, 0, heads)
        for number, row in enumerate(rows, start=line + 1):
            page.write_row(number, 0, row)
    return target.getvalue()
