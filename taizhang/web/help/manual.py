"""The manual's chapters, from the sources or from where the wheel has put them."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from markdown import markdown

CHAPTERS = {
    "office": "整治办的一天",
    "cadre": "村社干部和网格员的一天",
    "subject": "企业、商户和学校",
    "supervisor": "领导和督查人员",
    "resident": "群众",
    "admin": "管理员指南",
    "own-pack": "一个下午写一个方案包",
}
_PICTURE = re.compile(r'src="(?:manual/)?pictures/([a-z-]+\.png)"')
_LINK = re.compile(r'href="(?:\.\./)?(?:manual/)?([a-z-]+)\.md(#[^"]*)?"')


def chapter_file(name: str) -> Path:
    """Administrators' chapters lie one folder higher in the sources."""
    return next(folder / f"{name}.md" for folder in settings.MANUAL if (folder / f"{name}.md").is_file())


def chapter_page(name: str) -> str:
    """As HTML; links between chapters lead to the pages of the help, and so do pictures."""
    html = markdown(chapter_file(name).read_text(encoding="utf-8"), extensions=["tables", "fenced_code"])
    html = _PICTURE.sub(r'src="/help/pictures/\1" loading="lazy"', html)
    return _LINK.sub(lambda found: f'href="/help/{found[1]}"' if found[1] in CHAPTERS else found[0], html)


def picture_file(name: str) -> Path | None:
    return next((file for folder in settings.MANUAL if (file := folder / "pictures" / name).is_file()), None)
