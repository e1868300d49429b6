"""What the forms of all sections share, and the choices that a draft offers to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms

from taizhang.campaigns.drafting import Section
from taizhang.campaigns.models import DraftItem, PlanDraft
from taizhang.core.measures import BOOKS, FIGURES, MEASURES
from taizhang.core.plan.words import LEVEL_LABELS

Data = dict[str, Any]
Pair = tuple[str, str]

SUBJECTS = "整治对象"
"""The group of bearers that are no orgs."""

BODIES = {"bureau": "各部门", "station": "各站所", "school": "各学校", "enterprise": "各企业"}


@dataclass(frozen=True)
class Choices:
    """What the items of one draft may refer to, as (value, label)."""

    phases: list[Pair] = field(default_factory=list)
    units: list[Pair] = field(default_factory=list)
    kinds: list[Pair] = field(default_factory=list)
    documents: dict[str, str] = field(default_factory=dict)
    checklists: list[Pair] = field(default_factory=list)
    own_measures: list[Pair] = field(default_factory=list)

    @property
    def bearers(self) -> list[tuple[str, Any]]:
        """Whoever can owe something: levels, subjects, bodies, units of the plan."""
        levels = [(f"level:{level}", f"各{label}") for level, label in LEVEL_LABELS.items()]
        bodies = [(f"kind:{kind}", label) for kind, label in BODIES.items()]
        units = [(f"unit:{unit}", name) for unit, name in self.units]
        return [
            ("", "（请选择）"),
            ("方案中的单位", units),
            ("各级组织", levels),
            ("各类机构", bodies),
            (SUBJECTS, [("subject", "整治对象自己")]),
        ]

    @property
    def measures(self) -> list[Pair]:
        """What is counted: the catalogue, and the figures and books of the plan's own."""
        return [*((measure.id, measure.label) for measure in MEASURES.values()), *self.own_measures]


def choices_of(draft: PlanDraft, items: Iterable[DraftItem]) -> Choices:
    """The choices of a draft from its items."""
    found: dict[str, list[Pair]] = {"phase": [], "unit": [], "kind": []}
    for item in items:
        if item.section in found:
            found[item.section].append((str(item.data.get("id")), str(item.data.get("name"))))
    documents = {paper["id"]: paper["title"] for paper in draft.frame.get("documents", [])}
    checklists = [(name, name) for name in draft.frame.get("checklists", {})]
    own = list(_own_measures(draft.frame))
    return Choices(found["phase"], found["unit"], found["kind"], documents, checklists, own)


def _own_measures(frame: dict[str, Any]) -> Iterator[Pair]:
    """As `Plan.measures` names them, from a frame that need not be whole yet."""
    for figure in frame.get("figures", []):
        yield FIGURES + figure["id"], figure["name"]
    for book in frame.get("books", []):
        yield BOOKS + book["id"], f"{book['title']}条数"
        labels = {field["id"]: field["label"] for field in book.get("fields", [])}
        for name in book.get("sums", []):
            yield f"{BOOKS}{book['id']}.{name}", f"{labels.get(name, name)}（{book['title']}）"


class ItemForm(forms.Form):
    """A form over one item. `fill` turns its data into initial values, `data_from` cleaned values into data.

    What a form does not show of an item stays as it was.
    """

    section: Section
    required_css_class = "required"

    def __init__(self, *args: Any, choices: Choices, item_data: Data | None = None, **kwargs: Any) -> None:
        self.choices, self.before = choices, dict(item_data or {})
        kwargs.setdefault("initial", self.fill(self.before))
        super().__init__(*args, **kwargs)
        self.offer()

    def offer(self) -> None:
        """Fill the choices of the fields from the draft."""

    def fill(self, data: Data) -> Data:
        return {name: data.get(name) for name in self.base_fields}

    def data_from(self, cleaned: Data) -> Data:
        return dict(cleaned)

    @property
    def result(self) -> Data:
        """The item's data as the valid form says it."""
        return {**self.before, **self.data_from(self.cleaned_data)}

    def set_choices(self, name: str, choices: Any) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


def bearer_value(by: Any) -> str:
    """The choice that stands for a `by` of the plan language."""
    if not by:
        return ""
    if isinstance(by, str):
        return "subject"
    for key in ("unit", "level", "kind"):
        if by.get(key):
            return f"{key}:{by[key]}"
    return ""


def bearer_data(value: str, before: Any) -> Any:
    """The `by` that a choice stands for; the role of the post stays where the bearer stays."""
    if bearer_value(before) == value:
        return before
    if value == "subject":
        return "subject"
    key, _, name = value.partition(":")
    return {key: name}


def cleaned_empty(data: Data) -> Data:
    """Without keys that say nothing, so that the language's own defaults hold."""
    return {key: value for key, value in data.items() if value not in (None, "", [])}


def flat_choices(choices: Any) -> Iterator[tuple[Any, Any]]:
    """(value, label) of all choices, those within groups too."""
    for key, label in choices:
        if isinstance(label, (list, tuple)):
            yield from label
        else:
            yield key, label


def iso(value: Any) -> str | None:
    return value.isoformat() if value else None


class DayInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=DayInput(),
        input_formats=["%Y-%m-%d", "%Y年%m月%d日", "%Y.%m.%d", "%Y/%m/%d"],
        error_messages={"invalid": "这不是一个存在的日期，写成 2026-04-20"},
    )
