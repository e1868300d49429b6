"""The review page of a draft: its text cut into pieces, its items as cards, and what is still open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.forms import Select

from taizhang.campaigns.drafting import Note, Section, Standing
from taizhang.campaigns.drafting.bearers import bearer_words
from taizhang.campaigns.drafting.facts import RULE_LABELS
from taizhang.campaigns.editing import live_items
from taizhang.campaigns.models import DraftChange, DraftItem, PlanDraft
from taizhang.campaigns.starting import standing_of
from taizhang.core.plan.rules import VERB_LABELS, Verb
from taizhang.core.plan.words import LEVEL_LABELS
from taizhang.web.draft_forms import ADDABLE, Choices, choices_of
from taizhang.web.draft_forms.duty import HOLDS, verb_of
from taizhang.web.draft_forms.item_form import SUBJECTS
from taizhang.web.draft_forms.rungs import ladder_words
from taizhang.web.draft_forms.timing import clock_words, timing_words

ICONS = {
    Section.HEAD: "file-text", Section.PHASE: "calendar", Section.UNIT: "building", Section.LEADER: "users",
    Section.TARGET: "flag", Section.KIND: "building-store", Section.DUTY: "list-check", Section.REPORT: "report",
    Section.LADDER: "bell", Section.ARCHIVE: "archive", Section.RULE: "info-circle", Section.OPEN: "zoom-question",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """One item as it is shown: a headline, facts as (label, words), and what is open or wrong about it."""

    item: DraftItem
    title: str
    facts: list[tuple[str, str]]
    faults: list[Note]
    questions: list[Note]

    @property
    def section(self) -> Section:
        return Section(self.item.section)

    @property
    def icon(self) -> str:
        return ICONS[self.section]

    @property
    def open(self) -> bool:
        return bool(self.faults) or any(note.blocking for note in self.questions)


@dataclass(frozen=True, slots=True)
class Group:
    """The cards of one section."""

    section: Section
    cards: list[Card]

    @property
    def icon(self) -> str:
        return ICONS[self.section]

    @property
    def open(self) -> int:
        return sum(card.open for card in self.cards)

    @property
    def addable(self) -> bool:
        return self.section in ADDABLE


@dataclass
class Review:
    """Everything the page shows."""

    draft: PlanDraft
    groups: list[Group]
    standing: Standing[UUID]
    choices: Choices
    items: list[DraftItem] = field(default_factory=list)

    @property
    def cards(self) -> Iterator[Card]:
        return (card for group in self.groups for card in group.cards)

    @property
    def open_cards(self) -> list[Card]:
        return [card for card in self.cards if card.faults or card.questions]

    @property
    def loose(self) -> list[Note]:
        """Faults of the plan as a whole, that belong to no item."""
        return [*self.standing.faults.get(None, []), *self.standing.questions.get(None, [])]

    @property
    def settled(self) -> int:
        return sum(not card.open for card in self.cards)

    @property
    def total(self) -> int:
        return sum(1 for _ in self.cards)

    @property
    def percent(self) -> int:
        return self.settled * 100 // self.total if self.total else 0

    @property
    def undated(self) -> int:
        """How many days have no year."""
        return sum(len(item.undated) for item in self.items)

    def asking(self, asked: str) -> int:
        """How many items ask the same question."""
        return sum(asked in item.asks for item in self.items)

    @property
    def all_bearers(self) -> str:
        """Whoever can be set for all that have nobody: orgs, and not the subjects themselves."""
        choices = [group for group in self.choices.bearers if group[0] != SUBJECTS]
        return Select(choices=choices).render("value", "", {"id": "all-by", "required": True})

    @property
    def unassigned(self) -> int:
        return self.asking("by")

    @property
    def unaddressed(self) -> int:
        return self.asking("receiver")


def review_of(draft: PlanDraft) -> Review:
    """The review of a draft, in two queries."""
    items = live_items(draft)
    found = standing_of(draft, items)
    choices = choices_of(draft, items)
    words = Words(choices)
    cards: dict[Section, list[Card]] = {section: [] for section in Section}
    for item in items:
        cards[Section(item.section)].append(card_of(item, words, found))
    groups = [Group(section, cards[section]) for section in Section if cards[section] or section in ADDABLE]
    return Review(draft, groups, found, choices, items)


def card_of(item: DraftItem, words: Words, found: Standing[UUID]) -> Card:
    title, facts = words.of(Section(item.section), item.data, item.undated)
    shown = [(label, value) for label, value in facts if value]
    return Card(item, title, shown, found.faults.get(item.pk, []), found.questions.get(item.pk, []))


class Words:
    """The items of one draft in Chinese."""

    def __init__(self, choices: Choices) -> None:
        self.choices = choices
        self.phases, self.units, self.kinds = dict(choices.phases), dict(choices.units), dict(choices.kinds)

    def of(self, section: Section, data: dict[str, Any], undated: dict[str, str]) -> tuple[str, list[tuple[str, str]]]:
        """(headline, facts)."""
        tell = getattr(self, section.value)
        title, facts = tell(data)
        days = [("原文日期", "，".join(_short_day(day) for day in undated.values()) + "（缺年份）")] if undated else []
        return title, [*facts, *days]

    def head(self, data: dict[str, Any]) -> tuple[str, list[tuple[str, str]]]:
        level = LEVEL_LABELS.get(data.get("level") or "", "未定")
        return data["title"], [("领域", data.get("field") or "未定"), ("开展层级", level)]

    def phase(self, data: dict[str, Any]) -> tuple[str, list[tuple[str, str]]]:
        return data["name"], [("起止", f"{data.get('start') or '待定'} 至 {data.get('end') or '待定'}")]

    def unit(self, data: dict[str, Any]) -> tuple[str, list[tuple[str, str]]]:
        role = "牵头" if data.get("kind") == "lead" else "配合"
        return data["name"], [("角色", role), ("职责", data.get("duty", ""))]

    def leader(self, data: dict[str, Any]) -> tuple[str, list[tuple[str, str]]]:
        return f"{data['role']} {data.get('name') or '（未写姓名）'}", [("现任职务", data.get("post", ""))]

    def target(self, data: dict[str, Any]) -> tuple[str, list[tuple[str, str]]]:
        value = "待定" if data.get("value") is None else f"{data['value']:g}"
        counted = dict(self.choices.measures).get(data.get("measure") or "", "作文字要求")
        return data["what"], [("目标值", f"{value} {data.get('unit', '')}".strip()), ("考核", counted)]

    def kind(self, data: dict[str, Any]) -> tuple[str, list[tuple[str, str]]]:
        fields = "、".join(one["label"] for one in data.get("fields", []))
        return data["name"], [("登记内容", fields), ("归口", self.units.get(data.get("line") or "", ""))]

    def duty(self, data: dict[str, Any]) -> tuple[str, list[tuple[str, str]]]:
        verb = verb_of(data)
        return data["title"], [
            ("做什么", self._act(verb, data.get(verb) or {})),
            ("由谁", bearer_words(data.get("by"), self.units)),
            ("何时", timing_words(data, self.phases)),
            ("配合", "、".join(self.units.get(unit, unit) for unit in data.get("support", []))),
            ("督促", ladder_words(data.get("otherwise", []))),
            ("性质", "结束后长期执行" if data.get("long_term") else ""),
        ]

    def _act(self, verb: str, act: dict[str, Any]) -> str:
        label = VERB_LABELS[Verb(verb)]
        kind = act.get("kind")
        kinds = [kind] if isinstance(kind, str) else kind or []
        about = "、".join("全部整治对象" if name == "all" else self.kinds.get(name, name) for name in kinds)
        more = [about, dict(HOLDS).get(act.get("what", ""), "")]
        if act.get("document"):
            paper = self.choices.documents.get(act["document"], act["document"])
            more.append(f"《{paper.strip('《》')}》")
        if act.get("level"):
            more.append(f"各{LEVEL_LABELS[act['level']]}的落实情况")
        if act.get("share"):
            more.append(f"抽{act['share'] * 100:g}%")
        if act.get("measure"):
            reached = "待定" if act.get("at_least") is None else f"{act['at_least']:g}"
            more.append(f"{dict(self.choices.measures).get(act['measure'], act['measure'])}不少于 {reached}")
        return " ".join(part for part in (label, *more) if part)

    def report(self, data: dict[str, Any]) -> tuple[str, list[tuple[str, str]]]:
        stops = [f"{bearer_words(_by(stop), self.units)} {clock_words(stop.get('at'))}" for stop in data["chain"]]
        chain = [*(stop.strip() for stop in stops), data.get("receiver") or ""]
        return data["title"], [
            ("链条", " → ".join(stop for stop in chain if stop)),
            ("何时", timing_words({**data, "at": None}, self.phases)),
            ("指标", f"{len(data.get('measures', []))} 项，由系统统计"),
            ("督促", ladder_words(data.get("otherwise", []))),
        ]

    def ladder(self, data: dict[str, Any]) -> tuple[str, list[tuple[str, str]]]:
        return ladder_words(data["otherwise"]) or "不督促", [("适用", "没有单独规定的任务和报送，以及问题整改")]

    def archive(self, data: dict[str, Any]) -> tuple[str, list[tuple[str, str]]]:
        kept = {"Y": "永久", "D30": "30年", "D10": "10年"}[data.get("retention", "D10")]
        return data["title"], [("保管期限", kept)]

    def rule(self, data: dict[str, Any]) -> tuple[str, list[tuple[str, str]]]:
        return data["text"], [("性质", RULE_LABELS.get(data.get("kind", ""), "其他要求"))]

    def open(self, data: dict[str, Any]) -> tuple[str, list[tuple[str, str]]]:
        return data["question"], [("答复", data.get("answer") or "")]


def _by(stop: dict[str, Any]) -> dict[str, Any]:
    return {key: stop[key] for key in ("unit", "level", "kind") if stop.get(key)}


def _short_day(day: str) -> str:
    _, _, rest = day.partition("--")
    month, _, number = rest.partition("-")
    return f"{int(month)}月{int(number)}日"


def recent_changes(draft: PlanDraft, limit: int = 8) -> list[DraftChange]:
    """The last steps of the work, latest first."""
    return list(DraftChange.objects.filter(draft=draft, undone=False).select_related("by").order_by("-pk")[:limit])
