"""Owns the official document as data: what it says and in which order, nothing about fonts or millimetres.

Terms follow GB/T 9704-2012: 发文机关标志 (mark), 发文字号 (number), 主送机关 (addressee), 附件说明 (attachments),
发文机关署名 (signature), 成文日期 (date), 附注 (note), 版记 (imprint).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from taizhang.render.heading_grid import Label

Align = Literal["left", "center", "right"]
Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 4, numbered 一、 （一） 1. （1） by its place unless `numbered` is off.

    `body` goes on in the same paragraph, as in "（一）全面排查。各镇……".
    """

    level: Literal[1, 2, 3, 4]
    text: str
    body: str = ""
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; newlines begin new paragraphs."""

    text: str
    indent: bool = True
    align: Literal["justify", "left", "center", "right"] = "justify"


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table whose heading is repeated on every page.

    A label in `header` that is a tuple, ("排查", "应查"), makes a heading of several levels with merged cells. `widths`
    are proportions; without them the columns follow their contents. `align` is centred by default. Lengths of rows,
    `total`, `widths` and `align` must equal that of `header`; the renderer raises ValueError otherwise.
    """

    header: tuple[Label, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...] = ()
    align: tuple[Align, ...] = ()
    total: tuple[Cell, ...] = ()
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture as a file's bytes, or None where there is none yet: its place then says so."""

    data: bytes | None
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures side by side, `per_row` to a row: 2 for pairs of before and after, 1 for a chart."""

    items: tuple[Picture, ...]
    per_row: Literal[1, 2, 3] = 2


@dataclass(frozen=True, slots=True)
class SigningLines:
    """Lines to be signed by hand, each with a place for the date: "被检查单位负责人（签字）："."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Table | Pictures | SigningLines | PageBreak


@dataclass(frozen=True, slots=True)
class RedHead:
    """版头 of a formal document: the red mark, the number below it, the red rule.

    Without `mark` it is the issuer's name followed by 文件. `signer` (签发人) is for documents to a superior.
    """

    mark: str = ""
    copy_number: str = ""
    secrecy: str = ""
    urgency: str = ""
    signer: str = ""


@dataclass(frozen=True, slots=True)
class BriefingHead:
    """Head of a serial (日报、周报、简报): red name, issue, compiling office and date above a red rule."""

    name: str
    issue: str
    compiled_by: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment named after the text; with `blocks` its content follows on a page of its own."""

    title: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Imprint:
    """版记 at the foot of the last page: who gets a copy, who printed it and when."""

    printed_by: str
    printed_on: dt.date
    copies_to: str = ""


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """A whole document.

    `title` may hold newlines where the author wants it broken; else it is broken evenly. `signature` None means the
    issuer, "" none at all; several units stand on lines of their own. `sealed` leaves room for the seal.
    `created` is written into the file's properties (the date at midnight when None): never the time of rendering.
    """

    title: str
    issuer: str
    blocks: tuple[Block, ...]
    date: dt.date | None = None
    number: str = ""
    addressee: str = ""
    subtitle: str = ""
    signature: str | None = None
    sealed: bool = True
    attachments: tuple[Attachment, ...] = ()
    note: str = ""
    head: RedHead | BriefingHead | None = None
    imprint: Imprint | None = None
    created: dt.datetime | None = None
