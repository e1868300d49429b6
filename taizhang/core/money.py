"""Money as whole fen, so that sums are exact."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

MOST = 10**13
"""Fen: 100 billion yuan, far above what a campaign spends and far below what a column holds."""


def parse_yuan(text: str) -> int:
    """Fen from what a person wrote: "12000", "1,200.50", "3.2万". Raises ValueError with a Chinese message."""
    plain = text.strip().replace(",", "").replace("，", "").removesuffix("元")
    scale = 10_000 if plain.endswith("万") else 1
    try:
        fen = Decimal(plain.removesuffix("万")) * scale * 100
    except InvalidOperation:
        raise ValueError(f"“{text.strip()[:30]}”不是金额，写成 12000、1200.50 或 3.2万") from None
    if not fen.is_finite() or not 0 < fen <= MOST:
        raise ValueError(f"金额“{text.strip()[:30]}”应大于零，最多一千亿元")
    if fen != fen.to_integral_value():
        raise ValueError(f"金额“{text.strip()[:30]}”最多写到分")
    return int(fen)


def yuan(fen: int) -> str:
    """ "12,000.50元"; whole yuan without a fraction."""
    sign, rest = "-" if fen < 0 else "", abs(fen)
    return f"{sign}{rest // 100:,}元" if rest % 100 == 0 else f"{sign}{rest // 100:,}.{rest % 100:02}元"
