"""The head of the chain in a second place: who makes the whole chain anew is found out by it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from taizhang.commands.main import main
from taizhang.journal.append import append
from taizhang.journal.models import Block, StoredEntry
from taizhang.journal.seal import seal
from taizhang.watch.models import HeadSending
from taizhang.watch.sending_heads import head_line, send_heads
from tests.cast import Cast
from tests.journal.entries import org_drafts
from tests.outgoing.test_outgoing import Heard
from tests.outgoing.test_outgoing import server as server

pytestmark = [pytest.mark.django_db, pytest.mark.mission("C71")]


@pytest.fixture
def noted(cast: Cast, at: datetime, settings: Any, tmp_path: Path) -> Path:
    """Two days, each with a head in a file."""
    settings.HEAD_TO = [str(tmp_path / "heads.txt")]
    seal(at=at)
    send_heads(now=at)
    append(org_drafts(at, range(900, 903)), at=at)
    seal(at=at + timedelta(days=1))
    send_heads(now=at + timedelta(days=1))
    return tmp_path / "heads.txt"


def test_the_file_has_a_line_a_day_and_all_of_them_hold(noted: Path, at: datetime, capsys: Any) -> None:
    assert noted.read_text().splitlines() == [head_line(block) for block in Block.objects.order_by("number")]
    assert send_heads(now=at + timedelta(days=2)) == 0, "nothing new"
    assert main(["verify", "--heads", str(noted)]) == 0
    assert "另存的链头 2 个" in capsys.readouterr().out


def test_a_chain_that_was_made_anew_as_a_whole_is_found_out(noted: Path, at: datetime, capsys: Any) -> None:
    Block.objects.all().delete()
    StoredEntry.objects.filter(body__number=901).delete()
    StoredEntry.objects.update(block=None, place_in_block=None)
    seal(at=at + timedelta(days=1))
    assert main(["verify"]) == 0, "by itself it is a good chain"
    assert main(["verify", "--heads", str(noted)]) == 1
    said = capsys.readouterr().out
    assert "第 1 号封签块与另存的链头不符" in said and "第 2 号封签块，链中没有" in said


def test_a_saved_mail_counts_and_what_holds_no_head_is_told(noted: Path, tmp_path: Path, capsys: Any) -> None:
    saved = tmp_path / "mail.eml"
    saved.write_text("Subject: x\n\n> " + noted.read_text().replace("\n", "\n> ") + "此致\n", encoding="utf-8")
    assert main(["verify", "--heads", str(saved)]) == 0
    saved.write_text("没有", encoding="utf-8")
    assert main(["verify", "--heads", str(saved)]) == 2
    assert main(["verify", "--heads", str(tmp_path / "absent")]) == 2
    assert "64 位摘要" in capsys.readouterr().err


def test_it_goes_by_mail_and_to_an_address(cast: Cast, at: datetime, settings: Any, server: int) -> None:
    settings.OUTGOING, settings.EMAIL_HOST = {"127.0.0.1"}, "mail.example.org"
    settings.HEAD_TO = ["mailto:audit@example.org", f"http://127.0.0.1:{server}/heads"]
    seal(at=at)
    assert send_heads(now=at) == 2
    line = head_line(Block.objects.get())
    assert mail.outbox[0].to == ["audit@example.org"] and line in mail.outbox[0].body
    assert Heard.heard[0][1].decode() == line + "\n"


def test_what_fails_says_so_and_is_tried_again_and_keeps_no_other_waiting(
    cast: Cast, at: datetime, settings: Any, server: int, tmp_path: Path
) -> None:
    settings.OUTGOING, inside = frozenset(), f"http://127.0.0.1:{server}/heads"
    settings.HEAD_TO = [str(tmp_path / "no" / "such" / "folder"), inside, str(tmp_path / "heads.txt")]
    seal(at=at)
    assert send_heads(now=at) == 1
    said = dict(HeadSending.objects.values_list("place", "said"))
    assert "不能写入" in said[settings.HEAD_TO[0]] and "TAIZHANG_OUTGOING" in said[inside]
    settings.OUTGOING = {"127.0.0.1"}
    assert send_heads(now=at + timedelta(minutes=2)) == 0, "not in every round"
    assert send_heads(now=at + timedelta(minutes=11)) == 1
    assert HeadSending.objects.get(pk=inside).said == "" and len(Heard.heard) == 1
