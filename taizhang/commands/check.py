"""`taizhang check`: the check-up of a plan, before it is issued."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from taizhang.checkup import Finding

HELP = "方案体检：找出方案文本（txt、docx、html、pdf）或方案包中的缺项、矛盾、空缺和无人负责之处"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="方案文件、plan.yaml 或方案包目录")
    parser.add_argument("--json", action="store_true", help="以 JSON 打印，每处问题带编号和确切位置")
    parser.add_argument("--word", type=Path, metavar="OUT.docx", help="写出带批注的 Word 文件")


def run(options: argparse.Namespace) -> int:
    """1 where something must be mended (严重、一般) or the file cannot be read; hints alone give 0."""
    from taizhang.checkup import Severity
    from taizhang.reading import UnreadableFile

    try:
        findings = _pack(options) if _is_pack(options.file) else _text(options)
    except OSError as error:
        return _complain(f"打不开 {error.filename or options.file}：{error.strerror}")
    except UnreadableFile as error:
        return _complain(f"{options.file}：{error}")
    _tell(findings, as_json=options.json)
    return 1 if any(found.severity is not Severity.HINT for found in findings) else 0


def _is_pack(path: Path) -> bool:
    return path.is_dir() or path.suffix.lower() in (".yaml", ".yml")


def _pack(options: argparse.Namespace) -> list[Finding]:
    from taizhang.checkup import check_pack

    if options.word:
        _complain("方案包不是文稿，不写带批注的 Word；位置见各条的文件和行号")
    return check_pack(options.file)


def _text(options: argparse.Namespace) -> list[Finding]:
    from taizhang.checkup import annotated, annotated_original, check_reading
    from taizhang.reading import read_bytes

    content = options.file.read_bytes()
    reading = read_bytes(content, options.file.name)
    if not reading.plans:
        _complain("没有找到方案内容：请确认文件是整治方案的正文")
    findings = check_reading(reading)
    if options.word:
        try:
            made = annotated_original(content, findings)
        except ValueError:
            made = annotated(reading.text, findings)
        options.word.write_bytes(made)
    return findings


def _tell(findings: list[Finding], *, as_json: bool) -> None:
    from taizhang.checkup import most_pressing, summary, told

    if as_json:
        print(json.dumps({"findings": [found.as_json() for found in findings]}, ensure_ascii=False, indent=1))
        return
    print(summary(findings))
    for found in most_pressing(findings):
        print(told(found))


def _complain(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1
