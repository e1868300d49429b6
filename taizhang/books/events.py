"""Kinds of entry about lines of registers. Their sentences say nothing that is protected."""

from __future__ import annotations

from uuid import UUID

from pydantic import AwareDatetime, Field

from taizhang.journal.kinds import Body, FileRef, Kind, register

Scalar = str | int | float | bool


class Step(Body):
    """What has to follow a line, until when."""

    step: str = Field(min_length=1, max_length=64)
    due_at: AwareDatetime | None = None


class Written(Body):
    """A line, or (`nothing`) that there was nothing to write. `duty` is the one that it is written for.

    With a `category` it is a problem, which `told` describes without a name.
    """

    book: str = Field(min_length=1, max_length=64)
    title: str = Field(min_length=1, max_length=120)
    subject: UUID | None = None
    path: str
    handler: int | None = None
    line: str = ""
    line_org: int | None = None
    values: dict[str, Scalar] = {}
    sums: list[str] = []
    nothing: str = Field("", max_length=40)
    category: str = ""
    told: str = Field("", max_length=2000)
    steps: list[Step] = []
    duty: UUID | None = None
    clear_until: AwareDatetime | None = None
    name: str = ""


class StepTaken(Body):
    """`moment` is when it was done. `settles` are duties for which this was the last line to be followed up."""

    step: str = Field(min_length=1, max_length=64)
    label: str = Field(min_length=1, max_length=120)
    moment: AwareDatetime
    note: str = Field("", max_length=2000)
    photos: list[FileRef] = []
    settles: list[UUID] = []
    name: str = ""


class Corrected(Body):
    """Only what changed; "" empties a value."""

    changes: dict[str, Scalar] = Field(min_length=1)
    labels: list[str] = []
    reason: str = Field(min_length=1, max_length=2000)
    name: str = ""


class Withdrawn(Body):
    """It was no such thing: the line stays readable and counts no more. `reopens`: the duty that nothing else meets."""

    reason: str = Field(min_length=1, max_length=2000)
    reopens: UUID | None = None
    settles: list[UUID] = []
    name: str = ""


class Unmasked(Body):
    """Somebody looked at protected values."""

    reason: str = Field("", max_length=2000)
    name: str = ""


class Erased(Body):
    """Protected values were taken out, their time was over. `entries`: {id: sealed hash + present hash}, in hex."""

    fields: list[str] = Field(min_length=1)
    entries: dict[str, str]


register(
    Kind(
        "book.written",
        "登记",
        Written,
        lambda b: f"在《{b['title']}》登记：{b['nothing']}" if b.get("nothing") else f"在《{b['title']}》登记一条",
    ),
    Kind("book.step_taken", "跟进", StepTaken, lambda b: f"{b['label']}。{b.get('note', '')}".rstrip("。")),
    Kind("book.corrected", "更正登记", Corrected, lambda b: f"更正{'、'.join(b.get('labels', ()))}。{b['reason']}"),
    Kind("book.withdrawn", "作废登记", Withdrawn, lambda b: f"作废。{b['reason']}"),
    Kind("book.unmasked", "查看受保护信息", Unmasked, lambda b: f"查看受保护信息。{b.get('reason', '')}"),
    Kind("book.erased", "到期抹去个人信息", Erased, lambda b: "保存期已满，抹去受保护的信息"),
)
