"""Saved web pages: the text of the article without menus, scripts and the list of other articles."""

from __future__ import annotations

import re

from lxml import etree, html

_TAG = re.compile(r"<(?:!doctype html|html|head|body|meta|div|p|span|table|article)\b[^<>]{0,400}>", re.IGNORECASE)
_UNSHOWN = {
    "script", "style", "noscript", "template", "head", "nav", "footer", "form", "button", "select", "input", "iframe",
    "svg", "object", "video", "audio", "aside", "textarea",
}  # fmt: skip
_BLOCKS = {
    "p", "div", "section", "article", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "table", "tr", "blockquote",
    "pre", "dl", "dt", "dd", "br", "hr", "header", "main", "body", "center", "figcaption", "title",
}  # fmt: skip
_CELLS = {"td", "th"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLANK = re.compile(r"[ \t\r\n\u00a0]+")
_SPACES = re.compile(r" {2,}")
_CELL_EDGE = re.compile(r" *\t[ \t]*")
_STOP = re.compile(r"[。；;]")
_LEAST_OF_MENU = 3


def looks_like_html(text: str) -> bool:
    """Whether a text is the source of a web page: it begins like one, or has tags all over."""
    opening = text[:2000].lstrip("\ufeff \r\n\t").lower()
    if opening.startswith(("<!doctype html", "<html", "<?xml", "<head", "<body", "<div", "<p>", "<meta")):
        return True
    return len(_TAG.findall(text[:200_000])) >= 5


def web_text(source: str) -> str:
    """The text of a web page, a line for each block."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return ""
    pieces: list[str] = []
    hidden = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        out = _is_unshown(element)
        hidden += (1 if event == "start" else -1) * out
        if not hidden:
            pieces.append(_edge(element, event))
            pieces.append(_words(element.text if event == "start" else element.tail))
    lines = (_SPACES.sub(" ", _CELL_EDGE.sub("\t", line)).strip() for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _words(written: str | None) -> str:
    """Text of the source, where a line break is a space."""
    return _BLANK.sub(" ", written) if written else ""


def _edge(element: etree._Element, event: str) -> str:
    if element.tag in _BLOCKS:
        return "\n"
    return "\t" if element.tag in _CELLS and event == "end" else ""


def _is_unshown(element: etree._Element) -> bool:
    if element.tag in _UNSHOWN or _HIDDEN.search(element.get("style") or ""):
        return True
    return element.tag in ("ul", "ol", "dl") and _is_menu(element)


def _is_menu(element: etree._Element) -> bool:
    """Whether a list holds nothing but links: what one can click on, not what the article says."""
    links = element.findall(".//a")
    if len(links) < _LEAST_OF_MENU:
        return False
    words = _inner(element)
    linked = sum(len(_inner(link)) for link in links)
    return not _STOP.search(words) and linked >= 0.8 * len(words)


def _inner(element: etree._Element) -> str:
    return "".join("".join(str(piece).split()) for piece in element.itertext())
