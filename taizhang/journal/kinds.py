"""The kinds of entry: for each its body's schema, its Chinese label and a sentence for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import PydanticSerializationError

from taizhang.core.refusals import Refused

from .portable import portable, surely_portable


class Body(BaseModel):
    """Base of all bodies: unknown keys are refused, so that a typing error is never silently lost."""

    model_config = ConfigDict(extra="forbid")


class FileRef(Body):
    """A kept file, named by its hash. `name` is what the sender called it.

    `original` is the hash of the photo as the camera made it, before a phone compressed and marked it.
    """

    sha256: str
    name: str = ""
    media_type: str = ""
    taken_at: str | None = None
    lat: float | None = None
    lng: float | None = None
    original: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """`present` turns a body into the Chinese sentence of a timeline, without who and when."""

    name: str
    label: str
    body: type[Body]
    present: Callable[[Mapping[str, Any]], str]


KINDS: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    for kind in kinds:
        KINDS[kind.name] = kind


def must_know(kinds: Iterable[str]) -> None:
    """What a newer version has recorded, an older program beside it cannot fold: its row would lose a step.

    Raises Refused("newer-program").
    """
    if any(kind not in KINDS for kind in kinds):
        raise Refused("newer-program")


def checked_body(kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The body in its stored form. Raises Refused("unknown-kind" | "bad-body")."""
    if kind not in KINDS:
        raise Refused("unknown-kind", kind)
    try:
        whole = KINDS[kind].body.model_validate(body).model_dump(mode="json", exclude_none=True)
        return whole if surely_portable(whole) else {key: portable(value) for key, value in whole.items()}
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Refused("bad-body", f"{KINDS[kind].label}：{where} {first['msg']}") from None
    except PydanticSerializationError:
        raise Refused("bad-body", f"{KINDS[kind].label}：文字中有不能保存的字符") from None
    except ValueError as error:
        raise Refused("bad-body", f"{KINDS[kind].label}：{error}") from None
