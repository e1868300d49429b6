"""A plan comes in: as text in any encoding, as Word, pasted, as a pack; and what is no plan is told so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from taizhang.campaigns.models import DraftItem, PlanDraft
from tests.campaigns.plans import GAS, RECIPE, as_docx

pytestmark = pytest.mark.django_db
SHARED = Path(__file__).parents[3] / "shared"


def upload(client: Client, content: bytes, name: str = "方案.txt") -> str:
    """Upload a file; the address where the browser then is."""
    response = client.post("/drafts/new", {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


@pytest.mark.mission("C1")
@pytest.mark.parametrize(
    ("content", "name"),
    [
        (GAS.encode(), "方案.txt"),
        (GAS.encode("gb18030"), "方案.txt"),
        (GAS.encode("utf-16"), "方案.txt"),
        (as_docx(GAS), "方案.docx"),
        (f"<html><body><p>{GAS.replace(chr(10), '</p><p>')}</p></body></html>".encode(), "方案.html"),
    ],
    ids=["utf-8", "gb18030", "utf-16", "docx", "html"],
)
def test_a_file_becomes_a_draft_in_review(office: Client, content: bytes, name: str) -> None:
    address = upload(office, content, name)
    draft = PlanDraft.objects.get()
    assert address == f"/drafts/{draft.pk}/"
    assert draft.title == "青禾街道城镇燃气安全专项整治实施方案"
    sections = set(DraftItem.objects.filter(draft=draft).values_list("section", flat=True))
    assert {"head", "phase", "unit", "duty", "report", "kind", "archive", "ladder"} <= sections
    page = office.get(address).content.decode()
    assert "排查治理阶段" in page
    assert "拉网式排查" in page


def test_pasted_text_becomes_the_same_draft(office: Client, draft: PlanDraft) -> None:
    page = office.get(f"/drafts/{draft.pk}/").content.decode()
    assert page.count("<mark ") > 15
    assert "data-ref=" in page


@pytest.mark.mission("C1")
def test_of_several_plans_in_one_text_a_person_chooses(office: Client) -> None:
    second = GAS.replace("燃气", "河道").replace("青禾街道城镇河道安全", "青禾街道河道乱堆")
    response = office.post("/drafts/new", {"text": f"工作方案两篇\n篇一\n{GAS}\n篇二\n{second}"})
    draft = PlanDraft.objects.get()
    assert response["Location"] == f"/drafts/{draft.pk}/choose/"
    assert "2 篇方案" in office.get(response["Location"]).content.decode()
    assert office.get(f"/drafts/{draft.pk}/")["Location"] == response["Location"]
    first = office.post(f"/drafts/{draft.pk}/choose/", {"plan": "0"})
    assert first["Location"] == f"/drafts/{draft.pk}/"
    again = office.post(f"/drafts/{draft.pk}/choose/", {"plan": "0"})
    assert again["Location"] == first["Location"]
    other = office.post(f"/drafts/{draft.pk}/choose/", {"plan": "1"})
    assert other["Location"] != first["Location"]
    assert PlanDraft.objects.count() == 2


def test_a_recipe_is_no_plan_and_is_kept(office: Client) -> None:
    address = upload(office, RECIPE.encode(), "红烧茄子.txt")
    page = office.get(address).content.decode()
    assert "没有认出整治方案" in page
    assert "材料已经保存" in page
    assert "爆香葱姜蒜" in page
    assert not DraftItem.objects.exists()


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"text": "   \n "}, "没有粘贴任何文字"),
        ({"file": SimpleUploadedFile("空.txt", b" ")}, "是空的"),
        ({"file": SimpleUploadedFile("坏.docx", b"PK\x03\x04not a word file")}, "坏.docx"),
        ({"file": SimpleUploadedFile("大.txt", b"x" * (20 * 1024 * 1024 + 1))}, "最大 20 MB"),
        ({"pack": "no-such-pack"}, "no-such-pack"),
    ],
    ids=["empty paste", "empty file", "broken word", "huge", "no such pack"],
)
def test_what_cannot_be_read_is_told_with_a_way_on(office: Client, fields: dict[str, object], told: str) -> None:
    response = office.post("/drafts/new", fields)
    assert response.status_code in (404, 413, 422)
    page = response.content.decode()
    assert told in page
    assert "粘贴方案正文" in page
    assert not PlanDraft.objects.exists()


def test_a_text_of_a_million_characters_comes_back_with_what_was_typed(office: Client) -> None:
    typed = "甲" * 1_000_001
    response = office.post("/drafts/new", {"text": typed})
    assert response.status_code == 413
    assert "最多 100 万字" in response.content.decode()
    assert typed in response.content.decode()


def test_a_pack_becomes_a_draft_that_only_wants_confirming(office: Client) -> None:
    office.post("/drafts/new", {"pack": "gas-safety"})
    draft = PlanDraft.objects.get()
    page = office.get(f"/drafts/{draft.pk}/").content.decode()
    assert "全部确定，可以启动" in page
    assert "<mark " in page


@pytest.mark.parametrize("name", ["clerk", "grid_worker", "bureau", "leader", "auditor"])
def test_only_the_office_prepares_plans(browser: Callable[[str], Client], name: str) -> None:
    assert browser(name).get("/drafts/").status_code == 403
    assert browser(name).post("/drafts/new", {"text": GAS}).status_code == 403


@pytest.mark.mission("C1")
@pytest.mark.parametrize("name", ["篇一", "篇二", "篇三", "篇四", "篇五", "篇六", "page"])
def test_real_plans_become_drafts(office: Client, name: str) -> None:
    file = SHARED / "seed" / f"{name}.txt"
    if not file.exists():
        pytest.skip("needs the real plans beside the project")
    address = upload(office, file.read_bytes(), file.name)
    response = office.get(address)
    assert response.status_code == 200
    assert ("篇方案" if name == "page" else "待定") in response.content.decode()
