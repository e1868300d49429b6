"""The form of a duty rule: who, what, when, proved by what, and what follows otherwise."""

from __future__ import annotations

from typing import Any

from django import forms

from taizhang.campaigns.drafting import Section
from taizhang.core.plan.rules import VERB_LABELS, DutyRule, Verb
from taizhang.core.plan.words import LEVEL_LABELS

from .item_form import Data, ItemForm, bearer_data, bearer_value, cleaned_empty
from .rungs import RungFields, rung_data, rung_initial
from .timing import ClockField, TimingFields, span_choices, timing_data, timing_errors, timing_initial

HOLDS = [("meeting", "会议"), ("training", "培训"), ("drill", "演练"), ("publicity", "宣传"), ("dispatch", "调度")]
FIELDS_OF = {
    "inspect": ("kind",), "self_inspect": ("kind",), "rectify": ("kind",), "recheck": ("kind", "level", "share"),
    "hold": ("what", "kind"), "sign": ("paper", "kind"), "acknowledge": ("paper", "kind"), "log": ("kind",),
    "patrol": ("kind",), "reach": ("measure", "at_least"), "deliver": ("paper", "kind"),
}  # fmt: skip
"""Which fields say more about each verb; the others are not shown."""
DETAILS = ("kind", "what", "paper", "level", "share", "measure", "at_least")


class DutyForm(ItemForm, TimingFields, RungFields):
    section = Section.DUTY
    title = forms.CharField(label="任务", max_length=120)
    verb = forms.ChoiceField(label="做什么", choices=[(v.value, VERB_LABELS[v]) for v in DutyRule.VERBS])
    kind = forms.MultipleChoiceField(label="针对哪类整治对象", required=False, widget=forms.CheckboxSelectMultiple)
    what = forms.ChoiceField(label="开展什么", required=False, choices=HOLDS)
    paper = forms.CharField(label="材料名称", required=False, max_length=120)
    level = forms.ChoiceField(label="复查哪一级", required=False, choices=[("", "（不按级）"), *LEVEL_LABELS.items()])
    share = forms.FloatField(label="抽查比例（%）", required=False, min_value=1, max_value=100)
    measure = forms.ChoiceField(label="按哪个指标", required=False)
    at_least = forms.FloatField(label="至少完成", required=False, min_value=0)
    by = forms.ChoiceField(label="由谁负责", error_messages={"required": "请选择由谁负责"})
    support = forms.MultipleChoiceField(label="配合单位", required=False, widget=forms.CheckboxSelectMultiple)
    at = ClockField()
    photos = forms.IntegerField(label="照片（张）", required=False, min_value=0, max_value=20)

    def offer(self) -> None:
        kinds = self.choices.kinds
        self.set_choices("kind", [("all", "全部类别"), *kinds])
        self.set_choices("by", self.choices.bearers)
        self.set_choices("support", self.choices.units)
        self.set_choices("span", span_choices(self.choices.phases))
        self.set_choices("measure", [("", "（请选择）"), *self.choices.measures])
        verb = self.data.get(self.add_prefix("verb")) if self.is_bound else self.initial.get("verb")
        self.shown = FIELDS_OF.get(str(verb), ())

    grades_shown = True

    @property
    def details(self) -> list[Any]:
        """The fields that the chosen verb needs."""
        return [self[name] for name in self.shown]

    def fill(self, data: Data) -> Data:
        verb = verb_of(data)
        act = data.get(verb) or {}
        kind = act.get("kind")
        paper = act.get("document", "")
        return {
            **timing_initial(data),
            "title": data.get("title"),
            "verb": verb,
            "kind": [kind] if isinstance(kind, str) else kind or [],
            "what": act.get("what", "meeting"),
            "paper": self.choices.documents.get(paper, paper),
            "level": act.get("level") or "",
            "share": round(act["share"] * 100, 1) if act.get("share") else None,
            "measure": act.get("measure", ""),
            "at_least": act.get("at_least"),
            "by": bearer_value(data.get("by")),
            "support": data.get("support", []),
            "photos": (data.get("evidence") or {}).get("photos"),
            **rung_initial(data.get("otherwise", [])),
        }

    def clean(self) -> Data:
        cleaned = super().clean() or {}
        timing_errors(self, cleaned)
        verb = cleaned.get("verb", "")
        if "paper" in FIELDS_OF.get(verb, ()) and not cleaned.get("paper"):
            self.add_error("paper", "请写明是什么材料")
        if verb == "reach" and not cleaned.get("measure"):
            self.add_error("measure", "请选择按哪个指标考核")
        about = cleaned.get("kind")
        if cleaned.get("by") == "subject" and not about and "kind" in FIELDS_OF.get(verb, ()):
            self.add_error("kind", "由整治对象负责的任务，请选择针对哪类对象")
        if verb in ("inspect", "self_inspect", "acknowledge", "rectify") and not about:
            self.add_error("kind", "请选择针对哪类整治对象")
        return cleaned

    @property
    def result(self) -> Data:
        cleaned = self.cleaned_data
        verb = cleaned["verb"]
        timing, drop = timing_data(cleaned, self.before)
        gone = drop | {v.value for v in DutyRule.VERBS if v.value != verb} | {"otherwise", "at", "support"}
        kept = {key: value for key, value in self.before.items() if key not in gone}
        ladder = rung_data(cleaned)
        return {
            **kept,
            **timing,
            "title": cleaned["title"],
            verb: self._act(verb, cleaned),
            "by": bearer_data(cleaned["by"], self.before.get("by")),
            **cleaned_empty({"at": self._at(cleaned), "support": cleaned["support"], "otherwise": ladder}),
            **self._evidence(cleaned),
        }

    def _act(self, verb: str, cleaned: Data) -> Data:
        before = self.before.get(verb) or {}
        kept = {key: value for key, value in before.items() if key not in (*DETAILS, "document")}
        kinds = cleaned["kind"]
        named = {
            "kind": "all" if "all" in kinds else kinds[0] if len(kinds) == 1 else kinds,
            "what": cleaned["what"],
            "level": cleaned["level"],
            "measure": cleaned["measure"],
            "share": cleaned["share"] / 100 if cleaned["share"] else None,
        }
        act = {**kept, **cleaned_empty({key: named[key] for key in FIELDS_OF[verb] if key in named})}
        if "paper" in FIELDS_OF[verb]:
            act["document"] = next(
                (key for key, title in self.choices.documents.items() if title == cleaned["paper"]), cleaned["paper"]
            )
        if verb == "reach":
            act["at_least"] = cleaned["at_least"]
        return act

    def _at(self, cleaned: Data) -> list[str | None]:
        """The cut-offs; one that the text hides stays open until it is filled in."""
        before = self.before.get("at") or []
        hidden = isinstance(before, list) and None in before
        return cleaned["at"] or (before if hidden else [])

    def _evidence(self, cleaned: Data) -> Data:
        before = dict(self.before.get("evidence") or {})
        if cleaned["photos"] is not None and cleaned["photos"] != before.get("photos", 0):
            before["photos"] = cleaned["photos"]
        return {"evidence": before} if before else {}


def verb_of(data: Data) -> str:
    """The verb of a rule's data; a new one begins as something to hand in."""
    return next((verb.value for verb in DutyRule.VERBS if verb.value in data), Verb.DELIVER.value)
