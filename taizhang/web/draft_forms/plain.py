"""The forms of the plain sections: head, phases, units, leaders, targets, kinds, ladder, archive, open points."""

from __future__ import annotations

from typing import Any

from django import forms

from taizhang.campaigns.drafting import Section
from taizhang.core.plan.words import LEVEL_LABELS

from .item_form import Data, ItemForm, day_field, iso
from .rungs import RungFields, rung_data, rung_initial

GOALS = {
    "": "只作文字要求，不自动考核",
    "duties.inspect.met/duties.inspect.owed": "排查覆盖率（%）",
    "cases.struck/cases.filed": "整改销号率（%）",
    "notices.receipted/notices.owed": "告知签收率（%）",
    "activities.held": "开展宣传、培训、演练（场次）",
    "cases.filed": "发现问题数",
    "cases.struck": "销号问题数",
    "inspections.done": "检查次数",
}


class HeadForm(ItemForm):
    section = Section.HEAD
    title = forms.CharField(label="方案标题", max_length=200)
    field = forms.CharField(label="领域", required=False, max_length=60)
    level = forms.ChoiceField(label="在哪一级开展", required=False, choices=[("", "（未定）"), *LEVEL_LABELS.items()])

    def data_from(self, cleaned: Data) -> Data:
        return {**cleaned, "level": cleaned["level"] or None}


class PhaseForm(ItemForm):
    section = Section.PHASE
    name = forms.CharField(label="阶段名称", max_length=60)
    start = day_field("开始")
    end = day_field("结束（含当日）")

    def clean(self) -> Data:
        cleaned = super().clean() or {}
        if cleaned.get("start") and cleaned.get("end") and cleaned["end"] < cleaned["start"]:
            self.add_error("end", "结束日期早于开始日期，请核对")
        return cleaned

    def data_from(self, cleaned: Data) -> Data:
        return {"name": cleaned["name"], "start": iso(cleaned["start"]), "end": iso(cleaned["end"])}


class UnitForm(ItemForm):
    section = Section.UNIT
    name = forms.CharField(label="单位名称", max_length=80)
    kind = forms.ChoiceField(label="角色", choices=[("lead", "牵头"), ("support", "配合")])
    duty = forms.CharField(label="职责分工", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def fill(self, data: Data) -> Data:
        return {**super().fill(data), "kind": data.get("kind", "support")}


ROLES = [(name, name) for name in ("组长", "副组长", "成员", "办公室主任")]


class LeaderForm(ItemForm):
    section = Section.LEADER
    role = forms.ChoiceField(label="职务", choices=ROLES)
    name = forms.CharField(label="姓名", required=False, max_length=40)
    post = forms.CharField(label="现任职务", required=False, max_length=80)


class TargetForm(ItemForm):
    section = Section.TARGET
    what = forms.CharField(label="目标", max_length=120)
    value = forms.FloatField(label="数值", required=False, min_value=0)
    unit = forms.CharField(label="计量单位", required=False, max_length=20)
    goal = forms.ChoiceField(label="由哪个指标考核", required=False)
    phase = forms.ChoiceField(label="考核到哪个阶段", required=False)

    def offer(self) -> None:
        self.set_choices("phase", [("", "最后一个阶段"), *self.choices.phases])
        self.set_choices("goal", self._goals)

    @property
    def _goals(self) -> list[tuple[str, str]]:
        return [*GOALS.items(), *self.choices.own_measures]

    def fill(self, data: Data) -> Data:
        goal = "/".join(part for part in (data.get("measure"), data.get("of")) if part)
        return {
            **super().fill(data),
            "goal": goal if goal in dict(self._goals) else "",
            "phase": data.get("phase") or "",
        }

    def clean(self) -> Data:
        cleaned = super().clean() or {}
        if "/" in cleaned.get("goal", "") and (cleaned.get("value") or 0) > 100:
            self.add_error("value", "百分比不能大于 100")
        return cleaned

    def data_from(self, cleaned: Data) -> Data:
        measure, _, whole = cleaned.pop("goal").partition("/")
        value = cleaned["value"]
        number: Any = int(value) if value is not None and value == int(value) else value
        told = {"value": number, "measure": measure, "of": whole or None, "phase": cleaned["phase"] or None}
        return {**cleaned, **told}


class KindForm(ItemForm):
    section = Section.KIND
    name = forms.CharField(label="整治对象类别", max_length=60)
    line = forms.ChoiceField(label="行业主管（牵头）单位", required=False)

    def offer(self) -> None:
        self.set_choices("line", [("", "（不归口）"), *self.choices.units])

    def data_from(self, cleaned: Data) -> Data:
        return {"name": cleaned["name"], "line": cleaned["line"] or None}


class LadderForm(ItemForm, RungFields):
    section = Section.LADDER

    def fill(self, data: Data) -> Data:
        return dict(rung_initial(data.get("otherwise", [])))

    def data_from(self, cleaned: Data) -> Data:
        return {"otherwise": rung_data(cleaned)}


class ArchiveForm(ItemForm):
    section = Section.ARCHIVE
    title = forms.CharField(label="归档材料", max_length=120)
    what = forms.ChoiceField(
        label="从哪里收集",
        choices=[
            ("documents", "文件"), ("register", "整治对象名册"), ("inspections", "检查记录"), ("cases", "问题案卷"),
            ("photos", "图片"), ("reports", "报表和总结"), ("activities", "会议、培训、宣传、演练"),
            ("receipts", "签收回执"), ("journal", "流水和封签"),
        ],
    )  # fmt: skip
    retention = forms.ChoiceField(label="保管期限", choices=[("Y", "永久"), ("D30", "30年"), ("D10", "10年")])

    def fill(self, data: Data) -> Data:
        return {**super().fill(data), "retention": data.get("retention", "D10")}


class RuleForm(ItemForm):
    section = Section.RULE
    text = forms.CharField(label="要求", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class OpenForm(ItemForm):
    section = Section.OPEN
    question = forms.CharField(label="待补事项", max_length=300)
    answer = forms.CharField(label="答复", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    blocking = forms.BooleanField(label="不答复不能启动", required=False)

    def fill(self, data: Data) -> Data:
        return {**super().fill(data), "blocking": data.get("blocking", True)}

    def data_from(self, cleaned: Data) -> Data:
        return {**cleaned, "answer": cleaned["answer"] or None}
