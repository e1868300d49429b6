"""SM3 for the seals and SM4 for stored secrets, as a setting (C75)."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from taizhang.accounts.acts import Hand
from taizhang.accounts.models import SecondFactor, User
from taizhang.accounts.second_factor import new_secret, passes, set_factor
from taizhang.core.refusals import Refused
from taizhang.core.secret_box import WrongSecretKey, lock, unlock
from taizhang.core.totp import code_at
from taizhang.journal.append import append
from taizhang.journal.models import Block, StoredEntry
from taizhang.journal.seal import hashed, seal
from taizhang.journal.verifying import chain_findings
from tests.cast import Cast

from .entries import org_drafts


def step_at(at: datetime) -> int:
    """Half minutes, as authenticators count (RFC 6238)."""
    return int(at.timestamp()) // 30


@pytest.mark.mission("C75")
def test_the_hash_is_that_of_the_standard() -> None:
    """The example of GB/T 32905-2016, A.1."""
    assert hashed(b"abc", "sm3").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@pytest.mark.mission("C75", "C71")
def test_a_chain_changes_over_and_holds_and_what_is_altered_is_found(cast: Cast, at: datetime, settings: Any) -> None:
    assert seal(at=at) == 1
    settings.SEAL_DIGEST = "sm3"
    append(org_drafts(at, range(500, 505)), at=at)
    assert seal(at=at) == 1
    settings.SEAL_DIGEST = "sha256"
    append(org_drafts(at, range(600, 603)), at=at)
    assert seal(at=at) == 1
    assert list(Block.objects.order_by("number").values_list("algorithm", flat=True)) == ["sha256", "sm3", "sha256"]
    assert list(chain_findings()) == []
    row = StoredEntry.objects.get(block=2, place_in_block=3)
    StoredEntry.objects.filter(pk=row.pk).update(body={**row.body, "name": "改了名字"})
    assert [(one.code, one.block, one.place) for one in chain_findings()] == [("entry-altered", 2, 4)]
    StoredEntry.objects.filter(pk=row.pk).update(body=row.body)
    Block.objects.filter(number=2).update(algorithm="sha256")
    assert "block-altered" in {one.code for one in chain_findings()}


@pytest.mark.mission("C75", "C14")
@pytest.mark.parametrize("cipher", ["aes", "sm4"])
def test_an_authenticators_secret_lies_locked_and_still_works(
    cast: Cast, at: datetime, settings: Any, cipher: str
) -> None:
    settings.SECRETS_CIPHER = cipher
    user, secret = User.objects.get(username="clerk"), new_secret()
    hand = Hand(f"user:{user.pk}")
    set_factor(user, secret, code_at(secret, step_at(at)), by=hand, at=at)
    stored = SecondFactor.objects.get().secret
    assert stored.startswith(f"{cipher}:") and secret not in stored
    later, evening = at + timedelta(days=300), at + timedelta(days=301)
    assert passes(user, code_at(secret, step_at(later)), by=hand, at=later)
    settings.SECRET_KEY = "another installation"
    with pytest.raises(Refused, match="other-key"):
        passes(user, code_at(secret, step_at(evening)), by=hand, at=evening)


@pytest.mark.mission("C75")
@effort(max_examples=30, deadline=None)
@given(st.text(max_size=100), st.text(min_size=1, max_size=50), st.sampled_from(["aes", "sm4"]), st.integers(0, 10_000))
def test_what_is_locked_opens_whole_or_not_at_all(text: str, key: str, cipher: Any, where: int) -> None:
    locked = lock(text, key, cipher)
    assert unlock(locked, key) == text
    for tried, wrong in ((locked, key + "."), (f"des:{locked[4:]}", key), (locked[:-8], key)):
        with pytest.raises(WrongSecretKey):
            unlock(tried, wrong)


@pytest.mark.mission("C75")
def test_a_digest_that_nobody_knows_is_refused_at_the_start(tmp_path: Path) -> None:
    environment = {**os.environ, "TAIZHANG_DIGEST": "md5", "TAIZHANG_HOME": str(tmp_path)}
    told = subprocess.run(
        [sys.executable, "-m", "taizhang", "doctor"], env=environment, capture_output=True, text=True, check=False
    )
    assert told.returncode != 0 and "只能写 sha256 或 sm3" in told.stdout + told.stderr
