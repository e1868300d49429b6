"""What people are told of: each matter has a name by which a person chooses it, and words for many at once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Matter:
    """`gathered` is what is said of many at once ("{n} 项新任务"), `list` the page that shows them all."""

    id: str
    label: str
    gathered: str
    list: str


_ALL = (
    Matter("duty-new", "新任务、交办", "{n} 项新任务", "duties:mine"),
    Matter("due-soon", "明天到期", "{n} 项事情明天到期", "duties:mine"),
    Matter("late", "提醒、督办等督促", "{n} 项事情被督促", "board:urgings"),
    Matter("area-late", "下级被督办、通报", "所管范围有 {n} 项事情被督办、通报", "board:urgings"),
    Matter("back", "退回重办、重改", "{n} 项事情被退回", "home"),
    Matter("turn", "轮到办理的问题", "{n} 个问题等待办理", "ledger:list"),
    Matter("outcome", "办理结果：销号、延期", "{n} 个问题有了结果", "ledger:list"),
    Matter("report-due", "报送快截止", "{n} 张报表快到截止时间", "reports:list"),
    Matter("tip", "群众反映", "{n} 件群众反映", "tips:list"),
    Matter("decide", "待决定的建议", "{n} 项建议待决定", "proposals:list"),
    Matter("post", "任职、交接、抽查派遣", "{n} 项岗位安排", "home"),
    Matter("work", "推演等后台工作完成", "{n} 项后台工作已完成", "home"),
    Matter("sending", "消息没有发出去", "{n} 次发送失败", "notices:list"),
)
MATTERS = {matter.id: matter for matter in _ALL}
