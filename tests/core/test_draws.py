"""A draw can be done again by anybody, and whoever bends it is found out."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from taizhang.core.draws import Pick, Terms, commitment_of, draw, faults, list_digest

SUBJECTS = [f"subject-{number}" for number in range(60)]
seeds = st.text("0123456789abcdef", min_size=8, max_size=64)


@st.composite
def all_terms(draw_from: st.DrawFn) -> Terms:
    subjects = draw_from(st.lists(st.sampled_from(SUBJECTS), min_size=1, unique=True))
    inspectors = draw_from(st.lists(st.integers(1, 99), min_size=1, max_size=9, unique=True))
    wanted = draw_from(st.integers(1, len(subjects)))
    return Terms(subjects, inspectors, wanted, draw_from(st.integers(1, len(inspectors))))


def found(seed: str, beacon: str, terms: Terms, picks: list[Pick], commitment: str = "", digest: str = "") -> list[str]:
    commitment, digest = commitment or commitment_of(seed), digest or list_digest(terms.subjects)
    return faults(seed, beacon, terms, picks, commitment=commitment, digest=digest)


@given(seeds, seeds, all_terms())
def test_the_same_seed_and_beacon_give_the_same_draw_in_whatever_order_the_list_comes(
    seed: str, beacon: str, terms: Terms
) -> None:
    picks = draw(seed, beacon, terms)
    turned = Terms(list(terms.subjects)[::-1], list(terms.inspectors)[::-1], terms.wanted, terms.team)
    assert draw(seed, beacon, turned) == picks
    assert len({pick.subject for pick in picks}) == terms.wanted
    assert {pick.subject for pick in picks} <= set(terms.subjects)
    assert all(len(set(pick.inspectors)) == terms.team for pick in picks)
    sent = Counter(post for pick in picks for post in pick.inspectors)
    assert max(sent.values()) - min(sent.get(post, 0) for post in terms.inspectors) <= 1
    assert found(seed, beacon, terms, picks) == []


@given(seeds, seeds, all_terms(), st.data())
def test_a_bent_draw_is_found_out(seed: str, beacon: str, terms: Terms, data: st.DataObject) -> None:
    picks = draw(seed, beacon, terms)
    assert found(seed + "0", beacon, terms, picks, commitment=commitment_of(seed))
    fewer = Terms(list(terms.subjects)[1:] or ["other"], terms.inspectors, terms.wanted, terms.team)
    assert found(seed, beacon, fewer, picks, digest=list_digest(terms.subjects))
    others = [subject for subject in SUBJECTS if subject != picks[0].subject]
    bent = [Pick(data.draw(st.sampled_from(others)), picks[0].inspectors), *picks[1:]]
    assert found(seed, beacon, terms, bent)


def test_the_page_describes_what_is_done() -> None:
    """The four steps written out again with nothing but hashes."""
    terms = Terms(SUBJECTS, [3, 5, 8], 4, 2)
    key = sha256(b"00ff|beacon").hexdigest()

    def ticket(what: object) -> str:
        return sha256(f"{key}|{what}".encode()).hexdigest()

    picks = draw("00ff", "beacon", terms)
    assert [pick.subject for pick in picks] == sorted(SUBJECTS, key=ticket)[:4]
    first, second, third = sorted([3, 5, 8], key=ticket)
    assert [pick.inspectors for pick in picks[:3]] == [(first, second), (third, first), (second, third)]
