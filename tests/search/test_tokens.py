"""By what a thing is found: parts of Chinese words, pinyin, initials, numbers."""

from __future__ import annotations

import pytest

from taizhang.search.asked import asked
from taizhang.search.words import Found

SHOP = Found(
    "1/4/",
    names=("阿婆面馆（二店）",),
    numbers=("FD-2026-0147",),
    texts=("柳荫路18号",),
    guarded=("周麦生", "13912345678"),
)


@pytest.mark.mission("C74")
@pytest.mark.parametrize(
    "typed",
    [
        "阿婆", "婆面", "馆", "面馆 二店", "apmg", "mg", "apo", "mianguan", "ＡＰＭＧ", "fd-2026", "fd20260147", "0147",
        "柳荫 阿婆", "18号", "阿婆 apm", "fd-20", "2026-0147", "2026－01",
    ],
)  # fmt: skip
def test_a_shop_is_found_by(typed: str) -> None:
    assert asked(typed).met_by(SHOP.words())


@pytest.mark.parametrize("typed", ["面婆", "amg", "阿婆 稻香", "1234", "周麦生", "5678", "lylu", "fd-202-0147"])
def test_a_shop_is_not_found_by(typed: str) -> None:
    assert not asked(typed).met_by(SHOP.words())


def test_protected_values_are_found_only_where_they_are_asked_for() -> None:
    for typed in ("麦生", "5678", "13912345678", "139", "阿婆 5678"):
        assert asked(typed, guarded=True).met_by(SHOP.words())
        assert not asked(typed).met_by(SHOP.words())


def test_what_sounds_alike_is_forgiven_where_it_is_asked_for() -> None:
    assert not asked("阿婆面管").met_by(SHOP.words())
    assert asked("阿婆面管", by_sound=True).met_by(SHOP.words())
    assert not asked("阿婆米管", by_sound=True).met_by(SHOP.words())


def test_signs_alone_ask_for_nothing() -> None:
    assert not asked("  ··“”*%' OR 1=1"[:8])
    assert asked("'; DROP").wanted
