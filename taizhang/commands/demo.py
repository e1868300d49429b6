"""`taizhang demo`: a street in the middle of its campaign, prepared once and served. `make run` calls it."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from datetime import date

HELP = "准备演示数据（只准备一次）并启动，打印网址和各岗位的演示账号"

MOST_PORTS = 50
VILLAGES, SUBJECTS = 7, 43
"""Communities, and subjects in each."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认只有本机能访问")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")), help="端口，默认 8000")
    parser.add_argument("--villages", type=int, default=VILLAGES, help=f"几个社区，默认 {VILLAGES}")
    parser.add_argument("--subjects", type=int, default=SUBJECTS, help=f"每个社区几个整治对象，默认 {SUBJECTS}")
    parser.add_argument("--prepare-only", action="store_true", help="只准备数据，不启动")


def run(options: argparse.Namespace) -> int:
    """1 where the data folder holds something else than a demonstration, or no port is free."""
    from django.utils import timezone

    from taizhang.core.refusals import Refused
    from taizhang.rehearsal.demonstration import known, prepare

    from .migrate import migrate

    migrate()
    found = known()
    if found is None:
        print("正在准备演示数据（只在第一次，约需一分钟）……", file=sys.stderr, flush=True)
        try:
            found = prepare(
                now=timezone.now(), password=_password(), told=_tell, villages=options.villages,
                subjects=options.subjects,
            )  # fmt: skip
        except Refused as refused:
            print(refused.detail or refused.sentence, file=sys.stderr)
            return 1
    return 0 if options.prepare_only else _serve(options, found.title, found.password, found.accounts)


def _password() -> str:
    """Easy to type, and of this installation alone."""
    return f"qinghe-{secrets.randbelow(9000) + 1000}-{secrets.randbelow(9000) + 1000}"


def _tell(day: date, number: int, days: int) -> None:
    """On a terminal a line that counts along; in a log only now and then."""
    if sys.stderr.isatty():
        line = f"\r  第 {number} 天，共 {days} 天（{day.month}月{day.day}日）  "
        print(line, end="\n" if number == days else "", file=sys.stderr, flush=True)
    elif number % 20 == 0 or number == days:
        print(f"  第 {number} 天，共 {days} 天", file=sys.stderr, flush=True)


def _serve(options: argparse.Namespace, title: str, password: str, accounts: object) -> int:
    from taizhang.rehearsal.demonstration import Account

    from .serve import serve

    port = free_port(options.host, options.port)
    if port is None:
        print(f"端口 {options.port} 及其后 {MOST_PORTS - 1} 个都被占用，请用 --port 换一个", file=sys.stderr)
        return 1
    if port != options.port:
        print(f"端口 {options.port} 已被占用，改用 {port}")
    print(f"\n台账演示：{title}\n打开 http://{options.host}:{port}\n\n登录名        岗位              姓名    所在单位")
    for account in accounts:  # type: ignore[attr-defined]
        assert isinstance(account, Account)
        print(f"{account.username:13} {_wide(account.role, 18)}{_wide(account.name, 8)}{account.org}")
    print(f"\n以上账号的密码都是：{password}\n按 Ctrl+C 停止；数据会保留，下次启动只需几秒。\n", flush=True)
    return serve(options.host, port)


def free_port(host: str, first: int) -> int | None:
    """The first port from `first` on that nobody uses; None where many in a row are taken."""
    from .serve import port_is_free

    return next((port for port in range(first, first + MOST_PORTS) if port_is_free(host, port)), None)


def _wide(text: str, columns: int) -> str:
    """Filled up to a width in which a Chinese character takes two columns."""
    return text + " " * max(1, columns - sum(2 if ord(sign) > 255 else 1 for sign in text))
