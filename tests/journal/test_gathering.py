"""Those who wait go together: each gets its own answer, one works at a time, and no error of one reaches another."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock

from taizhang.journal.gathering import Gathering


def test_who_comes_while_one_works_goes_with_the_next() -> None:
    groups: list[list[int]] = []
    working, others_are_there = Lock(), Event()

    def double(group: Sequence[int]) -> list[int | None]:
        assert working.acquire(blocking=False), "one works at a time"
        groups.append(list(group))
        others_are_there.wait(timeout=20)
        working.release()
        return [None if one == 7 else one * 2 for one in group]

    gathering = Gathering(double)
    with ThreadPoolExecutor(40) as pool:
        answers = [pool.submit(gathering.take, number) for number in range(40)]
        others_are_there.set()
        found = [answer.result(timeout=20) for answer in answers]
    assert found == [None if number == 7 else number * 2 for number in range(40)]
    assert sorted(number for group in groups for number in group) == list(range(40))


def test_where_the_work_fails_all_go_alone_and_the_next_are_taken() -> None:
    def work(group: Sequence[str]) -> list[str]:
        if "bad" in group:
            raise ValueError
        return list(group)

    gathering = Gathering(work)
    assert [gathering.take(one) for one in ("good", "bad", "good")] == ["good", None, "good"]
