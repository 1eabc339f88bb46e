"""What crosses the wall of reporting."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from accord.kernel.errors import Refused
from accord.reporting import board_words
from accord.reporting.board_behind import BehindBoard, BehindBoardPage, Which
from accord.reporting.board_contracts import (
    Board,
    Bucket,
    Number,
    PromiseLine,
    Span,
    Speed,
    Tally,
    VolumeLine,
)
from accord.reporting.board_spans import NoSuchPeriod
from accord.reporting.feedback import IMPRESSION_KIND, Inbox, Word
from accord.reporting.goal_figures import Figure, FigureRefused
from accord.reporting.goal_needs import Needs
from accord.reporting.goals import GoalLine
from accord.reporting.keeping import KeptReport
from accord.reporting.plan import PlanLine
from accord.reporting.reality import Reality
from accord.reporting.report_card_contracts import Behind, BehindPage, ReportCard, RuleLine
from accord.reporting.shares import Interval, Share
from accord.reporting.stalled_contracts import Cohort, Norm, StageTrend, Stalled, StalledPage
from accord.reporting.suggest_contracts import CannotLearn, Suggestion

__all__ = [
    "DIMENSIONS",
    "IMPRESSION_KIND",
    "Behind",
    "BehindBoard",
    "BehindBoardPage",
    "BehindPage",
    "Board",
    "Bucket",
    "CannotLearn",
    "Cohort",
    "Entered",
    "EnteredPage",
    "Figure",
    "FigureRefused",
    "FunnelReport",
    "GoalLine",
    "Inbox",
    "Interval",
    "KeptReport",
    "Needs",
    "NoSuchPeriod",
    "Norm",
    "Number",
    "PlanLine",
    "PromiseLine",
    "Reality",
    "ReportCard",
    "ReportRefused",
    "RuleLine",
    "Share",
    "Span",
    "Speed",
    "StageLine",
    "StageTrend",
    "Stalled",
    "StalledPage",
    "Suggestion",
    "Tally",
    "VolumeLine",
    "Which",
    "Word",
    "board_words",
]

DIMENSIONS = ("source", "campaign", "segment", "rep", "motion", "month")


class ReportRefused(Refused):
    """There is no such dimension or stage."""

    code = "report"


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage of a funnel; docs/reference/funnel.md says what each number means."""

    stage: str
    entered: int
    from_first: float | None
    from_previous: float | None
    median_days: float | None


@dataclass(frozen=True, slots=True)
class FunnelReport:
    stages: tuple[StageLine, ...]
    negative_durations: int
    by: Mapping[str, tuple[StageLine, ...]] | None = None

    def as_dict(self) -> dict[str, Any]:
        """The JSON of `accord report funnel`."""
        told: dict[str, Any] = {
            "stages": [asdict(line) for line in self.stages],
            "negative_durations": self.negative_durations,
        }
        if self.by is not None:
            told["by"] = {value: [asdict(line) for line in lines] for value, lines in self.by.items()}
        return told


@dataclass(frozen=True, slots=True)
class Entered:
    """A lead behind a number, and when it first entered the stage."""

    lead_id: int
    person_id: int
    account_id: int | None
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class EnteredPage:
    rows: tuple[Entered, ...]
    total: int
