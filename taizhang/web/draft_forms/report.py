"""The form of a report: what it counts, who passes it on by when, to whom it goes."""

from __future__ import annotations

from typing import Any

from django import forms

from taizhang.campaigns.drafting import Section
from taizhang.campaigns.drafting.reports import MEASURES

from .item_form import SUBJECTS, Data, ItemForm, bearer_data, bearer_value, cleaned_empty
from .rungs import RungFields, rung_data, rung_initial
from .timing import ClockField, TimingFields, span_choices, timing_data, timing_errors, timing_initial

STOPS = 4
"""How many levels a chain may have."""


class ReportForm(ItemForm, TimingFields, RungFields):
    section = Section.REPORT
    title = forms.CharField(label="报表", max_length=120)
    receiver = forms.CharField(label="报给谁", required=False, max_length=80)
    measures = forms.MultipleChoiceField(
        label="统计哪些指标（系统自动填数）", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一个指标"},
    )  # fmt: skip
    nil = forms.BooleanField(label="没有情况也要报（零报告）", required=False)
    by_1 = forms.ChoiceField(label="第一级由谁报")
    at_1 = ClockField("第一级截止")
    by_2 = forms.ChoiceField(label="第二级由谁汇总", required=False)
    at_2 = ClockField("第二级截止")
    by_3 = forms.ChoiceField(label="第三级由谁汇总", required=False)
    at_3 = ClockField("第三级截止")
    by_4 = forms.ChoiceField(label="第四级由谁汇总", required=False)
    at_4 = ClockField("第四级截止")

    def offer(self) -> None:
        bearers = [group for group in self.choices.bearers if group[0] != SUBJECTS]
        for number in range(1, STOPS + 1):
            self.set_choices(f"by_{number}", bearers)
        self.set_choices("span", span_choices(self.choices.phases))
        self.set_choices("measures", self.choices.measures)

    @property
    def stops(self) -> list[tuple[Any, Any]]:
        return [(self[f"by_{number}"], self[f"at_{number}"]) for number in range(1, STOPS + 1)]

    def fill(self, data: Data) -> Data:
        initial = {
            **timing_initial(data),
            "title": data.get("title"),
            "receiver": data.get("receiver", ""),
            "measures": data.get("measures") or MEASURES,
            "nil": data.get("nil", True),
            **rung_initial(data.get("otherwise", [])),
        }
        for number, stop in enumerate((data.get("chain") or [])[:STOPS], start=1):
            at = stop.get("at")
            initial[f"by_{number}"] = bearer_value(stop)
            initial[f"at_{number}"] = at if isinstance(at, list) else [at] if at else []
        return initial

    def clean(self) -> Data:
        cleaned = super().clean() or {}
        timing_errors(self, cleaned)
        wanted = 2 if cleaned.get("every") == "twice-daily" else 1
        for number in range(1, STOPS + 1):
            at = cleaned.get(f"at_{number}") or []
            if at and not cleaned.get(f"by_{number}"):
                self.add_error(f"by_{number}", "写了截止时刻，请选择由谁报送")
            if at and (len(at) != wanted or at != sorted(set(at))):
                self.add_error(f"at_{number}", f"应写{wanted}个时刻，早的在前")
        return cleaned

    @property
    def result(self) -> Data:
        cleaned = self.cleaned_data
        timing, drop = timing_data(cleaned, self.before)
        kept = {key: value for key, value in self.before.items() if key not in drop | {"otherwise"}}
        return {
            **kept,
            **timing,
            "title": cleaned["title"],
            "receiver": cleaned["receiver"],
            "measures": self._in_their_order(cleaned["measures"]),
            "nil": cleaned["nil"],
            "chain": list(self._chain(cleaned)),
            **cleaned_empty({"otherwise": rung_data(cleaned)}),
        }

    def _in_their_order(self, chosen: list[str]) -> list[str]:
        """The measures in the order of the report's columns; newly chosen ones at the end."""
        kept = [measure for measure in self.before.get("measures", []) if measure in chosen]
        return [*kept, *(measure for measure in chosen if measure not in kept)]

    def _chain(self, cleaned: Data) -> Any:
        before = self.before.get("chain") or []
        missing = {"daily": [None], "twice-daily": [None, None]}.get(cleaned["every"], [])
        for number in range(1, STOPS + 1):
            if not cleaned[f"by_{number}"]:
                continue
            old = before[number - 1] if number <= len(before) else {}
            same = bearer_value(old) == cleaned[f"by_{number}"]
            kept = {key: value for key, value in old.items() if key in ("role", "on")} if same else {}
            at = cleaned[f"at_{number}"] or missing
            yield {**bearer_data(cleaned[f"by_{number}"], None), **kept, **cleaned_empty({"at": at})}
