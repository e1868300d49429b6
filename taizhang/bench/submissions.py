"""Single records as they come over the network, beside the bare framework and one durable commit."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import cycle
from uuid import uuid4
from xml.etree import ElementTree as ET

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import override_settings
from PIL import Image

from taizhang.accounts.models import User
from taizhang.core.checklists import Item
from taizhang.core.ids import uuid7
from taizhang.core.plan import Plan
from taizhang.openrosa.devices import add_device
from taizhang.openrosa.forms import forms_for
from taizhang.subjects.queries import subjects_for

from .figure import Figure, beside
from .town import Town

COUNT = 100
FORM = "restaurant-gas"

_XF = "{http://www.w3.org/2002/xforms}"


def submission_figures(town: Town, *, at: datetime) -> Iterator[Figure]:
    """One client after the other; many at once are limited by the same processor and the same disk."""

    def repeated(send: Callable[[], None]) -> Callable[[], int]:
        def ours() -> int:
            for _ in range(COUNT):
                send()
            return COUNT

        return ours

    bare = repeated(lambda: _bare(b"x" * 1000))
    yield beside("手机上报，一次一条", "次", repeated(_phone(town, at)), "空框架加一次提交", bare, aim=0.5)
    odk = _Odk(town, at)
    yield beside("ODK 表单，无照片", "份", repeated(lambda: odk.send(b"")), "空框架加一次提交", bare, aim=0.5)
    photo = _photo()
    yield beside(
        "ODK 表单，带 200 kB 照片", "份", repeated(lambda: odk.send(photo)), "空框架加一次提交",
        repeated(lambda: _bare(photo)), aim=0.5,
    )  # fmt: skip


def _bare(body: bytes) -> None:
    with override_settings(ROOT_URLCONF="taizhang.bench.bare", MIDDLEWARE=[]):
        answer = Client().post("/take", body, content_type="application/octet-stream")
    assert answer.status_code == 201


def _phone(town: Town, at: datetime) -> Callable[[], None]:
    assert town.campaign is not None
    client = Client()
    client.force_login(User.objects.get(pk=town.workers[0].user))
    campaign, grid = str(town.campaign.pk), town.grids[0].number
    category = Plan.from_dict(town.campaign.plan).categories[-1].id

    def send() -> None:
        entry = {
            "id": str(uuid7()), "kind": "case.filed", "about": str(uuid7()), "happened_at": at.isoformat(),
            "campaign": campaign, "org": grid, "body": {"category": category, "title": "灶前软管老化"},
        }  # fmt: skip
        batch = {"device": "bench", "sent_at": at.isoformat(), "entries": [entry]}
        answer = client.post("/api/sync", batch, content_type="application/json")
        assert answer.json()["receipts"][0]["fate"] == "appended", answer.content

    return send


class _Odk:
    """ODK Collect of one grid worker, with a form filled in for one subject of the grid after the other."""

    def __init__(self, town: Town, at: datetime) -> None:
        worker = town.workers[0]
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

    def send(self, photo: bytes) -> None:
        self._write(instanceID=f"uuid:{uuid4()}", tz_subject=next(self.subjects), tz_photo="1.jpg" if photo else "")
        xml = ET.tostring(self.root, encoding="utf-8")
        parts = {"xml_submission_file": SimpleUploadedFile("s.xml", xml, "text/xml")}
        if photo:
            parts["1.jpg"] = SimpleUploadedFile("1.jpg", photo, "image/jpeg")
        answer = self.client.post(self.address, parts, headers={"X-OpenRosa-Version": "1.0"})
        assert answer.status_code == 201, answer.content.decode()


def _good(item: Item) -> str:
    """An answer that is no finding."""
    return next(choice.name for choice in item.choices if choice.name != "fail")


def _photo() -> bytes:
    """Of a camera's noise, as large as a phone's picture after it was made smaller."""
    stored = io.BytesIO()
    Image.effect_noise((700, 500), 90).convert("RGB").save(stored, "JPEG", quality=80)
    return stored.getvalue()
