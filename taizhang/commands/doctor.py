"""`taizhang doctor`: what is wrong with this installation, in words for the person who looks after the computer."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

HELP = "检查安装：数据库、磁盘、后台、密钥、页面文件、对外服务的设置，说明怎样处理"


@dataclass(frozen=True, slots=True)
class Symptom:
    """`grave`: something does not work; otherwise it will sooner or later."""

    about: str
    message: str
    remedy: str
    grave: bool = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="以 JSON 打印")


def run(options: argparse.Namespace) -> int:
    """0 nothing grave, 1 something does not work."""
    found = list(symptoms())
    if options.json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
    else:
        for one in found:
            print(f"{'故障' if one.grave else '注意'}：{one.about}：{one.message}。{one.remedy}。")
        print("检查完毕：" + (f"发现 {len(found)} 处。" if found else "一切正常。"))
    return 1 if any(one.grave for one in found) else 0


def symptoms() -> Iterator[Symptom]:
    """Each examination by itself: one that cannot be made is a symptom too, and stops none after it."""
    try:
        import django

        django.setup()
    except Exception as error:
        yield Symptom("设置", f"不能读取设置（{error}）", "检查 TAIZHANG_HOME、DATABASE_URL 等环境变量和文件夹的权限")
        return
    for about, examine in EXAMINATIONS:
        try:
            yield from examine()
        except Exception as error:
            yield Symptom(about, f"检查没有完成（{type(error).__name__}：{error}）", "先处理上面列出的问题，再检查一次")


def _home() -> Iterator[Symptom]:
    from django.conf import settings

    from taizhang.watch.condition import LITTLE_SPACE

    home = Path(settings.HOME)
    if not os.access(home, os.W_OK):
        yield Symptom("数据文件夹", f"不能写入 {home}", "改正文件夹的所有者和权限，或检查磁盘是否只读")
    if shutil.disk_usage(home).free < LITTLE_SPACE:
        yield Symptom("磁盘", "剩余空间不足 1 GB", "清理磁盘，或把 TAIZHANG_HOME 移到更大的磁盘", grave=False)
    key = home / "secret-key"
    if key.exists() and stat.S_IMODE(key.stat().st_mode) & 0o077:
        yield Symptom("密钥", "别的账号能读取 secret-key", f"执行 chmod 600 {key}", grave=False)


def _database() -> Iterator[Symptom]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA quick_check(1)")
            said = cursor.fetchone()[0]
            if said != "ok":
                yield Symptom("数据库", f"数据库文件损坏（{said}）", "停止服务，用最近的备份恢复：taizhang restore")
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield Symptom("数据库", f"还有 {len(waiting)} 步没有升级", "先备份，再执行 taizhang migrate")


def _replicas() -> Iterator[Symptom]:
    from django.conf import settings

    from taizhang.watch.replicas import examined

    for alias in settings.REPLICAS:
        if reason := examined(alias):
            where = "{HOST}:{PORT}/{NAME}".format_map(settings.DATABASES[alias])
            told = f"{where} {reason}，看板和导出暂时改读主库"
            yield Symptom("只读副本", told, "检查这台 PostgreSQL 和它的流复制；恢复后自动使用", grave=False)


def _worker() -> Iterator[Symptom]:
    from django.utils import timezone
    from django_tasks import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    from taizhang.journal.models import AsideEntry, StoredEntry
    from taizhang.watch.condition import BEHIND, CLOCK_TOLERANCE, SILENT, condition

    now = timezone.now()
    found = condition(now=now)
    if (found.worker_silent or 0) > SILENT.total_seconds():
        told = f"后台已经 {(found.worker_silent or 0) / 60:.0f} 分钟没有动静"
        yield Symptom("后台", told, "正在使用的，启动 taizhang worker 或 taizhang serve，并查看日志", grave=False)
    if found.clock_behind > CLOCK_TOLERANCE.total_seconds():
        told = f"本机时钟比最近一次封签还早 {found.clock_behind / 60:.0f} 分钟"
        yield Symptom("时钟", told, "校准本机时间，并打开自动对时（NTP）", grave=False)
    if found.jobs_failed:
        yield Symptom(
            "后台", f"一天之内有 {found.jobs_failed} 项任务出错", "在相应页面重新办理，并查看日志", grave=False
        )
    unsealed = StoredEntry.objects.filter(block=None, received_at__lt=now - BEHIND).count()
    jobs = DBTaskResult.objects.filter(status=TaskResultStatus.READY, enqueued_at__lt=now - BEHIND).count()
    if unsealed or jobs:
        told = f"有 {unsealed} 条记录等待封签、{jobs} 项任务等待处理，都超过十分钟"
        yield Symptom("后台", told, "后台没有运行或出错：启动 taizhang worker，并查看它的日志")
    asides = AsideEntry.objects.filter(settled_at=None, noticed_at__lt=now - timedelta(days=7)).count()
    if asides:
        told = f"有 {asides} 条待核记录超过七天没有处理"
        yield Symptom("待核记录", told, "请整治办在“待核记录”页面处理", grave=False)


def _second_place() -> Iterator[Symptom]:
    from django.conf import settings

    from taizhang.watch.models import HeadSending

    for row in HeadSending.objects.filter(place__in=settings.HEAD_TO).exclude(said=""):
        told = f"链头没有送到 {row.place}：{row.said}"
        yield Symptom("链头抄送", told, "检查 TAIZHANG_HEAD_TO、网络和邮件设置；后台每十分钟再试", grave=False)


def _pages() -> Iterator[Symptom]:
    from taizhang.web.templatetags.look import BUILT

    missing = [name for name in ("office.css", "office.js", "phone.js") if not (BUILT / name).exists()]
    if missing:
        yield Symptom("页面文件", f"缺少 {'、'.join(missing)}", "执行 make front，或重新安装发行包")


def _reachable() -> Iterator[Symptom]:
    from django.conf import settings

    local = {"localhost", "127.0.0.1", "[::1]", "testserver"}
    if settings.DEBUG:
        yield Symptom("设置", "调试方式开着，出错页面会泄露内部信息", "去掉 TAIZHANG_DEBUG")
    if set(settings.ALLOWED_HOSTS) - local and not settings.SECURE:
        told = "允许从别的机器访问，但没有使用 HTTPS，密码会明文传输"
        yield Symptom("对外服务", told, "在前面架设 HTTPS，并设 TAIZHANG_HTTPS=1（见 docs/deployment.md）", grave=False)
    if "*" in settings.ALLOWED_HOSTS:
        yield Symptom("对外服务", "TAIZHANG_HOSTS 写了 *", "请写明域名", grave=False)


EXAMINATIONS: tuple[tuple[str, Callable[[], Iterator[Symptom]]], ...] = (
    ("数据文件夹", _home),
    ("数据库", _database),
    ("只读副本", _replicas),
    ("后台", _worker),
    ("链头抄送", _second_place),
    ("页面文件", _pages),
    ("对外服务", _reachable),
)
