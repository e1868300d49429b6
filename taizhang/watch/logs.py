"""Log lines as JSON, without personal data: what a person typed can stand in a path, an argument or an exception.

Written are: the fixed text of a message, facts that our own code names, and where an exception was raised; never what
was put into the text, never an exception's own words.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

OWN = "taizhang"
UNSAID = "（内容不写入日志）"


class JsonLines(logging.Formatter):
    """One object a line: at, level, logger, message, and what else is known."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
            **getattr(record, "facts", {}),
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["where"] = [
                f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])[-12:]
            ]
        return json.dumps(line, ensure_ascii=False)


def _message(record: logging.LogRecord) -> str:
    """The text with ids in their places. What others wrote whole may hold anything: of that only the place is told."""
    if record.args:
        given = record.args if isinstance(record.args, tuple) else (record.args,)
        try:
            return str(record.msg) % tuple(arg if isinstance(arg, UUID) else "…" for arg in given)
        except (TypeError, ValueError):
            return str(record.msg)
    if record.name == OWN or record.name.startswith(f"{OWN}."):
        return str(record.msg)
    return f"{UNSAID} {Path(record.pathname).name}:{record.lineno}"
