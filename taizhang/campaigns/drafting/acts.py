"""What is done: the verb of the plan language that a task of the text stands for."""

from __future__ import annotations

import re
from typing import Any

Act = dict[str, Any]

_HOLDS = [
    ("drill", r"演练"),
    ("training", r"培训|讲座|授课|教育课|安全课"),
    ("publicity", r"宣传|宣讲|家喻户晓|发放.{0,6}(?:资料|手册|单)"),
    ("dispatch", r"调度"),
    ("meeting", r"会议|召开|部署会|动员会|例会|推进会|动员部署|安排部署"),
]
_NAMES = {"drill": "演练", "training": "培训", "publicity": "宣传", "dispatch": "调度", "meeting": "会议"}


def acts_of(title: str, quote: str, *, by_subject: bool, subjects: bool) -> list[tuple[str, Act]]:
    """(title, act) of everything that a task asks for; a task of training *and* drill is two duties.

    `by_subject`: the subjects themselves bear it; `subjects`: the draft has kinds of subject, so that duties may be
    about them. A paper is named by its title. The title of the task decides; where it says nothing, the quote does;
    what is no known act is done by handing in.
    """
    for text in (title, quote):
        held = [what for what, pattern in _HOLDS if re.search(pattern, text)]
        act = _single(text, by_subject, subjects)
        if act is not None and not held:
            return [(title, act)]
        if held:
            about: Act = {"kind": "all"} if by_subject else {}
            several = len(held) > 1
            return [
                (f"{title}（{_NAMES[what]}）" if several else title, {"hold": {"what": what, **about}}) for what in held
            ]
    return [(title, _deliver(title, by_subject))]


def _single(text: str, by_subject: bool, subjects: bool) -> Act | None:
    """The first reading that fits, from the plainest words to the vaguest."""
    about: Act = {"kind": "all"} if by_subject else {}
    readings: list[tuple[str, Act, bool]] = [
        (r"自查|自纠|自检|自改|隐患排查|排查整改", {"self_inspect": {"kind": "all"}}, subjects and by_subject),
        (r"签订|签署|责任书|承诺书|责任状", {"sign": {"document": _paper(text, "责任书"), **about}}, True),
        (
            r"告知书|签收|回执|传达到.{0,12}(?:单位|企业|户)",
            {"acknowledge": {"document": _paper(text, "告知书"), "kind": "all"}},
            subjects,
        ),
        (r"督查|督导|抽查|回头看|复查|复核|检查验收", {"recheck": {}}, True),
        (r"巡查|巡护|巡逻|巡河|值守", {"patrol": about}, True),
        (r"日志|记录本", {"log": about}, True),
        (r"归档|存档|立卷|整理成册", _deliver(text, by_subject), True),
        (r"排查|检查|摸底|拉网|普查|摸排|核查", {"inspect": {"kind": "all"}}, subjects and not by_subject),
    ]
    for pattern, act, fits in readings:
        if fits and re.search(pattern, text):
            return act
    return None


def _deliver(text: str, by_subject: bool) -> Act:
    return {"deliver": {"document": text, **({"kind": "all"} if by_subject else {})}}


def _paper(text: str, fallback: str) -> str:
    """The name of the paper a sentence speaks of: "签订《安全责任书》" → "安全责任书"."""
    named = re.search(r"《([^》]{2,40})》", text)
    match = named or re.search(r"([\u4e00-\u9fff]{0,8}(?:责任书|承诺书|协议书|责任状|告知书))", text)
    return (re.sub(r"^.*(?:签订|签署|发放|送达)", "", match[1]) or fallback) if match else fallback


def document_kind(verb: str, title: str) -> str:
    """The kind of a paper by what is done with it and what it is called."""
    if verb == "acknowledge":
        return "notice"
    if verb == "sign":
        return "agreement" if "协议" in title else "letter"
    kinds = [("summary", "总结"), ("roster", "台账|名册|清单"), ("rules", "制度|机制|办法"), ("brief", "简报|专报")]
    for kind, pattern in kinds:
        if re.search(pattern, title):
            return kind
    return "other"
