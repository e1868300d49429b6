"""Suspected corruption is referred under seal: discipline inspection reads it, nobody else, nor the database."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from taizhang.access.actor import Actor
from taizhang.core.refusals import Refused
from taizhang.core.sealed_box import KEY, WrongKey, make_keys, seal, unseal
from taizhang.journal.models import StoredEntry, StoredFile
from taizhang.journal.rebuild import rebuild
from taizhang.referrals.models import Referral
from taizhang.referrals.operations import make_key, open_referral, refer
from taizhang.referrals.queries import key_of, receivers_for
from tests.loop.conftest import Clock
from tests.loop.scene import STREET, Scene
from tests.tables import tables

PASSPHRASE = "青山不改-绿水长流-2026"
SECRET = "某站长收受拆除户两万元"


def keyed(scene: Scene, clock: Clock, inspector: Actor) -> UUID:
    make_key(by=inspector, at=clock.now, passphrase=PASSPHRASE)
    key = key_of(scene.org(STREET).number)
    assert key is not None
    return key.pk


def sent(scene: Scene, clock: Clock, inspector: Actor, **more: Any) -> Referral:
    form = {"receiver": str(keyed(scene, clock, inspector)), "text": SECRET, **more}
    page = scene.person("supervisor").client.post("/referrals/new", form, follow=True)
    assert "已密封移送" in page.content.decode()
    return Referral.objects.get()


@pytest.mark.mission("R6")
def test_what_is_referred_is_read_by_discipline_inspection_alone(scene: Scene, clock: Clock, inspector: Actor) -> None:
    proof = SimpleUploadedFile("转账截图.png", b"a transfer of twenty thousand")
    row = sent(scene, clock, inspector, files=[proof])
    desk = scene.person("inspector")
    assert "内容" not in desk.look(f"/referrals/{row.pk}/").replace("不要写线索的内容", "")
    opened = desk.client.post(f"/referrals/{row.pk}/open", {"key_password": PASSPHRASE, "as": "page"})
    told = opened.content.decode()
    assert SECRET in told and "严正清（青禾街道，督查人员）" in told and "转账截图.png" in told
    assert opened["Cache-Control"] == "no-store"
    packed = desk.client.post(f"/referrals/{row.pk}/open", {"key_password": PASSPHRASE, "as": "zip"})
    with zipfile.ZipFile(io.BytesIO(b"".join(packed.streaming_content))) as whole:  # type: ignore[attr-defined]
        assert whole.read("附件1-转账截图.png") == b"a transfer of twenty thousand"
    assert StoredEntry.objects.filter(kind="referral.opened").count() == 2  # each look is written down
    desk.client.post(f"/referrals/{row.pk}/answer", {"decision": "accept", "answer": "已登记"})
    mine = scene.person("supervisor").look(f"/referrals/{row.pk}/")
    assert "已受理" in mine and "已登记" in mine and SECRET not in mine


@pytest.mark.mission("R6", "C9")
def test_nobody_else_sees_that_it_exists(scene: Scene, clock: Clock, inspector: Actor) -> None:
    row = sent(scene, clock, inspector)
    for who in ("office", "leader", "clerk", "grid_worker", "bureau"):
        person = scene.person(who).client
        assert person.get(f"/referrals/{row.pk}/").status_code == 404
        assert person.post(f"/referrals/{row.pk}/open", {"key_password": PASSPHRASE}).status_code in (403, 404)
        assert str(row.pk) not in person.get("/referrals/").content.decode()
    for who in ("owner", "system_admin", "security_admin", "auditor"):
        assert scene.person(who).client.get("/referrals/").status_code == 403
    assert scene.person("inspector").client.get("/ledger/").status_code == 403  # sealed letters are all they see


@pytest.mark.mission("R6")
def test_the_database_and_the_files_hold_nothing_in_the_clear(scene: Scene, clock: Clock, inspector: Actor) -> None:
    row = sent(scene, clock, inspector, files=[SimpleUploadedFile("转账截图.png", b"a transfer")])
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            held = str(cursor.fetchall())
            assert SECRET not in held and "转账截图" not in held and PASSPHRASE not in held, table
    assert not StoredFile.objects.filter(size=len(b"a transfer")).exists()
    assert "sha256" in row.files[0] and row.files[0]["name"] == "附件1"


@pytest.mark.mission("R6")
def test_a_new_passphrase_is_for_later_ones_and_the_old_one_for_those_before(
    scene: Scene, clock: Clock, inspector: Actor
) -> None:
    row = sent(scene, clock, inspector)
    make_key(by=inspector, at=clock.to(5, 14), passphrase="another-passphrase-2026")
    with pytest.raises(Refused, match="wrong-passphrase"):
        open_referral(by=inspector, at=clock.now, about=row.pk, passphrase="another-passphrase-2026")
    assert open_referral(by=inspector, at=clock.now, about=row.pk, passphrase=PASSPHRASE).text == SECRET
    (key, _), = receivers_for(scene.cast.clerk)  # fmt: skip
    later = refer(by=scene.cast.clerk, at=clock.now, receiver=key.pk, text="另一件事")
    assert open_referral(by=inspector, at=clock.now, about=later, passphrase="another-passphrase-2026").text
    before = tables()
    rebuild(at=clock.now)
    assert tables() == before


@pytest.mark.mission("R6")
def test_a_form_that_cannot_be_taken_keeps_what_was_typed_on_the_page_and_nowhere_else(
    scene: Scene, clock: Clock, inspector: Actor
) -> None:
    keyed(scene, clock, inspector)
    client = scene.person("clerk").client
    page = client.post("/referrals/new", {"text": SECRET, "receiver": ""})
    assert page.status_code == 422 and SECRET in page.content.decode() and "请选择移送给哪里" in page.content.decode()
    assert SECRET not in str(dict(client.session.items()))
    assert not Referral.objects.exists()
    short = scene.person("inspector").client.post("/referrals/key", {"key_password": "短", "key_password_again": "短"})
    assert "至少 12 个字符" in short.content.decode()


@pytest.mark.mission("R6")
def test_without_a_receiver_the_page_says_how_there_comes_to_be_one(scene: Scene) -> None:
    assert "还没有设置启封口令" in scene.person("clerk").look("/referrals/")


@pytest.mark.mission("R6")
@settings(max_examples=5, deadline=None)
@given(st.binary(max_size=2000), st.binary(max_size=40), st.integers(0, 10_000))
def test_a_box_opens_whole_with_its_key_and_not_at_all_otherwise(content: bytes, about: bytes, where: int) -> None:
    public, locked = make_keys(PASSPHRASE)
    box = seal(public, content, about)
    assert unseal(locked, PASSPHRASE, box, about) == content
    assert len(content) < KEY or content not in box
    altered = bytearray(box)
    altered[where % len(box)] ^= 1
    others = [(PASSPHRASE, bytes(altered), about), (PASSPHRASE, box, about + b"."), ("x", box, about)]
    for passphrase, tried, bound in others:
        with pytest.raises(WrongKey):
            unseal(locked, passphrase, tried, bound)
