"""The long lists: their columns, what each may be sorted by (nothing that would read the whole table), their order."""

from __future__ import annotations

from taizhang.web.listing import Column, Listing

LEDGER = Listing(
    "ledger", "问题台账", "ledger:list", "ledger:detail", "-filed_at", "ledger/_cell.html",
    (
        Column("number", "编号", ("number", "-number"), look="nowrap muted small"),
        Column("title", "问题", fixed=True),
        Column("place", "地方"),
        Column("severity", "程度"),
        Column("state", "进度"),
        Column("due", "整改期限", ("due_at",)),
        Column("handler", "承办单位"),
        Column("filed", "发现时间", ("-filed_at", "filed_at"), first=False, look="nowrap"),
        Column("category", "问题类别", first=False),
        Column("subject", "整治对象", first=False),
        Column("finder", "发现人", first=False),
        Column("rectified", "整改时间", first=False, look="nowrap"),
        Column("closed", "办结时间", first=False, look="nowrap"),
        Column("returns", "退回次数", first=False, look="number"),
        Column("extensions", "延期次数", first=False, look="number"),
    ),
)  # fmt: skip
REGISTER = Listing(
    "register", "整治底数", "register:list", "register:detail", "path", "register/_cell.html",
    (
        Column("name", "名称", ("name", "-name"), fixed=True),
        Column("kind", "类别", look="nowrap"),
        Column("place", "所在网格", ("path",)),
        Column("address", "地址"),
        Column("state", "状态"),
        Column("updated", "更新", ("-updated_at", "updated_at"), look="nowrap muted small"),
        Column("code", "编码", ("code",), first=False, look="nowrap"),
        Column("added", "登记时间", ("-added_at", "added_at"), first=False, look="nowrap muted small"),
    ),
)  # fmt: skip
DUTIES = Listing(
    "duties", "任务清单", "duties:list", "duties:detail", "due_at", "duties/_cell.html",
    (
        Column("title", "任务", fixed=True),
        Column("verb", "动作", look="nowrap"),
        Column("bearer", "由谁"),
        Column("due", "截止", ("due_at", "-due_at")),
        Column("state", "状态"),
        Column("subject", "整治对象", first=False),
        Column("opens", "开始", first=False, look="nowrap"),
        Column("met", "完成时间", first=False, look="nowrap"),
    ),
)  # fmt: skip
INSPECTIONS = Listing(
    "inspections", "检查记录", "inspections:list", "inspections:detail", "-happened_at", "inspections/_cell.html",
    (
        Column("happened", "时间", ("-happened_at", "happened_at"), look="nowrap"),
        Column("subject", "对象", fixed=True),
        Column("place", "地方"),
        Column("result", "结果"),
        Column("inspector", "检查人"),
        Column("checklist", "检查表", first=False),
    ),
)  # fmt: skip
LISTS = {listing.name: listing for listing in (LEDGER, REGISTER, DUTIES, INSPECTIONS)}
