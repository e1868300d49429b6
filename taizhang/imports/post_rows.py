"""The sheet of posts and people checked: which org, which role, whose account; who comes, who stays, who leaves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from taizhang.accounts.models import User
from taizhang.core.plan import SubjectField
from taizhang.core.roles import APART, Role
from taizhang.orgs.models import Org, Post
from taizhang.orgs.queries import current_posts, held_apart
from taizhang.subjects.sameness import plain
from taizhang.subjects.values import Unreadable, read_value, text_of

from .findings import Finding, finding
from .org_rows import OrgRow, OrgSheet
from .org_targets import IMPORTED_ROLES, POST_TARGETS, ROLES
from .tabular import Row

_LABELS = {target.key: target.label for target in POST_TARGETS}
_PHONE = SubjectField(id="phone", label="手机号", type="phone")
_YES = SubjectField(id="leaves", label="离任", type="bool")
_LOGIN = re.compile(r"[\w.@+-]{2,150}")


@dataclass(slots=True)
class PostRow:
    """One row of the sheet. `login` is "" for a vacancy and for a person who does not sign in."""

    number: int
    cells: dict[str, Any]
    heads: Mapping[str, str]
    org: str = ""
    role: Role | None = None
    title: str = ""
    person: str = ""
    login: str = ""
    phone: str = ""
    leaves: bool = False
    findings: list[Finding] = field(default_factory=list)

    @property
    def faulty(self) -> bool:
        return any(item.grave for item in self.findings)

    @property
    def key(self) -> tuple[str, str, str]:
        """Who fills which post; a vacancy is known by its title."""
        return (self.org, str(self.role), self.login or (f"={self.person}" if self.person else f"?{self.title}"))

    def say(self, column: str, message: str, remedy: str, *, grave: bool = True) -> None:
        head = self.heads.get(column) or _LABELS[column]
        self.findings.append(finding(self.number, head, self.cells.get(column), message, remedy, grave=grave))


class PostSheet:
    """All rows, and what they lead to: `new`, `corrected` (post, title, phone), `ended`, `people` to be made."""

    def __init__(
        self,
        rows: Iterable[Row],
        heads: Sequence[str],
        mapping: Sequence[str],
        orgs: OrgSheet,
        reach: str,
        at: datetime,
    ) -> None:
        named = {target: heads[index] for index, target in enumerate(mapping) if target}
        columns = [(index, target) for index, target in enumerate(mapping) if target]
        self.rows = [
            PostRow(number, {t: cells[i] for i, t in columns if i < len(cells) and text_of(cells[i])}, named)
            for number, cells in rows
        ]
        self._orgs = orgs
        self._by_name = _names(orgs)
        for row in self.rows:
            self._read(row)
        self.new: list[PostRow] = []
        self.corrected: list[tuple[Post, str, str]] = []
        self.ended: list[Post] = []
        self.unchanged = 0
        self.accounts = _accounts({row.login for row in self.rows if row.login})
        self._people()
        self._compare(reach, at)
        made = {row.login: row.person for row in self.new if row.login and row.login not in self.accounts}
        self.people = sorted(made.items())

    def _read(self, row: PostRow) -> None:
        row.org = self._org(row)
        word = text_of(row.cells.get("role"))
        row.role = ROLES.get(plain(word))  # type: ignore[assignment]
        if row.role is None:
            known = "、".join(role.label for role in IMPORTED_ROLES)
            row.say("role", "不认识这个岗位" if word else "没有写岗位", f"请写：{known}")
        row.title = text_of(row.cells.get("title"))[:80]
        row.person = text_of(row.cells.get("person"))[:60]
        for column, asked in (("phone", _PHONE), ("leaves", _YES)):
            try:
                setattr(row, column, read_value(asked, row.cells.get(column), longest=40) or getattr(row, column))
            except Unreadable as wrong:
                row.say(column, wrong.message, wrong.remedy)
        row.login = text_of(row.cells.get("login")) or row.phone.split("、")[0]
        if row.login and not _LOGIN.fullmatch(row.login):
            row.say("login", "登录名不能用", "用手机号，或 2 个以上的字母、数字")
        if row.login and not row.person:
            row.say("person", "有账号却没有姓名", "请补上姓名；空缺的岗位把登录名和手机号都空着")
        if row.person and not row.login:
            row.say("login", "没有登录名和手机号，此人不能登录", "需要登录的，请补上", grave=False)

    def _org(self, row: PostRow) -> str:
        text = text_of(row.cells.get("org")).replace(" ", "")
        if text in self._orgs.by_code or text in self._orgs.stored:
            found = [text]
        else:
            found = sorted(self._by_name.get(text, ()))
        if len(found) == 1:
            faulty = self._orgs.by_code.get(found[0])
            if faulty is not None and faulty.faulty and found[0] not in self._orgs.stored:
                row.say("org", f"组织表第 {faulty.number} 行有错", "先改正组织表里的那一行")
            return found[0]
        if not text:
            row.say("org", "没有写组织", "请写组织的代码或名称")
        elif found:
            row.say("org", f"有 {len(found)} 个组织叫这个名称", "请改写代码")
        else:
            row.say("org", "找不到这个组织", "先在组织表里登记，或核对代码、名称")
        return ""

    def _kind_of(self, code: str) -> str:
        org: Org | OrgRow | None = self._orgs.stored.get(code) or self._orgs.by_code.get(code)
        return org.kind if org else Org.AREA

    def _people(self) -> None:
        """One account is one person; the administrators of system, security and audit are three."""
        names: dict[str, PostRow] = {}
        roles = held_apart(self.accounts)
        for row in self.rows:
            if row.leaves and row.role:
                roles.get(row.login, set()).discard(row.role)
        for row in self.rows:
            if row.role is Role.BUREAU and row.org and self._kind_of(row.org) == Org.AREA:
                row.say("role", "部门经办人应在部门、站所", "请把组织改为部门，或把岗位改为整治办")
            if not row.login or row.role is None:
                continue
            earlier = names.setdefault(row.login, row)
            if earlier.person != row.person:
                row.say("login", f"与第 {earlier.number} 行的登录名相同，姓名不同", "每人用自己的登录名")
            held = self.accounts.get(row.login)
            if held is not None and held.name and held.name != row.person:
                row.say("login", "这个登录名已属于另一个人", "请换一个登录名，或核对姓名")
            roles.setdefault(row.login, set()).update([] if row.leaves else [row.role])
            if len(roles[row.login] & APART) > 1:
                row.say("role", "同一人不能兼任系统管理员、安全管理员和审计员中的两个", "请由不同的人分别担任")

    def _compare(self, reach: str, at: datetime) -> None:
        codes = {org.number: org.code for org in self._orgs.stored.values()}
        held: dict[tuple[str, str, str], Post] = {}
        vacant: dict[tuple[str, str], list[Post]] = {}
        for post in current_posts(at).filter(path__under=reach).exclude(role=Role.OWNER).select_related("user"):
            login = post.user.username if post.user else f"={post.person}" if post.person else f"?{post.title}"
            held[(codes.get(post.org, ""), post.role, login)] = post
            if not post.person and post.user is None:
                vacant.setdefault((codes.get(post.org, ""), post.role), []).append(post)
        seen: set[tuple[str, str, str]] = set()
        for row in self.rows:
            if row.faulty:
                continue
            known = held.get(row.key)
            if row.key in seen:
                row.say("org", "与前面的一行是同一岗位、同一人", "只导入一次", grave=False)
            elif row.leaves:
                self._leaves(row, known)
            elif known is None:
                self.new.append(row)
                filled = vacant.get((row.org, str(row.role)), []) if row.person else []
                self.ended += [filled.pop()] if filled else []
            elif (row.title and row.title != known.title) or (row.phone and row.phone != known.phone):
                self.corrected.append((known, row.title or known.title, row.phone or known.phone))
            else:
                self.unchanged += 1
            seen.add(row.key)

    def _leaves(self, row: PostRow, known: Post | None) -> None:
        if known is None:
            self.unchanged += 1
            row.say("leaves", "此人现在不在这个岗位", "无须处理", grave=False)
        else:
            self.ended.append(known)


def _names(orgs: OrgSheet) -> dict[str, set[str]]:
    names: dict[str, set[str]] = {}
    known: Mapping[str, Org | OrgRow] = {**orgs.stored, **orgs.by_code}
    for code, org in known.items():
        names.setdefault(org.name.replace(" ", ""), set()).add(code)
    return names


def _accounts(logins: Iterable[str]) -> dict[str, User]:
    wanted = sorted(logins)
    return {
        person.username: person
        for start in range(0, len(wanted), 500)
        for person in User.objects.filter(username__in=wanted[start : start + 500])
    }
