"""The packs at hand: plans as data that come with the product, and the installation's own."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from taizhang.core.plan import Plan, PlanErrors, load_plan
from taizhang.core.refusals import Refused


def packs() -> dict[str, Plan]:
    """{folder name: plan} of every pack that can be read; `taizhang packs` names what is wrong with the others."""
    found = {}
    for home in settings.PACKS:
        for file in sorted(Path(home).glob("*/plan.yaml")):
            plan = _loaded(file.parent, _changed(file.parent))
            if plan is not None:
                found[file.parent.name] = plan
    return found


def pack(name: str) -> Plan:
    """Raises Refused("unknown-thing") where there is no such pack."""
    plan = packs().get(name)
    if plan is None:
        raise Refused("unknown-thing", f"方案包 {name}")
    return plan


def text_of(name: str) -> str:
    """The text of a pack's plan; "" where it brings none."""
    texts = [file for home in settings.PACKS if (file := Path(home) / name / "plan.txt").is_file()]
    return texts[-1].read_text(encoding="utf-8") if texts else ""


def _changed(folder: Path) -> float:
    """When anything in the pack last changed, so that an edited pack is read anew."""
    return max(file.stat().st_mtime for file in folder.rglob("*") if file.is_file())


@lru_cache(maxsize=128)
def _loaded(folder: Path, changed: float) -> Plan | None:
    try:
        return load_plan(folder)
    except (PlanErrors, OSError):
        return None
