"""What was typed, within the scope of a post: the index is asked for nothing that lies outside it."""

from __future__ import annotations

from typing import Any

from taizhang.core.roles import Power, Role
from taizhang.search.asked import Asked, Term, Way, asked
from taizhang.search.words import handler_token, line_token, place_token, subject_token

from .actor import Actor


def asked_by(actor: Actor, thing: str, model: Any, text: str, *, path: str = "", by_sound: bool = False) -> Asked:
    """What the post asks of one kind of thing, as far as its scope goes; the same columns decide as in
    `scope.visible`. `path` narrows to a place. Protected values are searched for posts that may see them whole."""
    typed = asked(text, guarded=actor.may(Power.UNMASK), by_sound=by_sound)
    if not typed:
        return typed
    if path:
        typed = typed.within((Term(place_token(thing, _number(path))),))
    return typed.within(*_scope(actor, thing, {field.name for field in model._meta.get_fields()}))


def _scope(actor: Actor, thing: str, names: set[str]) -> list[Way]:
    if actor.role is Role.OWNER:
        return [(Term(subject_token(thing, actor.subject.hex if actor.subject else "none")),)]
    place: Way = (Term(place_token(thing, _number(actor.reach))),)
    if actor.role is Role.BUREAU and "line_org" in names:
        place = (*place, Term(line_token(thing, actor.org)))
    ways = [place]
    if "handler" in names:
        ways.append((Term(handler_token(thing, actor.org)),))
    return ways


def _number(path: str) -> str:
    """The place at the end of a path; what is no path ends nowhere."""
    last = path.rstrip("/").rpartition("/")[2]
    return last if last.isdecimal() else "none"
