"""What somebody does first in a post, and which of it is done: told by the records, ticked by nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from taizhang.access.actor import Actor
from taizhang.accounts.models import User
from taizhang.accounts.second_factor import has_factor
from taizhang.campaigns.queries import campaigns_for
from taizhang.cases.queries import Filter, cases_for
from taizhang.core.roles import Role
from taizhang.draws.queries import draws_for
from taizhang.inspections.queries import inspections_for
from taizhang.orgs.models import Org, Post
from taizhang.reports.queries import reports_for
from taizhang.subjects.queries import subjects_for

Fact = Callable[[Actor, User], bool]


@dataclass(frozen=True, slots=True)
class Step:
    """`place`: name of the page where it is done."""

    title: str
    hint: str
    place: str
    fact: Fact

    @property
    def url(self) -> str:
        return reverse(self.place)


def _own(actor: Actor) -> list[UUID]:
    return [actor.subject] if actor.subject else []


def _has_found(actor: Actor, user: User) -> bool:
    return cases_for(actor, Filter()).filter(found_by=actor.identity).exists()


ORGS = Step(
    "导入组织和岗位",
    "一份 Excel：区域、单位、谁在什么岗位。",
    "orgs:import",
    lambda actor, user: Org.objects.count() > 1,
)
REGISTER = Step(
    "导入底数",
    "一份 Excel：要检查的每一户、每一处。",
    "register:import",
    lambda actor, user: subjects_for(actor).exists(),
)
CAMPAIGN = Step(
    "从方案启动一项整治", "上传方案，逐条核对，回答没有写明的，启动。", "drafts:list",
    lambda actor, user: campaigns_for(actor).exists(),
)  # fmt: skip
REPORTED = Step(
    "看第一份报告定稿", "数字由系统从台账算出，到截止时间固定。", "reports:list",
    lambda actor, user: reports_for(actor).exclude(frozen_at=None).exists(),
)  # fmt: skip
URGED = Step(
    "看督促提醒",
    "期限将到和已经逾期的，都先告诉您。",
    "board:urgings",
    lambda actor, user: user.urgings_seen_at is not None,
)
INSPECTED = Step(
    "用手机做第一次检查", "打开手机端，选对象，逐项填写，拍照；没有网络也能做。", "phone:app",
    lambda actor, user: inspections_for(actor).filter(inspector=actor.identity).exists(),
)  # fmt: skip
FOUND = Step("登记第一个问题", "检查中不合格的自动立案，也可以直接登记。", "ledger:list", _has_found)
SELF_MADE = Step(
    "做第一次自查", "照检查表逐项看，如实填写，拍照。", "phone:app",
    lambda actor, user: inspections_for(actor).filter(self_made=True, subject__in=_own(actor)).exists(),
)  # fmt: skip
RECTIFIED = Step(
    "提交第一次整改", "派给您的问题：改好，拍照，提交。", "ledger:list",
    lambda actor, user: cases_for(actor, Filter()).filter(subject__in=_own(actor)).exclude(rectified_at=None).exists(),
)  # fmt: skip
SUPERVISED = Step(
    "挂牌督办一个重大问题", "在问题页面选“挂牌督办”。", "ledger:list",
    lambda actor, user: cases_for(actor, Filter(supervised=True)).exists(),
)  # fmt: skip
DRAWN = Step(
    "抽一次签", "对象和检查人都由抽签决定，谁都能验算。", "draws:list", lambda actor, user: draws_for(actor).exists()
)
FACTOR = Step(
    "绑定动态码或通行密钥", "管理账号只有密码不够。", "account:security", lambda actor, user: has_factor(user)
)
POSTS = Step(
    "安排安全管理员和审计员", "三员由三个人担任。", "orgs:tree",
    lambda actor, user: Post.objects.filter(role__in=[Role.SECURITY_ADMIN, Role.AUDITOR]).exists(),
)  # fmt: skip

STEPS: dict[Role, tuple[str, tuple[Step, ...]]] = {
    Role.OFFICE: ("office", (REGISTER, CAMPAIGN, URGED, REPORTED)),
    Role.CLERK: ("cadre", (INSPECTED, FOUND, URGED)),
    Role.GRID_WORKER: ("cadre", (INSPECTED, FOUND, URGED)),
    Role.BUREAU: ("cadre", (FOUND, URGED, REPORTED)),
    Role.OWNER: ("subject", (SELF_MADE, RECTIFIED, URGED)),
    Role.LEADER: ("supervisor", (URGED, SUPERVISED, DRAWN)),
    Role.SUPERVISOR: ("supervisor", (URGED, SUPERVISED, DRAWN)),
    Role.SYSTEM_ADMIN: ("admin", (ORGS, POSTS, FACTOR)),
    Role.SECURITY_ADMIN: ("admin", (FACTOR,)),
    Role.AUDITOR: ("admin", (FACTOR,)),
}
"""By role: the chapter of the manual that tells of the post's day, and what it begins with."""


def chapter_of(actor: Actor) -> str:
    return STEPS[actor.role][0] if actor.role in STEPS else "office"


def first_steps(actor: Actor, user: User) -> list[tuple[Step, bool]]:
    """The steps of the post, and whether each was done."""
    steps = STEPS[actor.role][1] if actor.role in STEPS else ()
    return [(step, step.fact(actor, user)) for step in steps]
