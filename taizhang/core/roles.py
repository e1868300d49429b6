"""Roles of posts and the powers they carry. Authority belongs to posts; people come and go."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a post is for. Where it stands in the tree decides over what."""

    OFFICE = "office"
    LEADER = "leader"
    CLERK = "clerk"
    GRID_WORKER = "grid-worker"
    BUREAU = "bureau"
    OWNER = "owner"
    SUPERVISOR = "supervisor"
    SYSTEM_ADMIN = "system-admin"
    SECURITY_ADMIN = "security-admin"
    AUDITOR = "auditor"
    DISCIPLINE = "discipline"

    @property
    def label(self) -> str:
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.OFFICE: "整治办",
    Role.LEADER: "领导小组成员",
    Role.CLERK: "社区（村）经办人",
    Role.GRID_WORKER: "网格员",
    Role.BUREAU: "部门经办人",
    Role.OWNER: "整治对象负责人",
    Role.SUPERVISOR: "督查人员",
    Role.SYSTEM_ADMIN: "系统管理员",
    Role.SECURITY_ADMIN: "安全管理员",
    Role.AUDITOR: "审计员",
    Role.DISCIPLINE: "纪检监察人员",
}


class Power(StrEnum):
    """What a post may do, within its scope."""

    VIEW = "view"
    INSPECT = "inspect"
    SELF_INSPECT = "self-inspect"
    FILE = "file"
    ASSIGN = "assign"
    RECTIFY = "rectify"
    RECHECK = "recheck"
    ACCEPT = "accept"
    STRIKE = "strike"
    SUPERVISE = "supervise"
    DECIDE = "decide"
    CONFIRM_REPORT = "confirm-report"
    MANAGE_CAMPAIGN = "manage-campaign"
    MANAGE_REGISTER = "manage-register"
    MANAGE_ORGS = "manage-orgs"
    ARCHIVE = "archive"
    SECURE = "secure"
    AUDIT = "audit"
    UNMASK = "unmask"
    REFER = "refer"
    OPEN_SEALED = "open-sealed"


POWERS: dict[Role, frozenset[Power]] = {
    Role.OFFICE: frozenset(Power)
    - {Power.SELF_INSPECT, Power.MANAGE_ORGS, Power.SECURE, Power.AUDIT, Power.OPEN_SEALED},
    Role.LEADER: frozenset({Power.VIEW, Power.SUPERVISE, Power.DECIDE, Power.STRIKE, Power.REFER}),
    Role.CLERK: frozenset(
        {
            Power.VIEW,
            Power.INSPECT,
            Power.FILE,
            Power.ASSIGN,
            Power.RECTIFY,
            Power.RECHECK,
            Power.ACCEPT,
            Power.CONFIRM_REPORT,
            Power.MANAGE_REGISTER,
            Power.UNMASK,
            Power.REFER,
        }
    ),
    Role.GRID_WORKER: frozenset({Power.VIEW, Power.INSPECT, Power.FILE, Power.RECTIFY, Power.RECHECK, Power.REFER}),
    Role.BUREAU: frozenset(
        {
            Power.VIEW,
            Power.INSPECT,
            Power.FILE,
            Power.RECTIFY,
            Power.RECHECK,
            Power.ACCEPT,
            Power.CONFIRM_REPORT,
            Power.REFER,
        }
    ),
    Role.OWNER: frozenset({Power.VIEW, Power.SELF_INSPECT, Power.RECTIFY}),
    Role.SUPERVISOR: frozenset({Power.VIEW, Power.INSPECT, Power.FILE, Power.RECHECK, Power.SUPERVISE, Power.REFER}),
    Role.SYSTEM_ADMIN: frozenset({Power.MANAGE_ORGS}),
    Role.SECURITY_ADMIN: frozenset({Power.SECURE}),
    Role.AUDITOR: frozenset({Power.AUDIT}),
    Role.DISCIPLINE: frozenset({Power.OPEN_SEALED}),
}

APART = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
"""Three offices for three people: nobody holds two, so that nobody watches over what they did themselves."""
