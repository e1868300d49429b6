"""A plan that was made in the form is issued as a document; reading the document makes the same plan again."""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from docx import Document

from taizhang.campaigns.drafting.writing import plan_document, plan_lines
from taizhang.campaigns.models import PlanDraft
from taizhang.core.plan import Plan, load_plan
from taizhang.reading import read_bytes, read_text
from taizhang.reading.model import PlanReading
from taizhang.render.official_word import to_docx
from tests.campaigns.conftest import the_item

FOLDERS = sorted(file.parent for file in (Path(__file__).parents[2] / "packs").glob("*/plan.yaml"))
PACKS = pytest.mark.parametrize("folder", FOLDERS, ids=[folder.name for folder in FOLDERS])
FREQUENCY = {"per-phase": "phase"}


def plain(text: str) -> str:
    """Without spaces and in one width, as the reading compares."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).removesuffix("阶段")


def same_plan(plan: Plan, read: PlanReading) -> None:
    days = [(plain(phase.name), str(phase.start), str(phase.end)) for phase in plan.phases]
    assert [(plain(phase.name), phase.start, phase.end) for phase in read.phases] == days
    tasks = [plain(task.quote.text) for task in read.tasks]
    assert [rule.title for rule in plan.duties if not any(plain(rule.title) in task for task in tasks)] == []
    wanted = [FREQUENCY.get(str(report.every), str(report.every)) for report in plan.reports for _ in report.chain]
    titles = [plain(report.title) for report in plan.reports]
    told = [report for report in read.reports if any(title in plain(report.quote.text) for title in titles)]
    assert [report.frequency for report in told] == wanted
    assert all(report.sender and report.receiver for report in told)
    assert {unit.name for unit in plan.units} <= {unit.name for unit in read.units}


@PACKS
@pytest.mark.mission("C1")
def test_what_was_written_is_read_as_the_same_plan(folder: Path) -> None:
    plan = load_plan(folder)
    same_plan(plan, read_text("\n".join(plan_lines(plan))).plans[0])


@PACKS
@pytest.mark.mission("C1", "X9")
def test_the_word_file_is_read_as_the_same_plan(folder: Path) -> None:
    plan = load_plan(folder)
    word = to_docx(plan_document(plan, "青禾街道办事处", dt.date(2026, 3, 18)))
    (read,) = read_bytes(word, "方案.docx").plans
    same_plan(plan, read)
    assert read.title == plan.title


def test_a_draft_is_downloaded_as_a_document_to_be_issued(office: Client, today: Any) -> None:
    office.post("/drafts/new", {"pack": "gas-safety"})
    draft = PlanDraft.objects.get()
    address = f"/drafts/{draft.pk}/plan.docx"
    assert address in office.get(f"/drafts/{draft.pk}/").content.decode()
    text = downloaded(office, address)
    assert "青禾街道城镇燃气安全专项整治实施方案" in text and "实施步骤" in text


def test_what_is_still_open_is_said_in_the_document(office: Client, draft: PlanDraft) -> None:
    assert "排查治理阶段（日期待定）" in downloaded(office, f"/drafts/{draft.pk}/plan.docx")


def test_a_draft_that_is_no_plan_yet_gives_no_document(office: Client, draft: PlanDraft) -> None:
    unit = the_item(draft, "unit", "街道应急办")
    office.post(f"/drafts/{draft.pk}/items/{unit.pk}/remove", {"revision": unit.revision})
    assert office.get(f"/drafts/{draft.pk}/plan.docx").status_code == 409


def downloaded(client: Client, address: str) -> str:
    """The words of a Word file, without line breaks."""
    response: Any = client.get(address)
    assert "attachment" in response["Content-Disposition"]
    content = b"".join(response.streaming_content)
    return "".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs).replace("\n", "")
