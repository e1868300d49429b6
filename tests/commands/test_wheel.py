"""The wheel is enough: installed into an empty environment it runs with Python alone, far from any checkout."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import sysconfig
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path
from urllib.request import urlopen

import pytest

from taizhang import __version__
from taizhang.web.templatetags.look import BUILT

PROJECT = Path(__file__).resolve().parents[2]
PACKS = sorted(path.parent.name for path in (PROJECT / "packs").glob("*/plan.yaml"))


@dataclass
class Installed:
    """An environment with the wheel in it, in a folder where nothing else is."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """No Node, no git, no sources: only the environment's own programs."""
        programs = str(self.folder / "venv" / "bin")
        return {"PATH": programs, "HOME": str(self.folder), "LANG": "C.UTF-8", "PYTHONIOENCODING": "utf-8"}

    def command(self, *words: str) -> list[str]:
        return [str(self.folder / "venv" / "bin" / "taizhang"), *words]

    def run(self, *words: str) -> str:
        done = subprocess.run(
            self.command(*words), env=self.environment, cwd=self.folder, capture_output=True, text=True, check=False,
            encoding="utf-8",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not (BUILT / "stamp.txt").exists():
        pytest.skip("needs the built front end (make front)")
    folder = tmp_path_factory.mktemp("wheel")
    building = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(building, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The libraries are those of this run, which spares downloading them."""
    folder = tmp_path_factory.mktemp("elsewhere")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", "venv"], cwd=folder, check=True)
    own = folder / "venv" / "bin" / "python"
    installing = [sys.executable, "-m", "pip", "--python", str(own), "install", "-q", "--no-deps", "--no-index"]
    done = subprocess.run([*installing, str(wheel)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (packages,) = folder.glob("venv/lib/python3*/site-packages")
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return Installed(folder)


@pytest.fixture
def address(installed: Installed) -> Iterator[str]:
    """Where the demonstration is served, as it says itself."""
    words = installed.command("demo", "--villages", "1", "--subjects", "4", "--port", "8951")
    process = subprocess.Popen(
        words, env=installed.environment, cwd=installed.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, encoding="utf-8", start_new_session=True,
    )  # fmt: skip
    said = []
    assert process.stdout is not None
    for line in process.stdout:
        said.append(line)
        if found := re.search(r"http://[\w.:]+", line):
            break
    else:
        pytest.fail("".join(said))
    _until_it_answers(found[0])
    yield found[0]
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(timeout=60)


def test_the_wheel_holds_the_pages_files_the_packs_and_says_what_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
        (about,) = [name for name in names if name.endswith(".dist-info/METADATA")]
        said = HeaderParser().parsestr(packed.read(about).decode())
    assert {f"taizhang/web/static/built/{file.name}" for file in BUILT.iterdir()} <= names
    assert {f"taizhang/packs/{pack}/plan.yaml" for pack in PACKS} <= names
    assert not [name for name in names if name.startswith(("tests/", "frontend/")) or name.endswith(".sqlite3")]
    assert said["Version"] == __version__ and said["License-Expression"] == "Apache-2.0"
    assert "台账" in str(said.get_payload()) and said.get_all("Classifier")


@pytest.mark.mission("C75")
def test_it_runs_where_there_is_nothing_but_python(installed: Installed, address: str) -> None:
    assert __version__ in installed.run("--version")
    assert all(pack in installed.run("packs") for pack in PACKS)
    asked = [address + "/", *re.findall(r"/static/built/[^\"]+", _text(address + "/"))]
    assert len(asked) > 1 and all(_text(url if url.startswith("http") else address + url) for url in asked)
    assert "登录" in _text(address + "/")
    assert (installed.folder / "taizhang-data" / "taizhang.sqlite3").exists(), "data lies with its owner, not the code"


def _until_it_answers(address: str) -> None:
    for _ in range(600):
        try:
            _text(address + "/health")
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"nobody answers at {address}")


def _text(url: str) -> str:
    with urlopen(url, timeout=60) as answer:
        return str(answer.read().decode())
