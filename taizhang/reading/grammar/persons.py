"""Persons as lists of members write them: 王 欣  办公室主任, 镇长(张三), 张三、李四, 张三镇人民政府镇长, xx."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金"
    "陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄"
    "辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米"
    "池滕晋苑邬臧畅宫嵺苟褚廉简娄盖符奚木穆燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应"
    "台巫鞠桑荆谌银扬明沙伏岑习胥保和蔺水云昌凤酆皮卡元平闫肖付代邝逯占萨厉尚鹿党"
)
_SURNAME = rf"(?:欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|[{_SURNAMES}])"
_TITLE_END = (
    r"(?:书记|主任|[局镇乡县区市村所校园院站队科股处部组厂行社会班馆店场庭]长|主席|委员|经理|总监|董事长|总裁|秘书|助理|主管|负责人|负责同志|主要领导|分管领导|领导|干部|教师|老师|调研员|主任科员|科员|专员"
    r"|参谋|政委|教导员|指导员|员工|专干|网格员|民警|校警|校医|门卫|保安|电工|会计|出纳|理事|监事|工程师|总工|代表|成员|人员|同志|工作者|司机|厨师|管理员|组员|校级|中层)"
)
_POST = re.compile(_TITLE_END)
_NO_NAME = re.compile(r"负责|分管|主管|主要|领导|单位|部门|全体|各|所有|有关|相关")
_POST_ENDS = re.compile(rf"{_TITLE_END}(?:\([^()]{{1,20}}\))?$")
_ORG_START = re.compile(
    r"[党镇乡县市区省街社村校局办政人副正总主书常纪宣组武妇团工财教公民司农水住交卫文环城应安综退信统审发经科商国自自税电消法检派联居公项分支大中小各行生机原兼主(]"
)
NAME = re.compile(rf"(?:{_SURNAME}(?:[\u4e00-\u9fff]{{1,2}}| {{1,2}}[\u4e00-\u9fff](?![\u4e00-\u9fff])))")
_MASK = re.compile(r"[xX*某○_]{1,6}|[\u4e00-\u9fff][xX*某○]{1,2}")
_BRACKETED = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,4}|[xX*某]{1,3}) ?\((?P<post>[^()]{2,30})\)")
_POST_BRACKETED = re.compile(r"(?P<post>[^()、,;]{2,24}) ?\((?P<name>[\u4e00-\u9fff]{2,4}|[xX*某]{1,3})\)")
_SPLIT = re.compile(r"[、,; ]+")


@dataclass(frozen=True, slots=True)
class Person:
    """A person or a post of a list, [start, end) of the plain text. A masked name is None; offsets of the post."""

    name: str | None
    post: tuple[int, int] | None
    start: int
    end: int


def persons_in(plain: str, start: int, end: int) -> list[Person]:
    """The persons of a line; empty where the line is none."""
    while end > start and plain[end - 1] in " 。;,、":
        end -= 1
    while start < end and plain[start] in " :|":
        start += 1
    if start >= end:
        return []
    return (
        _names_only(plain, start, end) or _with_brackets(plain, start, end) or _spaced(plain, start, end)
        or _several(plain, start, end) or _posts_only(plain, start, end)
    )  # fmt: skip


def is_person_line(plain: str, start: int, end: int) -> bool:
    """Whether a line of a list of members names a person or posts: it has one and says nothing else."""
    line = plain[start:end].strip(" ")
    if not 2 <= len(line) <= 60 or re.search(
        r"[。!?]|负责(?!人|同志)|组织(?!部|委)|开展|下设|设在|成立|职责|应当|要求|如有|工作组$|[:]$", line
    ):
        return False
    return bool(_POST.search(line)) or is_name(line.rstrip("、,;"))


def is_name(written: str) -> bool:
    """Whether a piece is a person's name: a surname and one or two more signs, no post."""
    bare = written.replace(" ", "")
    return (
        2 <= len(bare) <= 4
        and NAME.fullmatch(written) is not None
        and _POST.search(bare) is None
        and _NO_NAME.search(bare) is None
    )


def is_mask(written: str) -> bool:
    return _MASK.fullmatch(written) is not None


def _names_only(plain: str, start: int, end: int) -> list[Person]:
    """张三、李四 王五; among several names a post may stand: 各班班主任."""
    found, named = [], 0
    for piece in _tokens(plain, start, end):
        text = plain[slice(*piece)]
        if is_name(text) or is_mask(text):
            found.append(Person(None if is_mask(text) else _tight(text), None, *piece))
            named += 1
        elif plain[piece[0] - 1] in "、,;":
            found.append(Person(None, piece, *piece))
        else:
            return []
    return found if named * 2 > len(found) else []


def _tokens(plain: str, start: int, end: int) -> list[tuple[int, int]]:
    """The pieces between spaces and marks; 王 欣, two single signs, is one piece."""
    cuts = []
    at = start
    for found in _SPLIT.finditer(plain, start, end):
        if found.start() > at:
            cuts.append((at, found.start()))
        at = found.end()
    if at < end:
        cuts.append((at, end))
    joined: list[tuple[int, int]] = []
    for piece in cuts:
        last = joined[-1] if joined else None
        single = piece[1] - piece[0] == 1 and last is not None and last[1] - last[0] == 1
        if (
            single
            and last is not None
            and plain[last[1] : piece[0]].strip(" ") == ""
            and is_name(plain[last[0]] + plain[piece[0]])
        ):
            joined[-1] = (last[0], piece[1])
        else:
            joined.append(piece)
    return joined


def _with_brackets(plain: str, start: int, end: int) -> list[Person]:
    """张三(副镇长)、李四(所长), or 镇长(张三)."""
    text = plain[start:end]
    named = [found for found in _BRACKETED.finditer(text) if is_name(found["name"]) or is_mask(found["name"])]
    named = [found for found in named if _POST.search(found["post"])]
    posted = [
        found
        for found in _POST_BRACKETED.finditer(text)
        if (is_name(found["name"]) or is_mask(found["name"])) and _POST.search(found["post"])
    ]
    chosen = named if len(named) >= len(posted) else posted
    return [
        Person(
            None if is_mask(found["name"]) else found["name"],
            (start + found.start("post"), start + found.end("post")), start + found.start(), start + found.end(),
        )
        for found in chosen
    ]  # fmt: skip


def _spaced(plain: str, start: int, end: int) -> list[Person]:
    """王欣 办公室主任(主持工作) 李四 所长; also the post before the name."""
    found: list[Person] = []
    for at, stop in _tokens_by_space(plain, start, end):
        text = plain[at:stop]
        named = is_name(text) or is_mask(text)
        last = found[-1] if found else None
        if named and last is not None and last.name is None and last.post and last.start == last.post[0]:
            found[-1] = Person(None if is_mask(text) else _tight(text), last.post, last.start, stop)
        elif named:
            found.append(Person(None if is_mask(text) else _tight(text), None, at, stop))
        elif last is not None and (last.name is not None or last.post is None):
            post = (last.post[0], stop) if last.post else (at, stop)
            found[-1] = Person(last.name, post, last.start, stop)
        elif last is None and _POST.search(text):
            found.append(Person(None, (at, stop), at, stop))
        else:
            return []
    return (
        found
        if any(
            person.name or person.post is None or is_mask(plain[person.start : person.end].split(" ")[0])
            for person in found
        )
        else []
    )


def _tokens_by_space(plain: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces = [(start + found.start(), start + found.end()) for found in re.finditer(r"[^ ,;]+", plain[start:end])]
    joined: list[tuple[int, int]] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last and last[1] - last[0] == 1 == piece[1] - piece[0] and is_name(plain[last[0]] + plain[piece[0]]):
            joined[-1] = (last[0], piece[1])
        else:
            joined.append(piece)
    return joined


def _several(plain: str, start: int, end: int) -> list[Person]:
    """张三镇人民政府镇长: no space between name and post, or a post right before its name."""
    text = plain[start:end]
    for length in (3, 2, 4):
        head, rest = text[:length], text[length:]
        if is_name(head) and _ORG_START.match(rest) and _POST.search(rest) and not re.match(r"[、,]", rest):
            begin = start + length
            return [Person(head, (begin, end), start, end)]
    masked = re.match(r"[xX*某○]{2,4}", text)
    if masked and (_POST.search(text) or masked.end() == len(text)):
        post = (start + masked.end(), end) if masked.end() < len(text) else None
        return [Person(None, post, start, end)]
    for length in (3, 2):
        head, rest = text[-length:], text[:-length]
        if is_name(head) and _POST_ENDS.search(rest) and "、" not in head:
            return [Person(head, (start, end - length), start, end)]
    return []


def _posts_only(plain: str, start: int, end: int) -> list[Person]:
    text = plain[start:end]
    return (
        [Person(None, (start, end), start, end)]
        if _POST.search(text) or re.search(r"各|单位|部门|科室|全体", text)
        else []
    )


def _tight(name: str) -> str:
    return name.replace(" ", "")
