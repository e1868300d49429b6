"""Photos, named by their SHA-256 and sent in parts, so that a broken connection costs one part and not the photo."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from taizhang.core.refusals import Refused
from taizhang.journal.files import LARGEST_FILE
from taizhang.journal.incoming import Arrival, arrival, receive

from .answers import COMMON, WRITES, actor_of

router = Router(tags=["照片"])
LARGEST_PART = 2 * 1024 * 1024
Offset = Annotated[int, Query(ge=0, le=LARGEST_FILE)]  # type: ignore[type-arg]
Size = Annotated[int, Query(ge=1, le=LARGEST_FILE)]  # type: ignore[type-arg]


class Progress(Schema):
    """`have`: how many bytes are here, where the next part begins. `complete`: the photo is kept for good."""

    have: int
    complete: bool


@router.get(
    "/files/{sha256}", response={200: Progress, **COMMON}, summary="照片已收到多少", operation_id="file_progress"
)
def progress(request: HttpRequest, sha256: str) -> Arrival:
    return arrival(sha256, sender=actor_of(request).identity)


RAW = {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}


@router.post(
    "/files/{sha256}",
    response={200: Progress, **COMMON},
    summary="上传照片的一段",
    operation_id="file_part",
    openapi_extra={**WRITES, "requestBody": RAW},
)
def part(
    request: HttpRequest,
    sha256: str,
    offset: Offset = 0,
    *,
    size: Size,
) -> Arrival:
    """The raw bytes from `offset` on. A part at the wrong place is not written; the answer says where to go on."""
    actor = actor_of(request)
    if int(request.headers.get("Content-Length") or 0) > LARGEST_PART:
        raise Refused("file-too-large", f"每段最大 {LARGEST_PART // 1024 // 1024} MB")
    return receive(sha256, request.body, sender=actor.identity, offset=offset, size=size, at=timezone.now())
