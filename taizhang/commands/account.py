"""`taizhang account`: the first account of an installation, which imports all others."""

from __future__ import annotations

import argparse
import secrets
import sys

HELP = "建立系统管理员账号和最上级组织（新装系统的第一步）"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("username", help="登录名")
    parser.add_argument("--name", required=True, help="姓名")
    parser.add_argument("--org", required=True, help="最上级组织的名称，例如 青禾街道办事处辖区")
    parser.add_argument("--code", required=True, help="最上级组织的区划代码")
    parser.add_argument("--level", default="township", choices=["province", "city", "county", "township"], help="级别")


def run(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from taizhang.accounts.models import User
    from taizhang.core.roles import Role
    from taizhang.orgs.models import Org
    from taizhang.orgs.operations import NewOrg, NewPost, set_orgs, set_posts

    from .migrate import migrate

    migrate()
    if User.objects.filter(username=options.username).exists():
        print(f"登录名 {options.username} 已存在，请换一个", file=sys.stderr)
        return 1
    at = timezone.now()
    if not Org.objects.filter(code=options.code).exists():
        set_orgs([NewOrg(options.code, Org.AREA, options.level, options.org, "")], by="user:0", at=at)
    org = Org.objects.get(code=options.code)
    password = secrets.token_urlsafe(12)
    user = User.objects.create_user(options.username, password=password, name=options.name, must_change_password=True)
    set_posts(
        [NewPost(org, role, user.pk, options.name) for role in (Role.SYSTEM_ADMIN, Role.OFFICE)], by="user:0", at=at
    )
    print(f"登录名：{options.username}\n初始密码：{password}\n首次登录后请修改密码。")
    return 0
