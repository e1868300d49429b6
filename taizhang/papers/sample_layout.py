"""The built-in layout of a paper with its marks in place: what a clerk opens in Word, changes and sends back."""

from __future__ import annotations

from datetime import date

from taizhang.render.document import Block, OfficialDocument, Paragraph, SigningLines
from taizhang.stationery.kinds import PaperKind


def sample(kind: PaperKind, issuer: str, day: date) -> OfficialDocument:
    """A Word file to begin with; all marks of its text are among the kind's."""
    blocks: list[Block] = [Paragraph(line, indent=not line.endswith("：")) for line in kind.text.splitlines()]
    if kind.signers:
        blocks.append(SigningLines(kind.signers))
    blocks += [Paragraph("{落款}", align="right"), Paragraph("{日期}", align="right")]
    title = "{文书名称}" if kind.id == "letter" else kind.label
    return OfficialDocument(title=title, issuer=issuer, blocks=tuple(blocks), date=day, signature="")
