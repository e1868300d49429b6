"""The scene and the clock of the loop; papers turned into words, and into pages that can be measured."""

from __future__ import annotations

from tests.loop.conftest import clock, scene
from tests.render.conftest import libreoffice, pdftotext

__all__ = ["clock", "libreoffice", "pdftotext", "scene"]
