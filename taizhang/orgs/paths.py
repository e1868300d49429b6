"""Paths of the tree ("1/4/17/") and the lookup `path__under`, which finds a whole subtree by an indexed prefix."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Lookup


def parents(path: str) -> list[int]:
    """The numbers from the root down to the place itself: "1/4/17/" → [1, 4, 17]."""
    return [int(part) for part in path.split("/") if part]


def is_under(path: str, top: str) -> bool:
    """Whether `path` is `top` or lies below it."""
    return bool(top) and path.startswith(top)


class PathField(CharField):  # type: ignore[type-arg]
    """A path column. On PostgreSQL Django adds the pattern index that LIKE 'prefix%' needs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 120)
        super().__init__(*args, **kwargs)


@PathField.register_lookup
class Under(Lookup):  # type: ignore[type-arg]
    """`path__under="1/4/"`: the place and all below. An empty prefix finds nothing: a missing scope shows nothing."""

    lookup_name = "under"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, parameters = self.process_lhs(compiler, connection)
        return self.compared(column, parameters, connection)

    def compared(self, column: str, parameters: Any, connection: Any) -> tuple[str, Any]:
        prefix = str(self.rhs)
        if not prefix:
            return "1 = 0", []
        if connection.vendor == "postgresql":
            return f"{column} LIKE %s", [*parameters, prefix + "%"]
        # '0' follows '/' wherever bytes are compared, as SQLite does; a range uses the index, LIKE would not.
        return f"({column} >= %s AND {column} < %s)", [*parameters, prefix, *parameters, prefix[:-1] + "0"]


@PathField.register_lookup
class Across(Lookup):  # type: ignore[type-arg]
    """`path__across=["1/4/", "1/6/"]`: from the subtree of the first place to that of the last, in the order of bytes.

    One range of the index that holds every one of the places, and of others only what lies between them.
    """

    lookup_name = "across"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, parameters = self.process_lhs(compiler, connection)
        least, below = ("~>=~", "~<~") if connection.vendor == "postgresql" else (">=", "<")
        last = max(f"{place[:-1]}0" for place in self.rhs)  # '0' follows '/'
        return f"({column} {least} %s AND {column} {below} %s)", [*parameters, min(self.rhs), *parameters, last]


@PathField.register_lookup
class Throughout(Under):
    """As `under`, where most rows lie there: a list is then better read in its own order than gathered by place.

    PostgreSQL knows that from its statistics; SQLite is told by the sign that keeps a column from its index.
    """

    lookup_name = "throughout"

    def compared(self, column: str, parameters: Any, connection: Any) -> tuple[str, Any]:
        return super().compared(column if connection.vendor == "postgresql" else f"+{column}", parameters, connection)
