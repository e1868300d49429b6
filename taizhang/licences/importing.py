"""An Excel list of papers: every row is checked, and all of them go in or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.core.plan import LicenceKind, SubjectField
from taizhang.core.refusals import Refused
from taizhang.imports.findings import Finding, finding
from taizhang.imports.heads import LOOK_FOR_HEAD, Target, find_head, propose
from taizhang.imports.tabular import open_book
from taizhang.imports.template_book import Asked, BlankSheet, blank_workbook
from taizhang.subjects.models import Subject
from taizhang.subjects.queries import subjects_for
from taizhang.subjects.values import Unreadable, read_value, text_of

from .operations import Paper, enter

MOST_ROWS = 5000
EXAMPLE = "示例："
NONE = frozenset({"无", "没有", "无证", "未办"})

TARGETS = [
    Target("holder", "对象名称", ("小作坊名称", "单位名称", "名称", "持证单位", "企业名称"), required=True),
    Target("licence", "证照种类", ("证照", "证照名称", "证件名称", "证件种类"), required=True),
    Target("person", "持证人", ("姓名", "从业人员", "人员姓名"), hint="健康证明等个人持有的，写姓名；单位持有的空着"),
    Target("number", "证号", ("编号", "许可证号", "证照编号", "证件编号"), hint="还没有证的写“无”"),
    Target("scope", "许可范围", ("范围", "品种", "许可品种")),
    Target("issued_on", "发证日期", ("签发日期", "发证时间")),
    Target("valid_until", "有效期至", ("有效期", "到期日期", "有效期限", "有效截止"), hint="长期有效的空着"),
]
_DATE = SubjectField(id="day", label="日期", type="date")


@dataclass(frozen=True)
class Outcome:
    """`findings` keep everything out; without any, `count` papers were entered."""

    count: int
    findings: list[Finding]


def template(campaign: Campaign) -> bytes:
    """An empty table with the kinds of the plan to choose from."""
    kinds = [kind for kind in plan_of(campaign).licences if kind.holder != "post"]
    examples = [f"{EXAMPLE}石桥米粉坊", kinds[0].name if kinds else "", "", "0001", "米粉", "2026-05-13", "2029-05-12"]
    columns = [
        Asked(target.label, example, target.required, target.hint, _choices(target, kinds), 22)
        for target, example in zip(TARGETS, examples, strict=True)
    ]
    notes = ["橙色的列必须填写。灰色斜体的示例行不会导入，可以删去。", "同一张证再次导入，就是更正或换证。"]
    return blank_workbook([BlankSheet("证照", columns)], notes)


def _choices(target: Target, kinds: Sequence[LicenceKind]) -> list[str]:
    return [kind.name for kind in kinds] if target.key == "licence" else []


def import_papers(*, by: Actor, at: datetime, campaign: Campaign, content: bytes) -> Outcome:
    """Raises Refused("not-a-table" | "too-many-rows" | "not-permitted")."""
    rows = list(_rows(content))
    if len(rows) > MOST_ROWS:
        raise Refused("too-many-rows", f"最多 {MOST_ROWS} 行")
    reading = _Reading(by, campaign)
    papers = [paper for number, cells in rows if (paper := reading.paper(number, cells)) is not None]
    if not reading.findings and papers:
        enter(by=by, at=at, campaign=campaign, papers=papers)
    return Outcome(0 if reading.findings else len(papers), reading.findings)


def _rows(content: bytes) -> list[tuple[int, dict[str, Any]]]:
    book = open_book(content)
    sheet = book.sheets[0]
    head = find_head(islice(book.rows(sheet), LOOK_FOR_HEAD), TARGETS)
    heads: list[str] = []
    found = []
    for number, cells in book.rows(sheet):
        if number == head:
            heads = propose([text_of(cell) for cell in cells], TARGETS, {})
        elif heads:
            found.append((number, {key: cell for key, cell in zip(heads, cells, strict=False) if key}))
    missing = [target.label for target in TARGETS if target.required and target.key not in heads]
    if missing:
        raise Refused("not-a-table", f"没有找到“{'、'.join(missing)}”这一列")
    return [(number, cells) for number, cells in found if not text_of(cells.get("holder")).startswith(EXAMPLE)]


class _Reading:
    """Rows against the plan's kinds and the register within reach."""

    def __init__(self, by: Actor, campaign: Campaign) -> None:
        self.findings: list[Finding] = []
        self._kinds = {kind.name: kind for kind in plan_of(campaign).licences if kind.holder != "post"}
        self._seen: dict[UUID, int] = {}
        self._campaign = campaign.pk
        self._subjects: dict[str, list[Subject]] = {}
        for row in subjects_for(by).filter(state="active", path__under=campaign.path).iterator(chunk_size=2000):
            self._subjects.setdefault(row.name.strip(), []).append(row)

    def paper(self, number: int, cells: Mapping[str, Any]) -> Paper | None:
        """The paper of a row, None where it is faulty."""
        before = len(self.findings)
        said = {target.key: text_of(cells.get(target.key)) for target in TARGETS}
        kind, subject = self._kind(number, said["licence"]), self._subject(number, said["holder"])
        issued_on, valid_until = (self._day(number, key, cells) for key in ("issued_on", "valid_until"))
        if kind is not None and kind.holder == "person" and not said["person"]:
            self._say(number, "person", "", f"{kind.name}由个人持有，没有写持证人", "请写姓名")
        held = said["number"] not in NONE
        if held and not said["number"] and valid_until is None:
            self._say(number, "number", "", "证号和有效期都没有写", "至少写一项；还没有证的，证号写“无”")
        if len(self.findings) > before or kind is None or subject is None:
            return None
        paper = Paper(
            kind, subject, person=said["person"] if kind.holder == "person" else "", held=held,
            number=said["number"] if held else "", scope=said["scope"], issued_on=issued_on, valid_until=valid_until,
        )  # fmt: skip
        return paper if self._once(number, paper) else None

    def _once(self, number: int, paper: Paper) -> bool:
        about = paper.about(self._campaign)
        earlier = self._seen.setdefault(about, number)
        if earlier != number:
            self._say(number, "holder", str(paper.subject), f"与第 {earlier} 行是同一张证", "只留一行")
        return earlier == number

    def _kind(self, number: int, name: str) -> LicenceKind | None:
        kind = self._kinds.get(name)
        if kind is None:
            self._say(number, "licence", name, "方案里没有这种证照", f"可用：{'、'.join(self._kinds)}")
        return kind

    def _subject(self, number: int, name: str) -> Subject | None:
        found = self._subjects.get(name, [])
        if len(found) == 1:
            return found[0]
        if found:
            self._say(number, "holder", name, f"有 {len(found)} 个对象叫这个名称", "请在对象自己的页面上登记")
        else:
            self._say(number, "holder", name, "整治底数里没有这个对象", "先在整治底数里登记，或核对名称")
        return None

    def _day(self, number: int, key: str, cells: Mapping[str, Any]) -> date | None:
        try:
            day = read_value(_DATE, cells.get(key))
        except Unreadable as wrong:
            self._say(number, key, text_of(cells.get(key)), wrong.message, wrong.remedy)
            return None
        return date.fromisoformat(str(day)) if day else None

    def _say(self, number: int, key: str, value: str, message: str, remedy: str) -> None:
        label = next(target.label for target in TARGETS if target.key == key)
        self.findings.append(finding(number, label, value, message, remedy))
