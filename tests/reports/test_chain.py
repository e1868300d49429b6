"""A daily chain of two levels, driven through the operations: on time, late, nil, returned, corrected, frozen."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

import pytest

from taizhang.cases.operations import take_step
from taizhang.core.refusals import Refused
from taizhang.duties.models import Duty
from taizhang.journal.files import content_of
from taizhang.journal.models import StoredEntry
from taizhang.journal.rebuild import rebuild
from taizhang.reports.models import Report
from taizhang.reports.operations import confirm, correct, give_back, sweep
from taizhang.workflows.clock import tick
from tests.cast import build_cast

from .scene import FIRST, FIRST_GRID, SECOND, SECOND_GRID, STREET, Scene, build_scene, on


@pytest.mark.mission("X10", "C48", "C49")
def test_a_day_of_the_chain_on_time_late_and_missing(scene: Scene) -> None:
    scene.found(FIRST_GRID, on(13, "10:00"))
    confirm(by=scene.cast.clerk, at=on(13, "15:30"), report=scene.report(FIRST, 13).pk)
    sweep(now=on(13, "16:00") + timedelta(seconds=1))
    assert scene.report(FIRST, 13).state == "on_time"
    assert scene.report(SECOND, 13).state == "missing"
    assert scene.report(STREET, 13).state == "open"
    confirm(by=scene.cast.other_clerk, at=on(13, "16:20"), report=scene.report(SECOND, 13).pk)
    assert scene.report(SECOND, 13).state == "late"
    sweep(now=on(13, "18:00"))
    assert scene.report(STREET, 13).state == "missing"
    assert {row.state for row in Report.objects.filter(counted_to__lt=on(13, "16:00"))} == {"missing"}


@pytest.mark.mission("C48")
def test_windows_run_from_cut_off_to_cut_off_without_gap_for_the_whole_chain(scene: Scene) -> None:
    days = [scene.report(FIRST, day) for day in (11, 12, 13)]
    assert days[0].counted_from == on(11, "09:00")
    assert [(row.counted_from, row.counted_to) for row in days[1:]] == [
        (on(11, "16:00"), on(12, "16:00")),
        (on(12, "16:00"), on(13, "16:00")),
    ]
    street = scene.report(STREET, 13)
    assert (street.counted_from, street.counted_to) == (on(12, "16:00"), on(13, "16:00"))
    assert street.cut_off == on(13, "17:30")


@pytest.mark.mission("C48")
@pytest.mark.django_db
def test_what_happens_on_the_first_day_after_the_cut_off_is_in_the_next_report() -> None:
    scene = build_scene(build_cast(on(1, "09:00")), "16:45")
    assert not Report.objects.filter(definition="daily", counted_to__lte=on(11, "17:30")).exists()
    for org in (FIRST, STREET):
        first = scene.report(org, 12)
        assert (first.counted_from, first.counted_to) == (on(11, "16:45"), on(12, "16:00"))


@pytest.mark.mission("C49")
def test_the_duty_to_report_is_met_by_the_report(scene: Scene) -> None:
    report = scene.report(FIRST, 13)
    confirm(by=scene.cast.clerk, at=on(13, "15:30"), report=report.pk)
    assert Duty.objects.get(pk=report.pk).state == "met"
    give_back(by=scene.cast.office, at=on(13, "15:40"), report=report.pk, reason="漏报一家")
    assert Duty.objects.get(pk=report.pk).state == "open"
    tick(now=on(13, "16:01"))
    confirm(by=scene.cast.clerk, at=on(13, "16:10"), report=report.pk)
    assert Duty.objects.get(pk=report.pk).state == "met_late"
    assert Report.objects.get(pk=report.pk).state == "late"


@pytest.mark.mission("C50")
def test_a_nil_report_is_an_explicit_act_and_true(scene: Scene) -> None:
    scene.found(SECOND_GRID, on(13, "10:00"))
    confirm(by=scene.cast.clerk, at=on(13, "15:30"), report=scene.report(FIRST, 13).pk, nil=True)
    assert scene.report(FIRST, 13).state == "nil"
    with pytest.raises(Refused, match="not-nil"):
        confirm(by=scene.cast.other_clerk, at=on(13, "15:30"), report=scene.report(SECOND, 13).pk, nil=True)
    sweep(now=on(13, "16:01"))
    assert scene.report(FIRST, 13).state == "nil"
    assert scene.report(SECOND, 13).state == "missing"


@pytest.mark.mission("C52")
def test_returned_with_a_reason_and_confirmed_again(scene: Scene) -> None:
    report = scene.report(FIRST, 13)
    confirm(by=scene.cast.clerk, at=on(13, "14:00"), report=report.pk)
    with pytest.raises(Refused, match="not-permitted"):
        give_back(by=scene.cast.clerk, at=on(13, "14:10"), report=report.pk, reason="不对")
    with pytest.raises(Refused, match="reason-missing"):
        give_back(by=scene.cast.office, at=on(13, "14:10"), report=report.pk, reason=" ")
    give_back(by=scene.cast.office, at=on(13, "14:10"), report=report.pk, reason="少报了一处，请核对")
    report.refresh_from_db()
    assert (report.state, report.return_reason) == ("returned", "少报了一处，请核对")
    confirm(by=scene.cast.clerk, at=on(13, "15:00"), report=report.pk)
    report.refresh_from_db()
    assert (report.state, report.return_reason) == ("on_time", "")


@pytest.mark.mission("C52")
def test_a_correction_needs_a_reason_and_stands_beside_the_computed_figure(scene: Scene) -> None:
    scene.found(FIRST_GRID, on(13, "10:00"))
    report = scene.report(FIRST, 13)
    with pytest.raises(Refused, match="reason-missing"):
        confirm(by=scene.cast.clerk, at=on(13, "15:00"), report=report.pk, corrections={"cases.filed": (3, "")})
    with pytest.raises(Refused, match="bad-body"):
        confirm(by=scene.cast.clerk, at=on(13, "15:00"), report=report.pk, corrections={"nonsense": (3, "因为")})
    confirm(
        by=scene.cast.clerk, at=on(13, "15:00"), report=report.pk, corrections={"cases.filed": (3, "另有两处纸质记录")}
    )
    sweep(now=on(13, "16:05"))
    report.refresh_from_db()
    assert (report.figures["cases.filed"], report.reported("cases.filed")) == (1, 3)
    assert report.corrections["cases.filed"]["reason"] == "另有两处纸质记录"
    assert (report.state, report.told) == ("on_time", "按时报送，有更正")


@pytest.mark.mission("C50", "C52")
def test_a_correction_does_not_hide_that_the_report_was_late(scene: Scene) -> None:
    report = scene.report(FIRST, 13)
    sweep(now=on(13, "16:05"))
    confirm(by=scene.cast.clerk, at=on(13, "16:20"), report=report.pk, nil=True)
    correct(by=scene.cast.clerk, at=on(13, "16:30"), report=report.pk, corrections={"cases.filed": (1, "漏录一处")})
    report.refresh_from_db()
    assert (report.state, report.told) == ("corrected", "已更正，迟报")


@pytest.mark.mission("C52", "C53")
def test_after_the_freeze_a_correction_is_a_new_version_that_names_the_old(scene: Scene) -> None:
    report = scene.report(FIRST, 13)
    confirm(by=scene.cast.clerk, at=on(13, "15:00"), report=report.pk)
    with pytest.raises(Refused, match="not-now"):
        correct(by=scene.cast.clerk, at=on(13, "15:30"), report=report.pk, corrections={"cases.filed": (1, "补")})
    sweep(now=on(13, "16:05"))
    report.refresh_from_db()
    first = report.digest
    correct(by=scene.cast.clerk, at=on(13, "16:30"), report=report.pk, corrections={"cases.filed": (1, "漏录一处")})
    report.refresh_from_db()
    assert (report.version, report.state, report.figures["cases.filed"], report.reported("cases.filed")) == (
        2, "corrected", 0, 1,
    )  # fmt: skip
    last = StoredEntry.objects.get(about=report.pk, kind="report.corrected")
    assert last.body["of"] == first != report.digest


@pytest.mark.mission("X10", "C51", "C53")
def test_frozen_figures_and_their_records_never_change(scene: Scene) -> None:
    early = scene.found(FIRST_GRID, on(13, "10:00"))
    tick(now=on(13, "16:00"))
    sweep(now=on(13, "16:00"))
    before = scene.report(FIRST, 13)
    scene.found(FIRST_GRID, on(13, "16:10"))
    scene.found_offline(FIRST_GRID, on(13, "15:50"), received=on(13, "16:20"))
    take_step(by=scene.cast.grid_worker, at=on(13, "16:30"), case=early, verb="fixed_on_spot", body=PHOTO)
    sweep(now=on(14, "12:00"))
    after = scene.report(FIRST, 13)
    assert after.figures == before.figures == {
        "subjects.total": 1, "duties.inspect.owed": 1, "cases.filed": 1, "cases.fixed_on_spot": 0, "cases.open": 1,
        "cases.overdue": 0,
    }  # fmt: skip
    assert json.loads(content_of(after.records))["cases.filed"] == [str(early)]
    assert after.digest == before.digest


PHOTO = {"photos": [{"sha256": "0" * 64, "name": "改后.jpg", "media_type": "image/jpeg"}]}


def _story(scene: Scene) -> None:
    """An hour around the cut-off with everything that could blur it."""
    fixed = scene.found(FIRST_GRID, on(13, "09:00"))
    scene.found(FIRST_GRID, on(12, "10:00"), category="hose")
    tick(now=on(13, "15:00"))
    take_step(by=scene.cast.grid_worker, at=on(13, "15:55"), case=fixed, verb="fixed_on_spot", body=PHOTO)


def _after(scene: Scene) -> None:
    open_case = UUID(str(StoredEntry.objects.filter(kind="case.filed").order_by("position").values_list("about")[1][0]))
    take_step(by=scene.cast.grid_worker, at=on(13, "16:02"), case=open_case, verb="fixed_on_spot", body=PHOTO)
    scene.found_offline(FIRST_GRID, on(13, "15:59"), received=on(13, "16:05"))


@pytest.mark.mission("C53")
@pytest.mark.parametrize("wakes", ["16:00", "20:00"])
def test_the_worker_may_wake_late_and_freezes_the_same(scene: Scene, wakes: str) -> None:
    _story(scene)
    if wakes == "16:00":
        sweep(now=on(13, "16:00"))
    _after(scene)
    sweep(now=on(13, "20:00"))
    report = scene.report(FIRST, 13)
    assert (report.figures, report.totals) == (
        {"subjects.total": 1, "duties.inspect.owed": 1, "cases.filed": 1, "cases.fixed_on_spot": 1, "cases.open": 2,
         "cases.overdue": 0},
        {"cases.filed": 2, "cases.fixed_on_spot": 1},
    )  # fmt: skip
    assert report.frozen_at == on(13, "16:00")


@pytest.mark.mission("C53")
def test_freezing_twice_writes_once(scene: Scene) -> None:
    assert sweep(now=on(13, "16:00")) == 2 * 3 + 2
    assert sweep(now=on(13, "16:00")) == 0
    assert StoredEntry.objects.filter(kind="report.frozen").count() == 8


@pytest.mark.mission("C53")
def test_a_rebuild_gives_the_same_reports(scene: Scene) -> None:
    _story(scene)
    confirm(by=scene.cast.clerk, at=on(13, "15:30"), report=scene.report(FIRST, 13).pk, note="天气原因少查两户")
    sweep(now=on(13, "16:00"))
    give_back(by=scene.cast.office, at=on(13, "16:20"), report=scene.report(FIRST, 13).pk, reason="请核对")
    before = list(Report.objects.order_by("pk").values())
    rebuild(at=on(13, "17:00"))
    assert list(Report.objects.order_by("pk").values()) == before


def test_only_the_own_org_confirms_and_not_before_it_opens(scene: Scene) -> None:
    with pytest.raises(Refused, match="unknown-thing"):
        confirm(by=scene.cast.other_clerk, at=on(13, "15:00"), report=scene.report(FIRST, 13).pk)
    for name in ("office", "grid_worker", "leader"):
        with pytest.raises(Refused, match=r"not-permitted|unknown-thing"):
            confirm(by=scene.cast.actors[name], at=on(13, "15:00"), report=scene.report(FIRST, 13).pk)
    with pytest.raises(Refused, match="report-not-open"):
        confirm(by=scene.cast.clerk, at=on(13, "15:00"), report=scene.report(FIRST, 14).pk)
