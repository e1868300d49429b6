"""Papers of cases, inspections and places, as people download them from the pages."""

from __future__ import annotations

import io
from pathlib import Path
from urllib.parse import unquote
from uuid import UUID

import pytest
from django.test import Client
from docx import Document
from lxml import html

from taizhang.cases.models import Case
from taizhang.inspections.operations import record
from taizhang.journal.files import keep_picture
from taizhang.workflows.clock import tick
from tests.cast import build_cast
from tests.loop.conftest import Clock
from tests.loop.scene import BEGIN, FIRST, STREET, Person, Scene, photo
from tests.loop.test_loop import assign, go_round
from tests.phone.scene import build_scene as build_field
from tests.render.conftest import pages


def fetched(person: Person, url: str) -> tuple[str, bytes]:
    """(name of the file, its bytes)."""
    answer = person.client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return unquote(answer.headers["Content-Disposition"]), b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def words_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def rows_of(content: bytes) -> list[list[str]]:
    """Every row of every table."""
    tables = Document(io.BytesIO(content)).tables
    return [[cell.text for cell in row.cells] for table in tables for row in table.rows]


def pictures_in(content: bytes) -> int:
    return len(Document(io.BytesIO(content)).inline_shapes)


def papers_offered(person: Person, about: UUID) -> list[str]:
    tree = html.fromstring(person.client.get(f"/ledger/{about}/").content.decode())
    return [str(link) for link in tree.xpath("//a/@href") if f"/papers/cases/{about}/" in str(link)]


def found_with_photo(scene: Scene, clock: Clock, title: str = "灶台软管老化") -> UUID:
    clerk = scene.person("clerk")
    where = f"/ledger/new?subject={scene.subjects['阿婆面馆'].pk}"
    form = {**clerk.form(where), "category": "hose", "title": title, "description": "超过使用年限"}
    clerk.client.post(where, {**form, "photos": [photo("before.jpg", "red")]})
    return Case.objects.get(title=title).pk


@pytest.mark.mission("C30", "C66", "X8")
def test_a_notice_of_rectification_says_what_is_wrong_for_whom_and_until_when(scene: Scene, clock: Clock) -> None:
    about = found_with_photo(scene, clock)
    grid_worker = scene.person("grid_worker")
    links = papers_offered(grid_worker, about)
    assert [link.rpartition("/")[2] for link in links] == ["notice.docx", "notice.pdf", "record.docx", "record.pdf"]
    name, content = fetched(grid_worker, links[0])
    case = scene.state(about)
    assert f"整改通知书（{case.number}）.docx" in name
    said = words_of(content)
    assert "责令限期整改通知书" in said and "阿婆面馆：" in said and "灶台软管老化。超过使用年限" in said
    assert "2026年5月18日" in said  # three working days later
    assert "被检查单位负责人（签字）" in said and pictures_in(content) == 1
    again = fetched(grid_worker, links[0])[1]
    assert again == content


@pytest.mark.mission("C37", "X8")
def test_the_record_of_a_case_shows_before_and_after_side_by_side(scene: Scene, clock: Clock) -> None:
    about = found_with_photo(scene, clock)
    go_round(scene, about)
    _, content = fetched(scene.person("office"), f"/papers/cases/{about}/record.docx")
    said = words_of(content)
    assert "整改前" in said and "整改后" in said and pictures_in(content) == 2
    for person in ("江小禾", "周麦生", "吴秋实", "程思远"):
        assert person in said  # who filed, rectified, rechecked and struck off
    offered = papers_offered(scene.person("office"), about)
    assert not any("supervision" in link for link in offered)
    assert scene.person("office").client.get(f"/papers/cases/{about}/supervision.docx").status_code == 409


@pytest.mark.mission("C58", "C66")
def test_a_letter_of_supervision_names_who_is_late_and_by_how_much(scene: Scene, clock: Clock) -> None:
    about = scene.found("hose", clock.now, title="软管没有更换")
    assign(scene, about)
    clock.to(6, 1)
    tick(now=clock.now)
    office = scene.person("office")
    assert any("supervision.docx" in link for link in papers_offered(office, about))
    said = words_of(fetched(office, f"/papers/cases/{about}/supervision.docx")[1])
    assert "关于督促整改" in said and "柳荫第一网格：" in said and "现已逾期" in said
    assert scene.state(about).number in said
    clerk = scene.person("clerk")  # who may not supervise
    assert not any("supervision" in link for link in papers_offered(clerk, about))
    assert clerk.client.get(f"/papers/cases/{about}/supervision.docx").status_code == 403


@pytest.mark.mission("C66", "C59", "C10")
def test_the_circular_ranks_the_places_below_by_what_came_of_it(scene: Scene, clock: Clock) -> None:
    go_round(scene, scene.found("hose", clock.now))
    late = scene.found("hose", clock.now, shop="稻香饭庄")
    scene.found("leak", clock.now, shop="稻香饭庄")
    clock.to(6, 1)
    tick(now=clock.now)
    assert scene.state(late).overdue
    place = f"/papers/places/{scene.campaign.pk}/{scene.org(STREET).number}/circular.docx"
    name, content = fetched(scene.person("office"), place)
    assert "青禾街道进展情况通报（6月1日）.docx" in name
    table = Document(io.BytesIO(content)).tables[0]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    first, second, whole = rows[-3:]
    assert (first[0], first[1], first[5:]) == ("1", "柳荫社区", ["1", "1", "100%", "0"])
    assert (second[0], second[1], second[5:8]) == ("2", "稻香社区", ["2", "0", "0%"])
    assert whole[1] == "合计" and whole[5:8] == ["3", "1", "33.3%"]
    assert "名次按问题销号率由高到低排列" in words_of(content)  # the formula is published
    fire = words_of(fetched(scene.person("fire"), place)[1])
    assert "累计发现问题1个" in fire  # a bureau: its own line only
    other = scene.person("other_clerk").client.get(
        f"/papers/places/{scene.campaign.pk}/{scene.org(FIRST).number}/circular.docx"
    )
    assert other.status_code == 404


@pytest.mark.mission("C68", "X6")
def test_the_record_of_an_inspection_names_every_item_its_photos_and_what_was_filed(db: None, clock: Clock) -> None:
    cast = build_cast(BEGIN)
    field = build_field(cast, clock.now)
    kept = keep_picture(photo("alarm.jpg").read(), at=clock.now)
    body = {
        "checklist": "kitchen",
        "version": "1",
        "answers": {"gas": "natural", "alarm": "fail", "hose": "pass"},
        "notes": {"alarm": "报警装置没有通电"},
        "item_photos": {"alarm": [{"sha256": kept.sha256, "name": "alarm.jpg", "media_type": "image/jpeg"}]},
        "participants": "秦阿婆",
    }
    about = record(
        by=cast.grid_worker, at=clock.now, campaign=field.campaign, subject=field.subjects["阿婆面馆"], body=body
    )
    client = Client()
    client.force_login(cast.user("grid_worker"))
    worker = Person(client, "grid_worker")
    assert f"/papers/inspections/{about}/record.docx" in client.get(f"/inspections/{about}/").content.decode()
    name, content = fetched(worker, f"/papers/inspections/{about}/record.docx")
    assert "现场检查记录（阿婆面馆5月13日）.docx" in name
    said = words_of(content)
    for words in ("周麦生", "秦阿婆", "管道天然气", "不合格", "报警装置没有通电；第三十六条", "1项不合格"):
        assert words in said
    assert Case.objects.get(inspection=about).number in said
    assert pictures_in(content) == 1
    other = Client()
    other.force_login(cast.user("other_clerk"))
    assert other.get(f"/papers/inspections/{about}/record.docx").status_code == 404


@pytest.mark.mission("C66", "C68")
@pytest.mark.parametrize("kind", ["notice", "supervision", "record"])
def test_papers_as_pdf_keep_the_layout(
    scene: Scene, clock: Clock, kind: str, tmp_path: Path, libreoffice: str, pdftotext: str
) -> None:
    about = found_with_photo(scene, clock)
    assign(scene, about)
    clock.to(6, 1)
    tick(now=clock.now)
    name, content = fetched(scene.person("office"), f"/papers/cases/{about}/{kind}.pdf")
    assert ".pdf" in name
    path = tmp_path / "paper.pdf"
    path.write_bytes(content)
    for number, page in enumerate(pages(pdftotext, path), 1):
        assert (round(page.width), round(page.height)) == (210, 297)
        assert page.number.text == f"—{number}—"
        assert len(page.text_lines) <= 26  # rows of tables stand closer
        assert min(line.left for line in page.text_lines) > 27 and max(line.right for line in page.text_lines) < 185
        assert min(line.top for line in page.text_lines) > 36
