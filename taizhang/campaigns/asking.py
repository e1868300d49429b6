"""What only some plans ask for: the pages about it stand in the menu of those who have such a plan."""

from __future__ import annotations

from taizhang.core.plan import Plan


def asked_by(plan: Plan) -> list[str]:
    """Names of what the plan asks for beside that which all plans do."""
    asked: dict[str, object] = {
        "books": plan.books,
        "ratings": plan.ratings,
        "enforcement": [one for one in plan.categories if one.severity == "major"],
        "supplies": [one for one in plan.licences if one.holder == "subject" and one.category],
        "licences": plan.licences,
        "courses": plan.courses,
        "exposures": [one for one in plan.basis if one.confirmed],
        "points": plan.points,
        "transfers": plan.transfers,
    }
    return [name for name, found in asked.items() if found]
