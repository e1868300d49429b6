"""`taizhang start`: what the person who looks after an office's computer types, and what it answers."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from taizhang.campaigns.models import Campaign
from taizhang.commands.main import main
from taizhang.duties.models import Duty
from tests.cast import Cast

STREET = "530199001"


@pytest.mark.mission("X2")
def test_a_pack_starts_on_the_tree_from_a_day_that_is_named(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    today = timezone.localdate()
    assert main(["start", "gas-safety", "--org", STREET, "--from", today.isoformat(), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    campaign = Campaign.objects.get()
    assert told["campaign"] == str(campaign.pk)
    assert told["starts_on"] == today.isoformat()
    assert campaign.starts_on == today
    assert not campaign.demo
    assert told["by"] == "程思远"
    assert told["duties"] == Duty.objects.filter(campaign=campaign.pk).count() > 0
    assert {unit["id"]: unit["org"] for unit in told["units"]}["safety-office"] == "青禾街道应急办"
    assert campaign.units == {"safety-office": cast.orgs[f"{STREET}-AJB"].number}


def test_a_unit_can_be_given_to_an_org(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    assert main(["start", "gas-safety", "--org", STREET, "--from", day, "--unit", f"fire={STREET}-AJB"]) == 0
    assert Campaign.objects.get().units["fire"] == cast.orgs[f"{STREET}-AJB"].number
    assert "消防救援站：青禾街道应急办" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nothing", "--org", STREET], "没有这个方案包（“nothing”"),
        (["gas-safety", "--org", "999"], "没有这个组织（999）"),
        (["gas-safety", "--org", STREET, "--from", "2020-01-01"], "请用 --from 写明新的开始日期"),
        (["gas-safety", "--org", STREET, "--from", "2099-01-01", "--by", "clerk"], "账号 clerk没有整治办岗位"),
        (["gas-safety", "--org", STREET, "--from", "2099-01-01", "--unit", "x=1"], "方案中没有单位“x”"),
        (["gas-safety", "--org", STREET, "--from", "2099-01-01", "--unit", "fire=1"], "没有代码为“1”的组织"),
    ],
)
def test_what_cannot_start_says_why_and_how_to_mend_it_and_writes_nothing(
    cast: Cast, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert main(["start", *words]) == 1
    assert said in capsys.readouterr().err
    assert not Campaign.objects.exists()


def test_a_day_that_is_none_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["start", "gas-safety", "--org", STREET, "--from", "明天"])
    assert ended.value.code == 2
    assert "应写成 2026-03-20" in capsys.readouterr().err
