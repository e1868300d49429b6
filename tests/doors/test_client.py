"""The example that a city's programmer copies: it works as it stands, and with nothing but Python."""

from __future__ import annotations

import ast
import importlib.util
import io
import sys
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request

import pytest

from taizhang.doors.tables import TABLES
from tests.loop.conftest import Clock

from .conftest import Outside, Systems

DOCS = Path(__file__).parents[2] / "docs" / "api"


def client_module() -> Any:
    spec = importlib.util.spec_from_file_location("door_client", DOCS / "client.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def over(system: Outside) -> Any:
    """Opens addresses in the server of the test, as urlopen does over the network."""

    def opened(request: Request, timeout: int) -> Any:
        path = request.full_url.removeprefix("https://tai.example")
        answer = system.client.get(path, headers={"X-API-Key": str(request.get_header("X-api-key"))})
        content = io.BytesIO(answer.content)
        if answer.status_code >= 400:
            raise HTTPError(path, answer.status_code, "", answer.headers, content)  # type: ignore[arg-type]
        return content

    return opened


@pytest.mark.mission("C78")
def test_the_example_reads_rows_and_changes_and_tells_what_is_wrong(systems: Systems, clock: Clock) -> None:
    clock.to(5, 13, "10:00")
    system = systems.key()
    door = client_module().Door("https://tai.example/", system.key, over(system))
    assert {row["title"] for row in door.rows("cases", category="hose")} == {"甲安的问题", "乙安的问题"}
    taken: list[Any] = []
    cursor = door.changes(0, taken.append)
    assert {item["row"]["title"] for item in taken if item["table"] == "cases"} >= {"甲火的问题"}
    assert door.changes(cursor, taken.append) == cursor
    with pytest.raises(RuntimeError, match="filed"):
        list(door.rows("cases", filed="x"))
    with pytest.raises(RuntimeError, match="密钥"):
        list(client_module().Door("https://tai.example", "tz_none", over(system)).rows("cases"))


@pytest.mark.mission("C78")
def test_it_needs_nothing_but_python_and_the_guide_names_what_there_is() -> None:
    tree = ast.parse((DOCS / "client.py").read_text(encoding="utf-8"))
    names = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    names |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names
    guide = (DOCS / "README.md").read_text(encoding="utf-8")
    assert all(f"`{table}` {TABLES[table].label}" in guide for table in TABLES)
