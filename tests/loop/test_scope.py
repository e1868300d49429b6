"""Nobody is shown what is not theirs: every address and every API operation, as everybody, ids of others included.

Each thing carries a secret word in its texts. For everybody stands written which words may never reach them. The table
of addresses is walked as it is: a page that is added later is walked without a word here.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from taizhang.accounts.models import User
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.operations import start
from taizhang.cases.operations import file
from taizhang.core.plan import Plan
from taizhang.duties.models import Duty
from taizhang.inspections.models import Inspection
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.journal.files import keep_picture
from taizhang.journal.models import AsideEntry, StoredEntry
from taizhang.orgs.models import Org
from taizhang.subjects.models import Subject
from taizhang.web.lists import LISTS
from taizhang.workflows.clock import tick
from tests.loop.conftest import Clock
from tests.loop.scene import FIRST_GRID, PLAN, SECOND, SECOND_GRID, Scene, fresh, photo
from tests.loop.test_loop import assign, go_round

WORDS = (
    "甲安机密",
    "甲火机密",
    "甲二机密",
    "乙安机密",
    "乙火机密",
    "乙案机密",
    "阿婆面馆",
    "柳荫小炒",
    "稻香饭庄",
    "田园餐馆",
)
FIRST_WORDS = {"甲安机密", "甲火机密", "甲二机密", "阿婆面馆", "柳荫小炒"}
SECOND_WORDS = {"乙安机密", "乙火机密", "乙案机密", "稻香饭庄", "田园餐馆"}
SHOPS = {"阿婆面馆", "柳荫小炒", "稻香饭庄", "田园餐馆"}
HIDDEN: dict[str, set[str]] = {
    "office": set(),
    "leader": set(),
    "supervisor": set(),
    "clerk": SECOND_WORDS,
    "other_clerk": FIRST_WORDS,
    "grid_worker": SECOND_WORDS | {"甲二机密", "柳荫小炒"},
    "other_grid_worker": FIRST_WORDS | {"田园餐馆"},
    "bureau": {"甲火机密", "乙火机密"},
    "fire": {"甲安机密", "乙安机密", "甲二机密"},
    "owner": set(WORDS) - {"阿婆面馆", "甲安机密", "甲火机密"},
    "other_owner": set(WORDS) - {"稻香饭庄", "乙安机密", "乙火机密", "乙案机密"},
    "system_admin": set(WORDS),
    "security_admin": set(WORDS),
    "postless": set(WORDS),
    "nobody": set(WORDS),
}
"""For everybody the words that may never reach them. The auditor reads the whole journal: that is the post."""


@dataclass
class World:
    """The scene with its secrets, and the ids of everything in it by kind of thing."""

    scene: Scene
    ids: dict[str, list[UUID]] = field(default_factory=dict)
    second: list[UUID] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def client(self, name: str) -> Client:
        if name == "nobody":
            return Client()
        client = Client()
        client.force_login(User.objects.get(username=name))
        return client


@pytest.fixture
def world(scene: Scene, clock: Clock) -> World:
    world = World(scene)
    wanted = (
        ("甲安机密", "hose", "阿婆面馆"),
        ("甲火机密", "leak", "阿婆面馆"),
        ("甲二机密", "hose", "柳荫小炒"),
        ("乙安机密", "hose", "稻香饭庄"),
        ("乙火机密", "leak", "稻香饭庄"),
    )
    cases = {
        word: scene.found(
            category, clock.now, shop=shop, title=f"{word}的问题", description=word, photos=[_shot(word, clock)]
        )
        for word, category, shop in wanted
    }
    go_round(scene, cases["甲安机密"])
    assign(scene, cases["甲火机密"])
    scene.person("other_clerk").take(
        cases["乙火机密"], "assigned", handler=scene.org(SECOND_GRID).number, measures="乙火机密的措施"
    )
    other = Campaign.objects.get(pk=_second_campaign(scene, clock))
    case = file(
        by=scene.cast.other_clerk, at=clock.now, campaign=other, org=scene.org(SECOND_GRID), category="hose",
        title="乙案机密的问题", subject=scene.subjects["稻香饭庄"].pk,
    )  # fmt: skip
    _aside(scene, clock)
    clock.to(6, 3)
    tick(now=clock.now)
    world.ids = {
        "ledger": [*cases.values(), case],
        "duties": _some(Duty),
        "inspections": list(Inspection.objects.values_list("pk", flat=True)),
        "register": list(Subject.objects.values_list("pk", flat=True)),
        "campaigns": list(Campaign.objects.values_list("pk", flat=True)),
    }
    world.second = [cases["乙安机密"], cases["乙火机密"], case, other.pk, scene.subjects["稻香饭庄"].pk]
    world.second += Duty.objects.filter(path__under=scene.org(SECOND).path).values_list("pk", flat=True)
    world.files = sorted({ref["sha256"] for row in StoredEntry.objects.all() for ref in row.body.get("photos", [])})
    User.objects.create_user("postless", password="x", name="无岗")
    return world


def _shot(word: str, clock: Clock) -> dict[str, str]:
    colour = f"#{abs(hash(word)) % 0xFFFFFF:06x}"
    return {"sha256": keep_picture(photo(f"{word}.jpg", colour).read(), at=clock.now).sha256, "name": f"{word}.jpg"}


def _second_campaign(scene: Scene, clock: Clock) -> UUID:
    plan = Plan.from_dict({**PLAN, "id": "second", "title": "乙案机密专项行动方案"})
    return start(by=scene.cast.office, at=clock.now, plan=plan, root=scene.org(SECOND), units={})


def _aside(scene: Scene, clock: Clock) -> None:
    """Something that could not apply, in the second community."""
    about = scene.found("hose", clock.now, shop="田园餐馆", title="乙安机密的旧账")
    org = scene.org(SECOND_GRID).number
    body = {"reason": "乙安机密的销号", "name": "田大川"}
    draft = Draft(
        kind="case.struck", about=about, actor="user:0", happened_at=clock.now, body=body, org=org,
        campaign=scene.campaign.pk,
    )  # fmt: skip
    append([draft], at=clock.now, strict=False)
    assert AsideEntry.objects.exists()


def _some(model: Any) -> list[UUID]:
    """One of each rule and place."""
    seen: dict[tuple[str, str], UUID] = {}
    for row in model.objects.order_by("pk"):
        seen.setdefault((row.rule, row.path), row.pk)
    return list(seen.values())


def addresses() -> Iterator[tuple[str, list[str], dict[str, Any]]]:
    """(address with {names}, namespaces, converters) of everything that the table of addresses holds."""

    def walk(patterns: list[Any], prefix: str, spaces: list[str]) -> Iterator[Any]:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(
                    pattern.url_patterns, route, [*spaces, *([pattern.namespace] if pattern.namespace else [])]
                )
            elif isinstance(pattern, URLPattern):
                yield route, spaces, pattern.pattern.converters

    found: list[Any] = list(walk(get_resolver().url_patterns, "/", []))
    for route, spaces, converters in found:
        if route == "/ready":  # it says 503 of an installation whose worker does not run; tests/watch looks at it
            continue
        yield _braces(route), spaces, converters


def _braces(route: str) -> str:
    """ "/ledger/<uuid:about>/" → "/ledger/{about}/"."""
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)


def filled(world: World, route: str, spaces: list[str], converters: dict[str, Any]) -> Iterator[str]:
    """The address with every combination of ids and words that might fit."""
    every = [about for ids in world.ids.values() for about in ids[:3]]
    hinted = [about for space in spaces for about in world.ids.get(space, [])]
    values: list[list[Any]] = []
    for name, converter in converters.items():
        kind = type(converter).__name__
        if kind == "UUIDConverter":
            values.append(world.ids["campaigns"] if name == "campaign" else hinted or every)
        elif kind == "IntConverter":
            values.append(list(Org.objects.values_list("number", flat=True)))
        elif kind == "Sha256Converter":
            values.append(world.files)
        elif kind == "EndingConverter":
            values.append(["docx"])  # a PDF is made from the same Word
        elif spaces == ["papers"] and name == "kind":
            values.append(["notice", "supervision", "record"])
        elif spaces == ["lists"] and name == "name":
            values.append(sorted(LISTS))
        else:
            values.append(["screening", "assigned", "hose"])
    for combination in product(*values):
        yield route.format(**dict(zip(converters, combination, strict=True)))


def text_of(answer: Any) -> str:
    """All that an answer holds, also within the members of a Word or Excel file."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"".join(packed.read(name) for name in packed.namelist())
    return str(content.decode("utf-8", "replace"))


QUERIES = ("", "?org={org}&q=机密", "?campaign={other}&urged=1", "?campaign={campaign}&subject={subject}&state=open")


def queries(world: World) -> list[str]:
    """What an address may be narrowed with, ids of the second community included."""
    known = {
        "org": world.scene.org(SECOND).number,
        "campaign": world.scene.campaign.pk,
        "other": world.second[3],
        "subject": world.second[4],
    }
    return [query.format(**known) for query in QUERIES]


@pytest.mark.mission("C9", "C10")
@pytest.mark.parametrize("name", sorted(HIDDEN))
def test_no_address_tells_what_is_not_ones_own(world: World, name: str) -> None:
    client = world.client(name)
    walked = 0
    for route, spaces, converters in addresses():
        if "(" in route or route.startswith(("/api", "/styleguide")):  # which shows invented samples to everybody
            continue
        urls = list(filled(world, route, spaces, converters))
        urls = [url + query for url in urls for query in queries(world)] if not converters else urls
        for url in urls:
            answer = client.get(url)
            assert answer.status_code < 500, url
            told = text_of(answer)
            leaked = {word for word in HIDDEN[name] if word in told.replace(_own_words(url), "")}
            assert not leaked, (name, url, leaked)
            walked += 1
    assert walked > 100


def _own_words(url: str) -> str:
    """What the person typed into the address themselves stands on the page again."""
    return url.partition("q=")[2] or "\0"


@pytest.mark.mission("C9")
@pytest.mark.parametrize("name", ["clerk", "grid_worker", "owner", "system_admin", "auditor", "postless", "nobody"])
def test_no_address_changes_what_is_not_ones_own(world: World, name: str) -> None:
    client = world.client(name)
    before = StoredEntry.objects.filter(about__in=world.second).count()
    words = {
        "handler": world.scene.org(FIRST_GRID).number,
        "org": world.scene.org(SECOND_GRID).number,
        "category": "hose",
        "decision": "excuse",
        "confirm": "yes",
        "entry": fresh(),
        **dict.fromkeys(("reason", "title", "note"), "越权"),
    }
    ids = dict(world.ids)
    world.ids = {space: [about for about in found if about in world.second] for space, found in ids.items()}
    world.ids["campaigns"] = [world.second[3]]
    for route, spaces, converters in addresses():
        if "(" in route or route.startswith(("/api", "/sign", "/password", "/choose")):
            continue
        for url in filled(world, route, spaces, converters):
            answer = client.post(url, words)
            assert answer.status_code < 500, url
    assert StoredEntry.objects.filter(about__in=world.second).count() == before


@pytest.mark.mission("C9", "C10")
@pytest.mark.parametrize("name", sorted(set(HIDDEN) - {"nobody"}))
def test_no_operation_of_the_api_tells_or_changes_what_is_not_ones_own(world: World, name: str) -> None:
    client = world.client(name)
    before = StoredEntry.objects.filter(about__in=world.second).count()
    paths = client.get("/api/openapi.json").json()["paths"]
    for path, operations in paths.items():
        for method in operations:
            url = path.replace("{sha256}", world.files[0])
            told = text_of(getattr(client, method)(url, **_sent(world, method)))
            leaked = {word for word in HIDDEN[name] if word in told}
            assert not leaked, (name, method, url, leaked)
    outsider = HIDDEN[name] >= {"乙安机密", "乙火机密", "乙案机密"}
    after = StoredEntry.objects.filter(about__in=world.second).count()
    assert after == before or not outsider


def _sent(world: World, method: str) -> dict[str, Any]:
    """A batch that tries its hand at what lies in the second community."""
    if method != "post":
        return {}
    steps = [("case.assigned", {"handler": 1}), ("case.rechecked", {}), ("duty.met", {"note": "越权"})]
    entries = [
        {
            "id": fresh(), "kind": kind, "about": str(about), "happened_at": "2026-06-03T08:00:00+08:00", "body": body,
            "org": world.scene.org(SECOND_GRID).number, "campaign": str(world.scene.campaign.pk),
        }
        for kind, body in steps
        for about in world.second[:3]
    ]  # fmt: skip
    batch = {"device": "walker", "sent_at": "2026-06-03T09:00:00+08:00", "entries": entries}
    return {"data": json.dumps(batch), "content_type": "application/json"}
