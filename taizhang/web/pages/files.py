"""Files that entries name: shown to whoever may see a thing that names them, and to nobody else."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.urls import include, path, register_converter
from PIL import Image, ImageOps

from taizhang.access.actor import Actor
from taizhang.access.scope import visible
from taizhang.cases.models import Case
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.duties.queries import duties_for
from taizhang.enforcement.queries import files_for
from taizhang.funds.queries import funds_for
from taizhang.inspections.queries import inspections_for
from taizhang.journal.files import DOCUMENTS, content_of
from taizhang.journal.models import FileUse, StoredFile
from taizhang.licences.queries import licences_for
from taizhang.proposals.queries import proposals_for
from taizhang.reports.models import Report
from taizhang.subjects.queries import subjects_for
from taizhang.tips.queries import tips_for
from taizhang.transfers.queries import transfers_for
from taizhang.web.gate import needs

THUMBNAIL = (480, 480)
SHOWN = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "application/pdf": "pdf",
    "audio/webm": "webm",
    "audio/ogg": "ogg",
    "audio/mp4": "m4a",
}
"""Media types that a browser may show; everything else is offered for saving."""

ENDINGS = {**{media_type: ending for ending, (_, media_type) in DOCUMENTS.items()}, **SHOWN}

MOST_USES = 50

SEEN: dict[str, Callable[[Actor], Any]] = {
    "case": lambda actor: visible(actor, Case.objects.all()),
    "inspection": inspections_for,
    "duty": duties_for,
    "subject": subjects_for,
    "proposal": proposals_for,
    "enforcement": files_for,
    "fund": funds_for,
    "licence": licences_for,
    "tip": tips_for,
    "transfer": transfers_for,
    "report": lambda actor: visible(actor, Report.objects.all()),
}
"""By kind of thing: the rows that an actor may see."""

NOT_HERE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 320" role="img" aria-label="照片未到">
<rect width="320" height="320" fill="#edf1f2"/><rect x="6" y="6" width="308" height="308" fill="none" stroke="#b9c5c9"
 stroke-width="3" stroke-dasharray="12 10"/><text x="160" y="172" text-anchor="middle" font-family="sans-serif"
 font-size="36" fill="#4f616b">照片未到</text></svg>
"""


class Sha256Converter:
    """A SHA-256 in lower-case hexadecimal."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Sha256Converter, "sha256")


@needs(Power.VIEW)
def show(request: HttpRequest, actor: Actor, sha256: str) -> HttpResponse:
    """The file itself. What a phone has named but not yet sent is told as such."""
    _demand_seen(actor, sha256)
    stored = StoredFile.objects.filter(pk=sha256).first()
    if stored is None:
        return _not_here()
    response = HttpResponse(content_of(sha256), content_type=_type(stored))
    kind = "inline" if stored.media_type in SHOWN else "attachment"
    response.headers["Content-Disposition"] = (
        f'{kind}; filename="{sha256[:12]}.{ENDINGS.get(stored.media_type, "bin")}"'
    )
    return _lasting(response, sha256)


@needs(Power.VIEW)
def thumbnail(request: HttpRequest, actor: Actor, sha256: str) -> HttpResponse:
    """A small picture of a photo, made once."""
    _demand_seen(actor, sha256)
    stored = StoredFile.objects.filter(pk=sha256).first()
    if stored is None or not stored.media_type.startswith("image/"):
        return _not_here()
    return _lasting(HttpResponse(_small(sha256), content_type="image/webp"), sha256)


def _demand_seen(actor: Actor, sha: str) -> None:
    """Raises Refused("unknown-thing") unless a thing that the actor may see names the file."""
    wanted: dict[str, list[UUID]] = {}
    for thing, about in FileUse.objects.filter(sha256=sha).values_list("thing", "about")[:MOST_USES]:
        wanted.setdefault(thing, []).append(about)
    for thing, abouts in wanted.items():
        if thing in SEEN and SEEN[thing](actor).filter(pk__in=abouts).exists():
            return
    raise Refused("unknown-thing", "文件")


def _type(stored: StoredFile) -> str:
    return stored.media_type if stored.media_type in SHOWN else "application/octet-stream"


def _small(sha: str) -> bytes:
    name = f"thumbnails/{sha[:2]}/{sha}.webp"
    if default_storage.exists(name):
        with default_storage.open(name) as kept:
            return bytes(kept.read())
    made = io.BytesIO()
    with Image.open(io.BytesIO(content_of(sha))) as picture:
        upright = ImageOps.exif_transpose(picture).convert("RGB")
        upright.thumbnail(THUMBNAIL)
        upright.save(made, "WEBP", quality=78)
    default_storage.save(name, ContentFile(made.getvalue()))
    return made.getvalue()


def _lasting(response: HttpResponse, sha: str) -> HttpResponse:
    """The bytes of a name never change, but only the browser of the person may keep them."""
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    response.headers["ETag"] = f'"{sha}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _not_here() -> HttpResponse:
    response = HttpResponse(NOT_HERE, content_type="image/svg+xml", status=404)
    response.headers["Cache-Control"] = "no-store"
    return response


urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("<sha256:sha256>", show, name="show"),
                    path("<sha256:sha256>/thumbnail", thumbnail, name="thumbnail"),
                ],
                "files",
            )
        ),
    )
]
