"""The key of a wall screen: shown once, it opens the command screen of one campaign and place, and nothing else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from taizhang.core.refusals import Refused
from taizhang.doors.keys import NewKey, make_key
from taizhang.doors.models import Key, KeyUse
from taizhang.journal.kinds import KINDS
from taizhang.journal.models import StoredEntry
from tests.loop.conftest import Clock
from tests.loop.scene import FIRE, FIRST, SECOND, STREET, Scene, in_words
from tests.loop.test_scope import World, addresses, filled
from tests.loop.test_scope import world as world

from .conftest import Outside, Systems

pytestmark = pytest.mark.mission("C72", "C78")


def link(scene: Scene, code: str = STREET, **words: str) -> str:
    """Made by the security administrator on the page."""
    sent = {
        "name": "三楼大屏", "org": scene.org(code).number, "campaigns": str(scene.campaign.pk), "days": "90", **words
    }  # fmt: skip
    page = scene.person("security_admin").client.post("/system-keys/add-screen", sent)
    found = re.search(r"http://testserver(/screen/key/tz_[\w-]{40,})", page.content.decode())
    assert found and "只显示这一次" in in_words(page) and "<svg" in page.content.decode(), in_words(page)
    return found[1]


def screen(scene: Scene, code: str = "") -> str:
    return f"/screen/{scene.campaign.pk}/{scene.org(code).number if code else ''}"


def hung(address: str) -> Client:
    """The browser of a wall on which the link was opened."""
    wall = Client()
    opened = wall.get(address)
    assert opened.status_code == 302 and opened.headers["Referrer-Policy"] == "no-referrer"
    cookie = wall.cookies["screen_key"]
    assert cookie["path"] == "/screen/" and cookie["httponly"] and cookie["samesite"] == "Lax"
    assert "sessionid" not in wall.cookies
    return wall


def test_a_screen_shows_its_place_without_signing_in_until_the_key_ends(scene: Scene, clock: Clock) -> None:
    wall = hung(link(scene, FIRST))
    told = in_words(wall.get(screen(scene)))
    assert "柳荫社区" in told and "稻香" not in told and "返回工作台" not in told
    assert wall.get(screen(scene, FIRST)).status_code == 200
    assert wall.get(screen(scene, FIRST) + "/areas.geojson").status_code == 200
    assert wall.get(screen(scene, SECOND)).status_code == 404, "another community"
    clock.now += timedelta(days=89)
    assert wall.get(screen(scene)).status_code == 200
    clock.now += timedelta(days=2)
    over = wall.get(screen(scene))
    assert over.status_code == 401 and "屏幕钥匙" in in_words(over)


def test_it_is_kept_as_a_digest_counted_in_the_journal_and_revoked_at_once(scene: Scene) -> None:
    address, admin = link(scene), scene.person("security_admin")
    key = address.rpartition("/")[2]
    wall = hung(address)
    wall.get(screen(scene))
    row = Key.objects.get()
    assert key not in {row.digest, row.start} and row.seen_at
    assert KeyUse.objects.get().door == "指挥屏"
    page = admin.look("/system-keys/")
    assert key not in page and "屏幕钥匙" in page and "指挥屏 1 次" in page
    admin.client.post(f"/system-keys/{row.pk}/revoke")
    assert wall.get(screen(scene)).status_code == 401
    assert Client().get(address).status_code == 401
    told = [KINDS[one.kind].present(one.body) for one in StoredEntry.objects.filter(thing="key").order_by("position")]
    assert told == ["为“三楼大屏”生成屏幕钥匙，范围 青禾街道，用到 2026-08-11", "停用“三楼大屏”的密钥"]


def test_a_bureaus_screen_shows_its_line_alone(scene: Scene) -> None:
    told = in_words(hung(link(scene, FIRE)).get(screen(scene)))
    assert "漏气" in told and "软管" not in told


def test_a_number_that_leads_to_records_asks_for_sign_in(scene: Scene) -> None:
    wall = hung(link(scene))
    page = wall.get(screen(scene)).content.decode()
    records = set(re.findall(r'href="(/(?:ledger|duties|board|inspections)[^"]*)"', page))
    assert records
    for address in records:
        assert wall.get(address.replace("&amp;", "&")).headers["Location"].startswith("/sign-in"), address


def test_every_other_address_is_as_closed_as_without_a_key(world: World, clock: Clock) -> None:
    """Sent everywhere, also where a browser would not send it."""
    scene = world.scene
    key = link(scene).rpartition("/")[2]
    keyed, bare = Client(headers={"X-API-Key": key}), Client()
    opened, walked = set(), 0
    for route, spaces, converters in addresses():
        if "(" in route:
            continue
        url = next(iter(filled(world, route, spaces, converters)))
        keyed.cookies.clear()
        keyed.cookies["screen_key"] = key
        bare.cookies.clear()
        walked += 1
        if keyed.get(url).status_code != bare.get(url).status_code:
            opened.add(route)
    assert walked > 100
    assert opened == {
        "/screen/{campaign}/", "/screen/{campaign}/{org}", "/screen/{campaign}/{org}/areas.geojson",
    }  # fmt: skip


def test_it_opens_no_door_and_a_key_of_a_door_opens_no_screen(systems: Systems) -> None:
    scene = systems.scene
    other = Outside(link(scene).rpartition("/")[2])
    for door in ("csv/cases.csv", "v1/cases", "odata/", "open311/v2/services.json", "parquet/cases.parquet"):
        assert other.get(door).status_code in {401, 403}, door
    assert Client().get(f"/screen/key/{systems.key().key}").status_code == 401
    wall = Client()
    wall.cookies["screen_key"] = systems.key().key
    assert wall.get(screen(scene)).status_code == 401
    assert hung(link(scene)).post(screen(scene)).status_code == 405


def test_only_the_security_administrator_makes_one_and_only_where_there_is_something_to_show(
    scene: Scene, clock: Clock
) -> None:
    good: dict[str, Any] = {"name": "屏", "org": scene.org(STREET).number, "tables": [], "screen": True}
    here = [scene.campaign.pk]
    for who in ("office", "system_admin", "auditor", "clerk"):
        with pytest.raises(Refused):
            make_key(NewKey(**good, campaigns=here), by=scene.cast.actors[who], at=clock.now)
    wrong: list[dict[str, Any]] = [
        {"campaigns": []}, {"campaigns": here, "tables": ["cases"]}, {"campaigns": here, "personal": True},
    ]  # fmt: skip
    for more in wrong:
        with pytest.raises(Refused, match="指挥屏"):
            make_key(NewKey(**{**good, **more}), by=scene.cast.security_admin, at=clock.now)
    assert not Key.objects.exists()
