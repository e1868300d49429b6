"""Giving out a paper that was just made, as Word or as PDF; `<ending:…>` in an address says which."""

from __future__ import annotations

import io
from typing import cast

from django.http import FileResponse, HttpResponse
from django.urls import register_converter

from taizhang.core.refusals import Refused
from taizhang.render.document import OfficialDocument
from taizhang.render.official_word import to_docx
from taizhang.render.pdf import ConversionFailed, NoConverter, to_pdf


class EndingConverter:
    """Which file."""

    regex = "docx|pdf"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(EndingConverter, "ending")


def download(content: bytes, name: str) -> HttpResponse:
    return cast(HttpResponse, FileResponse(io.BytesIO(content), as_attachment=True, filename=name))


def paper(document: OfficialDocument, name: str, ending: str) -> HttpResponse:
    """`ending` is docx or pdf. Raises Refused("no-pdf")."""
    return word_or_pdf(to_docx(document), name, ending)


def word_or_pdf(word: bytes, name: str, ending: str) -> HttpResponse:
    if ending != "pdf":
        return download(word, f"{name}.docx")
    try:
        return download(to_pdf(word), f"{name}.pdf")
    except (NoConverter, ConversionFailed) as fault:
        raise Refused("no-pdf", str(fault)) from None
