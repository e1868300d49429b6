"""Rating: the published formula, ranks with ties, flags, and proposals after flags in a row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang.core.plan.paper import Rating
from taizhang.core.rating import proposals, standings

RATING = Rating.model_validate(
    {
        "id": "weekly", "title": "周评比", "level": "village",
        "terms": [{"measure": "cases.overdue", "weight": -5}],
        "flags": [{"id": "red", "name": "红旗", "best": 1}, {"id": "black", "name": "黑旗", "worst": 1}],
        "consequences": [
            {"flag": "black", "in_a_row": 2, "role": "leader", "proposal": "约谈"},
            {"flag": "black", "in_a_row": 4, "role": "leader", "proposal": "停职", "harsh": True},
        ],
    }
)  # fmt: skip


@pytest.mark.mission("E4")
def test_equal_scores_share_a_rank_and_its_flag() -> None:
    found = standings(RATING, {1: {"cases.overdue": 1.0}, 2: {}, 3: {}})
    assert [(one.place, one.score, one.rank, one.flags) for one in found] == [
        (2, 100, 1, ("red",)), (3, 100, 1, ("red",)), (1, 95, 3, ("black",)),
    ]  # fmt: skip


def test_where_all_are_equal_nobody_is_best_or_worst() -> None:
    assert all(one.flags == () for one in standings(RATING, {1: {}, 2: {}}))


@pytest.mark.mission("E4")
def test_flags_in_a_row_propose_once_and_harsh_rules_only_where_enabled() -> None:
    bad, good = standings(RATING, {1: {"cases.overdue": 3.0}, 2: {}}), standings(RATING, {1: {}, 2: {}})
    told = [[one.consequence.proposal for one in proposals(RATING, [bad] * number)] for number in range(1, 5)]
    assert told == [[], ["约谈"], [], ["约谈"]]
    assert [one.consequence.proposal for one in proposals(RATING, [bad] * 4, harsh=True)] == ["约谈", "停职"]
    assert proposals(RATING, [bad, good, bad]) == []
    assert proposals(RATING, []) == []


@given(st.dictionaries(st.integers(1, 50), st.integers(0, 9), min_size=1, max_size=20))
def test_the_order_of_the_places_changes_nothing_and_better_scores_rank_higher(counts: dict[int, int]) -> None:
    figures = {place: {"cases.overdue": float(count)} for place, count in counts.items()}
    found = standings(RATING, figures)
    assert found == standings(RATING, dict(reversed(figures.items())))
    assert all((one.score > other.score) == (one.rank < other.rank) for one in found for other in found)
