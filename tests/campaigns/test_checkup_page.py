"""The check-up beside a draft's text: each finding leads to its sentence and back; the text as Word with comments."""

from __future__ import annotations

import io
import re

import pytest
from django.test import Client
from docx import Document

from taizhang.campaigns.models import PlanDraft
from tests.campaigns.plans import GAS

FLAWED = GAS.replace("（4月21日至7月31日）", "（4月31日至7月31日）").replace("每日16时前", "每日xx时前")


def review(office: Client, text: str) -> str:
    response = office.post("/drafts/new", {"text": text}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.mission("X16")
def test_each_finding_stands_beside_the_text_and_leads_to_its_words(office: Client) -> None:
    page = review(office, FLAWED)
    assert "方案体检" in page and "日历上没有4月31日" in page and "不是具体时刻" in page
    numbers = re.findall(r'id="finding-(\d+)"', page)
    assert len(numbers) >= 2
    for number in numbers:
        assert page.count(f'href="#flaw-{number}"') == 1 and page.count(f'id="flaw-{number}"') == 1
        assert page.count(f'href="#finding-{number}"') == 1


def test_the_text_on_the_page_is_the_text_of_the_plan(office: Client) -> None:
    page = review(office, FLAWED)
    shown = re.search(r'<div class="source-text" lang="zh">(.*?)</div>', page, re.DOTALL)
    assert shown is not None
    bare = re.sub(r"<a [^>]*>.*?</a>|<[^>]+>", "", shown[1])
    assert bare == FLAWED.replace("\r\n", "\n").strip() or bare.strip() == FLAWED.strip()


def test_the_text_can_be_taken_home_as_word_with_comments(office: Client) -> None:
    review(office, FLAWED)
    response = office.get(f"/drafts/{PlanDraft.objects.get().pk}/checked.docx")
    assert response.status_code == 200
    document = Document(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined]
    said = [comment.text for comment in document.comments]
    assert any("日历上没有4月31日" in text for text in said)


def test_another_office_does_not_get_the_word_file(office: Client, browser) -> None:  # type: ignore[no-untyped-def]
    review(office, FLAWED)
    assert browser("grid_worker").get(f"/drafts/{PlanDraft.objects.get().pk}/checked.docx").status_code in (403, 404)


def test_the_page_asks_no_more_queries_for_its_findings(office: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    review(office, FLAWED)
    address = f"/drafts/{PlanDraft.objects.get().pk}/"
    with django_assert_max_num_queries(12):
        office.get(address)
