"""Where a node stands, as the recognisers of duties and rules see it."""

from __future__ import annotations

from ..outline import Node
from ..plantext import PlanText
from ..sections import Section
from .duties import duties_in


def section(node: Node) -> Section:
    """The section of a node; a kind of place or problem named among the tasks is still a task."""
    if node.section is Section.SCOPE and node.parent is not None:
        above = node.parent
        while above.section is Section.SCOPE and above.parent is not None:
            above = above.parent
        if above.section is Section.TASKS:
            return Section.TASKS
    return node.section


def is_preamble(plan: PlanText, node: Node, start: int, end: int) -> bool:
    """Whether a sentence stands before the first heading and lays a duty on nobody."""
    return node.parent is None and bool(node.children) and not duties_in(plan, start, end)


def is_list_of_problems(plan: PlanText, node: Node) -> bool:
    """Whether a node says what may be wrong, not what is to be done."""
    return section(node) is Section.SCOPE and not duties_in(plan, *node.text)
