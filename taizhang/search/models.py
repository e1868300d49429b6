"""The tokens of each thing that can be found, and the lookup that asks the database's own index over them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Lookup

from .asked import as_fts5, as_tsquery

FTS5 = "search_index"
"""SQLite's full-text table over `Indexed.tokens`, kept by triggers (migration 0001)."""


class TokensField(models.TextField):  # type: ignore[type-arg]
    """Tokens between spaces."""


@TokensField.register_lookup
class Meets(Lookup):  # type: ignore[type-arg]
    """`tokens__meets=(asked, most)`: rows with such tokens, found by the index; the latest so many at least."""

    lookup_name = "meets"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, parameters = self.process_lhs(compiler, connection)
        asked, most = self.rhs
        if connection.vendor == "postgresql":
            # Exactly the expression of the index: otherwise it would not be used.
            vector = f"array_to_tsvector(string_to_array(btrim({column}), ' '))"
            return f"{vector} @@ %s::tsquery", [*parameters, as_tsquery(asked)]
        table = column.rpartition(".")[0]
        found = f"SELECT rowid FROM {FTS5} WHERE {FTS5} MATCH %s ORDER BY rowid DESC LIMIT %s"  # noqa: S608
        return f'{table}."id" IN ({found})', [as_fts5(asked), most]


class Indexed(models.Model):
    """One thing that can be found. `id` grows: the thing written last is the one found first."""

    id = models.BigAutoField(primary_key=True)
    thing = models.CharField(max_length=25)
    about = models.UUIDField()
    tokens = TokensField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["about", "thing"], name="indexed_once")]

    def __str__(self) -> str:
        return f"{self.thing} {self.about}"
