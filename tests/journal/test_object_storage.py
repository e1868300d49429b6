"""Kept files in an S3-compatible store: stored once, given back, missed by the verification, never half there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import default_storage
from django.test import override_settings
from django.utils import timezone

from taizhang.config.object_storage import ON_DISK, files
from taizhang.journal.files import content_of, keep
from taizhang.journal.models import StoredFile
from taizhang.journal.verifying import file_findings

from .object_store import ObjectStore

NEEDED = {"TAIZHANG_S3_BUCKET": "evidence", "TAIZHANG_S3_KEY": "key", "TAIZHANG_S3_SECRET": "secret"}


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def store() -> Iterator[ObjectStore]:
    store = ObjectStore()
    with store.running():
        settings = files({**NEEDED, "TAIZHANG_S3_ENDPOINT": store.address, "TAIZHANG_S3_PREFIX": "county"})
        with override_settings(STORAGES={"default": settings, "staticfiles": {"BACKEND": "x"}}):
            yield store


@pytest.mark.django_db
@pytest.mark.mission("C75")
def test_a_file_is_kept_once_and_given_back(store: ObjectStore, now: datetime, tmp_path: Path) -> None:
    row = keep(b"before the wall fell", media_type="text/plain", at=now)
    assert store.objects == {f"/evidence/county/{row.path}": b"before the wall fell"}
    keep(b"before the wall fell", media_type="text/plain", at=now)
    assert len(store.objects) == StoredFile.objects.count() == 1
    assert content_of(row.sha256) == b"before the wall fell"


@pytest.mark.django_db
@pytest.mark.mission("C71")
def test_an_exchanged_and_a_vanished_file_are_found(store: ObjectStore, now: datetime) -> None:
    first, second = (keep(text, media_type="text/plain", at=now) for text in (b"one", b"two"))
    assert not list(file_findings(at=now))
    store.objects[f"/evidence/county/{first.path}"] = b"eno"
    default_storage.delete(second.path)
    found = "".join(str(one) for one in file_findings(at=now))
    assert first.sha256[:8] in found and second.sha256[:8] in found


@pytest.mark.django_db
def test_a_store_that_is_away_leaves_nothing_half_written(store: ObjectStore, now: datetime) -> None:
    store.away = True
    with pytest.raises(ClientError):
        keep(b"a photo", media_type="image/jpeg", at=now)
    assert not StoredFile.objects.exists()
    store.away = False
    assert content_of(keep(b"a photo", media_type="image/jpeg", at=now).sha256) == b"a photo"


def test_without_a_bucket_files_lie_on_the_disk_and_half_a_setting_is_refused() -> None:
    assert files({}) == ON_DISK
    with pytest.raises(ImproperlyConfigured, match="TAIZHANG_S3_ENDPOINT"):
        files(NEEDED)
    with pytest.raises(ImproperlyConfigured, match="https"):
        files({**NEEDED, "TAIZHANG_S3_ENDPOINT": "http://store.example"})
