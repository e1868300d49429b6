"""Hostile words stay words: on every page, in every export; every answer carries the headers that say so."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from lxml import html
from openpyxl import load_workbook

from taizhang.accounts.models import User
from taizhang.campaigns.models import Campaign
from taizhang.core.ids import uuid7
from taizhang.duties.models import Duty
from taizhang.orgs.models import Org, Post
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import correct
from tests.cast import build_cast
from tests.installation import Maker
from tests.loop.conftest import Clock
from tests.loop.scene import BEGIN, FIRST, FIRST_GRID, PLAN, STREET, build_scene
from tests.loop.test_loop import assign
from tests.loop.test_scope import World, addresses, filled

HOSTILE = "=1+1<b id=evil onclick=x>&\"'</b>"
"""A formula for Excel, markup for a browser, and what would break out of an attribute."""


@pytest.fixture
def evil(db: None, clock: Clock) -> World:
    """A campaign in which everything that people can name is named with hostile words."""
    plan = {
        **PLAN,
        "title": HOSTILE,
        "categories": [{**one, "name": HOSTILE + one["id"], "group": HOSTILE} for one in PLAN["categories"]],
        "duties": [{**one, "title": HOSTILE + one["id"]} for one in PLAN["duties"]],
        "units": [{**one, "name": HOSTILE + one["id"]} for one in PLAN["units"]],
        "phases": [{**one, "name": HOSTILE + one["id"]} for one in PLAN["phases"]],
    }
    made = build_scene(build_cast(BEGIN), plan)
    User.objects.update(name=HOSTILE)
    admin = made.person("system_admin").client
    for code in (STREET, FIRST, FIRST_GRID):
        admin.post(f"/orgs/{made.org(code).number}/rename", {"name": HOSTILE})
    form = {"role": "网格员", "title": HOSTILE, "person": HOSTILE, "phone": "", "login": "sower"}
    admin.post(f"/orgs/{made.org(FIRST_GRID).number}/appoint", form)
    subject = made.subjects["阿婆面馆"].pk
    correct(
        by=made.cast.office, at=clock.now, subject=subject, changes={"name": HOSTILE, "address": HOSTILE},
        org=None, reason=HOSTILE,
    )  # fmt: skip
    about = made.found("hose", clock.now, title=HOSTILE, description=HOSTILE)
    assign(made, about, measures=HOSTILE, note=HOSTILE)
    made.person("office").send(about, "urged", entry=str(uuid7()), reason=HOSTILE, note=HOSTILE)
    made.person("clerk").send(about, "returned", entry=str(uuid7()), reason=HOSTILE)
    assert Subject.objects.filter(name=HOSTILE, address=HOSTILE).count() == 1
    assert Org.objects.filter(name=HOSTILE).count() == 3
    assert Post.objects.filter(person=HOSTILE, title=HOSTILE).exists()
    world = World(made)
    world.ids = {
        "ledger": [about],
        "duties": list(Duty.objects.values_list("pk", flat=True)[:6]),
        "register": [subject],
        "campaigns": list(Campaign.objects.values_list("pk", flat=True)),
    }
    return world


def answers(world: World, client: Client) -> Iterator[tuple[str, Any, bytes]]:
    for route, spaces, converters in addresses():
        if "(" in route or route.startswith("/styleguide"):
            continue
        for url in filled(world, route, spaces, converters):
            answer = client.get(url)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            yield url, answer, content


@pytest.mark.parametrize("name", ["office", "system_admin", "auditor", "grid_worker", "owner"])
def test_hostile_words_stay_words_on_every_page(evil: World, name: str) -> None:
    shown = 0
    for url, answer, content in answers(evil, evil.scene.person(name).client):
        assert answer.status_code < 500, url
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy and "default-src 'self'" in policy and "frame-ancestors 'none'" in policy, url
        assert answer.headers["X-Content-Type-Options"] == "nosniff", url
        assert answer.headers["Referrer-Policy"] == "same-origin", url
        assert answer.headers["Permissions-Policy"], url
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        text = content.decode()
        shown += "evil" in text
        tree = html.document_fromstring(text or "<p>")
        assert not tree.xpath("//*[@id='evil']"), url
        assert not tree.xpath("//@*[starts-with(name(), 'on')] | //@style | //style"), url
        assert not tree.xpath("//script[not(@src) and not(@type='application/json')]"), url
    assert shown >= 3


def test_no_export_holds_a_formula(evil: World) -> None:
    books = 0
    for name in ("office", "clerk", "system_admin"):
        for url, _, content in answers(evil, evil.scene.person(name).client):
            if content[:2] != b"PK" or "xl/workbook.xml" not in zipfile.ZipFile(io.BytesIO(content)).namelist():
                continue
            books += 1
            for sheet in load_workbook(io.BytesIO(content)).worksheets:
                formulas = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
                assert not formulas, (url, sheet.title, formulas)
    assert books >= 3


def test_a_forged_form_of_another_site_is_refused(evil: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = evil.scene.person("office").client.cookies
    about: UUID = evil.ids["ledger"][0]
    answer = client.post(f"/ledger/{about}/urged", {"entry": str(uuid7()), "reason": "伪造"})
    assert answer.status_code == 403


@pytest.mark.parametrize("name", ["../../secret-key", "/etc/passwd", "a/../../b", "%2e%2e%2fsecret-key", "..\\x"])
def test_no_address_leads_out_of_what_is_served(admin: Client, name: str) -> None:
    for prefix in ("/files/", "/static/", "/api/files/", "/archive/", "/phone/"):
        answer = admin.get(prefix + name)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code in {301, 302, 403, 404, 422}, prefix + name
        assert b"root:" not in content


@pytest.mark.django_db
def test_health_tells_nothing_but_that_it_is_well() -> None:
    answer = Client().get("/health")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_served_beyond_one_machine_the_deployment_check_is_clean(installations: Maker) -> None:
    one = installations.migrated("sqlite")
    one.more |= {"TAIZHANG_HTTPS": "1", "TAIZHANG_HOSTS": "taizhang.example.org"}
    said = one.python(
        "from django.core.management import call_command\n"
        "from django.test import Client\n"
        "call_command('check', deploy=True, fail_level='WARNING')\n"
        "plain = Client().get('/sign-in', headers={'host': 'taizhang.example.org'})\n"
        "print(plain.status_code, plain.headers['Location'])\n"
        "front = {'host': 'taizhang.example.org', 'x-forwarded-proto': 'https'}\n"
        "page = Client().get('/sign-in', headers=front)\n"
        "print(page.status_code, page.headers['Strict-Transport-Security'], page.cookies['csrftoken']['secure'])\n"
        "print(Client().get('/sign-in', headers={**front, 'host': 'evil.example.org'}).status_code)\n"
    )
    assert "no issues" in said
    assert re.search(r"301 https://taizhang.example.org/sign-in\n200 max-age=31536000 True\n400", said), said
