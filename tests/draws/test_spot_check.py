"""A spot check from its announcement to the last visit, by people at their browsers and phones."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.operations import start
from taizhang.campaigns.queries import plan_of
from taizhang.cases.models import Case
from taizhang.core.ids import uuid7
from taizhang.core.plan import load_plan, shift
from taizhang.draws.models import Draw, Sealed
from taizhang.duties.models import Duty
from taizhang.inspections.operations import record
from taizhang.journal.models import StoredEntry
from taizhang.journal.rebuild import rebuild
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import NewSubject, add_subjects
from tests.cast import Cast
from tests.tables import tables

PACK = Path(__file__).parents[2] / "packs" / "gas-safety"


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch, at: datetime) -> datetime:
    """In the third phase, when the street looks back."""
    moment = at + timedelta(days=140)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    return moment


@pytest.fixture
def campaign(cast: Cast, at: datetime, today: datetime) -> Campaign:
    grids = [org for org in cast.orgs.values() if org.level == "grid"]
    shops = [NewSubject(kind="restaurant", name=f"{number}号店", org=grids[number % 4].number) for number in range(20)]
    add_subjects(shops, by=cast.office, at=at)
    plan = shift(load_plan(PACK), at.date())
    about = start(by=cast.office, at=at, plan=plan, root=cast.orgs["530199001"], units={})
    return Campaign.objects.get(pk=about)


def announced(client: Client, cast: Cast, **more: object) -> Draw:
    posts = [cast.supervisor.post, cast.office.post]
    form = {"org": cast.orgs["530199001"].number, "title": "九月抽查", "purpose": "spot-check", "wanted": 4, "team": 1}
    response = client.post("/draws/new", {**form, "posts": posts, "entry": str(uuid7()), **more})
    assert response.status_code == 302, response.content.decode()
    return Draw.objects.get(pk=response["Location"].split("/")[2])


def inspect(client: Client, draw: Draw, subject: str, *, at: datetime, failed: bool = False) -> dict[str, str]:
    """What the phone sends for a visit that it found in its day."""
    day = client.get("/api/day").json()
    visit = next(duty for duty in day["duties"] if duty["subject"] == subject and duty["rule"] == f"draw:{draw.pk}")
    checklist = next(one for one in day["campaigns"][0]["checklists"] if one["id"] == visit["checklist"])
    answers = {
        item["name"]: ("fail" if failed and item["category"] and number < 6 else "pass")
        for number, item in enumerate(checklist["items"])
        if item["type"].startswith("select_one") and item["required"]
    }
    body = {"subject": subject, "checklist": checklist["id"], "version": checklist["version"], "answers": answers}
    entry = {
        "id": str(uuid7()), "kind": "inspection.recorded", "about": str(uuid7()), "campaign": visit["campaign"],
        "happened_at": at.isoformat(), "body": {**body, "rule": visit["rule"]},
    }  # fmt: skip
    answer = client.post(
        "/api/sync",
        json.dumps({"device": "phone-1", "sent_at": timezone.now().isoformat(), "entries": [entry]}),
        "application/json",
    )
    receipt: dict[str, str] = answer.json()["receipts"][0]
    return receipt


def all_passed(campaign: Campaign) -> dict[str, str]:
    checklist = plan_of(campaign).checklist("restaurant-gas")
    assert checklist is not None
    return {item.name: "pass" for item in checklist.items if item.type.startswith("select_one")}


@pytest.mark.mission("X11", "C31", "C57")
def test_a_spot_check_is_announced_drawn_visited_and_proved_fair(
    cast: Cast, campaign: Campaign, browser: Callable[[str], Client], today: datetime
) -> None:
    office = browser("supervisor")
    duty = Duty.objects.get(rule="spot-check")
    assert "方案要求抽查 20%" in office.get(f"/draws/new?duty={duty.pk}").content.decode()
    draw = announced(office, cast, duty=str(duty.pk))
    page = office.get(f"/draws/{draw.pk}/").content.decode()
    assert draw.commitment in page
    seed = Sealed.objects.get(draw=draw.pk).seed
    assert seed not in page
    assert all(seed not in json.dumps(row.body) for row in StoredEntry.objects.filter(about=draw.pk))
    answer = office.post(f"/draws/{draw.pk}/draw")
    assert answer.status_code == 302, answer.content.decode()
    assert office.post(f"/draws/{draw.pk}/draw").status_code == 409  # nobody draws twice
    draw.refresh_from_db()
    assert (draw.seed, len(draw.picks)) == (seed, 4)
    assert not Sealed.objects.exists()
    assert "结果一致" in office.get(f"/draws/{draw.pk}/").content.decode()

    people = {cast.supervisor.post: browser("supervisor"), cast.office.post: browser("office")}
    for number, pick in enumerate(draw.picks):
        receipt = inspect(
            people[pick["posts"][0]],
            draw,
            pick["subject"],
            at=today + timedelta(minutes=number + 1),
            failed=number == 0,
        )
        assert receipt["fate"] == "appended", receipt
    draw.refresh_from_db()
    assert (draw.state, draw.visited, draw.failed) == ("done", 4, 1)
    duty.refresh_from_db()
    assert duty.state == "met"
    assert Case.objects.filter(subject=UUID(draw.picks[0]["subject"])).exists()
    page = office.get(f"/draws/{draw.pk}/").content.decode()
    assert "不合格" in page
    before = tables()
    rebuild(at=today)
    assert tables() == before


@pytest.mark.mission("X11")
def test_a_visit_by_others_or_outside_of_a_draw_is_an_inspection_and_no_more(
    cast: Cast, campaign: Campaign, browser: Callable[[str], Client], today: datetime
) -> None:
    client = browser("supervisor")
    draw = announced(client, cast, posts=[cast.supervisor.post], wanted=1)
    client.post(f"/draws/{draw.pk}/draw")
    draw.refresh_from_db()
    day = browser("office").get("/api/day").json()
    assert all(not duty["rule"].startswith("draw:") for duty in day["duties"])
    subject = Subject.objects.get(pk=draw.picks[0]["subject"])
    passed = {"checklist": "restaurant-gas", "rule": f"draw:{draw.pk}", "answers": all_passed(campaign)}
    record(by=cast.office, at=today, campaign=campaign, subject=subject, body=passed)
    draw.refresh_from_db()
    assert draw.visited == 0


def test_a_draw_whose_seed_or_list_was_exchanged_says_so(
    cast: Cast, campaign: Campaign, browser: Callable[[str], Client], today: datetime
) -> None:
    client = browser("supervisor")
    draw = announced(client, cast)
    client.post(f"/draws/{draw.pk}/draw")
    draw.refresh_from_db()
    unpicked = Subject.objects.exclude(pk__in=[pick["subject"] for pick in draw.picks])[0]
    picks = [{**draw.picks[0], "subject": str(unpicked.pk)}, *draw.picks[1:]]
    Draw.objects.filter(pk=draw.pk).update(picks=picks)
    assert "抽取结果不同" in client.get(f"/draws/{draw.pk}/").content.decode()


def test_what_cannot_be_drawn_is_told(
    cast: Cast, campaign: Campaign, browser: Callable[[str], Client], today: datetime
) -> None:
    client = browser("supervisor")
    posts = [cast.supervisor.post]
    street = cast.orgs["530199001"].number
    for wrong, told in (
        ({"wanted": 21}, "抽取数量应在1到20之间"),
        ({"wanted": "许多"}, "要填写数字"),
        ({"team": 2}, "已选检查人员1名"),
        ({"title": " "}, "请填写抽查名称"),
        ({"kinds": ["station"]}, "没有可以抽取的对象"),
    ):
        form = {
            "org": street,
            "title": "抽查",
            "purpose": "spot-check",
            "wanted": 2,
            "team": 1,
            "posts": posts,
            **wrong,
        }
        response = client.post("/draws/new", form)
        assert response.status_code == 422
        assert told in response.content.decode()
    assert not Draw.objects.exists()
    assert not Sealed.objects.exists()


@pytest.mark.mission("C9")
def test_nobody_sees_before_whom_the_draw_will_hit(
    cast: Cast, campaign: Campaign, browser: Callable[[str], Client], today: datetime
) -> None:
    draw = announced(browser("supervisor"), cast)
    for name in ("clerk", "grid_worker", "auditor", "system_admin"):
        assert browser(name).get(f"/draws/{draw.pk}/").status_code == 403
        assert browser(name).get("/draws/").status_code == 403


def test_a_draw_can_be_cancelled_with_a_reason_and_not_drawn_any_more(
    cast: Cast, campaign: Campaign, browser: Callable[[str], Client], today: datetime
) -> None:
    client = browser("supervisor")
    draw = announced(client, cast)
    assert client.post(f"/draws/{draw.pk}/cancel", {"reason": " "}).status_code == 422
    client.post(f"/draws/{draw.pk}/cancel", {"reason": "人员有变"})
    assert client.post(f"/draws/{draw.pk}/draw").status_code == 409
    assert "已取消：人员有变" in client.get(f"/draws/{draw.pk}/").content.decode()


@pytest.mark.mission("C31")
def test_the_program_in_the_documentation_checks_a_published_draw(
    cast: Cast, campaign: Campaign, browser: Callable[[str], Client], today: datetime, tmp_path: Path
) -> None:
    client = browser("supervisor")
    draw = announced(client, cast, team=2)
    assert client.get(f"/draws/{draw.pk}/published.json").status_code == 409
    client.post(f"/draws/{draw.pk}/draw")
    published = client.get(f"/draws/{draw.pk}/published.json").content
    text = (Path(__file__).parents[2] / "docs" / "draws.md").read_text(encoding="utf-8")
    program, material = tmp_path / "check.py", tmp_path / "draw.json"
    program.write_text(text.partition("```python\n")[2].partition("```")[0], encoding="utf-8")
    for content, code in ((published, 0), (published.replace(b'"wanted": 4', b'"wanted": 3'), 1)):
        material.write_bytes(content)
        done = subprocess.run([sys.executable, program, material], capture_output=True, check=False)
        assert done.returncode == code, done.stderr
