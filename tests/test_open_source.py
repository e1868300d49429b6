"""Everybody may take, use, change and pass on everything that Taizhang is made of."""

from __future__ import annotations

import json
import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FREE = re.compile(r"MIT|BSD|Apache|PSF|Python Software Foundation|LGPL|Mozilla|MPL|Public Domain")
"""Licences that let an office run, change and pass on the whole without asking or paying anybody."""


def licence_of(name: str) -> str:
    """What a package says of itself, in whichever of three fields its author used."""
    said = metadata(name)
    classifiers = [one for one in said.get_all("Classifier") or [] if one.startswith("License ::")]
    return said.get("License-Expression") or " ".join(classifiers) or (said.get("License") or "").splitlines()[0]


def locked() -> list[str]:
    lines = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8").splitlines()
    return [found[1] for line in lines if (found := re.match(r"([\w.-]+)==", line))]


@pytest.mark.mission("C77")
def test_the_project_is_open_source_and_says_so_wherever_it_is_looked_for() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text and "Version 2.0, January 2004" in text and "END OF TERMS" in text
    assert metadata("taizhang")["License-Expression"] == "Apache-2.0"
    for name in ("README.md", "README.zh.md"):
        assert "Apache-2.0" in (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.mission("C77")
def test_every_library_that_runs_with_it_is_free() -> None:
    unsaid = {"pyxform": "BSD"}  # its licence stands in its repository and not in its metadata
    packages = {}
    for name in locked():
        try:
            packages[name] = unsaid.get(name) or licence_of(name)
        except PackageNotFoundError:
            assert name == "tzdata", f"{name} is locked and not installed"
    assert len(packages) > 20
    assert {name: said for name, said in packages.items() if not FREE.search(said)} == {}


@pytest.mark.mission("C77")
def test_every_package_of_the_front_end_is_free() -> None:
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: one.get("license", "") for name, one in lock["packages"].items() if name}
    assert packages and {name: said for name, said in packages.items() if not FREE.search(said)} == {}
