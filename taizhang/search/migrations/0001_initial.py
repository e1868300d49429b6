"""The tokens and the index over them: a full-text table kept by triggers on SQLite, a GIN index on PostgreSQL."""

from typing import Any

from django.db import migrations, models

import taizhang.search.models

# The tokens are made by us: whatever stands between two spaces is one, signs of kinds of token among it.
SQLITE = [
    """CREATE VIRTUAL TABLE search_index USING fts5(
        tokens, content='search_indexed', content_rowid='id', detail=none, tokenize="ascii tokenchars '@#:_-'")""",
    """CREATE TRIGGER search_indexed_added AFTER INSERT ON search_indexed BEGIN
        INSERT INTO search_index (rowid, tokens) VALUES (new.id, new.tokens); END""",
    """CREATE TRIGGER search_indexed_gone AFTER DELETE ON search_indexed BEGIN
        INSERT INTO search_index (search_index, rowid, tokens) VALUES ('delete', old.id, old.tokens); END""",
]
POSTGRESQL = [
    "CREATE INDEX search_index ON search_indexed USING gin (array_to_tsvector(string_to_array(btrim(tokens), ' ')))",
]


def make_index(apps: Any, schema_editor: Any) -> None:
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop_index(apps: Any, schema_editor: Any) -> None:
    postgresql = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute("DROP INDEX search_index" if postgresql else "DROP TABLE search_index")


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.CreateModel(
            name="Indexed",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("thing", models.CharField(max_length=25)),
                ("about", models.UUIDField()),
                ("tokens", taizhang.search.models.TokensField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("about", "thing"), name="indexed_once")],
            },
        ),
        migrations.RunPython(make_index, drop_index),
    ]
