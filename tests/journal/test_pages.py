"""The journal's pages: each entry in words for the auditor, the verification, set-aside records that people settle."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from taizhang.core.ids import uuid7
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.journal.files import keep
from taizhang.journal.kinds import KINDS, checked_body
from taizhang.journal.models import AsideEntry, StoredEntry, StoredFile
from taizhang.journal.rebuild import rebuild
from taizhang.journal.seal import seal
from taizhang.workflows.jobs import run_waiting
from tests.cast import Cast

from .entries import org_drafts


def client_of(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.user(name))
    return client


def shown(client: Client, address: str, **query: Any) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.mission("C71")
def test_the_auditor_reads_every_entry_in_words_with_its_seal(cast: Cast, at: datetime) -> None:
    seal(at=at)
    append(org_drafts(at, range(900, 901)), at=at + timedelta(days=3))
    auditor = client_of(cast, "auditor")
    page = shown(auditor, "/journal/")
    assert "登记柳荫第一网格" in page and "周麦生任网格员" in page
    assert "等待封签" in page and "第 1 号封签块第 1 条" in page
    assert "5月16日" in page, "received later than it happened"
    assert "试验900组" in shown(auditor, "/journal/", seal="waiting")
    assert "柳荫" not in shown(auditor, "/journal/", kind="org.closed")
    assert "任网格员" not in re.sub("<option.*?</option>", "", shown(auditor, "/journal/", kind="org.set"))
    assert "试验900组" in shown(auditor, "/journal/", day="2026-05-16")
    assert "柳荫" not in shown(auditor, "/journal/", day="2026-05-16")
    assert "没有符合条件" in shown(auditor, "/journal/", who="查无此人")
    about = StoredEntry.objects.get(body__code="T900").about
    only = shown(auditor, "/journal/", about=str(about))
    assert "试验900组" in only and "柳荫" not in only


def test_the_list_goes_on_by_key_without_a_query_for_each_entry(
    cast: Cast, at: datetime, django_assert_max_num_queries: Any
) -> None:
    append(org_drafts(at, range(1000, 1140)), at=at)
    auditor = client_of(cast, "auditor")
    seen: list[str] = []
    address = "/journal/"
    while address:
        with django_assert_max_num_queries(12):
            page = auditor.get(address).content.decode()
        seen += re.findall(r"登记试验(\d+)组", page)
        onward = re.search(r'href="([^"]+)" rel="next"', page)
        address = onward.group(1).replace("&amp;", "&") if onward else ""
    assert seen == [str(number) for number in range(1139, 999, -1)]


@pytest.mark.parametrize("name", ["office", "clerk", "grid_worker", "leader", "bureau", "supervisor", "system_admin"])
def test_only_the_auditor_opens_the_journal(cast: Cast, name: str) -> None:
    client = client_of(cast, name)
    assert client.get("/journal/").status_code == 403
    assert client.post("/journal/check").status_code == 403


@pytest.mark.mission("C71")
def test_a_verification_runs_in_the_background_and_says_what_was_done_to_which_record(cast: Cast, at: datetime) -> None:
    photo = keep(b"photo", media_type="image/jpeg", at=at)
    seal(at=at)
    auditor = client_of(cast, "auditor")
    result = auditor.post("/journal/check").headers["Location"]
    assert "排队" in shown(auditor, result)
    run_waiting()
    assert "全部相符" in shown(auditor, result)
    row = StoredEntry.objects.get(block=1, place_in_block=4)
    StoredEntry.objects.filter(pk=row.pk).update(body={**row.body, "name": "改名"})
    from django.core.files.storage import default_storage

    with default_storage.open(photo.path, "wb") as file:
        file.write(b"another")
    result = auditor.post("/journal/check").headers["Location"]
    run_waiting()
    page = shown(auditor, result)
    assert "发现 2 处不符" in page and "第 1 号封签块第 5 条记录" in page and "的内容被改动" in page
    assert f"文件被调换或改动：{photo.path}" in page
    assert "发现 2 处不符" in shown(auditor, "/journal/")
    StoredFile.objects.all().delete()


TEXTS = {"uuid": str(uuid7()), "date-time": "2026-05-13T09:00:00+08:00", "date": "2026-05-13"}


def sample(schema: dict[str, Any], known: dict[str, Any]) -> Any:
    """A plain value after a JSON schema, with what it requires and nothing else."""
    if "$ref" in schema or "anyOf" in schema:
        inner = schema.get("anyOf", [schema])[0]
        return sample(known[inner["$ref"].rsplit("/", 1)[1]] if "$ref" in inner else inner, known)
    match schema.get("type"):
        case "array":
            return [sample(schema.get("items", {}), known)]
        case "object":
            more = schema.get("additionalProperties")
            whole = {name: sample(schema["properties"][name], known) for name in schema.get("required", [])}
            return whole or ({"name": sample(more, known)} if isinstance(more, dict) else {})
        case "string":
            named = schema.get("enum", [schema.get("const")])[0]
            return named or TEXTS.get(schema.get("format", ""), "2026-05-13T09:00:00+08:00")
    return True if schema.get("type") == "boolean" else max(1, schema.get("minimum", 1))


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_kind_of_entry_has_a_label_and_a_sentence_in_chinese(name: str) -> None:
    kind = KINDS[name]
    assert re.search("[一-鿿]", kind.label)
    schema = kind.body.model_json_schema()
    sentence = kind.present(checked_body(name, sample(schema, schema.get("$defs", {}))))
    assert isinstance(sentence, str)
    assert sentence or name == "duty.rung", "only a rung without a name has nothing to say"


@pytest.fixture
def aside(cast: Cast, at: datetime) -> AsideEntry:
    """An ending of a post that nobody knows, sent by a grid worker."""
    sent = Draft("post.ended", uuid7(), cast.grid_worker.identity, at, {"until": at.isoformat(), "reason": "调离"},
                 org=cast.grid_worker.org)  # fmt: skip
    append([sent], at=at, strict=False)
    return AsideEntry.objects.get()


@pytest.mark.mission("C26")
def test_a_person_settles_what_was_set_aside_and_the_settlement_is_an_entry(cast: Cast, aside: AsideEntry) -> None:
    clerk = client_of(cast, "clerk")
    page = shown(clerk, "/journal/aside/")
    assert (
        "离任。调离" in page and "还没有建立，就收到了后续记录" in page and "周麦生" in page and "柳荫第一网格" in page
    )
    entry = str(uuid7())
    form = {"decision": "noted", "reason": "人员调动属实，岗位另行登记", "entry": entry}
    for _ in range(2):
        clerk.post(f"/journal/aside/{aside.pk}/settle", form)
    settled = StoredEntry.objects.get(kind="aside.settled")
    assert (settled.about, settled.body["name"]) == (aside.entry, "江小禾")
    assert "没有待核记录" in shown(clerk, "/journal/aside/")
    assert "人员调动属实" in shown(clerk, "/journal/aside/", state="settled")
    rebuild(at=settled.received_at)
    assert AsideEntry.objects.get().settled_by == "江小禾", "settled stays settled"


def test_what_is_refused_says_why_and_leaves_it_open(cast: Cast, aside: AsideEntry) -> None:
    clerk = client_of(cast, "clerk")
    address = f"/journal/aside/{aside.pk}/settle"
    assert clerk.post(address, {"decision": "noted", "reason": " "}).status_code == 422
    assert clerk.post(address, {"decision": "forgotten", "reason": "x"}).status_code == 422
    assert client_of(cast, "grid_worker").post(address, {"decision": "noted", "reason": "x"}).status_code == 403
    assert client_of(cast, "other_clerk").post(address, {"decision": "noted", "reason": "x"}).status_code == 404
    assert AsideEntry.objects.get().settled_at is None and not StoredEntry.objects.filter(thing="aside").exists()


@pytest.mark.mission("C9")
@pytest.mark.parametrize(
    ("name", "sees"),
    [("office", True), ("leader", True), ("supervisor", True), ("clerk", True), ("grid_worker", True),
     ("other_clerk", False), ("second_grid_worker", False), ("bureau", False), ("other_grid_worker", False)],
)  # fmt: skip
def test_set_aside_records_are_seen_within_the_scope_only(cast: Cast, aside: AsideEntry, name: str, sees: bool) -> None:
    assert ("离任。调离" in shown(client_of(cast, name), "/journal/aside/")) is sees


def test_a_record_that_could_not_even_be_stored_is_shown_word_for_word(cast: Cast, at: datetime) -> None:
    sent = Draft("case.filed", uuid7(), cast.grid_worker.identity, at, {"title": "软管老化"}, org=cast.grid_worker.org)
    append([sent], at=at, strict=False)
    page = shown(client_of(cast, "clerk"), "/journal/aside/")
    assert "填写的内容不完整" in page and "软管老化" in page
