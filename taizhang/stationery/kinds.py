"""Which papers an office may lay out itself, and the marks that each can fill: {问题} in the Word file."""

from __future__ import annotations

from dataclasses import dataclass

COMMON = ("方案", "落款", "日期")
OF_CASE = (
    "文号", "主送", "案卷编号", "问题", "详情", "地点", "对象", "依据", "等级", "承办单位", "立案日期",
    "整改期限", "整改要求",
)  # fmt: skip
OF_PROPOSAL = ("主送", "对谁", "事项", "件数", "决定人", "意见")


@dataclass(frozen=True, slots=True)
class PaperKind:
    """`text` is the body of the sample: each line a paragraph, with marks."""

    id: str
    label: str
    marks: tuple[str, ...]
    text: str
    signers: tuple[str, ...] = ()


KINDS: dict[str, PaperKind] = {
    kind.id: kind
    for kind in [
        PaperKind(
            "notice", "责令限期整改通知书", (*COMMON, *OF_CASE),
            "{主送}：\n{立案日期}，在检查中发现你单位存在下列问题：{问题}。{详情}\n"
            "根据{依据}《{方案}》的要求，现责令你单位于{整改期限}前整改完毕。整改要求：{整改要求}。\n"
            "整改完成后及时报告并接受复查。逾期不整改的，依照有关规定处理。",
            ("检查人员（签字）", "被检查单位负责人（签字）"),
        ),
        PaperKind(
            "supervision", "督办函", (*COMMON, *OF_CASE, "逾期天数"),
            "{主送}：\n{立案日期}立案的第{案卷编号}号问题“{问题}”（{地点}），由你单位承办，整改期限为{整改期限}，已逾期{逾期天数}天。\n"
            "请你单位立即组织整改，整改完成后提交整改情况和照片，申请复查；确有困难的，请书面说明。",
        ),
        PaperKind(
            "interview", "约谈通知书", (*COMMON, *OF_PROPOSAL),
            "{主送}：\n在《{方案}》实施过程中，你单位有{件数}件事项逾期未完成：{事项}。\n"
            "经{决定人}同意，决定对你单位主要负责人进行约谈。{意见}",
            ("送达人（签字）", "签收人（签字）"),
        ),
        PaperKind(
            "account", "关于提请问责的建议函", (*COMMON, *OF_PROPOSAL),
            "{主送}：\n在《{方案}》实施过程中，{对谁}有{件数}件事项经提醒、督办仍未完成：{事项}。\n"
            "经{决定人}同意，现将有关情况移送，请依照有关规定研究处理。{意见}",
        ),
        PaperKind(
            "letter", "责任书、承诺书", (*COMMON, "文书名称", "甲方", "乙方", "正文"),
            "甲方：{甲方}\n乙方：{乙方}\n{正文}",
            ("甲方（盖章）", "乙方负责人（签字）"),
        ),
    ]
}  # fmt: skip
