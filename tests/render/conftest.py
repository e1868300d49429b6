"""What the tests of this room share: documents turned into PDF and measured, and the reason where it cannot be."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from taizhang.render.document import OfficialDocument
from taizhang.render.official_word import to_docx
from taizhang.render.pdf import converter, to_pdf

_MM = 25.4 / 72
_WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</word>')


@dataclass(frozen=True)
class Line:
    """A printed line: its text and its edges in millimetres from the paper's upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Page:
    width: float
    height: float
    lines: list[Line]

    @property
    def text_lines(self) -> list[Line]:
        """Lines within the type area, which ends 35 mm above the edge of the paper."""
        return [line for line in self.lines if line.middle < self.height - 35]

    @property
    def number(self) -> Line:
        (line,) = [line for line in self.lines if line.middle >= self.height - 35]
        return line


Measure = Callable[[OfficialDocument], list[Page]]


@pytest.fixture(scope="session")
def libreoffice() -> str:
    program = converter()
    if program is None:
        pytest.skip("LibreOffice is not installed (apt install libreoffice-writer libreoffice-calc)")
    return program


@pytest.fixture(scope="session")
def pdftotext() -> str:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not installed (apt install poppler-utils)")
    return program


@pytest.fixture(scope="session")
def measured(libreoffice: str, pdftotext: str, tmp_path_factory: pytest.TempPathFactory) -> Measure:
    """Renders a document and returns its pages; a document that was measured is not rendered again."""
    known: dict[OfficialDocument, list[Page]] = {}

    def measure(document: OfficialDocument) -> list[Page]:
        if document not in known:
            path = tmp_path_factory.mktemp("pdf") / "paper.pdf"
            path.write_bytes(to_pdf(to_docx(document)))
            known[document] = pages(pdftotext, path)
        return known[document]

    return measure


def pages(pdftotext: str, path: Path) -> list[Page]:
    run = subprocess.run([pdftotext, "-bbox-layout", str(path), "-"], capture_output=True, text=True, check=True)
    return [_page(part) for part in run.stdout.split("<page ")[1:]]


def _page(markup: str) -> Page:
    width, height = re.findall(r'(?:width|height)="([\d.]+)"', markup)[:2]
    words = [(*(float(edge) * _MM for edge in found[:4]), found[4]) for found in _WORD.findall(markup)]
    rows: list[list[tuple[float, float, float, float, str]]] = []
    for word in sorted(words, key=lambda word: (word[1] + word[3]) / 2):
        middle = (word[1] + word[3]) / 2
        if rows and abs(middle - (rows[-1][0][1] + rows[-1][0][3]) / 2) < 2:
            rows[-1].append(word)
        else:
            rows.append([word])
    return Page(float(width) * _MM, float(height) * _MM, [_line(row) for row in rows])


def _line(row: list[tuple[float, float, float, float, str]]) -> Line:
    row = sorted(row)
    text = "".join(word[4] for word in row)
    return Line(text, row[0][0], min(w[1] for w in row), max(w[2] for w in row), max(w[3] for w in row))
