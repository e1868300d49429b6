"""An OpenRosa client written from the specification: what ODK Collect does, without its screens."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from hashlib import md5
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4
from xml.etree import ElementTree as ET

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

XFORMS = "{http://openrosa.org/xforms/xformsList}"
MANIFEST = "{http://openrosa.org/xforms/xformsManifest}"
RESPONSE = "{http://openrosa.org/http/response}"
XF = "{http://www.w3.org/2002/xforms}"


@dataclass
class Form:
    id: str
    version: str
    xml: str
    subjects: dict[str, str]
    """Ids by the label that the list shows."""


class Collect:
    def __init__(self, server: str) -> None:
        self.server = server
        self.client = Client(enforce_csrf_checks=True)

    def get(self, address: str) -> Any:
        answer = self.client.get(urlsplit(address).path, headers={"X-OpenRosa-Version": "1.0"})
        assert answer.headers["X-OpenRosa-Version"] == "1.0"
        assert answer.headers["Date"]
        return answer

    def forms(self) -> list[Form]:
        """Fetches the list, each form and what its manifest names, and checks every hash."""
        listed = ET.fromstring(self.get(f"{self.server}/formList").content)
        return [self._form(one) for one in listed.findall(f"{XFORMS}xform")]

    def _form(self, listed: ET.Element) -> Form:
        said = {child.tag.removeprefix(XFORMS): child.text or "" for child in listed}
        xml = self._fetched(said["downloadUrl"], said["hash"])
        manifest = ET.fromstring(self.get(said["manifestUrl"]).content)
        files = {}
        for media in manifest.findall(f"{MANIFEST}mediaFile"):
            name, digest, address = (
                media.findtext(f"{MANIFEST}{tag}", "") for tag in ("filename", "hash", "downloadUrl")
            )
            files[name] = self._fetched(address, digest).decode()
        rows = csv.DictReader(io.StringIO(files["subjects.csv"]))
        return Form(said["formID"], said["version"], xml.decode(), {row["label"]: row["name"] for row in rows})

    def _fetched(self, address: str, digest: str) -> bytes:
        content: bytes = self.get(address).content
        assert f"md5:{md5(content, usedforsecurity=False).hexdigest()}" == digest
        return content

    def fill(self, form: Form, *, instance: str = "", deprecated: str = "", **values: str) -> bytes:
        """The form's own instance with the values in it; every value has to have its place there."""
        root = next(iter(ET.fromstring(form.xml).iter(f"{XF}instance")))[0]
        for name, value in {"instanceID": instance or f"uuid:{uuid4()}", **values}.items():
            (place,) = root.iter(f"{XF}{name}")
            place.text = value
        if deprecated:
            (meta,) = root.iter(f"{XF}meta")
            ET.SubElement(meta, f"{XF}deprecatedID").text = deprecated
        return ET.tostring(root, encoding="utf-8")

    def send(self, xml: bytes, files: dict[str, bytes] | None = None, **headers: str) -> Any:
        parts = {"xml_submission_file": SimpleUploadedFile("s.xml", xml, "text/xml")}
        parts |= {name: SimpleUploadedFile(name, content, "image/jpeg") for name, content in (files or {}).items()}
        return self.client.post(f"{self.server}/submission", parts, headers={"X-OpenRosa-Version": "1.0", **headers})


def said(answer: Any) -> str:
    """The message of the answer, in the form that the protocol prescribes."""
    root = ET.fromstring(answer.content)
    assert root.tag == f"{RESPONSE}OpenRosaResponse"
    return root.findtext(f"{RESPONSE}message", "")
