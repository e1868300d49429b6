"""Handing a post over: the sheet of what it has in hand, as a page and on paper, and the act by which it passes on."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor, parent_path
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power, Role
from taizhang.orgs.models import Org, Post
from taizhang.orgs.operations import end_post
from taizhang.orgs.queries import current_posts
from taizhang.papers.of_handover import handover
from taizhang.web.downloads import paper
from taizhang.web.gate import needs
from taizhang.web.handover import parts_of, successor_of
from taizhang.workflows.letters_anew import ask_letters_anew

from .org_changes import after_filling, fill_post, post_within

MOST_PEOPLE = 300
"""To choose from; who is further away is typed."""


def _post(actor: Actor, number: int) -> tuple[Post, Org]:
    """Raises Refused("out-of-scope") also for the owner of a subject: that is the subject's own matter."""
    post = post_within(actor, number)
    if post.role == Role.OWNER:
        raise Refused("out-of-scope")
    return post, Org.objects.get(number=post.org)


@needs(Power.VIEW, Power.MANAGE_ORGS)
def sheet(request: HttpRequest, actor: Actor, post: int) -> HttpResponse:
    """Who manages the organisation sees no business: the lists are for those whose business it is."""
    row, org = _post(actor, post)
    now = timezone.now()
    context = {
        "post": row,
        "org": org,
        "successor": successor_of(row),
        "vacant": not _others(row),
        "parts": parts_of(actor, row, org, at=now) if actor.may(Power.VIEW) else [],
        "sees": actor.may(Power.VIEW),
        "may_manage": actor.may(Power.MANAGE_ORGS),
        "people": _people(actor, row, org) if actor.may(Power.MANAGE_ORGS) else [],
    }
    return render(request, "orgs/handover.html", context)


def _people(actor: Actor, leaving: Post, org: Org) -> list[tuple[int, str]]:
    """Who may take over with the account they have: (a post of theirs, their name and where they are), the nearest
    first: the same place, then those around it."""
    around = parent_path(org.path)
    within = around if around.startswith(actor.reach) else actor.reach
    rows = current_posts(timezone.now()).filter(path__under=within, user__isnull=False).exclude(person="")
    rows = rows.exclude(role=Role.OWNER).exclude(user=leaving.user_id)
    names = dict(Org.objects.filter(path__under=within).values_list("number", "name"))
    found: dict[int | None, tuple[bool, int, str]] = {}
    for post in rows.order_by("path", "number")[:MOST_PEOPLE]:
        said = f"{post.person}（{names.get(post.org, '')}，{post}）"
        found.setdefault(post.user_id, (post.org != org.number, post.number, said))
    return [(number, said) for _, number, said in sorted(found.values(), key=lambda one: one[0])]


@needs(Power.VIEW)
def paper_of(request: HttpRequest, actor: Actor, post: int, ending: str) -> HttpResponse:
    row, org = _post(actor, post)
    now = timezone.now()
    after = successor_of(row)
    made = handover(
        str(row), org.name, row.person, after.person if after else "", parts_of(actor, row, org, at=now), at=now
    )
    return paper(made, f"{org.name}{row}交接单", ending)


@require_POST
@needs(Power.MANAGE_ORGS)
def take_over(request: HttpRequest, actor: Actor, post: int) -> HttpResponse:
    """In one act: the predecessor leaves, the successor has the post, and what the predecessor signed is asked anew."""
    row, org = _post(actor, post)
    asked = _asked(request, actor)
    if not asked["person"]:
        raise Refused("bad-body", "请选择或写明接任人")
    if row.until is not None and (after := successor_of(row)):
        raise Refused("already-done", f"已由{after.person or '他人'}接任")
    known = set(Post.objects.filter(org=org.number, role=row.role).values_list("number", flat=True))
    with transaction.atomic():
        if row.until is None:
            reason = f"交接给{asked['person']}"
            end_post(row, by=actor.identity, at=timezone.now(), reason=reason, post=actor.post)
        logins = fill_post(actor, org, {**asked, "role": Role(row.role).label, "title": row.title})
        new = Post.objects.filter(org=org.number, role=row.role).exclude(number__in=known).get()
        letters = ask_letters_anew(by=actor, at=timezone.now(), post=new)
    said = f"，{letters} 份责任书、承诺书请接任人重新签订" if letters else ""
    messages.success(request, f"{row}已由{asked['person']}接任，手上的事不变{said}")
    return after_filling(request, org, logins)


def _asked(request: HttpRequest, actor: Actor) -> dict[str, str]:
    """The successor as chosen among those with an account, else as typed."""
    chosen = request.POST.get("known", "")
    if not chosen.isdecimal():
        return {name: request.POST.get(name, "").strip() for name in ("person", "login", "phone")}
    known = post_within(actor, int(chosen))
    if known.user is None:
        raise Refused("unknown-thing", "这个人没有账号")
    return {"person": known.person, "login": known.user.username, "phone": known.phone}


def _others(post: Post) -> bool:
    """Whether anybody fills the same post now."""
    return current_posts(timezone.now()).filter(org=post.org, role=post.role).exclude(person="", user=None).exists()
