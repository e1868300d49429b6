"""Personal data go by themselves when their time is over: told beforehand, held for a reason of law, provably gone."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from openpyxl import Workbook

from taizhang.archive.bundling import make_bundle
from taizhang.archive.catalogue import Fonds
from taizhang.archive.verification import bundle_findings, verified
from taizhang.cases.models import Case
from taizhang.cases.operations import take_step
from taizhang.commands.worker import turn
from taizhang.imports.models import Import
from taizhang.imports.operations import begin, drop
from taizhang.inspections.models import Inspection
from taizhang.inspections.operations import record
from taizhang.journal.files import keep_picture
from taizhang.journal.models import AsideEntry, StoredEntry, StoredFile
from taizhang.journal.rebuild import rebuild
from taizhang.journal.seal import seal
from taizhang.retention.models import Expiry, Round
from taizhang.retention.operations import sweep
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import close, correct, reopen
from tests.cast import build_cast
from tests.loop.conftest import Clock
from tests.loop.conftest import clock as clock
from tests.loop.scene import BEGIN, PLAN, Scene, build_scene, photo
from tests.tables import tables

pytestmark = [pytest.mark.django_db, pytest.mark.mission("C13", "C71")]

CHECKLIST = """
| survey |
| | type | name | label | required | category |
| | select_one pass_fail | hose | 软管是否完好 | yes | hose |
| | text | owner | 负责人姓名 | | |
| choices |
| | list_name | name | label |
| | pass_fail | pass | 合格 |
| | pass_fail | fail | 不合格 |
| settings |
| | form_id | form_title | version |
| | visit | 检查表 | 1 |
"""
KEPT = {
    **PLAN,
    "subject_kinds": [{**PLAN["subject_kinds"][0], "checklist": "visit"}],
    "checklists": {"visit": CHECKLIST},
    "retention": [
        {"id": "shops", "what": "subjects", "records": True, "days": 365, "notice": 30},
        {"id": "cases", "what": "cases", "days": 500, "notice": 30},
        {"id": "uploads", "what": "uploads", "days": 30, "notice": 7},
    ],
}
SECRETS = ("秦阿婆", "13812345678", "老太太说漏气", "苏明川", "孩子在后厨", "秦阿婆的登记表")


@pytest.fixture
def scene(db: None, clock: Clock) -> Scene:
    return build_scene(build_cast(BEGIN), KEPT)


def kept(colour: str, at: datetime) -> dict[str, Any]:
    return {"sha256": keep_picture(photo(colour=colour).read(), at=at).sha256, "name": f"{colour}.jpg"}


def gone_round(scene: Scene, about: UUID, at: datetime) -> None:
    cast = scene.cast
    steps: list[tuple[Any, str, dict[str, Any]]] = [
        (cast.grid_worker, "fixed_on_spot", {"photos": [kept("green", at)], "reason": "换了苏明川买的软管"}),
        (cast.second_grid_worker, "rechecked", {}), (cast.clerk, "accepted", {}), (cast.office, "struck", {}),
    ]  # fmt: skip
    for hours, (who, verb, body) in enumerate(steps, start=1):
        take_step(by=who, at=at + timedelta(hours=hours), case=about, verb=verb, body=body)


@pytest.fixture
def ended(scene: Scene, clock: Clock) -> Subject:
    """A shop that was inspected, had a problem, and closed; one upload that came to nothing."""
    at, shop = clock.now, scene.subjects["阿婆面馆"]
    correct(by=scene.cast.office, at=at, subject=shop.pk, changes={"contact": "秦阿婆", "phone": "13812345678"})
    body = {
        "checklist": "visit", "answers": {"hose": "pass", "owner": "秦阿婆"}, "note": "孩子在后厨写作业",
        "photos": [kept("red", at)],
    }  # fmt: skip
    record(by=scene.cast.grid_worker, at=at, campaign=scene.campaign, subject=shop, body=body)
    case = scene.found("hose", at, title="老太太说漏气", photos=[kept("blue", at)])
    gone_round(scene, case, at)
    book, target = Workbook(), io.BytesIO()
    book.active.append(["名称", "联系电话"])
    book.active.append(["秦阿婆的登记表", "13812345678"])
    book.save(target)
    upload = begin(by=scene.cast.office, at=at, what="subjects", content=target.getvalue(), name="登记表.xlsx")
    drop(by=scene.cast.office, at=at, about=upload.pk)
    close(by=scene.cast.office, at=at + timedelta(days=1), subject=shop.pk, reason="停业")
    turn()
    return Subject.objects.get(pk=shop.pk)


def everything() -> str:
    """All that the database and the kept files hold, people and posts apart."""
    own = [model for model in apps.get_models() if model._meta.app_label not in {"accounts", "orgs", "campaigns"}]
    rows = [str(row) for model in own for row in model._default_manager.values() if row.get("thing") != "org"]
    return "\n".join(row for row in rows if "'post." not in row and "'org." not in row)


def days(clock: Clock, count: int) -> None:
    """The worker looks once a day."""
    for _ in range(count):
        clock.now += timedelta(days=1)
        sweep(now=clock.now)


def state(what: str) -> str:
    return Expiry.objects.get(what=what).state


def test_the_office_is_told_beforehand_and_then_it_is_gone_everywhere(
    scene: Scene, clock: Clock, ended: Subject, tmp_path: Path
) -> None:
    photos = list(StoredFile.objects.all())
    assert len(photos) == 4 and all(secret in everything() for secret in SECRETS)
    clock.now += timedelta(days=334)
    days(clock, 2)
    assert "有 2 项个人信息将到期抹去" in scene.person("office").look("/")
    page = scene.person("office").look("/retention/")
    assert "阿婆面馆" in page and "已注销对象的受保护信息，保存 365 天" in page and "2027年5月14日" in page
    assert "13812345678" in everything(), "told, not yet gone"
    days(clock, 35)
    assert state("subjects") == "erased"
    assert [secret for secret in SECRETS if secret in everything()] == []
    assert StoredFile.objects.count() == 0 and not any(default_storage.exists(row.path) for row in photos)
    before = tables()
    assert Case.objects.get().state == "struck" and not AsideEntry.objects.exists()
    assert Inspection.objects.get().answers["hose"] == "pass"
    rebuild(at=clock.now)
    assert tables() == before
    seal(at=clock.now)
    standing, findings = verified(at=clock.now)
    assert findings == [] and standing.unsealed == 0
    make_bundle(scene.campaign, tmp_path / "包.zip", fonds=Fonds("Z007", "青禾街道办事处", "RQAQ"), at=clock.now)
    assert list(bundle_findings(tmp_path / "包.zip")) == []
    assert "抹去文字和照片。保存期限已到" in scene.person("office").look(f"/ledger/{Case.objects.get().pk}/")
    assert "阿婆面馆" in scene.person("office").look("/retention/?state=erased")


def test_an_altered_entry_is_not_hidden_by_erasing(scene: Scene, clock: Clock, ended: Subject) -> None:
    row = StoredEntry.objects.get(kind="case.filed")
    StoredEntry.objects.filter(pk=row.pk).update(body={**row.body, "title": "没有问题"})
    clock.now += timedelta(days=334)
    days(clock, 40)
    assert state("subjects") == "announced"
    assert "13812345678" in everything(), "all of it or none of it"
    assert [one.code for one in verified(at=clock.now)[1]] == ["entry-altered"]


def test_what_the_office_holds_stays_until_it_is_released(scene: Scene, clock: Clock, ended: Subject) -> None:
    clock.now += timedelta(days=334)
    days(clock, 3)
    office = scene.person("office")
    chosen = {"chosen": [str(Expiry.objects.get(what="subjects").pk)]}
    address = "/retention/decide"
    assert office.client.post(address, {**chosen, "decision": "hold", "reason": " "}).status_code == 422
    clerk = scene.person("clerk").client
    assert clerk.post(address, {**chosen, "decision": "hold", "reason": "想留"}).status_code == 403
    office.client.post(address, {**chosen, "decision": "hold", "reason": "涉及正在办理的案件"})
    days(clock, 40)
    assert state("subjects") == "held" and "13812345678" in everything()
    assert "涉及正在办理的案件" in office.look("/retention/?state=held")
    office.client.post(address, {**chosen, "decision": "release", "reason": "案件已结"})
    days(clock, 1)
    assert state("subjects") == "erased" and "13812345678" not in everything()


def test_what_comes_back_is_not_erased_and_is_announced_anew_when_it_ends_again(
    scene: Scene, clock: Clock, ended: Subject
) -> None:
    clock.now += timedelta(days=334)
    days(clock, 3)
    reopen(by=scene.cast.office, at=clock.now, subject=ended.pk, reason="重新营业")
    days(clock, 40)
    assert state("subjects") == "dropped" and "13812345678" in everything()
    close(by=scene.cast.office, at=clock.now, subject=ended.pk, reason="又停业")
    clock.now += timedelta(days=340)
    days(clock, 1)
    assert state("subjects") == "announced"


def test_a_clock_that_jumps_ahead_erases_nothing_on_its_first_day(scene: Scene, clock: Clock, ended: Subject) -> None:
    clock.now += timedelta(days=334)
    days(clock, 3)
    clock.now += timedelta(days=400)
    sweep(now=clock.now)
    assert state("subjects") == "announced" and "13812345678" in everything()
    days(clock, 1)
    assert state("subjects") == "erased"


def test_an_upload_goes_by_its_own_rule_and_the_import_is_still_listed(
    scene: Scene, clock: Clock, ended: Subject
) -> None:
    days(clock, 40)
    assert state("uploads") == "erased"
    assert "秦阿婆的登记表" not in everything()
    row = Import.objects.get()
    assert (row.file_name, row.state, row.sha256) == ("登记表.xlsx", "dropped", "")
    assert scene.person("office").client.get(f"/register/import/{row.pk}/").status_code == 200


def test_a_photo_that_another_record_names_stays(scene: Scene, clock: Clock, ended: Subject) -> None:
    shared = kept("red", clock.now)
    scene.found("hose", clock.now, shop="柳荫小炒", title="别家的问题", photos=[shared])
    clock.now += timedelta(days=334)
    days(clock, 37)
    assert state("subjects") == "erased"
    assert list(StoredFile.objects.values_list("pk", flat=True)) == [shared["sha256"]]
    assert verified(at=clock.now)[1] == []


def test_two_workers_on_one_day_announce_and_erase_once(scene: Scene, clock: Clock, ended: Subject) -> None:
    clock.now += timedelta(days=334)
    days(clock, 2)
    Round.objects.filter(day=clock.now.date()).delete()
    sweep(now=clock.now)
    assert StoredEntry.objects.filter(kind="expiry.announced").count() == 2
