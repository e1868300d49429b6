"""Requests made from the API's own description, right and wrong ones, and whether an answer is as described."""

from __future__ import annotations

import json
import uuid
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

Schema = dict[str, Any]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
"""Anything at all; NaN and infinities are written as Python writes them, which is no JSON."""


def resolved(whole: Schema, part: Schema) -> Schema:
    if "$ref" not in part:
        return part
    found: Any = whole
    for step in part["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return resolved(whole, found)


def fitting(whole: Schema, part: Schema) -> st.SearchStrategy[Any]:
    """What the schema allows."""
    part = resolved(whole, part)
    if options := part.get("anyOf"):
        return st.one_of([fitting(whole, option) for option in options])
    kind = part.get("type")
    if kind == "object":
        return _object(whole, part)
    if kind == "array":
        return st.lists(fitting(whole, part["items"]), max_size=min(part.get("maxItems", 4), 4))
    return _plain(part, kind)


def _plain(part: Schema, kind: str | None) -> st.SearchStrategy[Any]:
    if kind == "integer":
        return st.integers(part.get("minimum"), part.get("maximum"))
    if kind == "string":
        if part.get("format") == "uuid":
            return st.uuids().map(str)
        if part.get("format") == "date-time":
            return st.datetimes().map(lambda moment: moment.isoformat() + "Z")
        return st.text(min_size=part.get("minLength", 0), max_size=min(part.get("maxLength", 30), 80))
    return {"null": st.none(), "boolean": st.booleans(), "number": st.floats()}.get(kind or "", JSON)


def _object(whole: Schema, part: Schema) -> st.SearchStrategy[Any]:
    fields = {name: fitting(whole, field) for name, field in part.get("properties", {}).items()}
    if not fields:
        return st.dictionaries(st.text(max_size=12), JSON, max_size=3)
    must = set(part.get("required", []))
    return st.fixed_dictionaries(
        {name: field for name, field in fields.items() if name in must},
        optional={name: field for name, field in fields.items() if name not in must},
    )


@st.composite
def spoilt(draw: st.DrawFn, whole: Schema, part: Schema) -> Any:
    """What fits, with some part of it left out or exchanged for anything at all."""
    value = draw(fitting(whole, part))
    for _ in range(draw(st.integers(0, 3))):
        value = _spoil(draw, value)
    return value


def _spoil(draw: st.DrawFn, value: Any) -> Any:
    if isinstance(value, dict) and value and draw(st.booleans()):
        name = draw(st.sampled_from(sorted(value)))
        rest = {key: part for key, part in value.items() if key != name}
        return rest if draw(st.booleans()) else {**rest, name: _spoil(draw, value[name])}
    if isinstance(value, list) and value and draw(st.booleans()):
        place = draw(st.integers(0, len(value) - 1))
        return [*value[:place], _spoil(draw, value[place]), *value[place + 1 :]]
    return draw(JSON)


def address(draw: st.DrawFn, whole: Schema, path: str, operation: Schema) -> tuple[str, dict[str, Any]]:
    """The path with its parts filled in, and the query, right or wrong."""
    query: dict[str, Any] = {}
    for parameter in operation.get("parameters", []):
        right = fitting(whole, parameter["schema"])
        value = draw(right | JSON) if parameter["in"] == "query" else draw(right)
        if parameter["in"] == "query" and (parameter.get("required") or draw(st.booleans())):
            query[parameter["name"]] = value if isinstance(value, str | int | float) else json.dumps(value)
        elif parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", quote(str(value), safe=""))
    return path, query


def not_as_described(whole: Schema, operation: Schema, answer: Any) -> str:
    """What of the answer the description does not say; "" where it is as described."""
    described = operation["responses"].get(str(answer.status_code))
    if described is None:
        return f"{answer.status_code} is not described: {answer.content[:200]!r}"
    content = described.get("content")
    if content is None:
        return "" if not answer.content else "a body where none is described"
    form = answer.headers["Content-Type"].partition(";")[0]
    if form not in content:
        return f"{form} instead of {sorted(content)}: {answer.content[:200]!r}"
    schema = {**content[form]["schema"], "components": whole["components"]}
    errors = Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(answer.json())
    return "；".join(error.message for error in errors)


def operations(whole: Schema) -> list[tuple[str, str, Schema]]:
    return [(path, method, one) for path, methods in whole["paths"].items() for method, one in methods.items()]


def fresh() -> str:
    return str(uuid.uuid4())
