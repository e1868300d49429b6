"""What a phone gets for its day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from taizhang.core.ids import uuid7
from taizhang.inspections.operations import record
from tests.cast import Cast
from tests.phone.scene import Scene

SignIn = Callable[[str], Client]


def day(client: Client, **headers: str) -> Any:
    return client.get("/api/day", headers=headers)


@pytest.mark.mission("X6")
def test_a_grid_worker_gets_the_duties_of_the_grid_with_subjects_and_checklist(signed_in: SignIn, scene: Scene) -> None:
    data = day(signed_in("grid_worker")).json()
    checks = [duty for duty in data["duties"] if duty["verb"] == "inspect"]
    names = {subject["id"]: subject["name"] for subject in data["subjects"]}
    assert {names[duty["subject"]] for duty in checks} == {"阿婆面馆", "湖边渔家", "青禾小炒"}
    assert {duty["checklist"] for duty in checks} == {"kitchen"}
    (campaign,) = data["campaigns"]
    (checklist,) = campaign["checklists"]
    assert [item["name"] for item in checklist["items"] if item["category"]] == ["alarm", "hose", "bottles", "distance"]
    assert {category["id"]: category["period"] for category in campaign["categories"]} == {
        "no-alarm": "3日", "hose": "3个工作日", "bottle": "当场",
    }  # fmt: skip
    patrol = next(duty for duty in data["duties"] if duty["verb"] == "patrol")
    assert patrol["here"] and not checks[0]["here"]
    assert checks[0]["evidence"] == ["place", "signature"]


def test_nothing_of_other_places_is_sent(signed_in: SignIn, scene: Scene) -> None:
    text = day(signed_in("grid_worker")).content.decode()
    assert "阿婆面馆" in text
    assert "稻香饭庄" not in text


@pytest.mark.mission("X8")
def test_cases_come_with_the_steps_that_the_person_may_take(
    cast: Cast, signed_in: SignIn, scene: Scene, now: Any
) -> None:
    about = uuid7()
    record(
        by=cast.grid_worker,
        at=now,
        campaign=scene.campaign,
        subject=scene.subjects["阿婆面馆"],
        about=about,
        body={"checklist": "kitchen", "answers": {"gas": "natural", "alarm": "fail", "hose": "pass"}},
    )
    (mine,) = day(signed_in("grid_worker")).json()["cases"]
    assert (mine["title"], mine["category"]) == ("未装报警装置", "no-alarm")
    assert {step["verb"]: step["needs_photo"] for step in mine["steps"]} == {"fixed_on_spot": True}
    (clerks,) = day(signed_in("clerk")).json()["cases"]
    assert {"assigned", "dismissed"} <= {step["verb"] for step in clerks["steps"]}
    assert not day(signed_in("other_grid_worker")).json()["cases"]


def test_an_unchanged_day_is_not_sent_again(signed_in: SignIn, scene: Scene) -> None:
    client = signed_in("grid_worker")
    first = day(client)
    again = day(client, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_the_cost_does_not_grow_with_the_duties(
    signed_in: SignIn, scene: Scene, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in("grid_worker")
    with django_assert_max_num_queries(14):
        assert day(client).status_code == 200


def test_without_sign_in_and_without_a_post_the_answer_says_so(db: None, scene: Scene, cast: Cast) -> None:
    answer = Client().get("/api/day")
    assert (answer.status_code, answer.json()["code"]) == (401, "signed-out")
    from taizhang.accounts.models import User

    nobody = Client()
    nobody.force_login(User.objects.create_user("nobody", password="x" * 12, name="无岗"))
    answer = nobody.get("/api/day")
    assert (answer.status_code, answer.json()["code"]) == (403, "not-permitted")


def test_the_description_is_complete(db: None) -> None:
    document = Client().get("/api/openapi.json").json()
    for address, operations in document["paths"].items():
        for name, operation in operations.items():
            declared = set(operation["responses"])
            assert {"400", "401", "403", "404", "409", "422"} <= declared, (address, name)
    assert {"/api/sync", "/api/day", "/api/files/{sha256}"} <= set(document["paths"])
