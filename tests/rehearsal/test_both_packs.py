"""The packs, lived through on the command line: twice the same, and every promise held."""

from __future__ import annotations

import json
from typing import Any

import pytest

from taizhang.commands.main import main

pytestmark = pytest.mark.django_db

SIZE = ["--villages", "1", "--seed", "11", "--json"]
DAYS = {
    "gas-safety": "45",
    "river-structures": "45",
    "rural-environment": "45",
    "food-workshops": "45",
    "abandoned-farmland": "80",
    "school-safety": "45",
}
"""Into the phase in which problems are found and put right."""
SUBJECTS = dict.fromkeys(DAYS, "5") | {"rural-environment": "30"}
"""Of households, most are in order: it takes more of them for a problem to be found."""


@pytest.fixture
def told(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What two runs with the same seed printed."""
    words = ["rehearse", request.param, *SIZE, "--days", DAYS[request.param], "--subjects", SUBJECTS[request.param]]
    printed = []
    for _ in range(2):
        assert main(words) == 0
        printed.append(capsys.readouterr().out)
    return printed


@pytest.mark.parametrize("told", DAYS, indirect=True)
@pytest.mark.mission("C81")
def test_a_pack_is_lived_through_the_same_twice_and_every_promise_holds(told: list[str]) -> None:
    first, second = told
    assert first.encode() == second.encode()
    found: dict[str, Any] = json.loads(first)
    assert [one for one in found["invariants"] if not one["holds"]] == []
    assert {one["id"] for one in found["invariants"]} == {"1a", "1b", "2", "3", "4", "5", "6", "7"}
    assert str(len(found["days"])) == DAYS[found["pack"]]
    assert found["totals"]["inspections"] > 0
    assert found["totals"]["cases_filed"] > 0
    assert sum(day["struck"] for day in found["days"]) > 0
    assert found["totals"]["reports_frozen"] > 0
    assert all(load["vacant"] == 0 for load in found["loads"]), "every post that owes something is filled"
    assert all(one["peak"]["minutes"] >= one["mean"]["minutes"] > 0 for one in found["villages_asked"])
    assert bool(found["rules_asked"]) == bool(found["villages_asked"]), "what stations owe is not asked of villages"
    assert all(one["source"] for one in found["rules_asked"])
    done = sum(rule["met"] + rule["met_late"] for rule in found["rules"])
    assert done > 0.7 * sum(rule["owed"] for rule in found["rules"])
