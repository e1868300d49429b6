"""From figures to the table of a ranking and to what its flags give ground to propose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from taizhang.core.ids import derived
from taizhang.core.plan.paper import Consequence, Rating
from taizhang.core.rating import Standing, proposals, standings
from taizhang.orgs.models import Org
from taizhang.orgs.paths import parents

Lines = Sequence[Mapping[str, Any]]


def table_of(rating: Rating, places: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The places ({place, name, path, figures, records}) with score, rank and flags, best first."""
    named = {place["place"]: place for place in places}
    ranked = standings(rating, {number: place["figures"] for number, place in named.items()})
    return [{**named[one.place], "score": one.score, "rank": one.rank, "flags": list(one.flags)} for one in ranked]


def proposed_by(
    rating: Rating, ranking: UUID, earlier: Sequence[Lines], lines: Lines, root: Org
) -> list[dict[str, Any]]:
    """What the last table gives ground to propose, after those of the earlier periods, oldest first."""
    found = proposals(rating, [_standings(one) for one in (*earlier, lines)], harsh=rating.harsh)
    named = {line["place"]: line for line in lines}
    flags = {flag.id: flag.name for flag in rating.flags}
    levels = _levels(named.values())
    return [
        {
            "proposal": derived("proposal", ranking, one.place, rating.consequences.index(one.consequence)),
            "place": one.place, "name": named[one.place]["name"], "path": named[one.place]["path"],
            "flag": one.consequence.flag, "flag_name": flags[one.consequence.flag],
            "in_a_row": one.consequence.in_a_row, "text": one.consequence.proposal, "role": one.consequence.role.value,
            "decider_org": _decider(one.consequence, named[one.place]["path"], levels, root),
            "harsh": one.consequence.harsh, "no_awards": one.consequence.no_awards,
        }
        for one in found
    ]  # fmt: skip


def _standings(lines: Lines) -> list[Standing]:
    return [Standing(line["place"], line["score"], line["rank"], tuple(line["flags"])) for line in lines]


def _levels(lines: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """{number: level} of everything above the places."""
    numbers = {number for line in lines for number in parents(line["path"])}
    return dict(Org.objects.filter(number__in=numbers, kind=Org.AREA).values_list("number", "level"))


def _decider(consequence: Consequence, path: str, levels: Mapping[int, str], root: Org) -> int:
    """The org whose post decides: the area of the level said above the place, else the root of the campaign."""
    holding = [number for number in parents(path) if levels.get(number) == consequence.level]
    return holding[-1] if holding else root.number
