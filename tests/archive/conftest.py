"""A campaign with cases, photos, frozen reports and a second campaign beside it in the same chain."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from taizhang.archive.bundling import make_bundle
from taizhang.archive.catalogue import Fonds
from taizhang.campaigns.operations import start
from taizhang.cases.operations import take_step
from taizhang.core.plan import Plan
from taizhang.journal.files import keep_picture
from taizhang.journal.seal import seal
from taizhang.reports.operations import confirm, sweep
from tests.cast import build_cast
from tests.reports.scene import FIRST, FIRST_GRID, PLAN, SECOND_GRID, STREET, Scene, build_scene, on

FONDS = Fonds("Z007", "青禾街道办事处", "RQAQ")


def picture(color: str) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (320, 240), color).save(target, "JPEG")
    return target.getvalue()


def photo(color: str, day: int, time: str) -> dict[str, Any]:
    kept = keep_picture(picture(color), at=on(day, time))
    return {"sha256": kept.sha256, "name": f"{color}.jpg", "media_type": "image/jpeg"}


@pytest.fixture
def scene(db: None) -> Scene:
    return told(build_scene(build_cast(on(1, "09:00"))))


def told(scene: Scene) -> Scene:
    """Two days of the campaign; entries of another campaign lie between in the same blocks."""
    seal(at=on(11, "09:30"))
    case = scene.found(FIRST_GRID, on(12, "10:00"), title="软管老化", photos=[photo("red", 12, "10:00")])
    other = {**PLAN, "id": "other", "title": "稻香社区消防通道整治方案", "reports": [], "archive": []}
    start(by=scene.cast.office, at=on(12, "11:00"), plan=Plan.from_dict(other), root=scene.cast.orgs[STREET], units={})
    body = {"photos": [photo("green", 12, "15:00")]}
    take_step(by=scene.cast.grid_worker, at=on(12, "15:00"), case=case, verb="fixed_on_spot", body=body)
    scene.found(SECOND_GRID, on(13, "09:00"), title="未装报警器", category="no-alarm")
    confirm(by=scene.cast.clerk, at=on(13, "15:00"), report=scene.report(FIRST, 13).pk)
    sweep(now=on(13, "18:00"))
    return scene


@dataclass
class Bundle:
    """A bundle as a zip and unpacked."""

    zip: Path
    folder: Path

    def read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()


@pytest.fixture
def bundle(scene: Scene, tmp_path: Path) -> Bundle:
    target = tmp_path / "燃气归档包.zip"
    make_bundle(scene.campaign, target, fonds=FONDS, at=on(14, "09:00"))
    with zipfile.ZipFile(target) as whole:
        whole.extractall(tmp_path / "out")
    return Bundle(target, tmp_path / "out" / "燃气归档包")
