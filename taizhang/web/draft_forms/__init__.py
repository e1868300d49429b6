"""The form of each section of a draft: from an item's data in the plan language to fields in Chinese, and back."""

from __future__ import annotations

from taizhang.campaigns.drafting import Section

from .duty import DutyForm
from .item_form import Choices, ItemForm, choices_of
from .plain import (
    ArchiveForm,
    HeadForm,
    KindForm,
    LadderForm,
    LeaderForm,
    OpenForm,
    PhaseForm,
    RuleForm,
    TargetForm,
    UnitForm,
)
from .report import ReportForm

FORMS: dict[Section, type[ItemForm]] = {
    Section.HEAD: HeadForm,
    Section.PHASE: PhaseForm,
    Section.UNIT: UnitForm,
    Section.LEADER: LeaderForm,
    Section.TARGET: TargetForm,
    Section.KIND: KindForm,
    Section.DUTY: DutyForm,
    Section.REPORT: ReportForm,
    Section.LADDER: LadderForm,
    Section.ARCHIVE: ArchiveForm,
    Section.RULE: RuleForm,
    Section.OPEN: OpenForm,
}

ADDABLE = (
    Section.PHASE, Section.UNIT, Section.LEADER, Section.TARGET, Section.DUTY, Section.REPORT, Section.ARCHIVE,
    Section.OPEN,
)  # fmt: skip
"""Sections to which a person can add; kinds of subject come from packs."""

__all__ = ["ADDABLE", "FORMS", "Choices", "ItemForm", "choices_of"]
