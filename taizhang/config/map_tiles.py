"""What lies under the map, from the environment: nothing unless somebody asks for it, so that no page calls outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from taizhang.core.coordinates import Datum

TIANDITU = tuple(
    f"https://t0.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}&STYLE=default"
    f"&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk="
    for layer in ("img", "cia")
)
"""Pictures from above, and the names upon them."""


@dataclass(frozen=True, slots=True)
class Tiles:
    """Addresses with {z}, {x} and {y}, the lowest layer first; the datum in which they are drawn."""

    addresses: tuple[str, ...] = ()
    datum: Datum = Datum.WGS84

    @property
    def origins(self) -> str:
        """What the content policy has to let in; addresses of this installation itself need nothing."""
        parts = [urlsplit(address) for address in self.addresses]
        return " ".join(dict.fromkeys(f"{part.scheme}://{part.netloc}" for part in parts if part.netloc))


def map_tiles(environ: Mapping[str, str]) -> Tiles:
    """TAIZHANG_TILES: "tianditu:KEY", or addresses of tiles; TAIZHANG_TILES_DATUM where they are not in WGS 84."""
    said = environ.get("TAIZHANG_TILES", "").strip()
    if said.startswith("tianditu:"):
        return Tiles(tuple(address + said.removeprefix("tianditu:") for address in TIANDITU), Datum.CGCS2000)
    wanted = environ.get("TAIZHANG_TILES_DATUM", Datum.WGS84.value)
    if wanted not in {Datum.WGS84, Datum.CGCS2000, Datum.GCJ02}:
        raise ImproperlyConfigured("TAIZHANG_TILES_DATUM 写 wgs84、cgcs2000 或 gcj02；百度瓦片的分格不同，不能用。")
    addresses = tuple(said.split())
    for address in addresses:
        if not all(mark in address for mark in ("{z}", "{x}", "{y}")):
            raise ImproperlyConfigured(f"TAIZHANG_TILES 的“{address}”缺少 {{z}}、{{x}}、{{y}}，或写 tianditu:密钥。")
    return Tiles(addresses, Datum(wanted))
