"""What the columns of a register can mean: what every subject has, where it lies, and the own fields of its kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from taizhang.core.plan import SubjectField, SubjectKind
from taizhang.subjects.kinds import fields_by_column

from .heads import Target

KIND, TOWNSHIP, VILLAGE, GRID, LAT, LNG = "kind", "township", "village", "grid", "lat", "lng"
DATUM = "datum"

SYNONYMS: Mapping[str, Sequence[str]] = {
    column: tuple(words.split())
    for column, words in {
        "name": "名称 单位名称 店名 企业名称 商户名称 场所名称 工程名称 字号 招牌名称 经营单位 户名 单位 "
        "店铺名称 商铺名称 对象名称 单位或站点名称 学校名称 作坊名称 户主姓名",
        "code": "编码 编号 对象编号 代码 档案编号 对象编码 台账编号",
        "address": "地址 详细地址 经营地址 位置 住址 坐落 地点 具体地址 门牌 施工地点 驻点地址 注册地址",
        "contact": "联系人 负责人 经营者 法人 法定代表人 责任人 店主 户主 负责人姓名 联系人姓名 经营者姓名 项目负责人 "
        "法人代表 主要负责人 姓名",
        "phone": "电话 联系电话 手机 手机号 手机号码 联系方式 电话号码 负责人电话 联系人电话 经营者电话",
    }.items()
}

_PLACE = [
    Target(GRID, "网格", ("所属网格", "网格名称", "网格编号", "网格代码", "所在网格"), hint="名称或代码"),
    Target(
        VILLAGE,
        "社区（村）",
        ("社区", "村", "社区村", "村社区", "所属社区", "行政村", "村居", "社区名称", "村委会"),
        hint="名称或代码",
    ),
    Target(TOWNSHIP, "街道（乡镇）", ("街道", "乡镇", "镇", "街道乡镇", "乡镇街道", "所属街道"), hint="名称或代码"),
]
_POINT = [
    Target(LAT, "纬度", ("纬度坐标", "lat", "latitude", "北纬"), hint="十进制度数"),
    Target(LNG, "经度", ("经度坐标", "lng", "lon", "longitude", "东经"), hint="十进制度数"),
    Target(DATUM, "坐标系", ("坐标系统", "datum"), hint="WGS-84、CGCS2000、GCJ-02 或 BD-09；不写为 WGS-84"),
]
_KIND = Target(
    KIND, "类别", ("对象类别", "类型", "整治对象类别", "场所类型", "单位类型", "种类", "行业类别"), required=True
)


def subject_targets(kinds: Sequence[SubjectKind], *, with_kind: bool) -> list[Target]:
    """The targets for rows of these kinds; `with_kind` where a column has to name the kind of each row."""
    targets = [_KIND] if with_kind else []
    for column, field in united_fields(kinds).items():
        required = column == "name" or (field.required and len(kinds) == 1)
        targets.append(Target(column, field.label, SYNONYMS.get(column, ()), required, _hint(field)))
    return [*targets, *_PLACE, *_POINT]


def united_fields(kinds: Sequence[SubjectKind]) -> dict[str, SubjectField]:
    """The fields of all the kinds by column; of fields that share a column the first."""
    found: dict[str, SubjectField] = {}
    for kind in kinds:
        for column, field in fields_by_column(kind).items():
            found.setdefault(column, field)
    return found or fields_by_column(None)


def _hint(field: SubjectField) -> str:
    if field.choices:
        return "、".join(field.choices)
    return {"number": f"数字{'，单位' + field.unit if field.unit else ''}", "date": "日期", "bool": "是或否"}.get(
        field.type, ""
    )
