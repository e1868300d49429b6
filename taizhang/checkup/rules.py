"""Every rule of the check-up in one table: its code, its name, how grave a breach is, and how it is mended."""

from __future__ import annotations

from dataclasses import dataclass

from .finding import Severity

GRAVE, PLAIN, HINT = Severity.GRAVE, Severity.PLAIN, Severity.HINT


@dataclass(frozen=True, slots=True)
class Rule:
    """`code` never changes: other programs and people's notes refer to it."""

    code: str
    title: str
    severity: Severity
    remedy: str

    @property
    def family(self) -> str:
        return self.code.partition(".")[0]


FAMILIES = {
    "numbering": "编号", "blank": "空缺", "date": "日期", "phase": "阶段", "deadline": "期限", "duty": "责任",
    "report": "报送", "target": "目标", "ladder": "督促", "burden": "减负", "plan": "方案数据",
}  # fmt: skip

RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule("numbering.starts-late", "清单不是从第一项开始", GRAVE, "补上前面缺少的各项，或从一开始重新编号"),
        Rule("numbering.gap", "编号中间缺项", GRAVE, "补上缺少的一项，或改正后面的编号"),
        Rule("numbering.repeated", "编号重复或倒退", PLAIN, "按顺序重新编号"),
        Rule("numbering.count", "所说的项数与实际列出的不符", PLAIN, "核对是漏写了一项，还是项数写错"),
        Rule("numbering.empty", "标题下面没有内容", GRAVE, "写上这一项的具体要求，或删去标题"),
        Rule("numbering.restart", "同级编号重新开始，中间没有上级标题", HINT, "补上“一、”“二、”一级的标题"),
        Rule("blank.date", "日期被遮盖或留空", GRAVE, "写明具体日期"),
        Rule("blank.time", "时刻被遮盖或留空", GRAVE, "写明具体时刻，例如16时前"),
        Rule("blank.number", "数量被遮盖或留空", GRAVE, "写明具体数量"),
        Rule("blank.amount", "只有单位没有数字", GRAVE, "在单位前写上数字"),
        Rule("blank.name", "名称或文字被遮盖", PLAIN, "写上完整的名称"),
        Rule("blank.noise", "混入网页文字", HINT, "删去与方案无关的文字，核对前后是否断句"),
        Rule("date.impossible", "日期不存在", GRAVE, "改成日历上有的日期"),
        Rule("date.weekday", "日期与星期不符", GRAVE, "核对是日期写错还是星期写错"),
        Rule("date.reversed", "结束早于开始", GRAVE, "核对起止日期"),
        Rule("date.contradiction", "同一件事写了两个日期", GRAVE, "统一成一个日期"),
        Rule("date.no-year", "通篇日期没有写年份", HINT, "至少在实施时间或落款处写明年份"),
        Rule("phase.none", "没有实施时间，也没有分阶段", PLAIN, "写明起止时间，或分阶段写明时间"),
        Rule("phase.undated", "阶段没有写明时间", GRAVE, "写明这一阶段的起止日期"),
        Rule("phase.half-dated", "阶段只写了开始或只写了结束", HINT, "写全起止日期"),
        Rule("phase.overlap", "两个阶段时间重叠", PLAIN, "前一阶段结束的次日再开始下一阶段"),
        Rule("phase.shared-day", "两个阶段首尾同一天", HINT, "写清这一天属于哪个阶段，或让后一阶段次日开始"),
        Rule("phase.gap", "两个阶段之间有空当", PLAIN, "把阶段接起来，或说明空当期间做什么"),
        Rule("phase.outside", "阶段超出专项行动的起止时间", GRAVE, "让各阶段与总的实施时间一致"),
        Rule("phase.uncovered", "总的实施时间没有被各阶段覆盖", PLAIN, "让首尾阶段与总的实施时间一致"),
        Rule("deadline.outside", "期限在专项行动起止时间之外", PLAIN, "核对期限，或延长实施时间"),
        Rule("deadline.past", "期限早于文件日期", GRAVE, "改成发文之后的日期"),
        Rule("deadline.rest-day", "报送日是休息日", HINT, "提前到工作日，或写明遇节假日顺延"),
        Rule("duty.nobody", "任务没有写明由谁负责", PLAIN, "写明牵头单位，或在责任分工中逐项落实"),
        Rule("duty.everybody", "人人有责，等于无人负责", HINT, "写出一个牵头单位，其余列为配合单位"),
        Rule("duty.idle-unit", "成员单位没有分到任务", HINT, "写明它的职责，或不列为成员单位"),
        Rule("duty.grade-missing", "按风险等级定频次，漏了一个等级", PLAIN, "写上这一级多久一次，否则这一级没有人检查"),
        Rule("duty.grade-reversed", "风险低的比风险高的查得还勤", PLAIN, "核对频次，风险越高间隔越短"),
        Rule("report.no-cutoff", "报送没有截止时间", PLAIN, "写明哪天几点前报送"),
        Rule("report.no-receiver", "报送没有写明报给谁", PLAIN, "写明接收的单位"),
        Rule("target.no-figure", "目标没有数字", PLAIN, "写成可以计数的目标，例如覆盖率100%"),
        Rule("target.none", "通篇没有可以计数的目标", HINT, "至少写明排查覆盖率和整改率"),
        Rule("ladder.no-first-rung", "直接问责，没有提醒、督办在先", PLAIN, "按提醒、督办、通报、约谈、问责逐级写明"),
        Rule("ladder.none", "没有写明不落实怎么办", HINT, "写明逾期如何提醒、督办、通报"),
        Rule("burden.twice-daily", "要求每日两次报数", HINT, "改为每日一次，或由系统自动汇总"),
        Rule("burden.fine", "对基层干部罚款", PLAIN, "依法依规改用提醒、通报等方式"),
        Rule("burden.clock-in", "要求打卡、签到或拍照留痕", HINT, "以实际成效考核，不以留痕考核"),
        Rule("burden.track", "要求上传行动轨迹", PLAIN, "删去；系统只记办理地点，不记轨迹"),
        Rule("burden.activity-rank", "按登录、上传、报数的次数排名", PLAIN, "改按结果排名，例如逾期未整改的问题"),
        Rule("burden.repeated-form", "同样的数字重复填报", HINT, "合成一张表，其余由系统从中取数"),
        Rule("burden.photo", "原文没有要求照片，却必须拍照", HINT, "去掉照片要求，或写明为什么需要照片作证据"),
        Rule("burden.unasked-report", "原文没有要求这样频繁报送", PLAIN, "按原文改为每周、每月，或写上原文的要求"),
        Rule(
            "burden.asked-twice",
            "检查表又问底数里已有的栏目",
            PLAIN,
            "把检查项的 name 改成底数栏目的编号，就会自动带出",
        ),
        Rule("plan.error", "方案数据有错误", GRAVE, "按提示改正"),
        Rule("plan.open", "方案数据有待定内容", GRAVE, "补上内容后再启动"),
        Rule("plan.unproved", "依据的条款尚未核对", HINT, "与正式文本核对后去掉 confirmed: false"),
    )
}
