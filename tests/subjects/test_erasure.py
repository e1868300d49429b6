"""Erasing personal values: they are nowhere any more, the chain still holds, and nothing else can hide behind it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.test import Client

from taizhang.journal.models import StoredEntry
from taizhang.journal.rebuild import rebuild
from taizhang.journal.seal import seal
from taizhang.journal.verifying import chain_findings
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import NewSubject, add_subjects, close, correct, reopen
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.mission("C13", "C71")]
SECRETS = ("苏明川", "13812345678", "13987654321", "孩子过敏")


@pytest.fixture
def gone(cast: Cast, at: datetime) -> Subject:
    """A shop that closed, with personal values in its first entry and in a correction."""
    new = NewSubject(
        kind="restaurant", name="麦香面馆", org=cast.orgs["530199001001-01"].number, address="禾苗路1号",
        contact="苏明川", phone="13812345678", fields={"seats": 20, "note-of-another-plan": "孩子过敏"},
    )  # fmt: skip
    [about] = add_subjects([new], by=cast.office, at=at - timedelta(days=3))
    changes = {"phone": "13987654321", "address": "2号"}
    correct(by=cast.office, at=at - timedelta(days=2), subject=about, changes=changes)
    seal(at=at - timedelta(days=2))
    close(by=cast.office, at=at - timedelta(days=1), subject=about, reason="已停业")
    return Subject.objects.get(pk=about)


def everything() -> str:
    """All that the database holds."""
    return "\n".join(str(row) for model in apps.get_models() for row in model._default_manager.values())


def erase(office: Client, row: Subject, reason: str = "保存期限已到") -> str:
    page = f"/register/{row.pk}/"
    return office.post(f"{page}erase", {"reason": reason, "back": page}, follow=True).content.decode()


def test_protected_values_are_nowhere_and_the_chain_holds(office: Client, gone: Subject, at: datetime) -> None:
    assert all(secret in everything() for secret in SECRETS)
    assert "已抹去" in erase(office, gone)
    assert not [secret for secret in SECRETS if secret in everything()]
    assert list(chain_findings()) == []
    seal(at=at)
    assert list(chain_findings()) == []
    before = Subject.objects.values().get()
    assert (before["name"], before["address"], before["phone"]) == ("麦香面馆", "2号", "")
    assert before["fields"] == {"seats": 20}
    rebuild(at=at)
    assert Subject.objects.values().get() == before
    history = office.get(f"/register/{gone.pk}/").content.decode()
    assert "抹去受保护的信息。保存期限已到" in history and "登记入册" in history


def alter(row: StoredEntry) -> None:
    row.body = {**row.body, "address": "别处"}


def bring_back(row: StoredEntry) -> None:
    row.body = {**row.body, "phone": "13800000000"}


def another_person(row: StoredEntry) -> None:
    row.actor = "user:999"


@pytest.mark.parametrize("change", [alter, bring_back, another_person])
def test_what_remains_can_be_changed_no_more_than_before(
    office: Client, gone: Subject, at: datetime, change: Callable[[StoredEntry], None]
) -> None:
    erase(office, gone)
    seal(at=at)
    row = StoredEntry.objects.get(kind="subject.added")
    change(row)
    row.save()
    assert [(one.code, one.entry) for one in chain_findings()] == [("entry-altered", row.id)]


def test_without_the_entry_of_erasure_it_counts_as_altered(office: Client, gone: Subject, at: datetime) -> None:
    erase(office, gone)
    seal(at=at)
    StoredEntry.objects.filter(kind="subject.erased").delete()
    codes = [one.code for one in chain_findings()]
    assert sorted(codes) == ["entry-altered", "entry-altered", "entry-removed"]


def test_an_altered_entry_is_not_erased(office: Client, gone: Subject) -> None:
    row = StoredEntry.objects.get(kind="subject.corrected")
    row.body = {**row.body, "reason": "后来写的"}
    row.save()
    assert "与封签时不同" in erase(office, gone)
    assert "13987654321" in everything()


def test_what_came_after_is_erased_too(
    office: Client, cast: Cast, gone: Subject, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    erase(office, gone)
    assert "没有受保护的信息" in erase(office, gone)
    steps = (
        reopen,
        lambda **who: correct(**who, changes={"phone": "13511112222"}),
        lambda **who: close(**who, reason="又停业"),
    )
    for minutes, step in enumerate(steps, start=1):
        step(by=cast.office, at=at + timedelta(minutes=minutes), subject=gone.pk)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at + timedelta(minutes=9))
    assert "13511112222" in everything()
    erase(office, gone)
    seal(at=at)
    assert "13511112222" not in everything()
    assert list(chain_findings()) == []


def test_only_of_what_is_closed_with_a_reason_and_by_the_office(
    office: Client, browser: Callable[[str], Client], gone: Subject
) -> None:
    assert "没有填写理由" in erase(office, gone, "")
    assert browser("clerk").post(f"/register/{gone.pk}/erase", {"reason": "想删"}).status_code == 403
    office.post(f"/register/{gone.pk}/reopen", {})
    assert "请先注销" in erase(office, gone)
    assert "13987654321" in everything()
