"""What `accord suggest` says."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from accord.engines.learning import Area, Band
from accord.kernel.errors import Refused
from accord.reporting.suggest_leaks import Excluded


class CannotLearn(Refused):
    """The data cannot carry a suggestion; the message says why."""

    code = "cannot-learn"


@dataclass(frozen=True, slots=True)
class Suggested:
    """A rule with its points as suggested (0: leave it out) and as they are (None: it is new)."""

    id: str
    score: str
    points: int
    was: int | None
    when: Mapping[str, Any]
    words: str

    @property
    def has_turned(self) -> bool:
        """The data say the opposite of what the rule says."""
        return self.was is not None and self.was * self.points < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """By cases from `test_from` on, none of which was learnt from. Areas are of the sum of all scores; `kept` of
    `handed_off` cases of that time pass the suggested thresholds, `true_kept` of them came true (`true_all` of all)."""

    train_until: datetime
    test_from: datetime
    trained: int
    tested: int
    area: Area
    area_ceiling: float
    area_in_force: float
    top_decile_lift: float
    handed_off: int
    true_all: int
    kept: int
    true_kept: int
    bands: tuple[Band, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "train_until": self.train_until,
            "test_from": self.test_from,
            "trained": self.trained,
            "tested": self.tested,
            "auc": round(self.area.value, 4),
            "auc_interval": [round(self.area.low, 4), round(self.area.high, 4)],
            "auc_ceiling": round(self.area_ceiling, 4),
            "auc_in_force": round(self.area_in_force, 4),
            "top_decile_lift": round(self.top_decile_lift, 3),
            "handed_off": self.handed_off,
            "true": self.true_all,
            "kept": self.kept,
            "true_kept": self.true_kept,
            "calibration": [asdict(band) for band in self.bands],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """`thresholds` are by score what the stage of hand-off asks for; `threshold` is that of the last one. `text` is a
    whole agreement, ready to be replayed and proposed."""

    outcome: str
    version: int
    rules: tuple[Suggested, ...]
    thresholds: Mapping[str, int]
    thresholds_were: Mapping[str, int]
    evaluation: Evaluation
    excluded: tuple[Excluded, ...]
    open: int
    young: int
    horizon_days: int
    text: str

    @property
    def is_better(self) -> bool:
        """It tells the later cases apart better than the agreement in force does."""
        return self.evaluation.area.value > self.evaluation.area_in_force

    @property
    def threshold(self) -> int | None:
        return list(self.thresholds.values())[-1] if self.thresholds else None

    def as_dict(self) -> dict[str, Any]:
        """The JSON of `accord suggest`."""
        return {
            "outcome": self.outcome,
            "version": self.version,
            "rules": [
                {"id": one.id, "score": one.score, "points": one.points, "was": one.was, "when": one.when,
                 "words": one.words}
                for one in self.rules
            ],
            "threshold": self.threshold,
            "is_better": self.is_better,
            "thresholds": dict(self.thresholds),
            "thresholds_in_force": dict(self.thresholds_were),
            "evaluation": self.evaluation.as_dict(),
            "excluded": [one.as_dict() for one in self.excluded],
            "open": self.open,
            "too_young": self.young,
            "horizon_days": self.horizon_days,
            "agreement": self.text,
        }  # fmt: skip
