"""A gas campaign on the cast's street, with two bureaus and two shopkeepers, and people who use its pages."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html
from PIL import Image

from taizhang.access.actor import actors_of
from taizhang.accounts.models import User
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.operations import start
from taizhang.cases.models import Case
from taizhang.cases.operations import file, file_draft
from taizhang.core.calendar import CHINA
from taizhang.core.ids import uuid7
from taizhang.core.plan import Plan
from taizhang.core.roles import Role
from taizhang.journal.append import append
from taizhang.orgs.models import Org
from taizhang.orgs.operations import NewOrg, NewPost, set_orgs, set_posts
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import NewSubject, add_subjects
from tests.cast import Cast

STREET, SAFETY, FIRE = "530199001", "530199001-AJB", "530199001-XFZ"
FIRST, SECOND = "530199001001", "530199001002"
FIRST_GRID, SECOND_GRID = "530199001001-01", "530199001002-01"

PLAN: dict[str, Any] = {
    "id": "gas",
    "title": "青禾街道燃气安全专项整治实施方案",
    "phases": [
        {"id": "screening", "name": "排查治理", "start": "2026-04-13", "end": "2026-05-31"},
        {"id": "consolidation", "name": "巩固提高", "start": "2026-06-01", "end": "2026-06-30"},
    ],
    "subject_kinds": [{"id": "restaurant", "name": "用气餐饮场所", "fields": [{"id": "name", "label": "店名"}]}],
    "units": [
        {"id": "safety", "name": "街道应急办", "kind": "lead"},
        {"id": "fire", "name": "消防救援站"},
    ],
    "categories": [
        {"id": "hose", "name": "软管不符合要求", "group": "用气场所", "period": "3wd", "line": "safety",
         "evidence": {"photo": True}},
        {"id": "papers", "name": "管理制度缺失", "group": "经营管理", "period": "5wd", "line": "safety"},
        {"id": "leak", "name": "阀门漏气", "group": "用气场所", "severity": "serious", "period": "24h", "line": "fire",
         "evidence": {"photo": True}},
        {"id": "cellar", "name": "地下空间违规用气", "group": "用气场所", "severity": "major", "period": "10d",
         "line": "fire", "basis": "重大隐患判定标准第九条", "evidence": {"photo": True}},
    ],
    "lifecycle": {
        "extension": {"times": 1, "at_most": "5d", "approver": "office"},
        "otherwise": ["remind@-1d", "supervise@0d", "circulate@3d", "interview@7d"],
    },
    "duties": [
        {"id": "check", "title": "逐户检查用气餐饮场所", "inspect": {"kind": "restaurant"},
         "by": {"level": "grid", "role": "grid-worker"}, "during": "screening", "line": "safety",
         "otherwise": ["remind@-3d", "supervise@0d", "circulate@0d"]},
        {"id": "training", "title": "组织燃气安全培训", "hold": {"what": "training"},
         "by": {"level": "village", "role": "clerk"}, "during": "screening", "evidence": {"photos": 1},
         "otherwise": ["remind@-3d", "supervise@0d"]},
    ],
}  # fmt: skip

SHOPS = {
    "阿婆面馆": FIRST_GRID,
    "柳荫小炒": "530199001001-02",
    "稻香饭庄": SECOND_GRID,
    "田园餐馆": "530199001002-02",
}
OWNERS = {"owner": ("阿婆面馆", FIRST_GRID, "秦阿婆"), "other_owner": ("稻香饭庄", SECOND_GRID, "石大田")}
BEGIN = datetime(2026, 4, 13, 8, 0, tzinfo=CHINA)


def on(month: int, day: int, clock: str = "09:00") -> datetime:
    """A moment of 2026 in China."""
    return datetime.combine(datetime(2026, month, day), time.fromisoformat(clock), CHINA)


def photo(name: str = "after.jpg", colour: str = "green") -> SimpleUploadedFile:
    stored = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(stored, "JPEG")
    return SimpleUploadedFile(name, stored.getvalue(), "image/jpeg")


def in_words(page: Any) -> str:
    """What a person reads on a page, without the spaces of the layout."""
    text = html.document_fromstring(page.content.decode()).find(".//body").text_content()
    return re.sub(r"\s+", " ", text)


@dataclass
class Person:
    """Somebody at a browser."""

    client: Client
    name: str

    def look(self, url: str) -> str:
        page = self.client.get(url)
        assert page.status_code == 200, (url, page.status_code, page.content.decode()[:2000])
        return in_words(page)

    def case(self, about: UUID) -> str:
        return self.look(f"/ledger/{about}/")

    def may(self, about: UUID) -> list[str]:
        """The steps that the page offers, in its order."""
        tree = html.fromstring(self.client.get(f"/ledger/{about}/").content.decode())
        links = tree.xpath("//*[contains(@class, 'step-choices')]//a/@href")
        return [str(link).partition("step=")[2].partition("#")[0] for link in links]

    def form(self, url: str) -> dict[str, Any]:
        """What the form of a page would send, as it is offered."""
        tree = html.fromstring(self.client.get(url).content.decode())
        forms = [form for form in tree.forms if form.method == "POST" and "entry" in form.fields]
        return dict(forms[0].form_values())

    def take(self, about: UUID, verb: str, **fields: Any) -> str:
        """Take a step through its form; returns what the page then says."""
        assert verb in self.may(about), (verb, self.may(about))
        return self.send(about, verb, **{**self.form(f"/ledger/{about}/?step={verb}"), **fields})

    def send(self, about: UUID, verb: str, **fields: Any) -> str:
        """Send a step's form, whether the page offers it or not."""
        page = self.client.post(f"/ledger/{about}/{verb}", fields, follow=True)
        return in_words(page)


@dataclass
class Scene:
    """The campaign, its subjects and people by name."""

    cast: Cast
    campaign: Campaign
    subjects: dict[str, Subject]
    people: dict[str, Person] = field(default_factory=dict)

    def person(self, name: str) -> Person:
        """The same browser each time, signed in."""
        if name not in self.people:
            client = Client()
            client.force_login(User.objects.get(username=name))
            self.people[name] = Person(client, name)
        return self.people[name]

    def found(self, category: str, at: datetime, *, shop: str = "阿婆面馆", title: str = "", **more: Any) -> UUID:
        """A problem found at a shop by the grid worker there."""
        subject = self.subjects[shop]
        finder = self.cast.grid_worker if subject.path.startswith(self.org(FIRST).path) else self.cast.other_grid_worker
        org = Org.objects.get(number=subject.org)
        who = finder if finder.covers(org.path) else self.cast.office
        return file(
            by=who, at=at, campaign=self.campaign, org=org, category=category, title=title or f"{shop}的问题",
            subject=subject.pk, **more,
        )  # fmt: skip

    def many(self, count: int, at: datetime) -> None:
        """So many problems at two shops, found at once."""
        drafts = []
        for number in range(count):
            subject = self.subjects["阿婆面馆" if number % 2 else "稻香饭庄"]
            org = Org(number=subject.org, path=subject.path)
            drafts.append(
                file_draft(
                    by=self.cast.office, at=at, campaign=self.campaign, org=org, category="hose",
                    title=f"第 {number} 处软管老化", subject=subject.pk,
                )
            )  # fmt: skip
        append(drafts, at=at)

    def org(self, code: str) -> Org:
        return Org.objects.get(code=code)

    def state(self, about: UUID) -> Case:
        return Case.objects.get(pk=about)


def build_scene(cast: Cast, plan: dict[str, Any] = PLAN) -> Scene:
    """Started on Monday 13 April 2026, with four shops."""
    street = cast.orgs[STREET]
    fire = NewOrg(code=FIRE, kind="bureau", level="township", name="青禾消防救援站", parent_code=STREET)
    set_orgs([fire], by="user:0", at=BEGIN)
    orgs = {org.code: org for org in Org.objects.all()}
    new = [
        NewSubject(kind="restaurant", name=name, org=orgs[code].number, address=f"青禾街{number}号")
        for number, (name, code) in enumerate(SHOPS.items(), start=1)
    ]
    add_subjects(new, by=cast.office, at=BEGIN)
    subjects = {row.name: row for row in Subject.objects.all()}
    _settle(cast, orgs, subjects)
    units = {"safety": orgs[SAFETY].number, "fire": orgs[FIRE].number}
    about = start(by=cast.office, at=BEGIN, plan=Plan.from_dict(plan), root=street, units=units)
    return Scene(cast, Campaign.objects.get(pk=about), subjects)


def _settle(cast: Cast, orgs: dict[str, Org], subjects: dict[str, Subject]) -> None:
    """The second bureau's clerk, and two shopkeepers with accounts."""
    wanted = {"fire": (Role.BUREAU, FIRE, "雷小川", None)} | {
        username: (Role.OWNER, grid, name, subjects[shop].pk) for username, (shop, grid, name) in OWNERS.items()
    }
    posts = []
    for username, (role, code, name, subject) in wanted.items():
        user = User.objects.create_user(username, password=cast.PASSWORD, name=name)
        posts.append(NewPost(org=orgs[code], role=role, user=user.pk, person=name, subject=subject))
    set_posts(posts, by="user:0", at=BEGIN)
    for username in wanted:
        user = User.objects.get(username=username)
        cast.actors[username] = actors_of(user.pk, user.name, at=BEGIN)[0]


def fresh() -> str:
    return str(uuid7())
