"""Packs on the command line: those of the product, and a user's own, which lies outside the code."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from taizhang.campaigns.models import Campaign, PlanDraft
from taizhang.commands.main import main
from tests.cast import Cast
from tests.installation import Maker
from tests.own_pack import NAME, PLAN, TEXT, TITLE, lay

STREET = "530199001"
WORDS = ["--villages", "1", "--subjects", "3", "--days", "3"]
WRONG = PLAN.replace("field: 电梯安全", "fields: 电梯安全")


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    """Where the installation's own packs are laid."""
    settings.PACKS = [*settings.PACKS[:-1], tmp_path / "packs"]
    return tmp_path / "packs"


@pytest.mark.mission("X2", "C4")
def test_packs_are_listed_with_field_and_place(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = lay(home)
    assert main(["packs", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    found = {pack["pack"]: pack for pack in told["packs"]}
    assert found[NAME] == {
        "pack": NAME, "title": TITLE, "field": "电梯安全", "duties": 1, "own": True, "folder": str(folder),
    }  # fmt: skip
    assert found["gas-safety"]["field"] == "城镇燃气"
    assert not found["gas-safety"]["own"]
    assert (told["broken"], told["own_home"]) == ({}, str(home))
    assert main(["packs"]) == 0
    said = capsys.readouterr().out
    assert TITLE in said and str(folder) in said and f"自己的方案包放在 {home}" in said


@pytest.mark.mission("C4")
def test_a_broken_pack_is_named_with_line_and_remedy_and_hides_no_other(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lay(home, WRONG)
    assert main(["packs", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert "第3行 fields" in told["broken"][NAME]
    assert "gas-safety" in {pack["pack"] for pack in told["packs"]}
    assert main(["rehearse", NAME]) == 2
    said = capsys.readouterr().err
    assert "方案包有错误" in said and str(home / NAME) in said and "第3行 fields" in said


@pytest.mark.parametrize("place", ["home", "elsewhere"])
@pytest.mark.mission("X2", "C4")
def test_an_own_pack_starts_and_rehearses_by_its_name_or_by_the_path_of_its_folder(
    cast: Cast, home: Path, tmp_path: Path, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = NAME if lay(home if place == "home" else tmp_path / "elsewhere").parent == home else ""
    said = said or str(tmp_path / "elsewhere" / NAME)
    assert main(["rehearse", said, *WORDS, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["pack"], found["title"], found["subjects"]) == (NAME, TITLE, {"在用电梯": 3})
    day = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert main(["start", said, "--org", STREET, "--from", day]) == 0
    campaign = Campaign.objects.get()
    assert (campaign.title, campaign.source_text) == (TITLE, TEXT)


@pytest.mark.mission("C4")
def test_an_own_pack_is_offered_on_the_web_and_becomes_a_draft(cast: Cast, home: Path, office: Client) -> None:
    lay(home)
    assert "电梯安全" in office.get("/drafts/").content.decode()
    assert "本单位的" in office.get("/packs/").content.decode()
    office.post("/drafts/new", {"pack": NAME})
    draft = PlanDraft.objects.get()
    assert (draft.title, draft.source_text, draft.pack) == (TITLE, TEXT, NAME)


@pytest.mark.mission("C4")
def test_an_own_pack_of_the_same_name_takes_the_place_of_the_products(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lay(home).rename(home / "gas-safety")
    assert main(["packs", "--json"]) == 0
    found = [pack for pack in json.loads(capsys.readouterr().out)["packs"] if pack["pack"] == "gas-safety"]
    assert [(pack["title"], pack["own"]) for pack in found] == [(TITLE, True)]


@pytest.mark.mission("C4")
def test_a_pack_laid_into_the_home_of_an_installation_is_found_by_every_command(installations: Maker) -> None:
    one = installations.migrated("sqlite")
    lay(one.home / "packs")
    listed = one.run("packs")
    assert listed.returncode == 0, listed.stderr
    assert TITLE in listed.stdout
    lived = one.run("rehearse", NAME, *WORDS)
    assert lived.returncode == 0, lived.stderr
    assert TITLE in lived.stdout


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("nothing", "没有这个方案包（“nothing”；现有："),
        ("./nothing", "没有文件夹“./nothing”"),
        ("EMPTY", "中没有 plan.yaml"),
    ],
)
def test_what_is_no_pack_is_told_with_what_there_is(
    db: None, tmp_path: Path, said: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["rehearse"], ["start", "--org", STREET]):
        assert main([*words, str(tmp_path) if said == "EMPTY" else said]) in {1, 2}
        complaint = capsys.readouterr().err
        assert told in complaint and "taizhang packs" in complaint
