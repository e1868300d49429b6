"""The public door: how often one may knock, and photos without what the phone wrote into them."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import new as keyed

from django.conf import settings
from PIL import Image, ImageOps

from taizhang.core.refusals import Refused
from taizhang.journal.files import LARGEST_FILE, LARGEST_PICTURE, keep_picture

from .models import Knock

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LIMITS = {"report": (6, 300), "follow": (40, 4000)}
"""By what is asked: how often one sender, and all together, may do it within an hour."""

MOST_PHOTOS = 3
LONGEST_SIDE = 2000


def knock(what: str, address: str, *, at: datetime) -> None:
    """Count one more try. Raises Refused("too-many-tries")."""
    sender = keyed(settings.SECRET_KEY.encode(), f"{at:%Y-%m-%d} {address}".encode(), sha256).hexdigest()
    Knock.objects.filter(at__lt=at - DAY).delete()
    lately = Knock.objects.filter(what=what, at__gt=at - HOUR)
    own, all_together = LIMITS[what]
    if lately.filter(sender=sender).count() >= own or lately.count() >= all_together:
        raise Refused("too-many-tries")
    Knock.objects.create(sender=sender, what=what, at=at)


def kept_photos(contents: list[bytes], *, at: datetime) -> list[dict[str, str]]:
    """The pictures alone, kept: a resident's phone writes its model and its place into a photo, which nobody needs.

    Raises Refused("not-a-picture" | "file-too-large" | "bad-body").
    """
    if len(contents) > MOST_PHOTOS:
        raise Refused("bad-body", f"最多 {MOST_PHOTOS} 张照片")
    return [_kept(content, at) for content in contents]


def _kept(content: bytes, at: datetime) -> dict[str, str]:
    stored = keep_picture(_picture_alone(content), at=at)
    return {"sha256": stored.sha256, "name": "群众照片.jpg", "media_type": stored.media_type}


def _picture_alone(content: bytes) -> bytes:
    if len(content) > LARGEST_FILE:
        raise Refused("file-too-large", f"最大 {LARGEST_FILE // 1024 // 1024} MB")
    made = io.BytesIO()
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP"]) as picture:
            if picture.width * picture.height > LARGEST_PICTURE:
                raise Refused("file-too-large", f"照片 {picture.width}×{picture.height}")
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            ImageOps.exif_transpose(picture).convert("RGB").save(made, "JPEG", quality=82)
    except Refused:
        raise
    except Exception:  # decoders fail in many ways over hostile bytes; each means: no photo
        raise Refused("not-a-picture") from None
    return made.getvalue()
