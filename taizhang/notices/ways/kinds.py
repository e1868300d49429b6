"""The kinds of channel: what an administrator enters for each, and the adapter that sends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from .by_apprise import by_apprise
from .dingtalk_app import dingtalk_app
from .message import Message, Setup
from .persons import email, webhook, wecom_app
from .robots import dingtalk_robot, feishu_robot, wecom_robot

Send = Callable[[Setup, str, Message, datetime], str]
"""Returns the code of the answer; raises Forbidden or Unreachable, in Chinese why."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`address` is what a person gives to be reached ("": it goes to a group); `fields`: (name, label, default)."""

    id: str
    label: str
    send: Send
    fields: tuple[tuple[str, str, str], ...]
    secret: str
    address: str = ""
    per_minute: int = 20


_MAIL = (
    ("host", "邮件服务器", ""), ("port", "端口", "465"), ("security", "加密（tls、starttls 或不填）", "tls"),
    ("user", "登录名", ""), ("sender", "发件人", ""),
)  # fmt: skip
_WECOM, _DINGTALK = "https://qyapi.weixin.qq.com", "https://oapi.dingtalk.com"
KINDS = {
    kind.id: kind
    for kind in (
        Kind("email", "电子邮件", email, _MAIL, "密码或授权码", "邮箱地址", 60),
        Kind(
            "wecom-app", "企业微信应用消息", wecom_app,
            (("base", "接口地址", _WECOM), ("corp", "企业 ID", ""), ("agent", "应用编号 AgentId", "")),
            "应用密钥 Secret", "企业微信账号", 60,
        ),
        Kind(
            "dingtalk-app", "钉钉工作通知", dingtalk_app,
            (("base", "接口地址", _DINGTALK), ("key", "应用 AppKey", ""), ("agent", "应用编号 AgentId", "")),
            "应用密钥 AppSecret", "钉钉 userid", 60,
        ),
        Kind(
            "sms", "短信（通过短信网关）", webhook,
            (("base", "网关地址", ""), ("template", "报文样式", '{"phone": "{to}", "content": "{text}"}')),
            "签名密钥", "手机号码", 60,
        ),
        Kind("wecom-robot", "企业微信群机器人", wecom_robot, (("base", "接口地址", _WECOM),), "Webhook 地址中的 key"),
        Kind(
            "dingtalk-robot", "钉钉群机器人", dingtalk_robot, (("base", "接口地址", _DINGTALK),),
            "access_token，空一格，再写加签密钥",
        ),
        Kind(
            "feishu-robot", "飞书群机器人", feishu_robot, (("base", "接口地址", "https://open.feishu.cn"),),
            "Webhook 地址最后一段，空一格，再写签名密钥",
        ),
        Kind("webhook", "通用 Webhook", webhook, (("base", "地址", ""),), "签名密钥"),
        Kind("apprise", "其他服务（Apprise）", by_apprise, (), "Apprise 地址（含密钥）"),
    )
}  # fmt: skip
