"""`pytest --mission`: a line for every id of the mission: the id, pass, fail or missing, and the number of tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

IDS = Path(__file__).parent.parent / "mission_ids.txt"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--mission", metavar="FILE", help="write a line for each id of the mission into FILE")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "mission(*ids): the mechanisms of the mission that the test proves")
    if config.getoption("--mission") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Ledger(Path(config.getoption("--mission"))))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    ids = [name for mark in item.iter_markers("mission") for name in mark.args]
    report.user_properties.append(("mission", ids))
    return report


class Ledger:
    """Counts outcomes for each id; a skipped test proves nothing."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.outcomes: dict[str, dict[str, str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        decided = report.when == "call" or report.outcome == "failed"
        if not decided or report.outcome == "skipped":
            return
        for name in dict(report.user_properties).get("mission", []):
            known = self.outcomes.setdefault(str(name), {})
            if known.get(report.nodeid) != "failed":
                known[report.nodeid] = report.outcome

    def pytest_sessionfinish(self) -> None:
        lines = []
        for name in IDS.read_text().split():
            outcomes = self.outcomes.get(name, {})
            state = "missing" if not outcomes else "fail" if "failed" in outcomes.values() else "pass"
            lines.append(f"{name} {state} {len(outcomes)}\n")
        self.target.write_text("".join(lines))
