"""The head of a plan: its title, what it is about, and the level of those who issue it."""

from __future__ import annotations

import re

from .model import Level
from .plantext import PlanText

_KINDS = (
    r"(?:实施方案|工作方案|行动方案|整治方案|治理方案|方案|行动计划|工作计划|计划|通知|意见|工作要点|办法|公告|通告)"
)
_TITLE = re.compile(
    rf"^(?P<title>[^\n。;!?]{{4,90}}?{_KINDS}(?:\([^()\n]{{1,24}}\))?(?:\([^()\n]{{1,12}}\))?)$", re.MULTILINE
)
_BROKEN = re.compile(
    rf"^(?P<title>[^\n。;:,!?]{{4,40}}\n[^\n。;:!?]{{2,60}}{_KINDS}(?:\([^()\n]{{1,24}}\))?)$", re.MULTILINE
)
_COVERED = re.compile(rf"印发.{{0,2}}《(?P<title>[^《》]{{4,90}}{_KINDS}(?:\([^()\n]{{1,24}}\))?)》")
_COVER = re.compile(r"(?:印发|转发)[^。;]{2,90}?的\n?通\n?知")
_BROUGHT = re.compile(rf"(?:印发|转发)《?(?P<title>[^《》]{{4,90}}?{_KINDS})》?的通知$")
_TITLE_START = re.compile(r"^(?:关于|印发|[^\n。]{0,30}关于)")
_NOT_TITLE = re.compile(
    r"^(?:根据|按照|为|现将|附件|\(?[一二三四五六七八九十\d]+[、.)]|主题|标题|发布|来源|索引)|小编|范文|制定本方案|特制定|下面"
)
_CAMPAIGN = re.compile(
    r"(?:开展|实施|推进|做好|加强|关于|印发)?(?P<name>[^,。;:\n《》、的]{2,24}(?:[“”\"][^“”\"]{1,12}[“”\"])?"
    r"(?:专项整治|专项治理|专项行动|集中整治|整治行动|三年行动|攻坚行动|大排查大整治|排查整治|大检查|专项检查|综合整治|百日行动|整治|治理|检查|排查))"
)
_PLACE = re.compile(
    r"^[^省市县区州盟旗镇乡]{2,8}(?:省|市|县|区|自治州|州|盟|旗|镇|乡|街道)(?:人民政府)?(?:办公室|办公厅)?"
)


def title_of(plan: PlanText) -> str | None:
    """The plan's own title; that of the plan a covering notice brings, where it has none of its own line."""
    top = plan.text(plan.start, min(plan.end, plan.start + 1500))
    lines = [found["title"] for found in _TITLE.finditer(top) if not _NOT_TITLE.search(found["title"])]
    broken = _BROKEN.search(top)
    chosen = next((line for line in lines if not _TITLE_START.match(line)), None) if _COVER.search(top) else None
    covered = _COVERED.search(top)
    if covered and (chosen is None or not _tight(chosen).endswith(_tight(covered["title"])[-12:])):
        return _tight(covered["title"])
    chosen = chosen or next(iter(lines), None)
    if broken and (chosen is None or chosen in broken["title"]) and not _NOT_TITLE.search(broken["title"]):
        chosen = _joined(broken["title"], chosen)
    brought = _BROUGHT.search(_tight(chosen)) if chosen else None
    return brought["title"] if brought else _tight(chosen) if chosen else None


def _joined(broken: str, single: str | None) -> str:
    """A title of two lines; the upper one belongs to it where the lower says 的通知 or begins in the middle."""
    upper, _, lower = broken.partition("\n")
    if single is None or "关于" in upper or not re.search(r"关于|方案|计划", lower[:-4]):
        return broken if not re.search(r"文件$|号$|\d{4}", upper) else (single or lower)
    return single


def _tight(title: str) -> str:
    return "".join(title.split())


def subject_of(plan: PlanText, title: str | None) -> str:
    """What the campaign is about, from the title or from its first mention in the text."""
    if title:
        bare = re.sub(rf"^.*?关于(?:印发|开展|做好|加强|进一步)?|[《》]|{_KINDS}.*$|(?:的|工作)$", "", title)
        bare = _PLACE.sub("", bare) or bare
        return re.sub(r"(?:工作|的)$", "", bare) or title
    found = _CAMPAIGN.search(plan.plain, plan.start, min(plan.end, plan.start + 4000))
    return found["name"] if found else ""


_LEVELS: list[tuple[Level, re.Pattern[str]]] = [
    ("school", re.compile(r"我校|我园|全校|本校|全体师生|学校安全工作|各班级|各处室")),
    ("company", re.compile(r"公司文件|(?:我|本)公司|公司全体|公司各|各项目部|各分公司|各子公司|集团公司|各车间")),
    ("village", re.compile(r"村委会文件|我村|全村|本村|村两委|各村民小组长|我社区|本社区|本居委")),
    (
        "township",
        re.compile(
            r"镇党委|乡党委|街道党工委|街道办事处|我镇|全镇|我乡|全乡|我街道|本街道|各村\(居\)|各村\(社区\)|各社区|各村"
        ),
    ),
    ("county", re.compile(r"县委|县政府|区委|区政府|我县|全县|我区|全区|各乡镇|各镇街|各街镇|各镇\(街道\)|县直|区直")),
    ("city", re.compile(r"市委|市政府|我市|全市|各县区|各区县|各县\(市、区\)|市直")),
    (
        "province",
        re.compile(
            r"省委|省政府|自治区党委|我省|全省|全区各盟市|各市\(州\)|各市州|各设区市|省直|各省辖市|本市各区|各区人民政府"
        ),
    ),
]
_SIGNATURE_LEVELS: list[tuple[Level, re.Pattern[str]]] = [
    ("unknown", re.compile(r"^(?:国务院|教育部|公安部|应急管理部|国家|中共中央|全国)|国务院安委会")),
    ("company", re.compile(r"公司|集团|厂$|酒店")),
    ("school", re.compile(r"(?:学校|小学|中学|学院|大学|幼儿园|职校)$")),
    ("village", re.compile(r"村民委员会|居民委员会|村委会|居委会|村党|社区党|社区居")),
    ("township", re.compile(r"街道|镇人民政府|乡人民政府|镇党委|镇委|乡党委|(?:镇|乡)(?:党政)?办公室|镇安")),
    ("county", re.compile(r"[县区旗](?:人民政府|政府|委|[\u4e00-\u9fff]{2,16}(?:局|办公室|支队|大队))|[县区旗]教")),
    ("province", re.compile(r"省|自治区|(?:上海|北京|天津|重庆)市")),
    ("city", re.compile(r"市|州|盟")),
]


def issuer_level_of(plan: PlanText, title: str | None) -> Level:
    """Who issues the plan: by its signature or title, else by whom it speaks to most."""
    top = plan.text(plan.start, min(plan.end, plan.start + 200))
    signed = re.search(
        r"\n([^\n。,;:]{4,40})\n[^\n]{0,20}(?:20\d\d|二○)[^\n]{0,16}日?[^\n]{0,4}(?:\n|$)",
        plan.text(plan.start, plan.end) + "\n",
    )
    sources = [signed[1].split(" ")[0]] if signed else []
    sources += [line.split("关于")[0] for line in top.split("\n")[:4] if "关于" in line or line.endswith("文件")]
    sources += [title] if title else []
    for source in sources:
        bare = re.sub(r"(?:省|市)(?=[^省市县区]{2,8}[县区镇乡])|\(.*", "", source) if "上海" not in source else source
        county = re.search(r"市[^市县区]{1,6}区", source)
        for level, pattern in _SIGNATURE_LEVELS:
            if level in ("province", "city") and county:
                return "county"
            if bare and pattern.search(bare):
                return level
    body = plan.text(plan.start, min(plan.end, plan.start + 20_000))
    counts = {level: len(pattern.findall(body)) for level, pattern in _LEVELS}
    best = max(counts, key=lambda level: counts[level])
    return best if counts[best] else "unknown"
