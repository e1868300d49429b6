"""Who a sentence says is to act: the list of units at the beginning of a clause, before 要, 负责, 牵头 and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .units import BARE, LONGEST, NAME, Name, is_name, joins, trimmed

_MODAL = (
    r"要(?!求|点|素|件|害|闻|道|塞|领)|应(?!急|用|对|知|届)|须|必须|务必|需(?!求)|也?(?=要|应当|须|必须)|均|都(?!市)|将|不得|负责(?!人(?!员)|同志)|牵头(?!单位|部门|人)|会同|具体|分别|全权|负有|承担|履行"
    r"|严禁|一律|按职责|按照职责|根据职责|依职责|依据职责|可(?:以|根据|结合|采取|通过)?|作为|[是为](?:[^,。]{0,16})(?:责任人|责任主体|第一责任|责任单位|主体)"
)
_VERBS = (
    r"按(?!摩)|依(?!托|法治)|依托|根据|结合|围绕|对照|参照|对(?!口|象|外|策)|于\d|于[每本今次]|在(?!册|建|校|线|编|岗)|每|通过|严格|认真|切实|积极|迅速|立即|及时|适时|随时|专门|继续|全力|大力|扎实|着力|精心|尽快|按时|按期|如期|直接|逐步|也要|充分|全面|定期|不定期|进一步|抓紧|统一(?!战)|主动|加强|加大|加快|强化"
    r"|开展|组织(?!部|委|办|科|者|机|领|生活)|制定|建立|成立|落实|做好|抓好|做到|完善|健全|推进|推动|指导|督促|督导|监督(?!管理(?:局|办|部|所|站|中心|委|总)|员|所|科|检查(?:局|组))|检查(?!组|站|人)|汇总|研究|统筹(?!办|中心)|协调(?!小组|办)|协助|协同|配合|联合(?!会|国|工会|社|体|印发|下发|发布|发文|出台|制定)|提供|安排|明确|确定|深入|发挥|利用"
    r"|坚持|向|把|以|从(?!业)|采取|召集|召开|完成|上报|报送|宣传(?!部|科|办|处|员|中心|股|组)|排查(?!组|整治办|队)|摸清|摸排|填写|收集|审核|验收(?!组)|依法|自行|共同|实施|设立|牢固|高度|始终|持续|狠抓|聚焦|突出|逐|签订|张贴|登记|巡查(?!员|队|组)|整改|清理|处置|找出|先|带头|带领|亲自"
    r"|提高|提升|确保|保障(?!中心|科|部|局|处|组|所|股)|参加|参与|请|建成|出台|公布|受理|颁发|核发|承担|查处|查验|收缴|打击|取缔|管理(?!局|办|部|所|站|中心|委|处|科|员|人|总|机|体|制|服|单位|层|者|平|工|层)"
)
_PREDICATE = rf"(?:{_MODAL}|{_VERBS})"
_MORE = (
    r"(?:等(?:各)?(?:有关|相关|职能|成员|责任|业务|行业|涉及|直属|协同)*(?:单位|部门|人员|科室|机构|机关|乡镇|企业|学校|\d{1,2}个(?:单位|部门))?)?"
    r"(?:(?:主要|分管|相关|有关)?(?:负责人|负责同志|领导))?"
)
_STEP = re.compile(
    rf"(?P<name>(?:{NAME.pattern}))(?P<more>{_MORE})(?P<then>、|,(?=各|全体)|以及|和(?!谐|平)|及(?!时)|与(?!会)|(?=,?(?:要|应当|须|必须|负责(?!人)|牵头(?!单位)))|(?={_PREDICATE}))"
)
_MODAL_NEXT = re.compile(
    rf",?(?:{_MODAL}|做好|组织(?!部)|检查|牵头|签订|每[天日周月]|召集|亲自|带队|在[^,。;]{{1,14}}要)"
)
_UNKNOWN = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,8})、")
_OPEN_AT = re.compile(r"(?:请|由|希望|望)")
_MANY_AT = re.compile(r"(?:前|后|日|内|间|中|起|是|请|由|:)(?=各(?!类|种|项|自|地|方|界|环|阶|个|级(?!各)|式|行各业))")


@dataclass(frozen=True, slots=True)
class Subject:
    """Units that are to act, [start, end) of the plain text; `end` is where what they are to do begins."""

    names: tuple[Name, ...]
    start: int
    end: int


def subject_at(plain: str, start: int, end: int) -> Subject | None:
    """The subject of the clause that begins at `start`; None where it has none that is a unit."""
    while start < end and plain[start] in " \n、,“":
        start += 1
    if opening := _OPEN_AT.match(plain, start, end):
        start = opening.end()
    found = _list_at(plain, start, end)
    if found is None and (many := _MANY_AT.search(plain, start, min(end, start + 30))):
        found = _list_at(plain, many.end(), end)
    return found


def _list_at(plain: str, start: int, end: int) -> Subject | None:
    names: list[Name] = []
    at = start
    while len(names) < 40:
        step = _STEP.match(plain, at, min(end, at + 80))
        if step is None:
            step = _UNKNOWN.match(plain, at, end)
            name = _plausible(step) if step else None
            more = ""
        else:
            name = _named(plain, step)
            more = step["more"]
        if step is None or name is None:
            return None
        _add(names, name, plain)
        at = step.end()
        if step.re is _STEP and not step["then"]:
            return _checked(plain, names, start, at, more)
    return None


def _plausible(step: re.Match[str]) -> Name | None:
    """A name without a telling last word, among others that have one: 移动、电信公司."""
    text = step["name"]
    if trimmed(text, 0, len(text)) is None or re.search(r"(?:工作|安全|问题|措施|管理|生产|整治|责任)$", text):
        return None
    return Name(text, step.start("name"), step.end("name"))


def _named(plain: str, step: re.Match[str]) -> Name | None:
    at, stop = step.span("name")
    if 1 < (cut := plain[at:stop].find("等")) < stop - at - 1:
        stop = at + cut
        return Name(plain[at:stop], at, stop) if trimmed(plain, at, stop) else None
    text = plain[at:stop]
    if BARE.fullmatch(text) and step["then"]:
        return Name(text, at, stop)
    return Name(text, at, stop) if is_name(text) or (BARE.fullmatch(text) and len(text) > 1) else None


def _add(names: list[Name], name: Name, plain: str) -> None:
    if names and joins(names[-1].text, name.text):
        last = names.pop()
        name = Name(plain[last.start : name.end], last.start, name.end)
    names.append(name)


def _checked(plain: str, names: list[Name], start: int, at: int, more: str) -> Subject | None:
    """A post or a common noun needs a plainer word of duty behind it than a body does."""
    last = names[-1]
    several = bool(more) or plain.startswith("等", last.end)
    firm = (last.is_body and not BARE.fullmatch(last.text)) or last.text.startswith(("各", "全体", "所有")) or several
    if len(last.text) > LONGEST or not (firm or _MODAL_NEXT.match(plain, at)):
        return None
    if (
        len(names) == 1
        and not more
        and last.text in ("单位", "部门", "人员", "机构", "社区", "区", "县", "市", "镇", "乡", "村")
    ):
        return None
    return Subject(tuple(names), start, at)


_CLAUSE_END = re.compile(r"[,;。:!?\n)]")


def subjects_in(plain: str, start: int, end: int) -> Iterator[Subject]:
    """Every subject at the beginning of a clause of plain[start:end], in order."""
    at = start
    while at < end:
        found = subject_at(plain, at, end)
        if found is not None:
            yield found
            at = found.end
        stop = _CLAUSE_END.search(plain, at, end)
        if stop is None:
            return
        at = stop.end()


_THEN = r"(?P<then>、|以及|和(?!谐|平)|及(?!时)|与(?!会)|)"
_BOUND = rf"(?=[,。;:()、\n]|和|及|与|以及|备案|汇总|审[批核]|负责|牵头|联合|共同|{_PREDICATE}|$)"
_FREE = [
    re.compile(rf"(?P<name>{NAME.pattern})(?P<more>{_MORE}){_BOUND}{_THEN}"),
    re.compile(rf"(?P<name>{NAME.pattern})(?P<more>{_MORE}){_THEN}"),
    re.compile(r"(?P<name>[\u4e00-\u9fff]{2,6})(?P<more>)(?P<then>、)"),
]


def list_at(plain: str, start: int, end: int) -> tuple[Name, ...]:
    """The units of a list that begins at `start`, whatever follows it: after 会同, 召集, 报."""
    names: list[Name] = []
    at = start
    while len(names) < 40:
        limit = min(end, at + 60)
        step = next((found for pattern in _FREE if (found := pattern.match(plain, at, limit))), None)
        name = (_plausible(step) if step.re is _FREE[-1] else _named(plain, step)) if step else None
        if step is None or name is None:
            break
        _add(names, name, plain)
        at = step.end()
        if not step["then"]:
            break
    return tuple(names)
