"""Shares with their uncertainty. Pure; all intervals are for 95 %.

A share: E. B. Wilson, "Probable inference", JASA 22 (1927) 209. A difference of two shares: R. G. Newcombe, Statistics
in Medicine 17 (1998) 873, method 10 (from the two Wilson intervals). A ratio of two shares: D. Katz et al., Biometrics
34 (1978) 469, with half a case added to each count (S. D. Walter, Biometrika 62 (1975) 371), so that none is nothing.
"""

from dataclasses import dataclass
from math import exp, log, sqrt

Z = 1.959963984540054
LEAST_EACH, LEAST_YES = 10, 5
"""Decided cases with and without, and cases that came true, below which no lift is told."""


@dataclass(frozen=True, slots=True)
class Interval:
    value: float
    low: float
    high: float

    def as_dict(self) -> dict[str, float]:
        return {"value": round(self.value, 4), "low": round(self.low, 4), "high": round(self.high, 4)}


@dataclass(frozen=True, slots=True)
class Share:
    """`yes` of `all`."""

    yes: int
    all: int

    @property
    def value(self) -> float | None:
        return self.yes / self.all if self.all else None

    def interval(self) -> Interval | None:
        """Wilson's interval; None of nobody."""
        if not self.all:
            return None
        share, n = self.yes / self.all, self.all
        middle = share + Z * Z / (2 * n)
        spread = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
        under = 1 + Z * Z / n
        return Interval(share, max(0.0, (middle - spread) / under), min(1.0, (middle + spread) / under))


def difference(one: Share, other: Share) -> Interval | None:
    """How much larger the share of one is than that of the other; None where either is of nobody."""
    a, b = one.interval(), other.interval()
    if a is None or b is None:
        return None
    low = sqrt((a.value - a.low) ** 2 + (b.high - b.value) ** 2)
    high = sqrt((a.high - a.value) ** 2 + (b.value - b.low) ** 2)
    by = a.value - b.value
    return Interval(by, max(-1.0, by - low), min(1.0, by + high))


def ratio(one: Share, other: Share) -> Interval:
    """How many times as large the share of one is as that of the other."""
    top, under = (one.yes + 0.5) / (one.all + 0.5), (other.yes + 0.5) / (other.all + 0.5)
    variance = 1 / (one.yes + 0.5) - 1 / (one.all + 0.5) + 1 / (other.yes + 0.5) - 1 / (other.all + 0.5)
    spread = Z * sqrt(max(0.0, variance))
    return Interval(top / under, exp(log(top / under) - spread), exp(log(top / under) + spread))


def can_tell(one: Share, other: Share) -> bool:
    """Whether there is enough to tell a lift: see LEAST_EACH and LEAST_YES."""
    return min(one.all, other.all) >= LEAST_EACH and one.yes + other.yes >= LEAST_YES
