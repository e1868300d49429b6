"""`taizhang serve`: the web pages, and the worker beside them."""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys

HELP = "启动网页服务（默认同时启动后台）"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认只有本机能访问")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")), help="端口，默认 8000")
    parser.add_argument("--workers", type=int, default=1, help="网页进程数")
    parser.add_argument("--no-worker", action="store_true", help="不启动后台（另行运行 taizhang worker 时使用）")


def run(options: argparse.Namespace) -> int:
    from .migrate import migrate

    if not port_is_free(options.host, options.port):
        print(f"端口 {options.port} 已被占用：请先停止占用它的程序，或用 --port 换一个端口", file=sys.stderr)
        return 1
    migrate()
    return serve(options.host, options.port, workers=options.workers, with_worker=not options.no_worker)


def port_is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def serve(host: str, port: int, *, workers: int = 1, with_worker: bool = True) -> int:
    """Serve until interrupted; the background worker ends with the server."""
    from django.conf import settings
    from granian import Granian
    from granian.constants import Interfaces

    background = subprocess.Popen([sys.executable, "-m", "taizhang", "worker"]) if with_worker else None
    try:
        Granian(
            "taizhang.config.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=settings.THREADS,
            websockets=False,
            log_enabled=False,
            respawn_failed_workers=True,
        ).serve()
    finally:
        if background:
            background.terminate()
            background.wait(timeout=40)
    return 0
