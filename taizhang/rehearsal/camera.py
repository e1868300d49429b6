"""A simulated camera: each shot is kept in hand until the phone has sent it, and named by its hash."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from taizhang.core.calendar import CHINA

from .pictures import photo, signature

Shot = dict[str, Any]
"""A FileRef as a body names it."""


@dataclass
class Camera:
    """With `marks` every shot carries its time, place and photographer, as on a real phone; without, scenes repeat."""

    marks: bool = True
    made: dict[str, bytes] = field(default_factory=dict)
    """{hash: bytes} of what was shot and not yet sent, or may be shot again"""

    def shoot(
        self, title: str, *, at: datetime, who: str, where: tuple[float | None, float | None], mended: bool
    ) -> Shot:
        lines = [f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}", who] if self.marks else []
        if self.marks and where[0] is not None:
            lines[0] += f"  {where[0]:.4f},{where[1]:.4f}"
        content = photo(title, lines, mended=mended, seed=title if not self.marks else f"{title}{at}{who}")
        shot = self._named(content, "现场照片.jpg", "image/jpeg") | {"taken_at": at.isoformat()}
        return shot | ({"lat": where[0], "lng": where[1]} if where[0] is not None else {})

    def sign(self, name: str) -> Shot:
        return self._named(signature(name if self.marks else "签名"), "签名.png", "image/png")

    def _named(self, content: bytes, name: str, media_type: str) -> Shot:
        sha = sha256(content).hexdigest()
        self.made[sha] = content
        return {"sha256": sha, "name": name, "media_type": media_type}
