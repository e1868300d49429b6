"""The one door: sent twice it counts once, what cannot apply is kept and said, and nothing is half written."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from taizhang.core.ids import derived, uuid7
from taizhang.core.refusals import Refused
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft, Fate
from taizhang.journal.models import AsideEntry, StoredEntry
from taizhang.orgs.models import Org, Post
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def org_draft(at: datetime, *, code: str = "T1", entry: UUID | None = None, **body: Any) -> Draft:
    number = 900 + int(code[1:])
    whole = {
        "number": number,
        "code": code,
        "kind": "area",
        "level": "village",
        "name": "试验社区",
        "path": f"{number}/",
        **body,
    }
    return Draft("org.set", derived("org", code), "user:1", at, whole, id=entry or uuid7())


@pytest.mark.mission("C24")
def test_the_same_entry_twice_counts_once(at: datetime) -> None:
    draft = org_draft(at)
    assert append([draft], at=at)[0].fate is Fate.APPENDED
    assert append([draft, draft], at=at)[0].fate is Fate.KNOWN
    assert StoredEntry.objects.count() == 1


def test_the_same_id_with_other_content_is_kept_aside_and_said(at: datetime) -> None:
    first = org_draft(at)
    other = org_draft(at, entry=first.id, name="另一个名字")
    append([first], at=at)
    with pytest.raises(Refused, match="same-id-other-content"):
        append([other], at=at)
    receipt = append([other], at=at, strict=False)[0]
    assert (receipt.fate, receipt.refusal) == (Fate.REFUSED, "same-id-other-content")
    kept = AsideEntry.objects.get(entry=first.id)
    assert kept.content["body"]["name"] == "另一个名字"
    assert Org.objects.get(code="T1").name == "试验社区"


def test_a_click_that_cannot_apply_leaves_nothing(at: datetime) -> None:
    ended = Draft("post.ended", uuid7(), "user:1", at, {"until": at.isoformat()})
    with pytest.raises(Refused, match="not-begun"):
        append([org_draft(at), ended], at=at)
    assert not StoredEntry.objects.exists() and not Org.objects.exists()


def test_a_sync_keeps_what_cannot_apply_until_what_it_waits_for_arrives(at: datetime) -> None:
    about = uuid7()
    ended = Draft("post.ended", about, "user:1", at + timedelta(hours=1), {"until": at.isoformat()})
    assert append([ended], at=at + timedelta(hours=2), strict=False)[0].fate is Fate.ASIDE
    assert AsideEntry.objects.filter(entry=ended.id, refusal="not-begun").exists()
    body = {"number": 1, "org": 1, "path": "1/", "role": "clerk", "since": at.isoformat()}
    append([Draft("post.set", about, "user:1", at, body)], at=at + timedelta(hours=3), strict=False)
    assert not AsideEntry.objects.exists()
    assert Post.objects.get(pk=about).until is not None


def test_bad_bodies_and_far_clocks_are_refused_but_kept(at: datetime) -> None:
    drafts = [
        Draft("org.set", uuid7(), "user:1", at, {"number": "many"}),
        Draft("org.painted", uuid7(), "user:1", at, {}),
        org_draft(at + timedelta(days=2)),
        org_draft(at, code="T2"),
    ]
    receipts = append(drafts, at=at, strict=False)
    assert [r.refusal for r in receipts] == ["bad-body", "unknown-kind", "clock-far-off", ""]
    assert AsideEntry.objects.exclude(content=None).count() == 3


@pytest.mark.mission("C7", "C9")
def test_the_tree_is_folded_from_the_journal(cast: Cast) -> None:
    grid = Org.objects.get(code="530199001001-01")
    street = Org.objects.get(code="530199001")
    assert grid.path.startswith(street.path)
    assert Org.objects.filter(path__under=street.path).count() == 8
    assert not Org.objects.filter(path__under="").exists(), "a missing scope shows nothing"
