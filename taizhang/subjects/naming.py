"""The names of subjects as lists show them, on a page as in a file: in part where the plan protects them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.core.plan import SubjectKind

from .kinds import fields_by_column, kinds_for
from .masking import is_masked, masked
from .models import Subject

ASKED_TOGETHER = 500
"""What a statement may carry."""


class Naming:
    """Which kinds have protected names is looked up once, however many subjects are named."""

    def __init__(self, kinds: Mapping[str, SubjectKind]) -> None:
        named = {about: fields_by_column(kind)["name"] for about, kind in kinds.items()}
        self._protected = {about: field for about, field in named.items() if is_masked(field)}

    def of(self, kind: str, name: str) -> str:
        return str(masked(name, self._protected[kind])) if kind in self._protected else name

    def by_id(self, abouts: Iterable[UUID | None]) -> dict[UUID, str]:
        wanted = list({about for about in abouts if about})
        parts = (wanted[start : start + ASKED_TOGETHER] for start in range(0, len(wanted), ASKED_TOGETHER))
        found = (Subject.objects.filter(pk__in=part).values_list("pk", "kind", "name") for part in parts)
        return {about: self.of(kind, name) for rows in found for about, kind, name in rows}


def names_in_part(actor: Actor, abouts: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names that a list shows to the actor, by id; two queries, none where it names no subject."""
    wanted = {about for about in abouts if about}
    return Naming(kinds_for(actor)).by_id(wanted) if wanted else {}
