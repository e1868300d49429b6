"""What docs/security.md calls its proofs are tests that exist, by name; and the commands of the guide are commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from taizhang.commands.main import COMMANDS

PROJECT = Path(__file__).resolve().parents[1]
PAGE = (PROJECT / "docs/security.md").read_text(encoding="utf-8")


def proofs() -> list[tuple[str, str]]:
    """(file, test) of every proof; "::name" alone is of the file named before it."""
    found, file = [], ""
    for path, name in re.findall(r"`([\w/]*\.?p?y?)::(\w+)`", PAGE):
        file = path or file
        found.append((file, name))
    return found


@pytest.mark.parametrize(("path", "name"), proofs())
def test_every_proof_is_a_test(path: str, name: str) -> None:
    assert re.search(rf"^def {name}\(", (PROJECT / path).read_text(encoding="utf-8"), re.MULTILINE)


def test_every_row_of_a_threat_has_a_proof() -> None:
    rows = [
        line for line in PAGE.splitlines() if line.startswith("| ") and "威胁 |" not in line and "要求 |" not in line
    ]
    assert len(rows) > 30
    assert [row for row in rows if "`tests/" not in row and "部署方" not in row] == []


def test_the_guide_names_commands_that_there_are() -> None:
    guide = (PROJECT / "docs/deployment.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|bin/)taizhang (\w+)", guide))
    assert len(named) >= 6 and named <= set(COMMANDS)
    settings = "".join(file.read_text(encoding="utf-8") for file in (PROJECT / "taizhang/config").glob("*.py"))
    assert [name for name in set(re.findall(r"TAIZHANG_[A-Z_]+", guide)) if name not in settings] == []
