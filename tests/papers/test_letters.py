"""Responsibility letters: generated, signed level by level, and the unsigned found by name (C6)."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from openpyxl import load_workbook

from taizhang.duties.models import Duty
from tests.cast import build_cast
from tests.loop.conftest import Clock, clock  # noqa: F401
from tests.loop.scene import BEGIN, FIRST, PLAN, SECOND, STREET, Scene, build_scene, photo

LETTERS: list[dict[str, Any]] = [
    {"id": "village-letter", "title": "社区签订责任书", "sign": {"document": "letter"},
     "by": {"level": "village", "role": "clerk"}, "during": "screening"},
    {"id": "shop-promise", "title": "商户签订承诺书", "sign": {"document": "promise", "kind": "restaurant"},
     "by": "subject", "during": "screening", "evidence": {"signature": True}},
]  # fmt: skip
WITH_LETTERS = {
    **PLAN,
    "documents": [
        {
            "id": "letter",
            "title": "燃气安全责任书",
            "kind": "letter",
            "text": "乙方对本辖区燃气安全负责。\n每月排查一次。",
        },
        {"id": "promise", "title": "安全用气承诺书", "kind": "letter", "text": "本单位承诺使用合格的软管。"},
    ],
    "duties": [*PLAN["duties"], *LETTERS],
}


@pytest.fixture
def scene(db: None, clock: Clock) -> Scene:  # noqa: F811
    return build_scene(build_cast(BEGIN), WITH_LETTERS)


def sign(scene: Scene, who: str, duty: Duty, **fields: Any) -> None:
    person = scene.person(who)
    person.client.post(f"/duties/{duty.pk}/fulfil", {**person.form(f"/duties/{duty.pk}/"), **fields})
    duty.refresh_from_db()
    assert duty.state == "met"


@pytest.mark.mission("C6")
def test_who_has_not_signed_is_found_level_by_level(scene: Scene) -> None:
    sign(scene, "clerk", Duty.objects.get(rule="village-letter", place=scene.org(FIRST).number), receiver="江小禾")
    shop = Duty.objects.get(rule="shop-promise", subject=scene.subjects["阿婆面馆"].pk)
    sign(scene, "grid_worker", shop, receiver="秦阿婆", photos=[photo("承诺书.jpg")])
    office = scene.person("office")
    street = office.look(f"/letters/{scene.campaign.pk}/{scene.org(STREET).number}")
    assert "社区签订责任书 50% 完成 1 / 应完成 2，差 1" in street
    assert "商户签订承诺书 25% 完成 1 / 应完成 4，差 3" in street
    assert "还没有签（1 个） 稻香社区" in street and "柳荫小炒" in street
    below = office.look(f"/letters/{scene.campaign.pk}/{scene.org(FIRST).number}")
    assert "全部签订" in below and "还没有签（1 个） 柳荫小炒" in below
    assert (
        scene.person("clerk").client.get(f"/letters/{scene.campaign.pk}/{scene.org(SECOND).number}").status_code == 404
    )


@pytest.mark.mission("C6")
def test_who_has_signed_and_who_has_not_is_listed_by_name_in_excel(scene: Scene) -> None:
    shop = Duty.objects.get(rule="shop-promise", subject=scene.subjects["阿婆面馆"].pk)
    sign(scene, "grid_worker", shop, receiver="秦阿婆", photos=[photo("承诺书.jpg")])
    office = scene.person("office").client
    address = f"/letters/{scene.campaign.pk}/{scene.org(STREET).number}"
    assert f"{address}/signed.xlsx" in office.get(address).content.decode()
    book = load_workbook(io.BytesIO(b"".join(office.get(f"{address}/signed.xlsx"))))
    assert book.sheetnames == ["燃气安全责任书", "安全用气承诺书"]
    rows = [[cell.value for cell in row] for row in book["安全用气承诺书"].iter_rows()]
    listed = {row[4]: (row[2], row[7], row[9]) for row in rows if isinstance(row[0], int)}
    assert listed["阿婆面馆"] == ("柳荫社区", "已签", "秦阿婆")
    assert listed["稻香饭庄"] == ("稻香社区", "未签", None) and len(listed) == 4
    other = scene.person("clerk").client.get(f"/letters/{scene.campaign.pk}/{scene.org(SECOND).number}/signed.xlsx")
    assert other.status_code == 404


@pytest.mark.mission("C6")
def test_the_letters_to_be_signed_print_themselves(scene: Scene) -> None:
    address = f"/letters/{scene.campaign.pk}/{scene.org(STREET).number}/shop-promise.docx"
    word = scene.person("office").client.get(address)
    document = Document(io.BytesIO(b"".join(word)))
    text = "\n".join(one.text for one in document.paragraphs)
    for name in scene.subjects:
        assert f"乙方：{name}" in text
    assert text.count("本单位承诺使用合格的软管。") == 4 and text.count("乙方负责人（签字）") == 4
    own = Duty.objects.get(rule="village-letter", place=scene.org(FIRST).number)
    one = scene.person("clerk").client.get(f"/letters/{own.pk}/letter.docx")
    text = "\n".join(one.text for one in Document(io.BytesIO(b"".join(one))).paragraphs)
    assert "乙方：柳荫社区" in text and "每月排查一次。" in text
    assert scene.person("other_clerk").client.get(f"/letters/{own.pk}/letter.docx").status_code == 404


@pytest.mark.mission("C6", "C70")
def test_in_the_offices_own_layout_each_letter_is_a_file(scene: Scene) -> None:
    office = scene.person("office")
    own = Document(io.BytesIO(b"".join(office.client.get("/stationery/letter.docx"))))
    own.add_paragraph("青禾街道监制，签给{乙方}，{日期}")
    changed = io.BytesIO()
    own.save(changed)
    office.client.post("/stationery/letter", {"file": SimpleUploadedFile("承诺书.docx", changed.getvalue())})
    address = f"/letters/{scene.campaign.pk}/{scene.org(STREET).number}/shop-promise"
    with zipfile.ZipFile(io.BytesIO(b"".join(office.client.get(f"{address}.docx")))) as packed:
        letters = {name: Document(io.BytesIO(packed.read(name))) for name in packed.namelist()}
    assert {name[4:] for name in letters} == {f"{shop}.docx" for shop in scene.subjects}
    for name, letter in letters.items():
        text = "\n".join(one.text for one in letter.paragraphs)
        assert f"青禾街道监制，签给{name[4:-5]}，2026年5月13日" in text and "本单位承诺使用合格的软管。" in text
    assert office.client.get(f"{address}.pdf").status_code == 503
