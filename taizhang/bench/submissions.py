"""Single records as they come over the network, beside the bare framework and one durable commit."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import cycle
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree as ET

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import override_settings
from PIL import Image

from taizhang.accounts.models import User
from taizhang.campaigns.queries import plan_of
from taizhang.core.checklists import Item
from taizhang.core.ids import uuid7
from taizhang.openrosa.devices import add_device
from taizhang.openrosa.forms import forms_for
from taizhang.subjects.queries import subjects_for

from .figure import Figure, beside
from .town import Town

COUNT = 100
FORM = "restaurant-gas"

_XF = "{http://www.w3.org/2002/xforms}"


def submission_figures(town: Town, *, at: datetime) -> Iterator[Figure]:
    """In the same process, without a network: what the work itself costs. Many at once: `clients`."""

    def repeated(send: Callable[[], None]) -> Callable[[], int]:
        def ours() -> int:
            for _ in range(COUNT):
                send()
            return COUNT

        return ours

    bare = repeated(lambda: _bare(b"x" * 1000))
    yield beside("手机上报，一次一条", "次/秒", repeated(_phone(town, at)), "空框架加一次提交", bare, aim=0.5)
    odk = Odk(town, at)
    yield beside("ODK 表单，无照片", "份/秒", repeated(lambda: odk.send(b"")), "空框架加一次提交", bare, aim=0.5)
    shot = photo()
    yield beside(
        "ODK 表单，带 200 kB 照片", "份/秒", repeated(lambda: odk.send(shot)), "空框架加一次提交",
        repeated(lambda: _bare(shot)), aim=0.5,
    )  # fmt: skip


def _bare(body: bytes) -> None:
    with override_settings(ROOT_URLCONF="taizhang.bench.bare", MIDDLEWARE=[]):
        answer = Client().post("/take", body, content_type="application/octet-stream")
    assert answer.status_code == 201


def batch_of_cases(town: Town, worker: int, count: int, *, at: datetime) -> dict[str, Any]:
    """What the phone of a grid's worker sends of so many problems found."""
    assert town.campaign is not None
    campaign, grid = str(town.campaign.pk), town.grids[worker].number
    category = plan_of(town.campaign).categories[-1].id
    entries = [
        {"id": str(uuid7()), "kind": "case.filed", "about": str(uuid7()), "happened_at": at.isoformat(),
         "campaign": campaign, "org": grid, "body": {"category": category, "title": "灶前软管老化"}}
        for _ in range(count)
    ]  # fmt: skip
    return {"device": "bench", "sent_at": at.isoformat(), "entries": entries}


def _phone(town: Town, at: datetime) -> Callable[[], None]:
    client = Client()
    client.force_login(User.objects.get(pk=town.workers[0].user))

    def send() -> None:
        batch = batch_of_cases(town, 0, 1, at=at)
        answer = client.post("/api/sync", batch, content_type="application/json")
        assert answer.json()["receipts"][0]["fate"] == "appended", answer.content

    return send


class Odk:
    """ODK Collect of one grid worker, with a form filled in for one subject of the grid after the other."""

    def __init__(self, town: Town, at: datetime, number: int = 0) -> None:
        worker = town.workers[number]
        self.address = f"/odk/{add_device(by=worker, name='测速', at=at)}/submission"
        self.client = Client()
        form = next(one for one in forms_for(worker) if one.checklist.id == FORM)
        self.subjects = cycle(str(pk) for pk in subjects_for(worker).values_list("pk", flat=True))
        self.root = next(iter(ET.fromstring(form.xml).iter(f"{_XF}instance")))[0]  # noqa: S314 - our own form
        self._write(start=at.isoformat(), end=at.isoformat())
        self._write(**{item.name: _good(item) for item in form.checklist.items if item.choices})

    def _write(self, **values: str) -> None:
        for name, value in values.items():
            for place in self.root.iter(f"{_XF}{name}"):
                place.text = value

    def filled(self, photo: bytes) -> dict[str, SimpleUploadedFile]:
        """The parts of the next submission."""
        self._write(instanceID=f"uuid:{uuid4()}", tz_subject=next(self.subjects), tz_photo="1.jpg" if photo else "")
        xml = ET.tostring(self.root, encoding="utf-8")
        parts = {"xml_submission_file": SimpleUploadedFile("s.xml", xml, "text/xml")}
        if photo:
            parts["1.jpg"] = SimpleUploadedFile("1.jpg", photo, "image/jpeg")
        return parts

    def send(self, photo: bytes) -> None:
        answer = self.client.post(self.address, self.filled(photo), headers={"X-OpenRosa-Version": "1.0"})
        assert answer.status_code == 201, answer.content.decode()


def _good(item: Item) -> str:
    """An answer that is no finding."""
    return next(choice.name for choice in item.choices if choice.name != "fail")


def photo() -> bytes:
    """Of a camera's noise, as large as a phone's picture after it was made smaller."""
    stored = io.BytesIO()
    Image.effect_noise((700, 500), 90).convert("RGB").save(stored, "JPEG", quality=80)
    return stored.getvalue()
