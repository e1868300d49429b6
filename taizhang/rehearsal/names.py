"""Invented names of people, shops and streets. None is meant to be anybody's; telephone numbers are in no network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

SURNAMES = "程陆顾严江田周吴何沈管林苏许叶秦罗白方宋唐邹汪石贺孟范钟谭龚韦侯"
GIVEN = (
    "思远", "怀民", "安宁", "正清", "小禾", "大川", "麦生", "秋实", "田田", "小维", "雨桐", "立冬", "春来", "谷雨",
    "望舒", "长庚", "素心", "云帆", "晓棠", "若木", "南星", "青禾", "知秋", "明远", "向阳", "惠民", "守拙", "成蹊",
    "丹桂", "小满", "百川", "静好",
)  # fmt: skip
SHOP_SIGNS = (
    "春风", "福满", "老街", "巷口", "青石", "竹林", "桂花", "河畔", "山里", "小满", "云来", "知味", "百味", "好运",
    "同福", "万家", "稻花", "荷塘", "桥头", "古井", "梧桐", "紫藤", "向阳", "晨光", "月半", "三合", "四季", "五谷",
    "六和", "七里", "八仙", "九曲", "金穗", "银杏", "乡情", "故里", "邻家", "南风", "北坡", "东岭", "西塘", "新月",
    "长亭", "小院", "大碗", "清泉", "松月", "芦花",
)  # fmt: skip
ENDINGS = (
    "瓶装气供应站", "液化气储配站", "加气站", "送气服务部", "气瓶配送点", "燃具店", "厨具维修部", "老旧管网改造",
    "中压管线", "茶餐厅", "农家菜", "包子铺", "饺子馆", "面馆", "饭店", "小厨", "火锅", "渔家", "烧烤", "小学",
    "幼儿园", "作坊", "养殖场",
)  # fmt: skip
STREETS = ("青禾路", "柳荫巷", "稻香街", "望湖路", "石榴园路", "槐荫里", "东篱巷", "麦香路", "南圃街", "晴川路")
VILLAGES = (
    "柳溪社区",
    "望湖社区",
    "槐荫社区",
    "石榴园社区",
    "东篱社区",
    "南圃村",
    "麦香村",
    "稻香村",
    "竹溪村",
    "云坪村",
)


TOWNSHIPS = ("青禾镇", "柳荫镇", "稻香镇", "望湖镇", "槐荫乡", "东篱乡", "南圃镇", "云坪乡")


def townships(wanted: int, first: str) -> list[str]:
    """So many different names of townships, the plan's own first."""
    known = list(dict.fromkeys([first, *TOWNSHIPS] if first else TOWNSHIPS))
    return [known[number] if number < len(known) else f"青禾第{number + 1}镇" for number in range(wanted)]


def people(random: Random) -> Iterator[str]:
    """Names of people, each once until all are used up."""
    names = [surname + given for surname in SURNAMES for given in GIVEN]
    random.shuffle(names)
    while True:
        yield from names


def villages(wanted: int, preferred: Sequence[str]) -> list[str]:
    """So many different names of communities, those of the plan first."""
    known = list(dict.fromkeys([*preferred, *VILLAGES]))
    number = 2
    while len(known) < wanted:
        known += [f"{name[:-2]}第{number}社区" for name in VILLAGES[: wanted - len(known)] if name.endswith("社区")]
        number += 1
    return known[:wanted]


def subjects(kind: str, examples: Sequence[str], random: Random) -> Iterator[str]:
    """Different names of subjects of a kind: the examples first, then invented ones that end alike."""
    yield from examples
    endings = sorted({ending for name in examples for ending in ENDINGS if name.endswith(ending)}) or [kind]
    signs = [sign + ending for sign in SHOP_SIGNS for ending in endings if sign + ending not in examples]
    random.shuffle(signs)
    yield from signs
    number = 1
    while True:
        yield f"{SHOP_SIGNS[number % len(SHOP_SIGNS)]}{endings[number % len(endings)]}{number}号"
        number += 1


def address(village: str, random: Random) -> str:
    return f"{village}{random.choice(STREETS)}{random.randint(1, 199)}号"


def phone(random: Random) -> str:
    """Eleven digits that no network gives out."""
    return f"100{random.randint(0, 99_999_999):08}"
