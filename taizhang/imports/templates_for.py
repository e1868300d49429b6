"""The templates that people fill in: one for a kind of subject, one for the organisation."""

from __future__ import annotations

from taizhang.access.actor import Actor
from taizhang.core.plan import SubjectField, SubjectKind
from taizhang.orgs.models import Org
from taizhang.subjects.kinds import fields_by_column, kinds_for

from .org_targets import IMPORTED_ROLES, ORG_TARGETS, ORGS, POST_TARGETS, POSTS, TABLE_LABELS
from .queries import EXAMPLE
from .subject_targets import KIND, subject_targets
from .template_book import Asked, BlankSheet, blank_workbook

_EXAMPLES = {
    "name": f"{EXAMPLE}麦香面馆", "code": "QH-0001", "address": "青禾街道禾苗路 12 号", "contact": "苏明川",
    "phone": "13800000000",
    "grid": "第一网格", "village": "柳荫社区", "township": "青禾街道", "lat": "25.0213", "lng": "102.6034",
}  # fmt: skip
_BY_TYPE = {"number": "20", "date": "2026-12-31", "bool": "是", "phone": "13800000000", "idnumber": "", "polygon": ""}
_NOTES = [
    "橙色的列必须填写，其余能填则填。空着的格子不会改动系统里已有的内容。",
    "灰色斜体的示例行不会导入，可以删去。列的顺序可以调整，也可以加自己的列。",
    "同一个文件可以反复导入：没有变化的行不会重复登记。",
]


def subject_template(actor: Actor, kind: str) -> bytes:
    """For one kind of subject, or for several at once with a column that names the kind."""
    kinds = kinds_for(actor)
    chosen = [kinds[kind]] if kind in kinds else list(kinds.values())
    fields: dict[str, SubjectField] = {}
    for item in chosen:
        fields = {**fields_by_column(item), **fields}
    columns = [
        Asked(
            label=target.label,
            example=_example(target.key, fields.get(target.key), chosen),
            required=target.required,
            hint=target.hint,
            choices=_choices(target.key, fields.get(target.key), chosen),
            width=28 if target.key in {"name", "address"} else 16,
        )
        for target in subject_targets(chosen, with_kind=kind not in kinds)
    ]
    name = kinds[kind].name if kind in kinds else "整治对象"
    return blank_workbook([BlankSheet(name[:31], columns)], _NOTES)


def _choices(key: str, field: SubjectField | None, kinds: list[SubjectKind]) -> list[str]:
    if key == KIND:
        return [kind.name for kind in kinds]
    if field is None:
        return []
    return list(field.choices) or (["是", "否"] if field.type == "bool" else [])


def _example(key: str, field: SubjectField | None, kinds: list[SubjectKind]) -> str:
    if key in _EXAMPLES:
        return _EXAMPLES[key]
    choices = _choices(key, field, kinds)
    return choices[0] if choices else _BY_TYPE.get(field.type, "") if field else ""


def org_template(top: Org) -> bytes:
    """For the organisation below `top`, with example rows that hang under it."""
    code = top.code if len(top.code) != 12 else top.code.rstrip("0") or top.code
    orgs = [
        [f"{code}001", f"{EXAMPLE}柳荫社区", "区域", "社区（村）", top.code, "111", "", ""],
        [f"{code}001-01", f"{EXAMPLE}第一网格", "区域", "网格", f"{code}001", "", "", ""],
        [f"{top.code}-AJB", f"{EXAMPLE}应急办", "部门", "", top.code, "", "", ""],
    ]
    posts = [
        [f"{EXAMPLE}柳荫社区", "社区（村）经办人", "社区副主任", "江小禾", "", "13800000001", ""],
        [f"{EXAMPLE}第一网格", "网格员", "", "周麦生", "", "13800000002", ""],
    ]
    choices = {
        "kind": list(Org.KINDS.values()), "level": list(Org.LEVELS.values()),
        "role": [role.label for role in IMPORTED_ROLES], "leaves": ["是"],
    }  # fmt: skip
    sheets = [
        BlankSheet(
            TABLE_LABELS[table],
            [Asked(t.label, "", t.required, t.hint, choices.get(t.key, ()), 20) for t in targets],
            rows,
        )
        for table, targets, rows in ((ORGS, ORG_TARGETS, orgs), (POSTS, POST_TARGETS, posts))
    ]
    notes = [
        *_NOTES,
        f"“上级代码”最上面可以写 {top.code}（{top.name}）；上级和下级的先后顺序不限。",
        "人员的登录名不写时用手机号。新账号的初始密码在导入后下载，只能下载一次，本人首次登录时须修改。",
        "人员离任：在“离任”列写“是”，导入后此人立即不能再以这个岗位登录。",
    ]
    return blank_workbook(sheets, notes)
