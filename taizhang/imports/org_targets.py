"""What the columns of the two sheets of an organisation can mean, and the words that its cells use."""

from __future__ import annotations

from collections.abc import Mapping

from taizhang.core.roles import Role
from taizhang.orgs.models import Org
from taizhang.subjects.sameness import plain

from .heads import Target

ORGS, POSTS = "orgs", "posts"

ORG_TARGETS = [
    Target(
        "code", "代码", ("区划代码", "统计用区划代码", "组织代码", "编码", "单位代码", "机构代码"), True,
        "12 位区划代码，或自编代码",
    ),
    Target("name", "名称", ("组织名称", "单位名称", "机构名称", "单位", "区划名称", "网格名称"), True),
    Target("kind", "类型", ("组织类型", "单位类型", "性质", "类别"), hint="区域、部门、站所、企业、学校；不写即区域"),
    Target("level", "级别", ("层级", "组织级别", "行政级别"), hint="省、市、区县、街道（乡镇）、社区（村）、网格"),
    Target(
        "parent", "上级代码", ("上级", "上级组织", "上级单位", "所属上级", "父级代码", "上级名称", "隶属"),
        hint="代码或名称",
    ),
    Target("urban", "城乡分类代码", ("城乡分类", "城乡代码"), hint="111、112、121、122、123、210、220"),
    Target("lat", "纬度", ("lat", "latitude")),
    Target("lng", "经度", ("lng", "lon", "longitude")),
]  # fmt: skip
POST_TARGETS = [
    Target(
        "org",
        "组织",
        ("组织代码", "所属组织", "单位", "所在单位", "组织名称", "单位名称", "单位代码"),
        True,
        "代码或名称",
    ),
    Target("role", "岗位", ("角色", "岗位类型", "职责", "岗位角色"), True),
    Target("title", "职务名称", ("职务", "岗位名称", "头衔"), hint="页面上显示的称呼，可不写"),
    Target("person", "姓名", ("人员", "人员姓名", "责任人", "任职人员"), hint="空着即岗位空缺"),
    Target("login", "登录名", ("账号", "帐号", "用户名", "登录账号"), hint="不写则用手机号"),
    Target("phone", "手机号", ("电话", "联系电话", "手机", "手机号码", "联系方式")),
    Target("leaves", "离任", ("是否离任", "离岗", "免职"), hint="写“是”即结束任职"),
]
TARGETS: Mapping[str, list[Target]] = {ORGS: ORG_TARGETS, POSTS: POST_TARGETS}
SHEET_WORDS = {ORGS: ("组织", "机构", "区划", "网格"), POSTS: ("岗位", "人员", "任职")}
TABLE_LABELS = {ORGS: "组织", POSTS: "岗位人员"}

_KIND_WORDS = {
    Org.AREA: "区域 行政区划 地区 网格 社区 村 街道 乡镇",
    "bureau": "部门 单位 机关 科室 局 办",
    "station": "站所 站 所 中心",
    "enterprise": "企业 公司",
    "school": "学校",
}
_LEVEL_WORDS = {
    "province": "省 省级 自治区 直辖市",
    "city": "市 市级 地市 州",
    "county": "区县 县 区 县级 县区 县市区 区县级",
    "township": "街道乡镇 街道 乡镇 镇 乡 乡级 镇街 乡镇街道 镇级 街道级",
    "village": "社区村 社区 村 村级 村居 行政村 村社区",
    "grid": "网格 网格级 小组 村民小组",
}
_ROLE_WORDS: dict[str, str] = {
    Role.OFFICE: "整治办 办公室 领导小组办公室 专班 工作专班 专班人员",
    Role.LEADER: "领导小组成员 领导 组长 副组长 领导小组组长 领导小组副组长",
    Role.CLERK: "社区村经办人 经办人 社区经办人 村经办人 社区干部 村干部 社区经办",
    Role.GRID_WORKER: "网格员 网格长 专职网格员 兼职网格员",
    Role.BUREAU: "部门经办人 部门经办 部门联络员",
    Role.SUPERVISOR: "督查人员 督查 督查员 督导",
    Role.SYSTEM_ADMIN: "系统管理员 管理员",
    Role.SECURITY_ADMIN: "安全管理员 安全员",
    Role.AUDITOR: "审计员 安全审计员",
    Role.DISCIPLINE: "纪检监察人员 纪检监察员 纪检干部 纪检委员",
}


def _table(words: Mapping[str, str]) -> dict[str, str]:
    return {plain(word): key for key, group in words.items() for word in group.split()}


KINDS, LEVELS, ROLES = _table(_KIND_WORDS), _table(_LEVEL_WORDS), _table(_ROLE_WORDS)
IMPORTED_ROLES = [role for role in Role if role is not Role.OWNER]
"""Owners get their post with their subject, not by name."""
