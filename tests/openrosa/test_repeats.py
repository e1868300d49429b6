"""A repeated group comes from ODK Collect as the same answers as from our own app."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime
from xml.etree import ElementTree as ET

import pytest

from taizhang.campaigns.checklists import Use, put_in_campaign
from taizhang.cases.models import Case
from taizhang.inspections.models import Inspection
from tests.cast import Cast
from tests.openrosa.collect import Collect, said
from tests.phone.scene import Scene
from tests.phone.test_rich_form import CHOICES, SURVEY


@pytest.mark.mission("C29")
def test_a_repeated_group_arrives_turn_by_turn(collect: Collect, cast: Cast, scene: Scene, now: datetime) -> None:
    survey = [[*row, *[""] * (9 - len(row)), "未装报警装置" if row[1:2] == ["total"] else ""] for row in SURVEY]
    survey[0][-1] = "category"
    sheets = {name: list(enumerate(rows, 1)) for name, rows in {"survey": survey, "choices": CHOICES}.items()}
    put_in_campaign(
        by=cast.office, at=now, campaign=scene.campaign, kind="restaurant", use=Use.INSPECT, sheets=sheets, reason=""
    )
    (form,) = collect.forms()
    shop = next(about for label, about in form.subjects.items() if label.startswith("阿婆面馆"))
    root = ET.fromstring(collect.fill(form, tz_subject=shop, alarm="pass"))
    template, first = (node for node in root if node.tag.endswith("bottle"))
    root.remove(template)  # as Collect does: it only says how a new turn begins
    second = deepcopy(first)
    for turn, (kilos, reason) in zip((first, second), (("15", ""), ("90", "宴席用")), strict=True):
        for node in turn:
            node.text = kilos if node.tag.endswith("weight") else reason
    root.insert(list(root).index(first) + 1, second)
    answer = collect.send(ET.tostring(root, encoding="utf-8"), {})
    assert (answer.status_code, said(answer)) == (201, "已收到")
    row = Inspection.objects.get()
    assert row.answers == {"alarm": "pass", "weight": 15, "weight#2": 90, "reason#2": "宴席用", "total": "105"}
    assert [failure["item"] for failure in row.failures] == ["total"]
    assert Case.objects.get().category == "no-alarm"
