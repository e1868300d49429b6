"""Word templates that a clerk changes in Word: tried when they come in, used for the papers of the office then."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from docx import Document

from taizhang.core.plan.paper import Document as PlanDocument
from taizhang.duties.models import Duty
from taizhang.journal.rebuild import rebuild
from taizhang.papers.of_case import case_file
from taizhang.papers.of_letter import values_of_letters
from taizhang.papers.own_layout import values_of_case, values_of_proposal
from taizhang.papers.sample_layout import sample
from taizhang.proposals.models import Proposal
from taizhang.render.marked_word import fill_word
from taizhang.render.official_word import to_docx
from taizhang.stationery.kinds import KINDS
from taizhang.stationery.models import Template
from tests.loop.conftest import Clock
from tests.loop.scene import Scene, on
from tests.tables import tables


def word(change: Callable[[Any], object], kind: str = "notice") -> SimpleUploadedFile:
    """The built-in sample after somebody has changed it in Word."""
    document = Document(io.BytesIO(to_docx(sample(KINDS[kind], "青禾街道", date(2026, 5, 13)))))
    change(document)
    made = io.BytesIO()
    document.save(made)
    return SimpleUploadedFile("街道整改通知书.docx", made.getvalue())


def text_of(answer: HttpResponse) -> str:
    return "\n".join(one.text for one in Document(io.BytesIO(b"".join(answer))).paragraphs)


def send(scene: Scene, who: str, kind: str, **fields: Any) -> str:
    page = scene.person(who).client.post(f"/stationery/{kind}", {**fields, "back": "/stationery/"}, follow=True)
    return page.content.decode()


@pytest.mark.mission("C70")
def test_a_clerk_changes_the_layout_in_word_and_papers_follow(scene: Scene, clock: Clock) -> None:
    about = scene.found("hose", on(5, 12), title="软管老化")
    office = scene.person("office")
    begun = office.client.get("/stationery/notice.docx")
    assert "{问题}" in text_of(begun)  # what is there to begin with, marks in their places
    told = send(scene, "office", "notice", file=word(lambda one: one.add_paragraph("青禾街道监制，案卷{案卷编号}")))
    assert "已换成自己的样式" in told and "街道整改通知书.docx" in told
    notice = text_of(scene.person("clerk").client.get(f"/papers/cases/{about}/notice.docx"))
    assert f"青禾街道监制，案卷{scene.state(about).number}" in notice and "软管老化" in notice and "{" not in notice
    record = text_of(office.client.get(f"/papers/cases/{about}/record.docx"))
    assert "青禾街道监制" not in record  # other papers stay as they were
    before = tables()
    rebuild(at=clock.now)
    assert tables() == before
    assert "已恢复" in send(scene, "office", "notice", drop="1")
    assert "监制" not in text_of(office.client.get(f"/papers/cases/{about}/notice.docx"))


@pytest.mark.mission("C70")
@pytest.mark.parametrize(
    ("file", "told"),
    [
        (word(lambda one: one.add_paragraph("承办人：{承办人员}")), "{承办人员}"),
        (SimpleUploadedFile("样式.docx", b"not a word file"), "请用 Word 打开后另存一份"),
        (SimpleUploadedFile("样式.docx", b""), "请用 Word 打开后另存一份"),
    ],
)
def test_a_wrong_template_is_refused_with_the_place_and_nothing_changes(
    scene: Scene, file: SimpleUploadedFile, told: str
) -> None:
    file.seek(0)
    assert told in send(scene, "office", "notice", file=file)
    assert not Template.objects.exists()


@pytest.mark.mission("C70")
@pytest.mark.parametrize("kind", list(KINDS))
def test_the_sample_of_every_kind_is_itself_a_template(kind: str) -> None:
    made = to_docx(sample(KINDS[kind], "青禾街道", date(2026, 5, 13)))
    filled = fill_word(made, dict.fromkeys(KINDS[kind].marks, "某"))
    assert "{" not in "".join(one.text for one in Document(io.BytesIO(filled)).paragraphs)


@pytest.mark.mission("C70")
def test_every_mark_that_is_offered_has_a_value(scene: Scene, clock: Clock) -> None:
    common = {"文号", "主送", "落款", "日期"}
    case = case_file(scene.state(scene.found("hose", on(5, 12))), scene.campaign)
    of_case = common | set(values_of_case(case, at=clock.now))
    of_proposal = common | set(values_of_proposal(Proposal(grounds=[]), scene.campaign, "某单位"))
    paper = PlanDocument(id="letter", title="责任书")
    of_letter = common | set(
        values_of_letters([Duty.objects.filter(rule="training")[0]], paper, scene.campaign, at=clock.now)[0]
    )
    given = {"notice": of_case, "supervision": of_case, "letter": of_letter}
    for kind in KINDS.values():
        assert set(kind.marks) <= given.get(kind.id, of_proposal), kind.id


@pytest.mark.mission("C70", "C9")
def test_only_the_office_changes_them(scene: Scene) -> None:
    for who in ("clerk", "grid_worker", "bureau", "owner"):
        assert scene.person(who).client.get("/stationery/").status_code == 403
        assert scene.person(who).client.post("/stationery/notice", {"drop": "1"}).status_code == 403
