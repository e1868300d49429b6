"""How long personal data are kept: what a plan says about erasing them (个人信息保存期限)."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from .words import Id, Privacy, Text, Word, fault

What = Literal["subjects", "cases", "uploads"]
WHAT_LABELS: dict[str, str] = {
    "subjects": "已注销对象的受保护信息", "cases": "已办结问题的文字和照片", "uploads": "导入用过的 Excel 文件",
}  # fmt: skip


class Retention(Word):
    """Personal data go so many days after the thing that owns them ended; the office is told `notice` days before."""

    id: Id
    what: What
    kind: Id | list[Id] | Literal["all"] = Field("all", description="哪些类别的对象（what: subjects）")
    privacy: list[Privacy] = Field(
        ["personal", "sensitive", "minor"], min_length=1, description="抹去哪几类字段（what: subjects）"
    )
    records: bool = Field(False, description="连同该对象的检查记录、已办结问题的文字和照片（what: subjects）")
    days: int = Field(ge=1, le=36500, description="注销、办结或导入完成后保存多少天")
    notice: int = Field(30, ge=1, le=365, description="提前多少天告知整治办")
    source: str = ""

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        if "ordinary" in self.privacy:
            raise fault("一般信息不是受保护的信息，不在抹去之列", "privacy 写 personal、sensitive、minor")
        if self.what != "subjects" and (self.records or self.kind != "all"):
            raise fault("kind、records 只用于 what: subjects", "删去，或把 what 改成 subjects")
        return self

    @property
    def title(self) -> Text:
        return f"{WHAT_LABELS[self.what]}，保存 {self.days} 天"

    def concerns(self, kind: str) -> bool:
        return self.kind == "all" or kind in ([self.kind] if isinstance(self.kind, str) else self.kind)
