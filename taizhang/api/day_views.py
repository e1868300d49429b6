"""What a phone is told: the shapes of the day's answer."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from ninja import Schema


class PostView(Schema):
    post: int
    title: str
    org: int
    org_name: str
    role: str


class Person(PostView):
    user: int
    name: str
    powers: list[str]
    language: str
    type_size: str


class ChoiceView(Schema):
    name: str
    label: str


class ItemView(Schema):
    """An item as in core.checklists.Item."""

    name: str
    type: str
    label: str
    required: bool
    choices: list[ChoiceView]
    hint: str
    relevant: str
    constraint: str
    constraint_message: str
    calculation: str
    group: str
    repeat: str
    category: str
    clause: str
    fail_when: list[str]
    confirmed: bool


class ChecklistView(Schema):
    id: str
    title: str
    version: str
    items: list[ItemView]


class CategoryView(Schema):
    """`period` is in words: "3个工作日", "当场"; "" where the plan leaves it open."""

    id: str
    name: str
    group: str
    severity: str
    period: str
    photo: bool


class FieldView(Schema):
    """What the register asks of a subject, by column ("phone", "fields.seats")."""

    column: str
    label: str
    type: str
    choices: list[str]
    unit: str
    required: bool


class KindView(Schema):
    id: str
    name: str
    icon: str
    checklist: str
    fields: list[FieldView]


class CampaignView(Schema):
    id: UUID
    title: str
    phase: str
    ends_on: date | None
    categories: list[CategoryView]
    kinds: list[KindView]
    checklists: list[ChecklistView]


class PaperView(Schema):
    """What is read before it is signed."""

    title: str
    text: str


class DutyView(Schema):
    """`here`: met by the person's own word on the phone (a notice signed for, a patrol made).

    `page` is the address of the register in which a line meets it, "" where none does.
    """

    id: UUID
    campaign: UUID
    rule: str
    verb: str
    verb_label: str
    title: str
    place: int
    subject: UUID | None
    checklist: str
    period: str
    opens_at: datetime
    due_at: datetime
    state: str
    here: bool
    page: str = ""
    evidence: list[str]
    paper: PaperView | None = None


class LicenceView(Schema):
    """A paper on record: its name with the person's in part, and how it stands in words."""

    name: str
    words: str
    valid: bool


class SubjectView(Schema):
    """`values`: what the register knows by column, in words; protected values are shown in part.

    `known`: {campaign: {item of its checklists: answer}}, what the register holds of what the checklists ask.
    """

    id: UUID
    kind: str
    name: str
    code: str
    address: str
    org: int
    lat: float | None
    lng: float | None
    inspected_at: datetime | None
    values: dict[str, str]
    known: dict[str, dict[str, str]] = {}
    licences: list[LicenceView]


class StepView(Schema):
    verb: str
    label: str
    needs_reason: bool
    needs_photo: bool


class CaseView(Schema):
    id: UUID
    number: str
    campaign: UUID
    subject: UUID | None
    org: int
    category: str
    severity: str
    title: str
    description: str
    state: str
    state_label: str
    due_at: datetime | None
    overdue: bool
    supervised: bool
    photos: list[str]
    steps: list[StepView]


class Day(Schema):
    """`cut`: what was left out because it is too much for a phone."""

    me: Person
    posts: list[PostView]
    campaigns: list[CampaignView]
    duties: list[DutyView]
    subjects: list[SubjectView]
    cases: list[CaseView]
    cut: list[str]
