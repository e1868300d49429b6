"""Owns the raw WordprocessingML that python-docx has no calls for, put in the order that the schema demands."""

from __future__ import annotations

from typing import cast

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from taizhang.render.gbt9704 import LAYOUT, points, twips

# Sequence of properties in ECMA-376 part 1: §17.3.1.26 (pPr), §17.3.2.28 (rPr), §17.4.60 (tblPr), §17.4.70 (tcPr).
SEQUENCES = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
    "lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "trPr": "cnfStyle divId gridBefore gridAfter wBefore wAfter cantSplit trHeight tblHeader tblCellSpacing jc hidden",
}
_ORDER = {parent: {qn(f"w:{tag}"): n for n, tag in enumerate(tags.split())} for parent, tags in SEQUENCES.items()}


def new(tag: str, **attributes: object) -> BaseOxmlElement:
    """A loose element `<w:tag w:name="value"/>`."""
    element = cast(BaseOxmlElement, OxmlElement(f"w:{tag}"))
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    return element


def put(properties: BaseOxmlElement, tag: str, **attributes: object) -> BaseOxmlElement:
    """Set the property `w:tag` with `w:name="value"` attributes in its place, instead of one that is there already."""
    element = new(tag, **attributes)
    for old in properties.findall(element.tag):
        properties.remove(old)
    order = _ORDER[properties.tag.rpartition("}")[2]]
    place = order[element.tag]
    following = (n for n, other in enumerate(properties) if order.get(other.tag, -1) > place)
    properties.insert(next(following, len(properties)), element)
    return element


def child(parent: BaseOxmlElement, tag: str, **attributes: object) -> BaseOxmlElement:
    """Append `<w:tag w:name="value"/>` and return it."""
    element = new(tag, **attributes)
    parent.append(element)
    return element


def put_font(properties: BaseOxmlElement, font: str) -> None:
    """One font for Chinese and Latin alike, against any theme font."""
    put(properties, "rFonts", ascii=font, hAnsi=font, eastAsia=font, cs=font)


def put_indent(properties: BaseOxmlElement, *, first: float = 0, left: float = 0, right: float = 0) -> None:
    """Indents in body characters; `first` may be negative for a hanging line.

    Written twice: in characters for Word, in twips for programs that know only those.
    """
    sizes = {"firstLine" if first >= 0 else "hanging": abs(first), "left": left, "right": right}
    attributes: dict[str, int] = {}
    for name, characters in sizes.items():
        attributes[f"{name}Chars"] = round(characters * 100)
        attributes[name] = twips(characters * LAYOUT.character_pt)
    put(properties, "ind", **attributes)


def put_rule_below(properties: BaseOxmlElement, *, thickness_pt: float, distance_mm: float, color: str) -> None:
    """A rule below a paragraph, as wide as its lines; Word counts thickness in eighths of a point."""
    borders = put(properties, "pBdr")
    child(borders, "bottom", val="single", sz=round(thickness_pt * 8), space=round(points(distance_mm)), color=color)
