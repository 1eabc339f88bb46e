"""What the report card says of each rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accord.reporting.shares import Interval, Share


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """One rule. `touches` and `people` say how often it fired and for how many, by the version in force; a rule
    about traits has no touches, and its people are those handed off. `carried` hand-offs had its points. A rejected
    lead counts against each rule by its part of the lead's points: `blame`; an accepted one likewise: `credit`.
    `misled` counts how often sales named the rule when it gave a lead back.
    `won_with` and `won_without` are of decided leads; `lift` (times as likely) and `difference` are None where there
    are too few of them."""

    rule: str
    score: str
    means: str
    points: int | None
    touches: int | None
    people: int
    carried: int
    accepted: Share
    reasons: Mapping[str, int]
    misled: int
    blame: float
    credit: float
    won_with: Share
    won_without: Share
    lift: Interval | None
    difference: Interval | None

    @property
    def is_gone(self) -> bool:
        """The rule is in an earlier version only."""
        return self.points is None

    def as_dict(self) -> dict[str, Any]:
        interval = self.accepted.interval()
        return {
            "rule": self.rule,
            "score": self.score,
            "points": self.points,
            "touches": self.touches,
            "people": self.people,
            "carried": self.carried,
            "accepted": self.accepted.yes,
            "answered": self.accepted.all,
            "acceptance": interval.as_dict() if interval else None,
            "rejections": dict(self.reasons),
            "misled": self.misled,
            "rejected_weight": round(self.blame, 2),
            "accepted_weight": round(self.credit, 2),
            "won_with": [self.won_with.yes, self.won_with.all],
            "won_without": [self.won_without.yes, self.won_without.all],
            "lift": self.lift.as_dict() if self.lift else None,
            "difference": self.difference.as_dict() if self.difference else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCard:
    """`waiting` hand-offs were not looked at yet; `open` leads have no outcome yet and are in no win rate."""

    at: datetime
    version: int
    handoffs: int
    waiting: int
    open: int
    rules: tuple[RuleLine, ...]

    def as_dict(self) -> dict[str, Any]:
        """The JSON of `accord report rules`."""
        return {
            "at": self.at,
            "version": self.version,
            "handoffs": self.handoffs,
            "waiting": self.waiting,
            "open": self.open,
            "rules": [line.as_dict() for line in self.rules],
        }


@dataclass(frozen=True, slots=True)
class Behind:
    """A hand-off behind a number: what the rule gave it in units, and its part of all that was given, in millionths."""

    handoff_id: int
    lead_id: int
    person_id: int
    account_id: int | None
    offered_at: datetime
    answer: str
    reason: str
    outcome: str
    units: int
    share: int


@dataclass(frozen=True, slots=True)
class BehindPage:
    rows: tuple[Behind, ...]
    total: int
