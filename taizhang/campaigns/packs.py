"""The packs at hand: plans as data that come with the product, and the installation's own. Nowhere else looks for them.

A pack is a folder with a plan.yaml. Of two with the same name the installation's own one counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from taizhang.core.plan import PLAN_FILE, Plan, PlanErrors, load_plan
from taizhang.core.refusals import Refused


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that can be read. `name`: of its folder."""

    folder: Path
    plan: Plan

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def own(self) -> bool:
        """Whether it was laid into this installation, and did not come with the product."""
        return self.folder.parent == own_home()

    @property
    def text(self) -> str:
        """The plan as an office would write it; "" where the pack brings none."""
        file = self.folder / "plan.txt"
        return file.read_text(encoding="utf-8-sig", errors="replace") if file.is_file() else ""


def own_home() -> Path:
    """Where an installation's own packs are laid."""
    return Path(settings.PACKS[-1])


def packs() -> dict[str, Pack]:
    """Every pack that can be read, by name."""
    return {name: Pack(folder, plan) for name, folder in _folders().items() if isinstance(plan := _read(folder), Plan)}


def plans() -> dict[str, Plan]:
    """The plans of the packs that can be read, by name."""
    return {name: one.plan for name, one in packs().items()}


def broken_packs() -> dict[str, str]:
    """{name: what is wrong, with line and remedy} of the packs that cannot be read."""
    return {name: plan for name, folder in _folders().items() if isinstance(plan := _read(folder), str)}


def pack(name: str) -> Pack:
    """A pack by its name. Raises Refused("unknown-pack" | "bad-pack")."""
    folders = _folders()
    if name not in folders:
        known = f"现有：{'、'.join(folders)}" if folders else "现在一个也没有"
        raise Refused("unknown-pack", f"“{name}”；{known}")
    return _pack(folders[name])


def pack_or_folder(said: str) -> Pack:
    """A pack by its name, or by the path of a folder anywhere. Raises Refused("unknown-pack" | "bad-pack").

    A path has a slash in it, so that a folder which happens to be called like a pack does not take its place.
    """
    folder = Path(said).expanduser()
    if not {"/", "\\"} & set(said) and said not in {".", "..", "~"}:
        return pack(said)
    if not folder.is_dir():
        raise Refused("unknown-pack", f"没有文件夹“{said}”")
    if not (folder / PLAN_FILE).is_file():
        raise Refused("unknown-pack", f"文件夹“{said}”中没有 {PLAN_FILE}")
    return _pack(folder.resolve())


def _folders() -> dict[str, Path]:
    files = [file for home in settings.PACKS for file in sorted(Path(home).glob(f"*/{PLAN_FILE}"))]
    return {file.parent.name: file.parent for file in files}


def _pack(folder: Path) -> Pack:
    plan = _read(folder)
    if isinstance(plan, str):
        raise Refused("bad-pack", f"{folder}：{plan}")
    return Pack(folder, plan)


def _read(folder: Path) -> Plan | str:
    """The plan, or what is wrong with it; read anew when anything in the pack has changed."""
    try:
        return _loaded(folder, max(file.stat().st_mtime_ns for file in folder.rglob("*") if file.is_file()))
    except OSError as error:
        return f"打不开 {error.filename}：{error.strerror}"


@lru_cache(maxsize=128)
def _loaded(folder: Path, changed: int) -> Plan | str:
    try:
        return load_plan(folder)
    except PlanErrors as error:
        return str(error)
