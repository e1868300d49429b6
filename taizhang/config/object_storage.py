"""Where kept files lie: on this machine's disk, or in an S3-compatible store that several machines share."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from .outside import address

ON_DISK = {"BACKEND": "taizhang.journal.storage.DurableFileSystemStorage"}

CONNECT, READ = 5, 30
"""Seconds."""


def files(environ: Mapping[str, str]) -> dict[str, Any]:
    """What Django's STORAGES takes for kept files. Raises ImproperlyConfigured."""
    bucket = environ.get("TAIZHANG_S3_BUCKET", "")
    if not bucket:
        return ON_DISK
    wanted = {name: environ.get(f"TAIZHANG_S3_{name}", "") for name in ("ENDPOINT", "KEY", "SECRET")}
    if missing := [f"TAIZHANG_S3_{name}" for name, value in wanted.items() if not value]:
        raise ImproperlyConfigured(f"写了 TAIZHANG_S3_BUCKET，还要写 {'、'.join(missing)}。")
    if find_spec("storages") is None or find_spec("boto3") is None:
        raise ImproperlyConfigured("用对象存储要多装一组依赖：pip install 'taizhang[s3]'。")
    from botocore.config import Config

    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": address("TAIZHANG_S3_ENDPOINT", wanted["ENDPOINT"]),
            "access_key": wanted["KEY"],
            "secret_key": wanted["SECRET"],
            "region_name": environ.get("TAIZHANG_S3_REGION", "us-east-1"),
            "location": environ.get("TAIZHANG_S3_PREFIX", ""),
            "default_acl": None,  # as the bucket says, which is: not public
            "file_overwrite": True,  # a file is named by its bytes: written twice, it is the same
            "client_config": Config(
                connect_timeout=CONNECT,
                read_timeout=READ,
                retries={"max_attempts": 2},
                s3={"addressing_style": environ.get("TAIZHANG_S3_STYLE", "path")},
                signature_version="s3v4",
                request_checksum_calculation="when_required",  # other makers' stores know no newer way
                response_checksum_validation="when_required",
            ),
        },
    }
