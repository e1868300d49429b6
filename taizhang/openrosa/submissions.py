"""What comes in: a submission becomes the same entry as an inspection from our own app, however often it is sent.

What cannot become one is kept aside for a person, word for word, before the device is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction

from taizhang.access.actor import Actor
from taizhang.core.refusals import Refused
from taizhang.journal.files import keep_rows, put, put_evidence
from taizhang.journal.gathering import Gathering
from taizhang.journal.locks import lock
from taizhang.journal.models import StoredFile

from .answers import read
from .beginnings import Arrived, begin_together
from .desk import Desk, keep_once
from .forms import form_for

GRACE = timedelta(days=14)
"""How long after the end of a campaign a phone that was offline may still send."""

_BEGINNINGS = Gathering(begin_together)


def receive(xml: bytes, files: Mapping[str, bytes], *, by: Actor, at: datetime) -> list[str]:
    """Take in one post of a submission; returns the names of files that the form does not name, which are kept aside.

    Raises Refused("not-xml" | "file-too-large" | "unknown-thing" | "form-closed" | "same-id-other-content" | "stale",
    and what inspections.operations.admit raises).
    """
    arrived = arrive(xml, files, by=by, at=at)
    if arrived.may_begin and _BEGINNINGS.take(arrived):
        return []
    return take_alone(arrived)


def arrive(xml: bytes, files: Mapping[str, bytes], *, by: Actor, at: datetime) -> Arrived:
    """The post, read, its files on the disk: what need not wait for anybody. Raises as `receive` does."""
    filled = read(xml)
    form = form_for(by, filled.form, filled.version)
    if form.campaign.closed_at is not None and at - form.campaign.closed_at > GRACE:
        raise Refused("form-closed", form.campaign.title)
    written = put(xml, media_type="text/xml", at=at)
    desk = Desk(filled, form, by, at)
    arrived = Arrived(desk, {}, [written])
    with _aside_if_refused(arrived):
        for name, content in files.items():
            row = _put(content, at)
            arrived.files.append(row)
            arrived.kept[name] = {"sha256": row.sha256, "name": name, "media_type": row.media_type}
    return arrived


def take_alone(arrived: Arrived) -> list[str]:
    """What is no plain beginning: sent before, an edit, of unusual files, or to be refused. Answers as `receive`."""
    desk = arrived.desk
    with _aside_if_refused(arrived):
        with transaction.atomic():
            lock(desk.versions())
            keep_rows(arrived.files)
            row = desk.submission(arrived.kept)
            desk.fill(row, arrived.kept)
        return desk.keep_unexpected(row, arrived.kept)


@contextmanager
def _aside_if_refused(arrived: Arrived) -> Iterator[None]:
    """Kept for a person before the device is told; the transaction that had kept the files is undone by then."""
    try:
        yield
    except Refused as refused:
        keep_rows(arrived.files)
        keep_once(arrived.desk.whole(), refused, arrived.desk.at)
        raise


def _put(content: bytes, at: datetime) -> StoredFile:
    """What is neither photo nor recording is kept as bytes that no browser opens."""
    try:
        return put_evidence(content, at=at)
    except Refused as refused:
        if refused.refusal.code != "not-a-picture":
            raise
        return put(content, media_type="application/octet-stream", at=at)
