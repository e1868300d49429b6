"""Owns the way from an Office file to PDF: LibreOffice, where it is installed, run apart from any user's settings."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import tempfile
import zipfile
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape

from taizhang.render.gbt9704 import FONTS

_PROGRAMS = ("soffice", "libreoffice")

# Official fonts are seldom on a server. Without these rules fontconfig would set everything in one sans-serif face.
_STAND_INS = {
    FONTS.body: ("仿宋", "FangSong", "FandolFang R", "FandolFang", "Noto Serif CJK SC", "AR PL UMing CN"),
    FONTS.level_2: ("楷体", "KaiTi", "FandolKai", "AR PL UKai CN", "AR PL KaitiM GB", "Noto Serif CJK SC"),
    FONTS.level_1: ("SimHei", "FandolHei", "Noto Sans CJK SC", "WenQuanYi Zen Hei"),
    FONTS.title: ("小标宋", "FandolSong:bold", "Noto Serif CJK SC:bold", "AR PL UMing CN"),
    FONTS.page_number: ("SimSun", "FandolSong", "Noto Serif CJK SC", "AR PL UMing CN"),
}


class NoConverter(RuntimeError):  # noqa: N818
    """No LibreOffice on this machine; the message tells an administrator what to install."""


class ConversionFailed(RuntimeError):  # noqa: N818
    """LibreOffice was there but made no PDF: broken file, or too slow."""


def converter() -> str | None:
    """Path of the LibreOffice program, or None where there is none."""
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


def to_pdf(file: bytes, *, kind: Literal["docx", "xlsx"] = "docx", timeout: float = 120) -> bytes:
    """The Office file as PDF. Each call has a profile of its own, so calls may run side by side.

    `timeout` in seconds. Raises NoConverter without LibreOffice, ConversionFailed when it gives no PDF in time.
    """
    program = converter()
    if program is None:
        raise NoConverter(
            "这台服务器没有安装 LibreOffice，不能生成 PDF；请管理员安装 libreoffice-writer，或下载 Word 另存为 PDF"
        )
    with tempfile.TemporaryDirectory(prefix="taizhang-pdf-") as folder:
        home = Path(folder)
        (home / f"paper.{kind}").write_bytes(_without_hanging_signs(file) if kind == "docx" else file)
        (home / "fonts.conf").write_text(_font_rules(), encoding="utf-8")
        _run(program, home, kind, timeout)
        made = home / "paper.pdf"
        if not made.is_file():
            raise ConversionFailed("LibreOffice 没有生成 PDF：文件可能已损坏，请重新生成后再试")
        return made.read_bytes()


def _without_hanging_signs(docx: bytes) -> bytes:
    """LibreOffice reads "no signs beyond the margin" (overflowPunct) the wrong way round: turn it for this reader."""
    target = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(docx)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
            for entry in old.infolist():
                part = old.read(entry)
                if entry.filename == "word/styles.xml":
                    part = part.replace(b'overflowPunct w:val="0"', b'overflowPunct w:val="1"')
                new.writestr(entry, part)
    except zipfile.BadZipFile:
        raise ConversionFailed("这不是 Word 文件，不能转成 PDF：请重新生成后再试") from None
    return target.getvalue()


def _run(program: str, home: Path, kind: str, timeout: float) -> None:
    command = [
        program,
        f"-env:UserInstallation={(home / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--convert-to",
        "pdf",
        "--outdir",
        str(home),
        str(home / f"paper.{kind}"),
    ]
    environment = {**os.environ, "HOME": str(home), "FONTCONFIG_FILE": str(home / "fonts.conf")}
    # soffice is a script that starts the real program: only the whole group can be stopped.
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired:
        raise ConversionFailed(f"LibreOffice 在 {timeout:g} 秒内没有完成转换：请稍后再试，或减少文件中的照片") from None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _font_rules() -> str:
    """A fontconfig file: the system's own rules, and what stands in for the official fonts."""
    system = os.environ.get("FONTCONFIG_FILE") or "/etc/fonts/fonts.conf"
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">{escape(system)}</include>'
        + "".join(_rule(name, others) for name, others in _STAND_INS.items())
        + "</fontconfig>"
    )


def _rule(name: str, others: tuple[str, ...]) -> str:
    bold = any(other.endswith(":bold") for other in others)
    families = "".join(f"<string>{escape(other.removesuffix(':bold'))}</string>" for other in others)
    weight = '<edit name="weight" mode="assign" binding="strong"><const>bold</const></edit>' if bold else ""
    return (
        f'<match target="pattern"><test name="family" compare="eq"><string>{escape(name)}</string></test>'
        f'<edit name="family" mode="append" binding="strong">{families}</edit>{weight}</match>'
    )
