"""A submission's XML, read as something hostile: no declarations, no entities, bounded in size and depth."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from taizhang.core.checklists import Checklist, asked
from taizhang.core.checklists.model import TURN
from taizhang.core.refusals import Refused

LARGEST_XML = 2 * 1024 * 1024
DEEPEST = 40
OF_VISIT = {"tz_photo": "现场照片", "tz_signature": "对方签名"}
"""Files about the visit as a whole, by their question."""


@dataclass(frozen=True, slots=True)
class Filled:
    """`values` are the leaves by name, those of the envelope apart. `instance` follows from the bytes where none is."""

    form: str
    version: str
    instance: str
    deprecated: str
    digest: str
    values: Mapping[str, str]

    @property
    def moment(self) -> datetime | None:
        """When it was finished, by the phone's clock."""
        try:
            moment = datetime.fromisoformat(self.values.get("end", ""))
        except ValueError:
            return None
        return moment if moment.tzinfo else None


def read(xml: bytes) -> Filled:
    """Raises Refused("file-too-large" | "not-xml")."""
    if len(xml) > LARGEST_XML:
        raise Refused("file-too-large", f"表单最大 {LARGEST_XML // 1024 // 1024} MB")
    try:
        root, values = _leaves(xml)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Refused("not-xml", type(error).__name__) from None
    digest = sha256(xml).hexdigest()
    return Filled(
        form=root.get("id", ""),
        version=root.get("version", ""),
        instance=values.pop("instanceID", "")[:200] or f"sha256:{digest}",
        deprecated=values.pop("deprecatedID", "")[:200],
        digest=digest,
        values=values,
    )


def _leaves(xml: bytes) -> tuple[Any, dict[str, str]]:
    """The root and its leaves by name; those of the second turn of a repeated group on as "name#2"."""
    depth, root = 0, None
    values: dict[str, str] = {}
    turns, seen = [1], [Counter[str]()]
    for event, node in iterparse(io.BytesIO(xml), events=("start", "end"), forbid_dtd=True):
        if event == "start":
            root = node if root is None else root
            depth += 1
            seen[-1][node.tag] += 1
            turns.append(max(turns[-1], seen[-1][node.tag]))
            seen.append(Counter())
            if depth > DEEPEST:
                raise Refused("file-too-large", f"表单的层次超过 {DEEPEST}")
            continue
        depth -= 1
        seen.pop()
        turn = turns.pop()
        if len(node) == 0 and node is not root:
            name = str(node.tag).rpartition("}")[2]
            values[name if turn == 1 else f"{name}{TURN}{turn}"] = (node.text or "").strip()
    return root, values


def answers_to(checklist: Checklist, filled: Filled) -> dict[str, Any]:
    """The answers as our own app sends them. Raises Refused("bad-body")."""
    found: dict[str, Any] = {}
    for item in asked(checklist, filled.values):
        text = filled.values.get(item.name, "")
        if not text or item.type in {"group", "repeat", "note"}:
            continue
        found[item.name] = _value(item.type, item.label, text)
    return found


def _value(kind: str, label: str, text: str) -> Any:
    if kind == "select_multiple":
        return text.split()
    if kind not in {"integer", "decimal"}:
        return text
    try:
        return int(text) if kind == "integer" else float(text)
    except ValueError:
        raise Refused("bad-body", f"“{label}”不是数字") from None


def place_of(filled: Filled) -> dict[str, float]:
    """lat, lng, accuracy of a geopoint "30.66 104.08 0 12.5"; nothing where there is none that can be read."""
    try:
        numbers = [float(part) for part in filled.values.get("tz_place", "").split()]
    except ValueError:
        return {}
    return dict(zip(("lat", "lng", "accuracy"), [*numbers[:2], *numbers[3:4]], strict=False)) if numbers[1:] else {}


def attachments(checklist: Checklist, filled: Filled) -> dict[str, str]:
    """{file name: item} of every file that the form names."""
    named = [item.name for item in asked(checklist, filled.values) if item.type == "image"]
    return {filled.values[name]: name for name in [*named, *OF_VISIT] if filled.values.get(name)}
