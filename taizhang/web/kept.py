"""What a person had typed into a form that could not be taken: kept for the page to which they return."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 50_000
"""Characters kept in a session: more than any form of ours holds."""

HIDDEN = frozenset({"csrfmiddlewaretoken", "back", "entry", "seen", "next", "username"})
LABELS = {
    "title": "问题",
    "description": "详细情况",
    "reason": "理由或说明",
    "note": "情况说明",
    "due_at": "整改期限",
    "until": "延期至",
    "responsible": "整改责任人",
    "measures": "整改措施",
    "money": "资金安排",
    "emergency": "应急预案",
    "held_on": "开展日期",
    "attendance": "参加人数",
    "place": "地点",
    "receiver": "签收人",
    "urged": "督促事项",
    "amount": "金额",
    "payee": "付给谁",
    "what": "用途或说明",
    "outcome": "办理结果",
}
"""Names of fields whose words can be shown to be copied; what is chosen from a list is quickly chosen again."""

Words = dict[str, list[str]]


def keep(request: HttpRequest) -> str:
    """Keep the posted words for the page that the form names as `back`; returns that page, "" where there is none."""
    back = request.POST.get("back", "").partition("#")[0]
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        return ""
    words = posted(request)
    if sum(len(text) for texts in words.values() for text in texts) <= LONGEST:
        request.session["kept"] = {"page": back, "words": words}
    return back


def kept(request: HttpRequest) -> Words:
    """The words kept for this page: handed out once, and the same to all who ask within one request."""
    if not hasattr(request, "kept_words"):
        stored: dict[str, Any] = request.session.get("kept") or {}
        here = request.method == "GET" and stored.get("page") == request.get_full_path()
        if here:
            del request.session["kept"]
        request.kept_words = stored["words"] if here else {}  # type: ignore[attr-defined]
    words: Words = request.kept_words  # type: ignore[attr-defined]
    return words


def kept_word(request: HttpRequest, name: str) -> str:
    """What was kept of one field; "" where nothing was."""
    return (kept(request).get(name) or [""])[-1]


def shown(words: Words) -> list[tuple[str, str]]:
    """(label, text) of what was typed, to be read and copied."""
    return [(LABELS[name], text) for name, texts in words.items() if name in LABELS for text in texts if text.strip()]


def posted(request: HttpRequest) -> Words:
    """The words of the present form; never passwords."""
    return {name: request.POST.getlist(name) for name in request.POST if _may_keep(name)}


def _may_keep(name: str) -> bool:
    return name not in HIDDEN and "password" not in name
