"""What the tests of imports share: uploads through the browser, the columns as proposed, the worker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from taizhang.imports.models import Import
from taizhang.workflows.jobs import run_waiting
from tests.imports.made_register import HEADS, workbook

PLACES = [
    ("柳荫社区", "柳荫第一网格"),
    ("柳荫社区", "柳荫第二网格"),
    ("稻香社区", "稻香第一网格"),
    ("稻香社区", "稻香第二网格"),
]
SHOP = [1, "麦香面馆", "", "禾苗路1号", "柳荫社区", "第一网格", "苏明川", "13800000001", 20, "管道天然气", "", ""]


def shop(**changed: Any) -> list[Any]:
    """One row under HEADS; `changed` by the name of a column."""
    row = list(SHOP)
    for head, value in changed.items():
        row[HEADS.index(head)] = value
    return row


def upload(
    client: Client, content: bytes, *, name: str = "底数.xlsx", kind: str = "restaurant", space: str = "register"
) -> Import:
    """Upload a file; the import that begins."""
    response = client.post(f"/{space}/import/", {"file": SimpleUploadedFile(name, content), "kind": kind})
    assert response.status_code == 302, response.content.decode()
    return Import.objects.get(pk=response["Location"].rstrip("/").rpartition("/")[2])


def columns(work: Import, **changed: str) -> dict[str, Any]:
    """The form of the columns as the page proposes it; `changed` by head."""
    form: dict[str, Any] = {"kind": work.kind}
    for held in work.tables:
        chosen = [changed.get(head, key) for head, key in zip(held["heads"], held["mapping"], strict=True)]
        form[f"column-{held['table']}"] = chosen
        form[f"head-{held['table']}"], form[f"sheet-{held['table']}"] = held["head"], held["sheet"]
    return form


def checked(client: Client, work: Import, *, space: str = "register", **changed: str) -> Import:
    """Take the proposed columns and let the worker check the rows."""
    client.post(f"/{space}/import/{work.pk}/columns", columns(work, **changed))
    run_waiting()
    work.refresh_from_db()
    return work


def confirmed(client: Client, work: Import, *, space: str = "register", **options: str) -> Import:
    """Confirm, and let the worker write."""
    client.post(f"/{space}/import/{work.pk}/confirm", options)
    run_waiting()
    work.refresh_from_db()
    return work


def taken_in(client: Client, rows: Sequence[list[Any]], **options: str) -> Import:
    """A whole import of a register, from the upload to the end."""
    return confirmed(client, checked(client, upload(client, workbook(rows))), **options)


def page(client: Client, work: Import, query: str = "", space: str = "register") -> str:
    return client.get(f"/{space}/import/{work.pk}/{query}").content.decode()
