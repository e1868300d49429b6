"""Small changes of the organisation by hand; the same checks as an import, by the same code."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.accounts.acts import Hand
from taizhang.accounts.first_passwords import give_first_passwords, without_password
from taizhang.accounts.sign_ins import end_all
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.imports.org_import import assess_orgs, carry_out_orgs
from taizhang.imports.org_targets import ORGS, POSTS
from taizhang.orgs.models import Org, Post
from taizhang.orgs.operations import close_org, end_post
from taizhang.orgs.queries import current_posts, org_of
from taizhang.tallies.queries import figures
from taizhang.web.gate import needs


def _place(actor: Actor, number: int) -> Org:
    org = org_of(number)
    if org is None or not actor.covers(org.path):
        raise Refused("out-of-scope")
    return org


def _take(actor: Actor, table: str, cells: Mapping[str, str]) -> list[str]:
    """One row as an import would take it. Raises Refused("bad-body") with what is wrong. Returns new login names."""
    now = timezone.now()
    columns = list(cells)
    sheet = ([(1, [cells[name] for name in columns])], [""] * len(columns), columns)
    found = assess_orgs({table: sheet}, by=actor, at=now)
    grave = [f"{item.column}：{item.message}，{item.remedy}" for item in found.findings if item.grave]
    if grave:
        raise Refused("bad-body", "；".join(grave))
    return carry_out_orgs(found, by=actor, at=now)


@require_POST
@needs(Power.MANAGE_ORGS)
def rename(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    org = _place(actor, number)
    _take(actor, ORGS, {"code": org.code, "name": request.POST.get("name", "")})
    messages.success(request, "已改名")
    return redirect("orgs:place", number)


@require_POST
@needs(Power.MANAGE_ORGS)
def add_below(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    org = _place(actor, number)
    wanted = {name: request.POST.get(name, "") for name in ("code", "name", "kind", "level")}
    wanted["kind"] = Org.KINDS.get(wanted["kind"], wanted["kind"])
    wanted["level"] = Org.LEVELS.get(wanted["level"], wanted["level"])
    if Org.objects.filter(code=wanted["code"].strip()).exists():
        raise Refused("bad-body", f"代码 {wanted['code']} 已经在使用，请换一个")
    _take(actor, ORGS, {**wanted, "parent": org.code})
    messages.success(request, f"已登记{wanted['name']}")
    return redirect("orgs:place", number)


@require_POST
@needs(Power.MANAGE_ORGS)
def close_place(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Only what holds nothing any more."""
    org = _place(actor, number)
    held = figures(None, [number], prefix="subjects.total").get(number, {}).get("subjects.total", 0)
    if held or org.number == actor.org:
        raise Refused("org-in-use", f"{org.name}还有 {held} 个在册的整治对象" if held else "这是您自己所在的组织")
    close_org(org, by=actor.identity, at=timezone.now(), reason=request.POST.get("reason", ""), post=actor.post)
    messages.success(request, f"已停用{org.name}")
    return redirect("orgs:place", org.parent) if org.parent else redirect("orgs:tree")


@require_POST
@needs(Power.MANAGE_ORGS)
def appoint(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Somebody takes a post; a new person's first password is shown once, on the page that follows."""
    org = _place(actor, number)
    asked = {name: request.POST.get(name, "").strip() for name in ("role", "title", "person", "login", "phone")}
    logins = fill_post(actor, org, asked)
    messages.success(request, f"已任职：{asked['person'] or '（空缺）'}")
    return after_filling(request, org, logins)


def fill_post(actor: Actor, org: Org, asked: Mapping[str, str]) -> list[str]:
    """Somebody takes a post at an org; returns the login names that are new. Raises Refused("bad-body")."""
    return _take(actor, POSTS, {**asked, "org": org.code})


def after_filling(request: HttpRequest, org: Org, logins: list[str]) -> HttpResponse:
    """Back to the place, or first to the new person's password."""
    given = give_first_passwords(without_password(logins))
    if not given:
        return redirect("orgs:place", org.number)
    return _shown_once(request, org, given[0][0].name, given[0][0].username, given[0][1])


def _shown_once(request: HttpRequest, org: Org, name: str, login: str, password: str) -> HttpResponse:
    context = {"org": org, "name": name, "login": login, "password": password}
    response = render(request, "orgs/password.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def post_within(actor: Actor, number: int) -> Post:
    post = Post.objects.filter(number=number).select_related("user").first()
    if post is None or not actor.covers(post.path):
        raise Refused("out-of-scope")
    return post


@require_POST
@needs(Power.MANAGE_ORGS)
def end(request: HttpRequest, actor: Actor, post: int) -> HttpResponse:
    """The person leaves the post; what they may do through it ends with this moment."""
    row = post_within(actor, post)
    if row.until is not None:
        raise Refused("already-done", "这个岗位已经离任")
    end_post(row, by=actor.identity, at=timezone.now(), reason=request.POST.get("reason", ""), post=actor.post)
    messages.success(request, f"{row.person or '空缺岗位'}已离任，立即不能再以这个岗位办事")
    return redirect("orgs:place", row.org)


@require_POST
@needs(Power.MANAGE_ORGS)
def new_password(request: HttpRequest, actor: Actor, post: int) -> HttpResponse:
    """A lost password is replaced by a new first one. Only for people all of whose posts lie within one's own reach."""
    row = post_within(actor, post)
    org = _place(actor, row.org)
    if row.user is None:
        raise Refused("unknown-thing", "这个岗位没有账号")
    elsewhere = current_posts(timezone.now()).filter(user=row.user).exclude(path__under=actor.reach)
    if elsewhere.exists():
        raise Refused("out-of-scope", "此人在您管辖以外还有岗位，请由上级的管理员重设")
    [(person, password)] = give_first_passwords([row.user])
    end_all(row.user, by=Hand(actor.identity, actor.post, actor.org), at=timezone.now())
    return _shown_once(request, org, person.name, person.username, password)
