"""`taizhang rehearse` on the command line."""

from __future__ import annotations

import json

import pytest

from taizhang.commands.main import main

pytestmark = pytest.mark.django_db


@pytest.mark.mission("C81")
def test_the_whole_outcome_as_json_or_told_to_people(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["rehearse", "gas-safety", "--villages", "1", "--subjects", "6", "--seed", "2", "--days", "4"]
    assert main([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["holds"] is True
    assert [day["date"] for day in found["days"]] == ["2026-03-20", "2026-03-21", "2026-03-22", "2026-03-23"]
    assert found["people"]["网格员"] == 3
    assert main(words) == 0
    told = capsys.readouterr().out
    assert "系统的承诺" in told
    assert "不成立" not in told


def test_an_unknown_pack_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rehearse", "nothing"]) == 2
    assert "没有这个方案包（“nothing”" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--villages", "0"], ["--days", "x"], ["--seed", "one"]])
def test_bad_numbers_are_bad_usage(words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["rehearse", "gas-safety", *words])
    assert ended.value.code == 2
