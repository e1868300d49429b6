"""Submissions that wait at the same moment go together, and become exactly what they become one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from taizhang.access.actor import Actor
from taizhang.cases.models import Case
from taizhang.core.refusals import Refused
from taizhang.duties.models import Duty
from taizhang.inspections.models import Inspection
from taizhang.journal.models import AsideEntry, FileUse, StoredEntry, StoredFile
from taizhang.openrosa.beginnings import Arrived, begin_together
from taizhang.openrosa.models import Submission
from taizhang.openrosa.submissions import arrive, take_alone
from taizhang.tallies.models import Tally
from tests.cast import Cast
from tests.openrosa.collect import Collect
from tests.phone.scene import Scene

Picture = Callable[[int], bytes]
GOOD = {"gas": "natural", "alarm": "pass", "hose": "pass"}


@dataclass(frozen=True)
class Post:
    xml: bytes
    files: dict[str, bytes]
    by: Actor


@pytest.fixture
def posts(collect: Collect, cast: Cast, scene: Scene, picture: Picture, now: datetime) -> list[Post]:
    """Of two people: plain ones, the same shop twice, a failed item, photos now and later, one that is refused, one of
    a number that is taken, an edit, a file that nobody expects."""
    (form,) = collect.forms()

    def post(name: str, shop: str, by: Actor = cast.grid_worker, *files: int, **values: str) -> Post:
        minutes = timedelta(minutes=len(name) + len(shop))
        told = {"tz_subject": str(scene.subject(shop)), "end": (now - minutes).isoformat(), **GOOD, **values}
        named = {f"{number}.jpg": picture(number) for number in files}
        return Post(collect.fill(form, instance=f"uuid:{name}", **told), named, by)

    second = cast.second_grid_worker
    return [
        post("one", "阿婆面馆"),
        post("two", "湖边渔家", second, alarm="fail", tz_note="后厨没有装"),
        post("second at the same shop", "阿婆面馆", second, hose="fail"),
        post("with a photo", "青禾小炒", second, 1, tz_photo="1.jpg"),
        post("photo later", "湖边渔家", cast.grid_worker, tz_photo="2.jpg"),
        post("photo later", "湖边渔家", cast.grid_worker, 2, tz_photo="2.jpg"),
        post("out of reach", "稻香饭庄"),
        post("empty", "青禾小炒", alarm=""),
        post("one", "阿婆面馆", tz_note="另一份"),
        post("edit", "阿婆面馆", deprecated="uuid:one", hose="na"),
        post("a stray file", "青禾小炒", cast.grid_worker, 3),
    ]


@pytest.mark.mission("C24", "C25", "C26")
def test_grouped_in_any_way_they_become_what_they_become_one_by_one(posts: list[Post], now: datetime) -> None:
    @settings(
        max_examples=8,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(st.permutations(range(len(posts))), st.lists(st.integers(1, 6), min_size=11, max_size=11))
    def compare(order: Sequence[int], sizes: Sequence[int]) -> None:
        sent = [posts[place] for place in order]
        assert undone(lambda: grouped(sent, sizes, now)) == undone(lambda: grouped(sent, [], now))

    compare()


def grouped(posts: Sequence[Post], sizes: Sequence[int], now: datetime) -> list[str]:
    """What they were answered, taken in groups of these sizes; without sizes each alone. Who has to go alone in any
    case stands between two groups: it may come before or after what waits beside it."""
    answers: list[str] = []
    group: list[Arrived] = []
    widths = iter(sizes)
    width = next(widths, 0)
    for post in posts:
        one = arrive(post.xml, post.files, by=post.by, at=now)
        if not one.may_begin:
            answers += [*_taken(group), _alone(one)]
            group = []
            continue
        group.append(one)
        if len(group) >= width:
            answers += _taken(group) if sizes else [_alone(one)]
            group, width = [], next(widths, 0)
    return sorted([*answers, *_taken(group)])


def _taken(group: Sequence[Arrived]) -> list[str]:
    begun = begin_together(group) if group else []
    return ["" if stored else _alone(one) for one, stored in zip(group, begun, strict=True)]


def _alone(arrived: Arrived) -> str:
    try:
        return "、".join(take_alone(arrived))
    except Refused as refused:
        return refused.refusal.code


def undone(work: Callable[[], list[str]]) -> tuple[list[str], list[object]]:
    """The answers and the state that they left, which is then taken back."""
    with transaction.atomic():
        found = work(), stored()
        transaction.set_rollback(True)
    return found


def stored() -> list[object]:
    rows = [
        StoredEntry.objects.values_list("id", "kind", "about", "actor", "happened_at", "body"),
        Submission.objects.values_list("pk", "instance", "actor", "inspection", "digest", "files", "replaced_by"),
        Inspection.objects.values_list("pk", "subject", "passed", "answers", "failures", "photos", "note", "path"),
        Case.objects.values_list("pk", "state", "category", "subject", "due_at", "photos"),
        Duty.objects.values_list("pk", "state", "met_at", "met_by"),
        Tally.objects.exclude(value=0).values_list("campaign", "org", "line", "measure", "day", "value"),
        AsideEntry.objects.values_list("entry", "refusal", "detail"),
        StoredFile.objects.values_list("pk"),
        FileUse.objects.values_list("sha256", "about"),
    ]
    return [sorted(map(repr, row)) for row in rows]


@pytest.mark.mission("C24")
def test_a_group_asks_no_more_than_one_alone(collect: Collect, scene: Scene, cast: Cast, now: datetime) -> None:
    (form,) = collect.forms()
    shops = ["阿婆面馆", "湖边渔家", "青禾小炒"]

    def asked(shops: Sequence[str]) -> int:
        xmls = [collect.fill(form, tz_subject=str(scene.subject(shop)), **GOOD) for shop in shops]
        group = [arrive(xml, {}, by=cast.grid_worker, at=now) for xml in xmls]
        with CaptureQueriesContext(connection) as queries:
            assert begin_together(group) == [True] * len(shops)
        return len(queries)

    assert asked(shops[1:]) == asked(shops[:1])


@pytest.mark.mission("C24", "C25")
def test_many_at_once_over_the_door(transactional_db: None, collect: Collect, scene: Scene) -> None:
    """Each is answered for itself, whatever waits beside it; what one was refused is stored for none."""
    (form,) = collect.forms()
    good = [
        collect.fill(form, tz_subject=str(scene.subject(shop)), **GOOD)
        for shop in ("阿婆面馆", "湖边渔家", "青禾小炒") * 3
    ]
    bad = [collect.fill(form, tz_subject=str(scene.subject("稻香饭庄")), **GOOD) for _ in range(3)]

    def send(xml: bytes) -> int:
        try:
            return int(collect.send(xml).status_code)
        finally:
            connection.close()

    writers = 8 if connection.vendor == "postgresql" else 1  # SQLite's test database lies in memory, where none waits
    with ThreadPoolExecutor(writers) as pool:
        assert list(pool.map(send, [*bad, *good, *good])) == [404] * 3 + [201] * 18
    assert Inspection.objects.count() == Submission.objects.count() == 9
    assert AsideEntry.objects.count() == 3
