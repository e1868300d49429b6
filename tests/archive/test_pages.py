"""The pages of the archive: a bundle asked for, made in the background, verified, downloaded; and who may."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from taizhang.archive.models import ArchiveJob
from taizhang.archive.operations import SILENT, resume_silent
from taizhang.journal.models import StoredEntry
from taizhang.workflows.jobs import run_waiting
from tests.reports.scene import Scene

FONDS = {"code": "Z007", "unit": "青禾街道办事处", "matter": "RQAQ"}


def client_of(scene: Scene, name: str) -> Client:
    client = Client()
    client.force_login(scene.cast.user(name))
    return client


@pytest.mark.mission("X14", "C70")
def test_the_office_has_the_bundle_made_leaves_and_finds_it_to_download(scene: Scene, tmp_path: Path) -> None:
    office = client_of(scene, "office")
    page = f"/archive/{scene.campaign.pk}/"
    assert "还没有归档包" in office.get("/archive/").content.decode()
    shown = office.get(page).content.decode()
    assert "现场图片" in shown and "永久" in shown and "还有 2 个问题没有销号" in shown
    assert office.post(f"{page}make", FONDS).headers["Location"] == page
    office.post(f"{page}make", FONDS)
    job = ArchiveJob.objects.get()
    assert "排队" in office.get(page).content.decode()
    run_waiting()
    job.refresh_from_db()
    assert (job.state, job.findings) == ("done", [])
    assert "核验相符" in office.get(page).content.decode()
    assert "已归档" in office.get("/archive/").content.decode()
    answer = office.get(f"/archive/runs/{job.pk}/bundle.zip")
    assert answer.streaming  # type: ignore[attr-defined]
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert any(name.endswith("verify.py") for name in names)
    made = StoredEntry.objects.get(kind="bundle.made")
    assert made.body["digest"] == job.sha256 and made.campaign == scene.campaign.pk
    assert 'value="Z007"' in office.get(page).content.decode(), "remembered for the next time"


@pytest.mark.mission("C70", "C71")
def test_a_bundle_that_was_exchanged_on_the_disk_is_found(scene: Scene) -> None:
    office = client_of(scene, "office")
    office.post(f"/archive/{scene.campaign.pk}/make", FONDS)
    run_waiting()
    made = ArchiveJob.objects.get(kind="bundle")
    content = bytearray(made.target.read_bytes())
    content[len(content) // 3] ^= 0xFF
    made.target.write_bytes(bytes(content))
    address = office.post(f"/archive/runs/{made.pk}/verify").headers["Location"]
    run_waiting()
    shown = office.get(address).content.decode()
    assert "与生成时登记的摘要不符" in shown
    assert "核验有不符" in office.get(f"/archive/{scene.campaign.pk}/").content.decode()


@pytest.mark.mission("X14")
@pytest.mark.parametrize("name", ["clerk", "grid_worker", "bureau", "leader", "supervisor", "system_admin", "auditor"])
def test_nobody_else_makes_or_takes_a_bundle(scene: Scene, name: str) -> None:
    client_of(scene, "office").post(f"/archive/{scene.campaign.pk}/make", FONDS)
    run_waiting()
    job = ArchiveJob.objects.get()
    client = client_of(scene, name)
    for address in ("/archive/", f"/archive/{scene.campaign.pk}/", f"/archive/runs/{job.pk}/bundle.zip"):
        assert client.get(address).status_code in {403, 404}
    assert client.post(f"/archive/{scene.campaign.pk}/make", FONDS).status_code in {403, 404}
    assert ArchiveJob.objects.count() == 1


@pytest.mark.parametrize(("key", "value"), [("code", "Z 007"), ("matter", "燃气"), ("unit", " ")])
def test_a_wrong_fonds_is_said_and_nothing_begins(scene: Scene, key: str, value: str) -> None:
    answer = client_of(scene, "office").post(f"/archive/{scene.campaign.pk}/make", {**FONDS, key: value})
    assert answer.status_code == 422
    assert {"code": "全宗号", "matter": "机构或问题代码", "unit": "立档单位的全称"}[key] in answer.content.decode()
    assert not ArchiveJob.objects.exists()


def test_a_run_that_died_with_its_worker_begins_anew_and_is_done_once(scene: Scene) -> None:
    client_of(scene, "office").post(f"/archive/{scene.campaign.pk}/make", FONDS)
    ArchiveJob.objects.update(state="running", stage="报表")
    run_waiting()
    assert ArchiveJob.objects.get().state == "running", "another worker has it, for all we know"
    assert resume_silent(at=timezone.now()) == 0
    assert resume_silent(at=timezone.now() + SILENT + timedelta(seconds=1)) == 1
    run_waiting()
    assert ArchiveJob.objects.get().state == "done"
    assert StoredEntry.objects.filter(kind="bundle.made").count() == 1
