"""Photos in parts: resumed where they broke off, and kept only when the bytes hash to the name."""

from __future__ import annotations

import io
from collections.abc import Callable
from hashlib import sha256
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from taizhang.journal.files import content_of
from taizhang.journal.models import StoredFile
from tests.cast import Cast

SignIn = Callable[[str], Client]


def photo(seed: int = 0) -> bytes:
    picture = Image.effect_noise((160, 120), 40 + seed)
    stored = io.BytesIO()
    picture.save(stored, "JPEG")
    return stored.getvalue()


def send(client: Client, sha: str, part: bytes, offset: int, size: int) -> Any:
    address = f"/api/files/{sha}?offset={offset}&size={size}"
    return client.post(address, part, content_type="application/octet-stream")


@pytest.mark.mission("C24")
def test_a_photo_is_resumed_where_the_network_broke_off(signed_in: SignIn, cast: Cast) -> None:
    content = photo()
    sha = sha256(content).hexdigest()
    client = signed_in("grid_worker")
    half = len(content) // 2
    assert send(client, sha, content[:half], 0, len(content)).json() == {"have": half, "complete": False}
    assert client.get(f"/api/files/{sha}").json() == {"have": half, "complete": False}
    assert send(client, sha, content[:half], 0, len(content)).json() == {"have": half, "complete": False}
    assert send(client, sha, content[half:], half, len(content)).json() == {"have": len(content), "complete": True}
    assert content_of(sha) == content
    assert client.get(f"/api/files/{sha}").json() == {"have": len(content), "complete": True}
    assert send(client, sha, content[half:], half, len(content)).json()["complete"]


@pytest.mark.mission("C24")
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(1, 2999), max_size=6), again=st.lists(st.integers(0, 6), max_size=4))
def test_parts_in_any_cut_and_sent_twice_make_the_same_photo(
    signed_in: SignIn, cast: Cast, cuts: list[int], again: list[int]
) -> None:
    content = photo(len(cuts))
    sha = sha256(content).hexdigest()
    StoredFile.objects.filter(pk=sha).delete()
    client = signed_in("grid_worker")
    bounds = sorted({0, len(content), *(cut % len(content) for cut in cuts)})
    parts = list(pairwise(bounds))
    for start, end in parts:
        answer = send(client, sha, content[start:end], start, len(content)).json()
        for number in again:
            first, last = parts[number % len(parts)]
            answer = send(client, sha, content[first:last], first, len(content)).json()
        assert answer["have"] >= end
    assert answer["complete"]
    assert content_of(sha) == content


def test_bytes_that_do_not_hash_to_the_name_are_thrown_away(signed_in: SignIn, cast: Cast) -> None:
    content = photo(7)
    sha = sha256(content).hexdigest()
    client = signed_in("grid_worker")
    broken = content[:-1] + bytes([content[-1] ^ 1])
    answer = send(client, sha, broken, 0, len(broken))
    assert (answer.status_code, answer.json()["code"]) == (422, "bad-file")
    assert client.get(f"/api/files/{sha}").json() == {"have": 0, "complete": False}
    assert send(client, sha, content, 0, len(content)).json()["complete"]


def test_what_is_no_photo_is_refused(signed_in: SignIn, cast: Cast) -> None:
    content = b"MZ this is a program"
    answer = send(signed_in("grid_worker"), sha256(content).hexdigest(), content, 0, len(content))
    assert (answer.status_code, answer.json()["code"]) == (422, "not-a-picture")
    assert not StoredFile.objects.exists()


def test_a_stranger_cannot_spoil_a_photo_on_its_way(signed_in: SignIn, cast: Cast) -> None:
    content = photo(9)
    sha = sha256(content).hexdigest()
    mine, other = signed_in("grid_worker"), signed_in("other_grid_worker")
    send(mine, sha, content[:500], 0, len(content))
    send(other, sha, b"x" * 100, 0, len(content))
    assert mine.get(f"/api/files/{sha}").json()["have"] == 500
    assert send(mine, sha, content[500:], 500, len(content)).json()["complete"]


@pytest.mark.parametrize("name", ["AB" * 32, "ab", "01a2104a-83cf-7cc2-b791-c1613c8d2772"])
def test_a_name_that_is_no_hash_is_refused(signed_in: SignIn, cast: Cast, name: str) -> None:
    answer = send(signed_in("grid_worker"), name, b"x", 0, 1)
    assert answer.status_code in {404, 422}
    assert not StoredFile.objects.exists()


def test_too_much_is_refused(signed_in: SignIn, cast: Cast) -> None:
    client = signed_in("grid_worker")
    sha = "ab" * 32
    assert send(client, sha, b"x", 0, 21 * 1024 * 1024).status_code == 422
    assert send(client, sha, b"xx", 0, 1).json()["code"] == "file-too-large"
    assert send(client, sha, b"x" * (2 * 1024 * 1024 + 1), 0, 3 * 1024 * 1024).status_code == 413
