"""Correcting a draft in the browser: every item in place, several people at once, undo, and what is still open."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from taizhang.campaigns.editing import live_items
from taizhang.campaigns.models import DraftItem, PlanDraft
from taizhang.campaigns.starting import standing_of

from .conftest import the_item

pytestmark = pytest.mark.django_db


def form_of(client: Client, draft: PlanDraft, item: DraftItem) -> dict[str, Any]:
    """The form of an item as a browser would send it back untouched."""
    page = client.get(f"/drafts/{draft.pk}/items/{item.pk}", headers={"HX-Request": "true"}).content.decode()
    fields: dict[str, Any] = {}
    for tag in re.findall(r"<input [^>]*>", page):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        boxed = attributes.get("type") in ("checkbox", "radio")
        if "name" in attributes and (not boxed or " checked" in tag):
            value = html.unescape(attributes.get("value", "on" if boxed else ""))
            fields.setdefault(attributes["name"], []).append(value)
    for name, body in re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', page, re.DOTALL):
        fields[name] = [html.unescape(body.strip())]
    for name, body in re.findall(r'<select [^>]*?name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL):
        offered = re.findall(r'<option value="([^"]*)"', body)
        fields[name] = re.findall(r'<option value="([^"]*)" selected', body) or offered[:1]
    fields.pop("csrfmiddlewaretoken", None)
    return fields


def save(
    client: Client, draft: PlanDraft, item: DraftItem, *, like: dict[str, Any] | None = None, **changed: Any
) -> Any:
    """Save an item with some fields changed, as htmx does."""
    fields = {**(like or form_of(client, draft, item)), **{f"i-{name}": value for name, value in changed.items()}}
    return client.post(f"/drafts/{draft.pk}/items/{item.pk}", fields, headers={"HX-Request": "true"})


@pytest.mark.mission("C1")
def test_every_form_saved_untouched_leaves_its_item_as_it_was(office: Client, draft: PlanDraft) -> None:
    for item in live_items(draft):
        before = standing_of(draft).plan
        response = save(office, draft, item)
        assert f'id="item-{item.pk}"' in response.content.decode(), (item.section, item.data)
        assert "field-wrong" not in response.content.decode(), response.content.decode()
        assert standing_of(draft).plan == before, item.data


@pytest.mark.mission("C20")
def test_a_rhythm_by_grade_of_risk_is_chosen_grade_by_grade(office: Client, draft: PlanDraft) -> None:
    item = next(
        one for one in live_items(draft) if one.section == "duty" and (one.data.get("inspect") or {}).get("kind")
    )
    like = form_of(office, draft, item)
    refused = save(office, draft, item, like=like, every="by-risk").content.decode()
    assert "请在下面至少给一个风险等级选频次" in refused
    shown = save(
        office,
        draft,
        item,
        like=like,
        every="by-risk",
        every_red="weekly",
        every_orange="ten-day",
        every_none="monthly",
    ).content.decode()
    assert "红色每周，橙色每旬，未评估每月" in shown
    item.refresh_from_db()
    assert item.data["every"] == {"by_risk": {"red": "weekly", "orange": "ten-day", "none": "monthly"}}
    again = form_of(office, draft, item)
    assert again["i-every_orange"] == ["ten-day"] and again["i-every_blue"] == [""]


@pytest.mark.mission("X16")
def test_the_year_is_asked_once_for_the_whole_plan(office: Client, draft: PlanDraft) -> None:
    page = office.get(f"/drafts/{draft.pk}/").content.decode()
    assert "5 处日期没有写年份" in page
    office.post(f"/drafts/{draft.pk}/answer", {"asked": "year", "year": "2026"})
    phases = [item.data for item in live_items(draft) if item.section == "phase"]
    assert [(phase["start"], phase["end"]) for phase in phases] == [
        (None, "2026-04-20"), ("2026-04-21", "2026-07-31"), ("2026-08-01", "2026-08-31"),
    ]  # fmt: skip
    page = office.get(f"/drafts/{draft.pk}/").content.decode()
    assert "没有写年份" not in page
    assert "“宣传发动阶段”阶段从哪一天开始？" in page


def test_an_answer_settles_the_question_and_moves_the_count(office: Client, draft: PlanDraft) -> None:
    office.post(f"/drafts/{draft.pk}/answer", {"asked": "year", "year": "2026"})
    assert standing_of(draft).blocking == 1
    response = save(office, draft, the_item(draft, "phase"), start="2026-04-01").content.decode()
    assert "全部确定，可以启动" in response
    assert 'hx-swap-oob="true"' in response


@pytest.mark.mission("C1")
def test_a_duty_is_corrected_in_place(office: Client, draft: PlanDraft) -> None:
    duty = the_item(draft, "duty", "宣传燃气")
    unit = the_item(draft, "unit").data["id"]
    save(
        office, draft, duty, title="入户宣传", by="level:grid", every="weekly", on="fri", at="17:00", support=[unit],
        rung_remind="提前1天", rung_circulate="逾期2天", photos="1",
    )  # fmt: skip
    duty.refresh_from_db()
    assert duty.data["title"] == "入户宣传"
    assert duty.data["hold"] == {"what": "publicity"}
    assert (duty.data["by"], duty.data["every"], duty.data["on"]) == ({"level": "grid"}, "weekly", "fri")
    assert duty.data["at"] == ["17:00"]
    assert duty.data["support"] == [unit]
    assert duty.data["otherwise"] == ["remind@-1d", "circulate@2d"]
    assert duty.data["evidence"]["photos"] == 1
    assert standing_of(draft).faults == {}


def test_another_verb_brings_its_own_fields(office: Client, draft: PlanDraft) -> None:
    duty = the_item(draft, "duty", "动员部署会")
    fields = form_of(office, draft, duty) | {"i-verb": "sign", "i-title": "签责任书"}
    page = office.get(f"/drafts/{draft.pk}/items/{duty.pk}", fields, headers={"HX-Request": "true"}).content.decode()
    assert 'name="i-paper"' in page
    assert 'value="签责任书"' in page
    told = save(office, draft, duty, like=fields).content.decode()
    assert "请写明是什么材料" in told
    save(office, draft, duty, like=fields, paper="安全责任书")
    duty.refresh_from_db()
    assert duty.data["sign"] == {"document": "安全责任书"}
    assert "hold" not in duty.data
    plan = standing_of(draft).plan
    assert plan is not None
    assert ("安全责任书", "letter") in {(paper.title, paper.kind) for paper in plan.documents}


@pytest.mark.mission("C1")
def test_a_report_chain_gets_its_second_stop_and_cutoff(office: Client, draft: PlanDraft) -> None:
    report = the_item(draft, "report")
    save(office, draft, report, by_2="level:township", at_2="17:30", receiver="区整治办")
    plan = standing_of(draft).plan or pytest.fail("the draft does not compose")
    assert [(stop.level, stop.at) for stop in plan.reports[0].chain] == [
        ("village", ["16:00"]), ("township", ["17:30"]),
    ]  # fmt: skip
    early = save(office, draft, report, at_2="15:00").content.decode()
    assert "早于下一级" in early


@pytest.mark.parametrize(
    ("item", "changed", "told"),
    [
        ("phase 排查", {"start": "2026-05-01", "end": "2026-04-01"}, "结束日期早于开始日期"),
        ("phase 排查", {"start": "二〇二六年"}, "不是一个存在的日期"),
        ("duty 排查", {"at": "下午五点"}, "不是时刻"),
        ("duty 排查", {"kind": []}, "请选择针对哪类整治对象"),
        ("duty 排查", {"on": "fri"}, "只有“每周”才能选星期几"),
        ("report ", {"every": "twice-daily"}, "应写2个时刻"),
        ("ladder ", {"rung_remind": "马上"}, "看不懂"),
        ("target ", {"value": "120"}, "百分比不能大于 100"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field_and_kept(
    office: Client, draft: PlanDraft, item: str, changed: dict[str, Any], told: str
) -> None:
    section, _, words = item.partition(" ")
    row = the_item(draft, section, words)
    page = save(office, draft, row, **changed).content.decode()
    assert told in page
    for value in changed.values():
        assert not isinstance(value, str) or value in page
    before = row.revision
    row.refresh_from_db()
    assert row.revision == before


@pytest.mark.mission("C1")
def test_two_people_at_one_item_lose_nothing(
    office: Client, browser: Callable[[str], Client], draft: PlanDraft, second_office: Client
) -> None:
    phase = the_item(draft, "phase", "排查")
    mine, theirs = form_of(office, draft, phase), form_of(second_office, draft, phase)
    save(second_office, draft, phase, like=theirs, name="集中排查阶段", start="2026-04-25")
    told = save(office, draft, phase, like=mine, name="全面排查阶段", start="2026-04-21").content.decode()
    assert "方又新刚刚改过这一项" in told
    for value in ("集中排查阶段", "全面排查阶段", "2026-04-25"):
        assert value in told
    phase.refresh_from_db()
    assert phase.data["name"] == "集中排查阶段"
    revision = re.search(r'name="revision" value="(\d+)"', told)
    assert revision is not None
    save(office, draft, phase, like={**mine, "revision": [revision[1]]}, name="全面排查阶段", start="2026-04-21")
    phase.refresh_from_db()
    assert (phase.data["name"], phase.data["start"]) == ("全面排查阶段", "2026-04-21")


def test_two_people_at_two_items_never_meet(office: Client, draft: PlanDraft, second_office: Client) -> None:
    first, second = the_item(draft, "phase", "排查"), the_item(draft, "phase", "巩固")
    mine, theirs = form_of(office, draft, first), form_of(second_office, draft, second)
    save(second_office, draft, second, like=theirs, name="巩固")
    told = save(office, draft, first, like=mine, name="排查").content.decode()
    assert "刚刚改过" not in told
    assert {item.data["name"] for item in live_items(draft) if item.section == "phase"} >= {"排查", "巩固"}


def test_an_open_page_hears_what_others_changed(office: Client, draft: PlanDraft, second_office: Client) -> None:
    assert office.get(f"/drafts/{draft.pk}/changed", {"revision": draft.revision}).status_code == 204
    save(second_office, draft, the_item(draft, "phase", "排查"), name="集中排查")
    told = office.get(f"/drafts/{draft.pk}/changed", {"revision": draft.revision}).content.decode()
    assert "方又新" in told
    assert "集中排查" in told
    assert second_office.get(f"/drafts/{draft.pk}/changed", {"revision": draft.revision}).status_code == 204


def test_undo_takes_back_ones_own_steps_one_by_one(office: Client, draft: PlanDraft, second_office: Client) -> None:
    phase, duty = the_item(draft, "phase", "排查"), the_item(draft, "duty", "排查")
    original = phase.data["name"]
    save(office, draft, phase, name="第一次")
    save(office, draft, phase, name="第二次")
    office.post(f"/drafts/{draft.pk}/items/{duty.pk}/remove", {"revision": duty.revision})
    save(second_office, draft, the_item(draft, "phase", "巩固"), name="别人改的")
    names = []
    for _ in range(3):
        office.post(f"/drafts/{draft.pk}/undo")
        phase.refresh_from_db()
        names.append((phase.data["name"], DraftItem.objects.get(pk=duty.pk).removed))
    assert names == [("第二次", False), ("第一次", False), (original, False)]
    assert the_item(draft, "phase", "别人改的")
    told = office.post(f"/drafts/{draft.pk}/undo", {"back": f"/drafts/{draft.pk}/"}, follow=True).content.decode()
    assert "没有可以撤销的修改" in told


def test_undo_stops_before_what_somebody_else_wrote(office: Client, draft: PlanDraft, second_office: Client) -> None:
    phase = the_item(draft, "phase", "排查")
    save(office, draft, phase, name="我改的")
    save(second_office, draft, phase, name="别人又改的")
    told = office.post(f"/drafts/{draft.pk}/undo", {"back": f"/drafts/{draft.pk}/"}, follow=True).content.decode()
    assert "方又新刚刚改过" in told
    phase.refresh_from_db()
    assert phase.data["name"] == "别人又改的"


@pytest.mark.parametrize(
    ("section", "fields", "words"),
    [
        ("phase", {"i-name": "验收阶段", "i-start": "2026-09-01", "i-end": "2026-09-10"}, "验收阶段"),
        ("unit", {"i-name": "供水服务中心", "i-kind": "support"}, "供水服务中心"),
        (
            "duty",
            {"i-title": "例会", "i-verb": "hold", "i-what": "meeting", "i-by": "level:township", "i-every": "weekly"},
            "例会",
        ),
        (
            "report",
            {"i-title": "周报", "i-every": "weekly", "i-by_1": "level:village", "i-measures": ["cases.filed"]},
            "周报",
        ),
        ("archive", {"i-title": "会议材料", "i-what": "activities", "i-retention": "D10"}, "会议材料"),
        ("open", {"i-question": "经费从哪里来？"}, "经费从哪里来"),
        ("target", {"i-what": "签收率", "i-value": "100", "i-goal": "notices.receipted/notices.owed"}, "签收率"),
        ("leader", {"i-role": "成员", "i-name": "江小禾"}, "江小禾"),
    ],
)
def test_items_are_added(office: Client, draft: PlanDraft, section: str, fields: dict[str, Any], words: str) -> None:
    address = f"/drafts/{draft.pk}/add/{section}"
    assert office.get(address).status_code == 200
    assert office.post(address, {}).status_code == 422
    assert office.post(address, fields).status_code == 302
    assert the_item(draft, section, words).origin == "person"
    assert standing_of(draft).faults == {}


def test_a_removed_unit_leaves_its_duties_asking_for_another(office: Client, draft: PlanDraft) -> None:
    unit = the_item(draft, "unit", "街道应急办")
    office.post(f"/drafts/{draft.pk}/items/{unit.pk}/remove", {"revision": unit.revision})
    found = standing_of(draft)
    assert found.plan is None
    faults = [note.text for notes in found.faults.values() for note in notes]
    assert any(f"没有“{unit.data['id']}”这个单位" in text for text in faults)


@pytest.mark.mission("X16")
def test_what_nobody_bears_is_assigned_at_once(office: Client, draft: PlanDraft) -> None:
    duties = [item for item in live_items(draft) if item.section == "duty"][:2]
    for duty in duties:
        duty.asks = {"by": "由谁负责？"}
        duty.save()
    assert standing_of(draft).blocking >= 2
    offered = office.get(f"/drafts/{draft.pk}/").content.decode().partition('id="all-by"')[2].partition("</select>")[0]
    assert '<optgroup label="各级组织">' in offered and "level:township" in offered and "整治对象自己" not in offered
    office.post(f"/drafts/{draft.pk}/answer", {"asked": "by", "value": "level:township"})
    for duty in duties:
        duty.refresh_from_db()
        assert (duty.data["by"], duty.asks) == ({"level": "township"}, {})


def test_without_scripts_the_same_work_is_done_by_plain_pages(office: Client, draft: PlanDraft) -> None:
    phase = the_item(draft, "phase", "排查")
    plain = office.get(f"/drafts/{draft.pk}/items/{phase.pk}")
    assert plain["Location"] == f"/drafts/{draft.pk}/?edit={phase.pk}#item-{phase.pk}"
    assert 'name="i-name"' in office.get(plain["Location"]).content.decode()
    fields = form_of(office, draft, phase) | {"i-name": "全面排查"}
    saved = office.post(f"/drafts/{draft.pk}/items/{phase.pk}", fields)
    assert saved["Location"] == f"/drafts/{draft.pk}/#item-{phase.pk}"
    wrong = office.post(f"/drafts/{draft.pk}/items/{phase.pk}", fields | {"i-name": ""})
    assert wrong.status_code == 422


def test_a_draft_is_seen_only_within_its_scope(draft: PlanDraft, cast: Any) -> None:
    from taizhang.campaigns.queries import draft_for
    from taizhang.core.refusals import Refused

    with pytest.raises(Refused, match="unknown-thing"):
        draft_for(cast.clerk, draft.pk)


def test_the_review_costs_few_queries(office: Client, draft: PlanDraft, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(12):
        office.get(f"/drafts/{draft.pk}/")


@pytest.mark.parametrize(("section", "name"), [("report", "weekly"), ("duty", "recheck-villages")])
def test_pieces_of_the_pack_are_taken_over_into_the_drafts_own_phases(
    office: Client, draft: PlanDraft, section: str, name: str
) -> None:
    address = f"/drafts/{draft.pk}/add/{section}"
    offer = f'name="lend" value="{name}"'
    assert offer in office.get(address).content.decode()
    assert office.post(address, {"lend": name}).status_code == 302
    assert offer not in office.get(address).content.decode()
    found = standing_of(draft)
    assert found.faults == {}
    plan = found.plan or pytest.fail("the draft does not compose")
    taken = plan.report(name) or plan.duty(name) or pytest.fail("it was not taken over")
    assert set(taken.during) <= {phase.id for phase in plan.phases}
