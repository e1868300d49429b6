"""Kinds of entry about accounts: what the auditor reads of second factors and of sign-ins that others ended."""

from __future__ import annotations

from taizhang.journal.kinds import Body, Kind, register


class OfAccount(Body):
    """`person` whose account it is, by name, and `login`."""

    person: str
    login: str


class SignInsEnded(OfAccount):
    count: int


class OfDevice(OfAccount):
    device: str


class OfPasskey(OfAccount):
    passkey: str


class OfIdentity(OfAccount):
    """At which system, and what the person is called there."""

    label: str
    subject: str


register(
    Kind("account.factor_set", "绑定动态码", OfAccount, lambda b: f"{b['person']}绑定登录动态码"),
    Kind("account.factor_removed", "解除动态码", OfAccount, lambda b: f"解除{b['person']}的登录动态码"),
    Kind("account.recovered", "使用备用码", OfAccount, lambda b: f"{b['person']}用一次性备用码登录"),
    Kind("account.signed_out", "结束登录", SignInsEnded, lambda b: f"结束{b['person']}在 {b['count']} 处的登录"),
    Kind("account.device_added", "登记设备", OfDevice, lambda b: f"{b['person']}登记设备“{b['device']}”"),
    Kind("account.device_revoked", "停用设备", OfDevice, lambda b: f"停用{b['person']}的设备“{b['device']}”"),
    Kind("account.passkey_added", "登记密钥", OfPasskey, lambda b: f"{b['person']}登记通行密钥“{b['passkey']}”"),
    Kind("account.passkey_removed", "删除密钥", OfPasskey, lambda b: f"删除{b['person']}的通行密钥“{b['passkey']}”"),
    Kind("account.passkey_copied", "停用密钥", OfPasskey, lambda b: f"{b['person']}的通行密钥“{b['passkey']}”疑被复制"),
    Kind("account.identity_bound", "绑定外部身份", OfIdentity, lambda b: f"绑定{b['person']}在{b['label']}的身份"),
    Kind("account.identity_removed", "解除外部身份", OfIdentity, lambda b: f"解除{b['person']}在{b['label']}的身份"),
    Kind("account.password_demanded", "要求换密码", OfAccount, lambda b: f"要求{b['person']}更换密码"),
    Kind("account.unlocked", "解除锁定", OfAccount, lambda b: f"解除{b['person']}的登录锁定"),
)
