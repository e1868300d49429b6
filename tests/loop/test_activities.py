"""Meetings, training and drills with attendance, material and photos, counted against what the plan asks."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from taizhang.archive.models import ArchiveJob
from taizhang.core.refusals import Refused
from taizhang.duties.models import Duty
from taizhang.duties.operations import reopen
from taizhang.journal.rebuild import rebuild
from taizhang.workflows.jobs import run_waiting
from tests.cast import build_cast
from tests.loop.conftest import Clock
from tests.loop.scene import BEGIN, FIRST, PLAN, SECOND, STREET, Scene, build_scene, on, photo
from tests.tables import tables

DRILL: dict[str, Any] = {
    "id": "drill",
    "title": "组织应急演练",
    "hold": {"what": "drill", "attendance": "网格员、商户", "material": "演练方案和评估"},
    "by": {"level": "village", "role": "clerk"},
    "during": "screening",
    "evidence": {"participants": True, "document": True},
}
SUMMARY: dict[str, Any] = {
    "id": "summary",
    "title": "提交专项整治工作总结",
    "deliver": {"document": "summary", "kind": "restaurant"},
    "by": "subject",
    "during": "consolidation",
    "evidence": {"document": True},
    "otherwise": ["supervise@0d"],
}
WITH_PAPERS = {
    **PLAN,
    "documents": [{"id": "summary", "title": "单位工作总结", "kind": "summary"}],
    "duties": [*PLAN["duties"], DRILL, SUMMARY],
}


@pytest.fixture
def scene(db: None, clock: Clock) -> Scene:
    return build_scene(build_cast(BEGIN), WITH_PAPERS)


def paper(name: str = "演练方案.docx") -> SimpleUploadedFile:
    made = io.BytesIO()
    document = Document()
    document.add_paragraph("关闭阀门，疏散人员。")
    document.save(made)
    return SimpleUploadedFile(name, made.getvalue())


def hold(scene: Scene, who: str, about: UUID, **fields: Any) -> str:
    person = scene.person(who)
    form = {**person.form(f"/duties/{about}/"), **fields}
    return person.client.post(f"/duties/{about}/fulfil", form, follow=True).content.decode()


def duty_of(scene: Scene, rule: str, code: str) -> Duty:
    return Duty.objects.get(rule=rule, place=scene.org(code).number)


@pytest.mark.mission("X13")
def test_activities_are_counted_against_the_plan_with_attendance_and_material(scene: Scene, clock: Clock) -> None:
    about = duty_of(scene, "drill", FIRST).pk
    page = scene.person("clerk").look(f"/duties/{about}/")
    assert "网格员、商户" in page and "演练方案和评估" in page  # what the plan asks for stands beside the form
    hold(scene, "clerk", about, attendance="36", place="社区广场", held_on="2026-05-12", files=[paper()])
    training = duty_of(scene, "training", FIRST).pk
    hold(scene, "clerk", training, attendance="20", photos=[photo()])
    office = scene.person("office")
    street = office.look(f"/activities/{scene.campaign.pk}/{scene.org(STREET).number}")
    assert "组织应急演练 50% 完成 1 / 应完成 2，差 1" in street and "共 36 人次参加" in street
    assert "社区广场" in street and "材料 1 份" in street and "照片 1 张" in street
    assert "柳荫社区组织燃气安全培训1 / 1 组织应急演练1 / 1" in street
    assert "稻香社区组织燃气安全培训0 / 1 组织应急演练0 / 1" in street
    below = office.look(f"/activities/{scene.campaign.pk}/{scene.org(SECOND).number}")
    assert "还没有登记" in below and "差 1" in below
    link = office.client.get(f"/activities/{scene.campaign.pk}/{scene.org(STREET).number}").content.decode()
    assert f"/duties/?campaign={scene.campaign.pk}&amp;org={scene.org(STREET).number}&amp;rule=drill" in link
    before = tables()
    rebuild(at=clock.now)
    assert tables() == before


@pytest.mark.mission("X13")
def test_what_was_held_on_paper_only_is_given_back_and_counts_no_more(scene: Scene, clock: Clock) -> None:
    about = duty_of(scene, "drill", FIRST).pk
    hold(scene, "clerk", about, attendance="36", files=[paper()])
    reopen(by=scene.cast.office, at=clock.to(5, 14), duty=about, reason="没有演练评估")
    page = scene.person("office").look(f"/activities/{scene.campaign.pk}/{scene.org(STREET).number}")
    assert "完成 0 / 应完成 2" in page and "人次" not in page


@pytest.mark.mission("X13")
@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"attendance": "36"}, "方案要求附上文件，或拍下纸质文件"),
        ({"attendance": "36", "files": [SimpleUploadedFile("演练.exe", b"MZ...")]}, "演练.exe"),
        ({"attendance": "36", "files": [SimpleUploadedFile("演练.docx", b"not a document")]}, "Word、Excel、WPS、PDF"),
    ],
)
def test_missing_or_unknown_material_is_refused_with_the_name(
    scene: Scene, clock: Clock, fields: dict[str, Any], told: str
) -> None:
    about = duty_of(scene, "drill", FIRST).pk
    assert told in hold(scene, "clerk", about, note="下午三点开始", **fields)
    assert Duty.objects.get(pk=about).state == "open"


@pytest.mark.mission("G6")
def test_a_unit_hands_in_its_own_summary_and_who_has_not_is_known_by_name(scene: Scene, clock: Clock) -> None:
    clock.to(6, 10)
    about = Duty.objects.get(rule="summary", subject=scene.subjects["阿婆面馆"].pk).pk
    owner = scene.person("owner")
    assert "提交专项整治工作总结" in owner.look("/duties/mine")
    said = hold(scene, "owner", about, receiver="街道应急办", files=[paper("阿婆面馆工作总结.docx")])
    assert "阿婆面馆工作总结.docx" in said
    missing = scene.person("office").look(f"/duties/?campaign={scene.campaign.pk}&rule=summary&state=missing")
    assert "稻香饭庄" in missing and "阿婆面馆" not in missing
    (file,) = Duty.objects.get(pk=about).evidence["files"]
    given = scene.person("office").client.get(f"/files/{file['sha256']}")
    assert given["Content-Disposition"].endswith('.docx"') and b"".join(given).startswith(b"PK")
    assert scene.person("other_owner").client.get(f"/files/{file['sha256']}").status_code == 404


@pytest.mark.mission("G6", "X14")
def test_what_was_handed_in_is_in_the_archive(scene: Scene, clock: Clock) -> None:
    clock.to(6, 10)
    about = Duty.objects.get(rule="summary", subject=scene.subjects["阿婆面馆"].pk).pk
    handed_in = paper("阿婆面馆工作总结.docx")
    content = handed_in.read()
    handed_in.seek(0)
    hold(scene, "owner", about, files=[handed_in])
    office = scene.person("office").client
    office.post(f"/archive/{scene.campaign.pk}/make", {"code": "Z007", "unit": "青禾街道办事处", "matter": "RQAQ"})
    run_waiting()
    job = ArchiveJob.objects.get()
    assert (job.state, job.findings) == ("done", [])
    bundle = b"".join(office.get(f"/archive/runs/{job.pk}/bundle.zip").streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(bundle)) as whole:
        assert any(whole.read(name) == content for name in whole.namelist())


@pytest.mark.mission("X13")
def test_a_grid_worker_does_not_excuse_what_the_community_owes(scene: Scene, clock: Clock) -> None:
    with pytest.raises(Refused, match="unknown-thing"):
        reopen(by=scene.cast.grid_worker, at=on(5, 14), duty=duty_of(scene, "drill", FIRST).pk, reason="重办")
