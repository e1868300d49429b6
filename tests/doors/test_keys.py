"""An administrator gives another system a key; it is shown once, counted, limited in rate, and revoked at once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from taizhang.core.refusals import Refused
from taizhang.doors.keys import NewKey, make_key, revoke_key
from taizhang.doors.models import Key, KeyUse
from taizhang.journal.kinds import KINDS
from taizhang.journal.models import StoredEntry
from tests.loop.conftest import Clock
from tests.loop.scene import FIRST, SAFETY, STREET, Scene

from .conftest import Outside, Systems

DOORS = ["csv/cases.csv", "geojson/subjects.geojson", "v1/cases"]


@pytest.mark.mission("C78")
def test_a_key_is_made_on_a_page_shown_once_and_kept_as_a_digest(scene: Scene) -> None:
    admin = scene.person("security_admin")
    sent = {
        "name": "市数据共享平台", "org": scene.org(FIRST).number, "tables": ["cases", "subjects"], "days": "90",
        "per_minute": "60", "campaigns": [str(scene.campaign.pk)],
    }  # fmt: skip
    page = admin.client.post("/system-keys/add", sent).content.decode()
    key = re.search(r"tz_[\w-]{40,}", page)
    assert key and "只显示这一次" in page
    again = admin.look("/system-keys/")
    assert key[0] not in again and key[0][:9] in again
    assert "市数据共享平台" in again and "柳荫社区" in again and "问题台账、整治底数" in again and "还没有用过" in again
    row = Key.objects.get()
    assert key[0] not in {row.digest, row.start}
    Outside(key[0]).text("csv/cases.csv")
    again = admin.look("/system-keys/")
    assert "最近使用" in again and "CSV 1 次" in again
    told = {entry.kind: KINDS[entry.kind].present(entry.body) for entry in StoredEntry.objects.filter(thing="key")}
    assert told == {"key.made": "为“市数据共享平台”生成密钥，范围 柳荫社区，用到 2026-08-11"}
    assert "还没有给" not in scene.person("auditor").look("/system-keys/")
    assert "生成密钥" not in scene.person("auditor").look("/system-keys/").partition("已有的密钥")[2]


@pytest.mark.mission("C78")
def test_a_revoked_key_is_refused_at_once_and_so_is_one_that_expired(systems: Systems, clock: Clock) -> None:
    system, other = systems.key(days=3), systems.key()
    system.text("v1/cases")
    page = systems.scene.person("security_admin")
    answer = page.client.post(f"/system-keys/{systems.row(system).pk}/revoke", follow=True)
    assert "已停用" in answer.content.decode()
    for door in DOORS:
        refused = system.get(door)
        assert refused.status_code == 401 and "密钥" in refused.json()["message"], door
        assert "Basic" in refused.headers["WWW-Authenticate"]
    other.text("v1/cases")
    with pytest.raises(Refused):
        revoke_key(by=systems.admin, key=systems.row(system).pk, at=clock.now)
    assert StoredEntry.objects.filter(kind="key.revoked").count() == 1
    clock.now += timedelta(days=200)
    assert other.get("v1/cases").status_code == 401


@pytest.mark.mission("C78")
def test_a_key_has_its_own_rate_and_every_use_is_counted_without_a_record_of_each(
    systems: Systems, clock: Clock
) -> None:
    clock.now = clock.now.replace(second=0)
    before = StoredEntry.objects.count()
    system, other = systems.key(per_minute=3), systems.key()
    codes = [system.get("csv/cases.csv").status_code for _ in range(5)]
    assert codes == [200, 200, 200, 429, 429]
    refused = system.get("v1/cases")
    assert refused.status_code == 429 and refused.json()["code"] == "too-fast"
    other.text("v1/cases")
    clock.now += timedelta(minutes=1)
    system.text("v1/cases")
    counted = {(use.door, use.count) for use in KeyUse.objects.filter(key=systems.row(system))}
    assert counted == {("CSV", 3), ("JSON", 1)}
    assert StoredEntry.objects.count() == before + 2, "the two keys"


@pytest.mark.mission("C78")
def test_only_the_security_administrator_of_the_place_makes_keys(systems: Systems, clock: Clock) -> None:
    cast, street = systems.scene.cast, systems.scene.org(STREET).number
    for who in ("office", "system_admin", "auditor", "clerk"):
        with pytest.raises(Refused):
            make_key(NewKey(name="甲", org=street, tables=["cases"]), by=cast.actors[who], at=clock.now)
    for wrong in (
        NewKey(name=" ", org=street, tables=["cases"]),
        NewKey(name="甲", org=street, tables=[]),
        NewKey(name="甲", org=street, tables=["cases"], days=4000),
        NewKey(name="甲", org=street, tables=["cases"], per_minute=0),
        NewKey(name="甲", org=999_999, tables=["cases"]),
    ):
        with pytest.raises(Refused):
            make_key(wrong, by=systems.admin, at=clock.now)
    assert not Key.objects.exists()
    assert systems.scene.person("office").client.get("/system-keys/").status_code == 403


@pytest.mark.mission("C78")
def test_without_a_key_or_with_a_guessed_one_no_door_opens(systems: Systems) -> None:
    signed_in = systems.scene.person("office").client
    for door in DOORS:
        assert signed_in.get(f"/data/{door}").status_code == 401, "a session opens nothing here"
        assert Outside("tz_guessed").get(door).status_code == 401
        assert Outside("").get(door).status_code == 401


@pytest.mark.mission("C78")
def test_a_bureaus_key_gives_its_line_alone_and_a_closed_place_nothing(systems: Systems) -> None:
    told = systems.key(SAFETY).text("csv/cases.csv")
    assert "甲安的问题" in told and "乙安的问题" in told and "甲火的问题" not in told


@pytest.mark.mission("C78", "C74")
def test_the_page_costs_the_same_however_many_keys_there_are(
    systems: Systems, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        systems.key().text("v1/orgs")
    admin = systems.scene.person("security_admin")
    admin.look("/system-keys/")
    with django_assert_max_num_queries(12):
        assert admin.look("/system-keys/").count("市数据平台") == 12
