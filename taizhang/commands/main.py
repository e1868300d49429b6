"""`taizhang`: one command line for clerks, administrators and scripts.

Exit codes: 0 all well, 1 something was found wrong, 2 bad usage.
"""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

from taizhang import __version__


class Command(Protocol):
    """A module of this package: its one-line help, its arguments, and what it does."""

    HELP: str

    def arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, options: argparse.Namespace) -> int: ...


COMMANDS = (
    "read", "check", "packs", "start", "rehearse", "demo", "serve", "worker", "migrate", "account", "rebuild",
    "verify", "backup", "restore", "doctor", "facts", "bench",
)  # fmt: skip
WITHOUT_DJANGO = frozenset({"read", "check", "verify", "doctor", "bench"})
"""Set up nothing at first: verify does so unless it is given a bundle, doctor tells what keeps it from being done."""


def main(words: list[str] | None = None) -> int:
    """Run one command; argparse ends bad usage with 2 by itself."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taizhang.config.settings")
    words = sys.argv[1:] if words is None else words
    parser = argparse.ArgumentParser(prog="taizhang", description="台账：方案进来，专项整治跑起来。")
    parser.add_argument("--version", action="version", version=f"台账 {__version__}", help="打印版本")
    parsers = parser.add_subparsers(dest="command", required=True, metavar="命令")
    modules: dict[str, Command] = {}
    asked = words[:1] if words[:1] and words[0] in COMMANDS else COMMANDS  # only what is asked for costs its import
    for name in asked:
        if find_spec(f"taizhang.commands.{name}") is None:
            continue
        module: Command = import_module(f"taizhang.commands.{name}")  # type: ignore[assignment]
        modules[name] = module
        module.arguments(parsers.add_parser(name, help=module.HELP, description=module.HELP))
    options = parser.parse_args(words)
    if options.command not in WITHOUT_DJANGO:
        import django

        django.setup()
    try:
        return modules[options.command].run(options)
    except KeyboardInterrupt:
        return 0
    except BrokenPipeError:  # the reader of a pipe has seen enough
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123
        return 0


if __name__ == "__main__":
    sys.exit(main())
