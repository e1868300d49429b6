"""What the API answers when it cannot do what was asked: one shape for every refusal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from ninja import Schema

from taizhang.access.actor import Actor
from taizhang.core.refusals import Refused


class Problem(Schema):
    """A refusal: a stable code, the sentence for the user, how to mend it, and what exactly was wrong."""

    code: str
    message: str
    remedy: str
    detail: str = ""


def of_refusal(error: Refused) -> Problem:
    refusal = error.refusal
    return Problem(code=refusal.code, message=refusal.message, remedy=refusal.remedy, detail=error.detail)


SIGNED_OUT = Problem(code="signed-out", message="登录已过期", remedy="请重新登录，未上报的内容仍保存在本机")
NO_TOKEN = Problem(code="token-missing", message="请求没有带上防伪令牌", remedy="请刷新页面后再试")
NOT_READABLE = Problem(code="not-readable", message="请求的内容无法读取", remedy="请更新客户端后再试")
NOT_FOUND = Problem(code="unknown-thing", message="找不到要办理的事项", remedy="请返回列表刷新后再试")

TOO_LARGE = Problem(code="file-too-large", message="一次发送的内容太大", remedy="请分几次发送")

_FAULTS = (
    ("missing", "没有填写"),
    ("too_long", "太长"),
    ("too_short", "太短"),
    ("greater_than", "太小"),
    ("less_than", "太大"),
    ("timezone", "时间没有写明时区"),
)
"""By a part of the validator's name of a fault; what is not here is of the wrong form."""


def of_fault(error: Mapping[str, Any]) -> str:
    """Where in the request, and what is wrong there: "body.batch.device：太长"."""
    where = ".".join(str(part) for part in error["loc"])
    kind = str(error["type"])
    return f"{where}：{next((words for part, words in _FAULTS if part in kind), '格式不对')}"


COMMON: dict[Any, Any] = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 429), Problem)
"""The refusals that every operation declares."""


WRITES: dict[str, Any] = {
    "parameters": [
        {
            "in": "header",
            "name": "X-CSRFToken",
            "required": True,
            "schema": {"type": "string"},
            "description": "登录后 cookie csrftoken 的值",
        }
    ]
}
"""What the description adds to operations that write."""


def actor_of(request: HttpRequest) -> Actor:
    """The person in the chosen post. Raises Refused("not-permitted") for somebody without a post."""
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    if not actor:
        raise Refused("not-permitted", "没有任职岗位")
    return actor
