"""The manual's chapters, from the sources or from where the wheel has put them."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from markdown import markdown

from taizhang.accounts.appearance import CHINESE, ENGLISH

CHAPTERS = {
    "office": ("整治办的一天", "A day at the campaign office"),
    "cadre": ("村社干部和网格员的一天", "A day of village officials and grid workers"),
    "subject": ("企业、商户和学校", "Businesses, shops and schools"),
    "supervisor": ("领导和督查人员", "Leaders and supervisors"),
    "resident": ("群众", "Residents"),
    "admin": ("管理员指南", "Administrators' guide"),
    "own-pack": ("一个下午写一个方案包", "Write a pack in an afternoon (in Chinese)"),
}
"""Their titles in Chinese and in English. Who writes plans works with Chinese texts: no English there."""
_PICTURE = re.compile(r'src="(?:\.\./)?(?:manual/)?pictures/([a-z-]+\.png)"')
_LINK = re.compile(r'href="(?:\.\./)*(?:manual/)?([a-z-]+)\.md(#[^"]*)?"')


def chapter_titles(language: str) -> dict[str, str]:
    return {name: titles[language == ENGLISH] for name, titles in CHAPTERS.items()}


def chapter_file(name: str, language: str = CHINESE) -> Path:
    """Administrators' chapters lie one folder higher in the sources; where there is no English, the Chinese."""
    places = [folder / f"{name}.md" for folder in settings.MANUAL]
    if language == ENGLISH:
        places = [folder / ENGLISH / f"{name}.md" for folder in settings.MANUAL] + places
    return next(place for place in places if place.is_file())


def chapter_page(name: str, language: str = CHINESE) -> str:
    """As HTML; links between chapters lead to the pages of the help, and so do pictures."""
    html = markdown(chapter_file(name, language).read_text(encoding="utf-8"), extensions=["tables", "fenced_code"])
    html = _PICTURE.sub(r'src="/help/pictures/\1" loading="lazy"', html)
    return _LINK.sub(lambda found: f'href="/help/{found[1]}"' if found[1] in CHAPTERS else found[0], html)


def picture_file(name: str) -> Path | None:
    return next((file for folder in settings.MANUAL if (file := folder / "pictures" / name).is_file()), None)
