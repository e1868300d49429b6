"""Fields of the forms about cases: how they are asked for and read back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from taizhang.core.calendar import CHINA, end_of_day
from taizhang.core.refusals import Refused
from taizhang.journal.files import keep_document, keep_picture
from taizhang.journal.models import StoredFile

if TYPE_CHECKING:
    from taizhang.web.places import Places

MOST_PHOTOS = 20


@dataclass(frozen=True, slots=True)
class Field:
    """One field as the template draws it: kind is textarea, text, select, choice, place, multiple, date, moment or
    photos. A date that was left as it was offered stays the exact moment `kept`.
    """

    name: str
    label: str
    kind: str
    required: bool = False
    hint: str = ""
    value: Any = ""
    choices: Sequence[tuple[Any, str]] = field(default_factory=list)
    kept: datetime | None = None
    places: Places | None = None

    def read(self, posted: QueryDict) -> Any:
        """The value for the entry's body. Raises Refused("bad-body") naming the field."""
        return _READERS[self.kind](self, posted)


def with_words(fields: Sequence[Field], words: Mapping[str, Sequence[str]]) -> list[Field]:
    """The fields filled with what was typed before."""
    return [
        replace(asked, value=_typed(asked, words[asked.name])) if asked.name in words else asked for asked in fields
    ]


def _typed(asked: Field, texts: Sequence[str]) -> Any:
    if asked.kind == "multiple":
        return [int(text) for text in texts if text.isdecimal()]
    text = texts[-1] if texts else ""
    return int(text) if asked.kind == "select" and text.isdecimal() else text


def read_fields(fields: Sequence[Field], posted: QueryDict) -> dict[str, Any]:
    """What was filled in, by name. Raises Refused("bad-body")."""
    values = {asked.name: asked.read(posted) for asked in fields}
    return {name: value for name, value in values.items() if value not in ("", None, [])}


def read_photos(request: HttpRequest, *, at: datetime, name: str = "photos") -> list[dict[str, str]]:
    """The photos of a form, kept. Raises Refused("not-a-picture" | "file-too-large") naming the file."""
    uploads = request.FILES.getlist(name)
    if len(uploads) > MOST_PHOTOS:
        raise Refused("bad-body", f"一次最多 {MOST_PHOTOS} 张照片")
    return [_kept(upload, partial(keep_picture, at=at)) for upload in uploads]


def read_documents(request: HttpRequest, *, at: datetime) -> list[dict[str, str]]:
    """The documents of a form, kept. Raises Refused("not-a-document" | "file-too-large") naming the file."""
    uploads = request.FILES.getlist("files")
    if len(uploads) > MOST_PHOTOS:
        raise Refused("bad-body", f"一次最多 {MOST_PHOTOS} 个文件")
    return [_kept(upload, partial(keep_document, name=upload.name or "", at=at)) for upload in uploads]


def _kept(upload: UploadedFile[bytes], keep: Callable[[bytes], StoredFile]) -> dict[str, str]:
    name = upload.name or ""
    try:
        kept = keep(upload.read())
    except Refused as refused:
        raise Refused(refused.refusal.code, name[:80]) from None
    return {"sha256": kept.sha256, "name": name, "media_type": kept.media_type}


def entry_of(request: HttpRequest) -> UUID | None:
    """The id that the page made for the entry, so that a form sent twice counts once."""
    return uuid_of(request.POST.get("entry", ""))


def uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def number_of(text: str) -> int | None:
    """A number as an address carries it; anything else, or one too large for a database, is none."""
    return int(text) if text.isdecimal() and len(text) < 10 else None


LONGEST = {"text": 200, "textarea": 2000}
"""Characters."""


def _text(asked: Field, posted: QueryDict) -> str:
    text = posted.get(asked.name, "").strip()
    longest = LONGEST.get(asked.kind, 100)
    if len(text) > longest:
        raise Refused("bad-body", f"{asked.label}写了 {len(text)} 个字，最多 {longest} 个")
    return text


def _numbers(asked: Field, posted: QueryDict) -> list[int]:
    found = [number_of(text) for text in posted.getlist(asked.name)]
    return [number for number in found if number is not None]


def _end_of_day(asked: Field, posted: QueryDict) -> datetime | None:
    moment = _read_moment(asked, posted)
    if moment is None:
        return None
    if asked.kept and moment.date() == timezone.localtime(asked.kept).date():
        return asked.kept
    return end_of_day(moment.date())


def _minute(asked: Field, posted: QueryDict) -> datetime | None:
    moment = _read_moment(asked, posted)
    if moment and asked.kept and moment == timezone.localtime(asked.kept).replace(second=0, microsecond=0):
        return asked.kept
    return moment


def _read_moment(asked: Field, posted: QueryDict) -> datetime | None:
    text = _text(asked, posted)
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=CHINA)
    except ValueError:
        raise Refused("bad-body", f"{asked.label}：{text[:40]} 不是日期") from None


_READERS: dict[str, Callable[[Field, QueryDict], Any]] = {
    "textarea": _text,
    "text": _text,
    "choice": _text,
    "select": lambda asked, posted: number_of(_text(asked, posted)),
    "place": lambda asked, posted: number_of(_text(asked, posted)),
    "multiple": _numbers,
    "date": _end_of_day,
    "moment": _minute,
    "photos": lambda asked, posted: None,
}
