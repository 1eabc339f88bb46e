"""What a contribution is worth after so many whole days: integers, made once per rule, the same for every engine."""

from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache

from accord.engines.contracts import UNITS
from accord.kernel.instants import DAY_MICROS

OLDEST_DAY = 36_525  # what decays is worth nothing after a hundred years
_EXACT = Context(prec=60)


@lru_cache(maxsize=4096)
def weights(points: int, half_life: int | None = None, linear: int | None = None) -> tuple[int, ...]:
    """Units by age: round_half_even(points × 1024 × 2^(−days ÷ half-life) × max(0, 1 − days ÷ linear)).

    Ends at the first day from which it is nothing, or with the one weight of a rule that does not decay.
    """
    if half_life is None and linear is None:
        return (points * UNITS,)
    found: list[int] = []
    for day, halved in enumerate(_halving(points * UNITS, half_life)):
        found.append(_rounded(halved, _left(day, linear)))
        if found[-1] == 0:
            break
    return tuple(found)


def _halving(units: int, half_life: int | None) -> list[Fraction | Decimal]:
    """Units × 2^(−days ÷ half-life), exactly where the power is whole, else to 60 digits."""
    if half_life is None:
        return [*[Fraction(units)] * OLDEST_DAY, Fraction(0)]
    daily = _EXACT.power(Decimal(2), _EXACT.divide(Decimal(-DAY_MICROS), Decimal(half_life)))
    found: list[Fraction | Decimal] = []
    value = Decimal(units)
    for day in range(OLDEST_DAY):
        halves, rest = divmod(day * DAY_MICROS, half_life)
        found.append(Fraction(units, 2**halves) if rest == 0 else value)
        value = _EXACT.multiply(value, daily)
        if abs(value) < Decimal("0.4"):
            break
    return [*found, Fraction(0)]


def _left(day: int, linear: int | None) -> Fraction:
    return Fraction(1) if linear is None else max(Fraction(0), 1 - Fraction(day * DAY_MICROS, linear))


def _rounded(value: Fraction | Decimal, left: Fraction) -> int:
    if isinstance(value, Fraction):
        return round(value * left)
    return round(_EXACT.divide(_EXACT.multiply(value, Decimal(left.numerator)), Decimal(left.denominator)))
