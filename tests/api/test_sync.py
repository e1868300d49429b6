"""The one way in for phones: each entry once, in any order, with its own receipt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taizhang.access.actor import Actor
from taizhang.api.batch import Batch, Receipts
from taizhang.api.sync import take
from taizhang.campaigns.operations import amend
from taizhang.campaigns.queries import plan_of
from taizhang.cases.models import Case
from taizhang.core.ids import derived, uuid7
from taizhang.core.plan import Plan
from taizhang.duties.models import Duty
from taizhang.inspections.models import Inspection
from taizhang.journal.kinds import KINDS
from taizhang.journal.models import AsideEntry, StoredEntry
from taizhang.journal.rebuild import rebuild
from taizhang.subjects.operations import merge
from taizhang.tallies.models import Tally
from tests.cast import Cast
from tests.phone.scene import CHECKLIST, Scene

SignIn = Callable[[str], Client]
Entry = dict[str, Any]
SHA = "ab" * 32


def inspection(scene: Scene, subject: str, at: datetime, *, about: UUID | None = None, **body: Any) -> Entry:
    answers = body.pop("answers", {"gas": "natural", "alarm": "fail", "hose": "pass"})
    return {
        "id": str(uuid7()),
        "kind": "inspection.recorded",
        "about": str(about or uuid7()),
        "campaign": str(scene.campaign.pk),
        "happened_at": at.isoformat(),
        "body": {
            "subject": str(scene.subject(subject)),
            "checklist": "kitchen",
            "version": "1",
            "answers": answers,
            **body,
        },
    }


def step(about: UUID, verb: str, at: datetime, **body: Any) -> Entry:
    kind = f"case.{verb}"
    return {"id": str(uuid7()), "kind": kind, "about": str(about), "happened_at": at.isoformat(), "body": body}


def send(actor: Actor, entries: Sequence[Entry], *, at: datetime, sent_at: datetime | None = None) -> Receipts:
    batch = Batch.model_validate({"device": "phone-1", "sent_at": sent_at or at, "entries": list(entries)})
    return take(batch, actor, [actor], at=at)


def fates(receipts: Receipts) -> list[str]:
    return [receipt.fate for receipt in receipts.receipts]


def post(client: Client, entries: Sequence[Any], at: datetime) -> Any:
    batch = {"device": "phone-1", "sent_at": at.isoformat(), "entries": entries}
    return client.post("/api/sync", batch, content_type="application/json")


@pytest.mark.mission("X6", "C28")
def test_a_failed_item_becomes_a_case_with_a_period_and_the_duty_is_met(
    signed_in: SignIn, scene: Scene, now: datetime
) -> None:
    photo = {"sha256": SHA, "name": "1.jpg"}
    entry = inspection(
        scene, "阿婆面馆", now, notes={"alarm": "后厨没有装"}, item_photos={"alarm": [photo]}, participants="店主",
        lat=30.66, lng=104.08, accuracy=12.5, signature={"sha256": "cd" * 32},
    )  # fmt: skip
    (receipt,) = post(signed_in("grid_worker"), [entry], now).json()["receipts"]
    assert receipt["fate"] == "appended"
    assert receipt["missing"] == [SHA, "cd" * 32]
    row = Inspection.objects.get()
    assert (row.passed, row.participants, row.accuracy, row.inspector_name) == (False, "店主", 12.5, "周麦生")
    assert [failure["item"] for failure in row.failures] == ["alarm"]
    case = Case.objects.get()
    assert case.pk == derived("case", row.pk, "alarm")
    assert (case.category, case.severity, case.description) == (
        "no-alarm",
        "serious",
        "检查项“已安装可燃气体报警装置”不合格。\n后厨没有装",
    )
    assert [named["sha256"] for named in case.photos] == [SHA]
    assert case.due_at is not None and case.due_at > now
    states = dict(Duty.objects.filter(subject=row.subject).values_list("verb", "state"))
    assert states == {"inspect": "met", "self_inspect": "open"}, "an official's visit is no inspection by oneself"


@pytest.mark.mission("C25")
def test_what_the_phone_says_about_failures_and_places_counts_for_nothing(
    cast: Cast, scene: Scene, now: datetime
) -> None:
    entry = inspection(scene, "阿婆面馆", now, failures=[], path="1/", inspector_name="别人", self_made=True, line="x")
    assert fates(send(cast.grid_worker, [entry], at=now)) == ["appended"]
    row = Inspection.objects.get()
    assert (row.inspector_name, row.self_made, row.path) == ("周麦生", False, scene.subjects["阿婆面馆"].path)
    assert Case.objects.count() == 1


@pytest.mark.mission("C24", "C25")
def test_a_resend_is_known_and_the_same_id_with_other_content_is_kept_for_a_person(
    cast: Cast, scene: Scene, now: datetime
) -> None:
    entry = inspection(scene, "阿婆面馆", now)
    assert fates(send(cast.grid_worker, [entry, entry], at=now)) == ["appended", "known"]
    assert fates(send(cast.grid_worker, [entry], at=now + timedelta(hours=3))) == ["known"]
    other = {**entry, "body": {**entry["body"], "note": "改过"}}
    assert fates(send(cast.grid_worker, [other], at=now)) == ["refused"]
    aside = AsideEntry.objects.get()
    assert (aside.refusal, aside.content["body"]["note"]) == ("same-id-other-content", "改过")
    assert (Inspection.objects.count(), Case.objects.count()) == (1, 1)
    assert fates(send(cast.second_grid_worker, [entry], at=now)) == ["refused"]


@pytest.mark.mission("C24")
def test_one_bad_record_stops_no_other(signed_in: SignIn, scene: Scene, now: datetime) -> None:
    good = inspection(scene, "湖边渔家", now)
    entries = [
        {"id": "not-an-id", "kind": "inspection.recorded"},
        {**inspection(scene, "阿婆面馆", now), "kind": "pony.fed"},
        inspection(scene, "阿婆面馆", now, answers={"gas": "natural"}),
        inspection(scene, "稻香饭庄", now),
        {**inspection(scene, "阿婆面馆", now), "body": {"subject": "x", "answers": []}},
        inspection(scene, "阿婆面馆", now, note="\0"),
        inspection(scene, "阿婆面馆", now, notes=["a"]),
        step(uuid7(), "assigned", now, handler=1),
        good,
    ]
    receipts = post(signed_in("grid_worker"), entries, now).json()["receipts"]
    assert [receipt["code"] for receipt in receipts] == [
        "bad-body", "unknown-kind", "bad-body", "unknown-thing", "bad-body", "bad-body", "bad-body", "not-permitted",
        "",
    ]  # fmt: skip
    assert receipts[-1]["fate"] == "appended"
    assert "报警装置" in receipts[2]["detail"]
    assert all(receipt["message"] and receipt["remedy"] for receipt in receipts[:-1])
    assert [row.subject for row in Inspection.objects.all()] == [scene.subject("湖边渔家")]


@pytest.mark.mission("C25")
@pytest.mark.parametrize("name", ["leader", "auditor", "system_admin", "other_grid_worker"])
def test_who_may_not_inspect_here_is_refused(cast: Cast, scene: Scene, now: datetime, name: str) -> None:
    assert fates(send(cast.actors[name], [inspection(scene, "阿婆面馆", now)], at=now)) == ["refused"]
    assert not Inspection.objects.exists()


@pytest.mark.mission("C25")
def test_a_wrong_clock_is_corrected_and_both_times_are_kept(cast: Cast, scene: Scene, now: datetime) -> None:
    by_phone = now - timedelta(days=40)  # the phone's calendar is forty days behind
    entry = inspection(scene, "阿婆面馆", by_phone - timedelta(hours=2))
    answer = send(cast.grid_worker, [entry], at=now, sent_at=by_phone)
    assert (fates(answer), answer.clock_offset) == (["appended"], timedelta(days=40).total_seconds())
    row = Inspection.objects.get()
    assert row.happened_at == now - timedelta(hours=2)
    assert datetime.fromisoformat(row.device_time) == by_phone - timedelta(hours=2)
    assert fates(send(cast.grid_worker, [entry], at=now + timedelta(minutes=7), sent_at=by_phone)) == ["known"]


@pytest.mark.mission("C25")
def test_what_lies_in_the_future_happened_when_it_was_received(cast: Cast, scene: Scene, now: datetime) -> None:
    entries = [
        inspection(scene, "阿婆面馆", now + timedelta(days=9)),
        {**inspection(scene, "湖边渔家", now), "happened_at": "9999-12-31T23:59:59Z"},
    ]
    assert fates(send(cast.grid_worker, entries, at=now)) == ["appended", "appended"]
    assert {row.happened_at for row in Inspection.objects.all()} == {now}


@pytest.mark.mission("C25")
def test_a_step_that_comes_before_its_case_waits_and_then_counts(cast: Cast, scene: Scene, now: datetime) -> None:
    about = uuid7()
    case = derived("case", about, "alarm")
    fixed = step(case, "fixed_on_spot", now, photos=[{"sha256": SHA}])
    assert [(r.fate, r.code) for r in send(cast.grid_worker, [fixed], at=now).receipts] == [("aside", "not-begun")]
    found = inspection(scene, "阿婆面馆", now - timedelta(minutes=5), about=about)
    send(cast.grid_worker, [found], at=now)
    assert Case.objects.get().state == "rectified"
    assert fates(send(cast.grid_worker, [fixed], at=now)) == ["known"]
    assert not AsideEntry.objects.exists()


@pytest.mark.mission("C71")
def test_what_a_newer_program_has_recorded_an_older_one_beside_it_leaves_for_later(
    cast: Cast, scene: Scene, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = uuid7()
    send(cast.grid_worker, [inspection(scene, "阿婆面馆", now - timedelta(hours=2), about=about)], at=now)
    case = derived("case", about, "alarm")
    done = step(case, "fixed_on_spot", now - timedelta(hours=1), photos=[{"sha256": SHA}])
    entries = [step(case, "returned", now, reason="没有通电"), inspection(scene, "湖边渔家", now)]
    assert fates(send(cast.grid_worker, [done], at=now)) == ["appended"]
    with monkeypatch.context() as older:
        older.delitem(KINDS, "case.fixed_on_spot")
        assert fates(send(cast.second_grid_worker, entries, at=now)) == ["later", "appended"]
    assert Case.objects.get(pk=case).state == "rectified" and not AsideEntry.objects.exists()
    assert fates(send(cast.second_grid_worker, entries, at=now)) == ["appended", "known"]


@pytest.mark.mission("C26")
def test_two_phones_on_one_case_never_overwrite_each_other(cast: Cast, scene: Scene, now: datetime) -> None:
    about = uuid7()
    send(cast.grid_worker, [inspection(scene, "阿婆面馆", now - timedelta(hours=2), about=about)], at=now)
    case = derived("case", about, "alarm")
    first = step(case, "fixed_on_spot", now - timedelta(hours=1), reason="店主当场装好", photos=[{"sha256": SHA}])
    second = step(
        case, "fixed_on_spot", now - timedelta(minutes=30), reason="我也看到了", photos=[{"sha256": "cd" * 32}]
    )
    assert fates(send(cast.second_grid_worker, [second], at=now)) == ["appended"]
    assert fates(send(cast.grid_worker, [first], at=now)) == ["appended"]
    assert Case.objects.get().rectified_at == now - timedelta(hours=1)
    (told,) = send(cast.second_grid_worker, [second], at=now).receipts
    assert (told.fate, told.code, told.message) == ("aside", "not-now", "目前的状态不能办理这一步")
    assert StoredEntry.objects.filter(about=case, kind="case.fixed_on_spot").count() == 2


@pytest.mark.mission("X8")
def test_a_problem_in_three_taps(cast: Cast, scene: Scene, now: datetime) -> None:
    about = uuid7()
    entry = {
        "id": str(uuid7()), "kind": "case.filed", "about": str(about), "campaign": str(scene.campaign.pk),
        "happened_at": now.isoformat(),
        "body": {
            "category": "hose", "title": "软管老化", "photos": [{"sha256": SHA}], "lat": 30.66, "lng": 104.08,
            "subject": str(scene.subject("阿婆面馆")), "severity": "general", "due_at": "2030-01-01T00:00:00Z",
        },
    }  # fmt: skip
    assert fates(send(cast.grid_worker, [entry], at=now)) == ["appended"]
    case = Case.objects.get(pk=about)
    assert (case.title, case.found_by_name, case.org) == ("软管老化", "周麦生", scene.subjects["阿婆面馆"].org)
    assert case.due_at is not None and case.due_at.year < 2030
    assert fates(send(cast.grid_worker, [entry], at=now + timedelta(days=1))) == ["known"]
    elsewhere = {**entry, "id": str(uuid7()), "about": str(uuid7()), "org": cast.orgs["530199001002-01"].number}
    elsewhere["body"] = {"category": "hose", "title": "别处"}
    (receipt,) = send(cast.grid_worker, [elsewhere], at=now).receipts
    assert (receipt.fate, receipt.code) == ("refused", "out-of-scope")


def test_a_duty_of_ones_own_is_met_from_the_phone(cast: Cast, scene: Scene, now: datetime) -> None:
    duty = Duty.objects.get(verb="patrol", bearer=cast.grid_worker.org)
    entry = {
        "id": str(uuid7()), "kind": "duty.met", "about": str(duty.pk), "happened_at": now.isoformat(),
        "body": {"note": "走访 12 户", "photos": [{"sha256": SHA}]},
    }  # fmt: skip
    assert fates(send(cast.other_grid_worker, [entry], at=now)) == ["refused"]
    assert fates(send(cast.grid_worker, [{**entry, "id": str(uuid7())}], at=now)) == ["appended"]
    duty.refresh_from_db()
    assert (duty.state, duty.evidence["note"], duty.evidence["name"]) == ("met", "走访 12 户", "周麦生")


@pytest.mark.mission("C25")
def test_a_record_about_a_merged_subject_goes_to_the_one_that_goes_on(cast: Cast, scene: Scene, now: datetime) -> None:
    merge(by=cast.office, at=now, keep=scene.subject("湖边渔家"), duplicates=[scene.subject("阿婆面馆")])
    entry = inspection(scene, "阿婆面馆", now)
    assert fates(send(cast.grid_worker, [entry], at=now)) == ["appended"]
    assert Inspection.objects.get().subject == scene.subject("湖边渔家")
    assert fates(send(cast.grid_worker, [entry], at=now)) == ["known"]


@pytest.mark.mission("C25")
def test_a_phone_that_had_the_older_checklist_is_judged_by_it(cast: Cast, scene: Scene, now: datetime) -> None:
    plan = plan_of(scene.campaign).to_dict()
    newer = CHECKLIST.replace("| kitchen | 1 ", "| kitchen | 2 ").replace(
        "|  | text  ", "|  | select_one result | staff | 持证 |  | yes | | | | |\n|  | text  "
    )
    plan["checklists"] = {"kitchen": newer}
    amend(by=cast.office, at=now, campaign=scene.campaign, plan=Plan.from_dict(plan), reason="增加一项")
    old, new = inspection(scene, "阿婆面馆", now), inspection(scene, "湖边渔家", now, version="2")
    answer = send(cast.grid_worker, [old, new], at=now)
    assert [(receipt.fate, receipt.code) for receipt in answer.receipts] == [("appended", ""), ("refused", "bad-body")]
    assert Inspection.objects.get().version == "1"


def test_another_post_of_the_person_is_named_by_the_entry(cast: Cast, scene: Scene, now: datetime) -> None:
    entry = {**inspection(scene, "稻香饭庄", now), "post": cast.other_clerk.post}
    batch = Batch.model_validate({"device": "phone-1", "sent_at": now, "entries": [entry]})
    assert fates(take(batch, cast.grid_worker, [cast.grid_worker, cast.other_clerk], at=now)) == ["appended"]


@pytest.mark.parametrize(
    "content", [b"{", b"[]", b'{"device": NaN}', b"[" * 100_000, b"\xff", b'{"device":"", "sent_at": 1}']
)
def test_what_is_no_batch_is_refused_in_one_shape(signed_in: SignIn, scene: Scene, content: bytes) -> None:
    answer = signed_in("grid_worker").post("/api/sync", content, content_type="application/json")
    assert answer.status_code in {400, 422}
    assert {"code", "message", "remedy"} <= set(answer.json())


def test_a_request_without_token_is_refused(cast: Cast, scene: Scene, now: datetime) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.user("grid_worker"))
    answer = post(client, [], now)
    assert (answer.status_code, answer.json()["code"]) == (403, "token-missing")
    token = client.get("/api/day").cookies["csrftoken"].value
    headers = {"X-CSRFToken": token}
    batch = {"device": "phone-1", "sent_at": now.isoformat(), "entries": []}
    assert client.post("/api/sync", batch, content_type="application/json", headers=headers).status_code == 200


class _Back(Exception):  # noqa: N818 - it takes back what a run did
    pass


def state() -> Any:
    """Everything that follows from the journal."""
    cases = Case.objects.order_by("pk").values_list(
        "pk", "state", "due_at", "returns", "rectified_at", "on_spot", "handler"
    )
    duties = Duty.objects.order_by("pk").values_list("pk", "state", "met_at", "met_by")
    found = Inspection.objects.order_by("pk").values_list("pk", "passed", "subject", "happened_at")
    sums = Tally.objects.exclude(value=0).values_list("campaign", "org", "line", "measure", "day", "value")
    return list(cases), list(duties), list(found), sorted(sums)


def a_day_of_two_phones(cast: Cast, scene: Scene, now: datetime) -> list[tuple[Actor, Entry]]:
    one, two = uuid7(), uuid7()
    alarm, hose = derived("case", one, "alarm"), derived("case", two, "hose")
    minutes = [now - timedelta(minutes=60 - 5 * number) for number in range(8)]
    grid = cast.grid_worker.org
    worker, second, clerk = cast.grid_worker, cast.second_grid_worker, cast.clerk
    day = [
        (worker, inspection(scene, "阿婆面馆", minutes[0], about=one)),
        (
            second,
            inspection(
                scene, "湖边渔家", minutes[1], about=two, answers={"gas": "natural", "alarm": "pass", "hose": "fail"}
            ),
        ),
        (worker, step(alarm, "fixed_on_spot", minutes[2], photos=[{"sha256": SHA}])),
        (second, step(alarm, "fixed_on_spot", minutes[3], photos=[{"sha256": SHA}])),
        (clerk, step(hose, "assigned", minutes[4], handler=grid)),
        (worker, step(hose, "rectified", minutes[5], photos=[{"sha256": SHA}])),
        (second, step(alarm, "returned", minutes[6], reason="没有通电")),
        (clerk, step(hose, "rechecked", minutes[7])),
    ]
    return [(who, {**entry, "org": grid}) for who, entry in day]


@pytest.mark.mission("C24", "C25", "C26")
def test_any_order_duplication_and_loss_lead_to_the_same_state(cast: Cast, scene: Scene, now: datetime) -> None:
    day = a_day_of_two_phones(cast, scene, now)
    for who, entry in day:
        send(who, [entry], at=now)
    wanted = state()
    assert {row[1] for row in wanted[0]} == {"filed", "rechecked"}  # what was fixed on the spot was never assigned
    StoredEntry.objects.filter(received_at=now).delete()
    rebuild(at=now)
    assert not Inspection.objects.exists()

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.permutations(range(len(day))), st.lists(st.integers(0, len(day) - 1), max_size=6))
    def any_way(order: list[int], lost: list[int]) -> None:
        try:
            with transaction.atomic():
                for index in [*order, *lost, *range(len(day))]:  # what was lost on its way is sent again
                    who, entry = day[index]
                    send(who, [entry], at=now)
                assert state() == wanted
                raise _Back
        except _Back:
            pass

    any_way()
