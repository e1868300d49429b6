"""Known faults of what is built upon: pip-audit over the locked Python packages, npm audit over the front end's.

Ends with 1 where a fault is known. Where no advisory service can be reached it says so and ends with 0: a machine
without network must still be able to check everything else.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TOOL = ROOT / ".venv" / "audit"
PIP_AUDIT = "pip-audit>=2.9,<3"
PATIENCE = 300


def main() -> int:
    grave = 0
    for name, ask, read in (("Python", ask_pip, read_pip), ("npm", ask_npm, read_npm)):
        faults, silent = read(ask())
        for fault in faults:
            print(f"{name}：{fault}")
        print(f"{name}：{silent}" if silent else f"{name}：已审计，{len(faults)} 个已知漏洞")
        grave += len(faults)
    return 1 if grave else 0


def ask_pip() -> str:
    """pip-audit in an environment of its own: nothing of it gets into the product's."""
    program = TOOL / ("Scripts" if sys.platform == "win32" else "bin")
    if not (program / "pip-audit").exists():
        venv.create(TOOL, with_pip=True)
        if not said([str(program / "python"), "-m", "pip", "install", "--quiet", PIP_AUDIT], ROOT).ok:
            return ""
    locked = ["-r", "requirements/run.txt", "--require-hashes", "--disable-pip"]
    return said([str(program / "pip-audit"), *locked, "--progress-spinner", "off", "-f", "json"], ROOT).text


def read_pip(text: str) -> tuple[list[str], str]:
    """(what is known, why nothing could be known)."""
    found = parsed(text).get("dependencies", [])
    audited = [one for one in found if "vulns" in one]
    faults = [
        f"{one['name']} {one['version']} {fault['id']}，修复版本 {'、'.join(fault['fix_versions']) or '还没有'}"
        for one in audited
        for fault in one["vulns"]
    ]
    if not audited:
        return [], "查不到漏洞库，没有审计"
    left = len(found) - len(audited)
    if left:
        print(f"Python：{left} 个包查不到，没有审计")
    return faults, ""


def ask_npm() -> str:
    sys.path.insert(0, str(ROOT / "frontend"))
    from build import node  # type: ignore[import-not-found]

    npm = node().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return said([str(node()), str(npm), "audit", "--package-lock-only", "--json"], ROOT / "frontend").text


def read_npm(text: str) -> tuple[list[str], str]:
    """(what is known, why nothing could be known)."""
    answer = parsed(text)
    if "vulnerabilities" not in answer:
        return [], "查不到漏洞库，没有审计"
    rows = answer["vulnerabilities"].values()
    return [f"{one['name']} {one['severity']}" for one in rows], ""


class said:  # noqa: N801 - it reads as what it does
    """What a program says; nothing where it cannot be started or takes too long."""

    def __init__(self, words: list[str], where: Path) -> None:
        try:
            done = subprocess.run(
                words, cwd=where, capture_output=True, text=True, check=False, timeout=PATIENCE, encoding="utf-8"
            )
            self.ok, self.text = done.returncode == 0, done.stdout
        except (OSError, subprocess.TimeoutExpired):
            self.ok, self.text = False, ""


def parsed(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


if __name__ == "__main__":
    sys.exit(main())
