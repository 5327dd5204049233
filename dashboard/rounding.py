"""Numbers as they are shown, never as they are stored or exported."""

from decimal import ROUND_HALF_UP, Decimal


def rounded(value: float, decimals: int) -> Decimal:
    """Return a number rounded as people do: a half away from zero, of the digits a source wrote (2.675 is 2.68)."""
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0
