"""The door to learning. Loads scipy and scikit-learn when somebody learns, not before; without them it says so.

Rows are cases in order of time, columns are what is known of each; everything is plain numbers and the same again
for the same numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from accord.kernel.errors import Unsupported

Rows = Sequence[Sequence[float]]


class NotInstalled(Unsupported):
    """Learning needs scikit-learn."""

    code = "not-installed"


@dataclass(frozen=True, slots=True)
class Fitted:
    """`weights` by column and `bias`: the log odds are bias + Σ weight × value. `penalty` was chosen on cases held back
    at the end of the rows."""

    weights: tuple[float, ...]
    bias: float
    penalty: float


@dataclass(frozen=True, slots=True)
class Area:
    """The chance that a case that came true has the higher score of two; 95 % by Hanley and McNeil (Radiology 143
    (1982) 29)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Band:
    """Cases of neighbouring scores: what was foretold of them, and how many came true."""

    cases: int
    foretold: float
    came_true: int


def fit(rows: Rows, truth: Sequence[bool], signs: Sequence[int], costs: Sequence[float]) -> Fitted:
    """A logistic model with few columns: an L1 penalty, times `costs` by column, and where `signs` is 1 or −1 the
    weight has that sign or is nothing. Raises NotInstalled."""
    return Fitted(*_models().fit(rows, truth, signs, costs))


def weigh(rows: Rows, truth: Sequence[bool]) -> list[float]:
    """The weights of a few columns by a plain logistic model. Raises NotInstalled."""
    found: list[float] = _models().weigh(rows, truth)
    return found


def ceiling(rows: Rows, truth: Sequence[bool], unseen: Rows) -> list[float]:
    """The scores that gradient-boosted trees, bound by nothing, give the unseen. Raises NotInstalled."""
    found: list[float] = _models().ceiling(rows, truth, unseen)
    return found


def area(scores: Sequence[float], truth: Sequence[bool]) -> Area | None:
    """None where all came true, or none. Raises NotInstalled."""
    found = _models().area(scores, truth)
    return Area(*found) if found else None


def bands(
    scores: Sequence[float], truth: Sequence[bool], unseen: Sequence[float], unseen_truth: Sequence[bool], many: int = 5
) -> list[Band]:
    """What a score foretells, by the seen, against what came true of the unseen, in `many` bands of their scores."""
    return [Band(*one) for one in _models().bands(scores, truth, unseen, unseen_truth, many)]


def _models() -> Any:
    try:
        return import_module("accord.engines.learning_models")
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in ("sklearn", "scipy", "threadpoolctl"):
            raise
        raise NotInstalled("learning needs scikit-learn: pip install 'accord[learn]'") from None
