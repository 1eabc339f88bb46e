"""A score in lines that visibly add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from accord.agreement.spec import Agreement, Score
from accord.agreement.wording import rule_words
from accord.steps.scoring.contracts import Contribution, Explained, Explanation

UNITS = 1024


@dataclass(frozen=True, slots=True)
class Line:
    """One rule's share, or one limit's cut (`is_cut`). `shown` is rounded so that the column adds up to the total."""

    id: str
    words: str
    count: int
    units: int
    shown: Decimal
    latest_at: datetime | None = None
    is_cut: bool = False
    of: str = ""


@dataclass(frozen=True, slots=True)
class ScoreView:
    id: str
    means: str
    grade: str
    units: int
    shown: Decimal
    lines: tuple[Line, ...]
    falls_at: datetime | None = None


def adding_up(units: Sequence[int]) -> list[Decimal]:
    """Each amount in hundredths of a point so that they sum to their rounded sum: the largest remainders go up."""
    floors = [one * 100 // UNITS for one in units]
    total = round(Decimal(sum(units) * 100) / UNITS)
    order = sorted(range(len(units)), key=lambda i: (-(units[i] * 100 % UNITS), i))
    for place in order[: total - sum(floors)]:
        floors[place] += 1
    return [Decimal(one).scaleb(-2) for one in floors]


def views_of(explanation: Explanation, agreement: Agreement) -> list[ScoreView]:
    """Every score of the agreement, with its lines, the weightiest first."""
    return [_view(score, explanation.scores[score.id]) for score in agreement.scores if score.id in explanation.scores]


def _view(score: Score, explained: Explained) -> ScoreView:
    drafts = [*_by_rule(score, explained.contributions), *_cuts(score, explained)]
    shown = adding_up([draft.units for draft in drafts])
    lines = tuple(_with_shown(draft, value) for draft, value in zip(drafts, shown, strict=True))
    falls = next((fall.at for fall in explained.falls_below if fall.at), None)
    means = score.means or score.id
    return ScoreView(score.id, means, explained.grade or "", explained.units, sum(shown, Decimal(0)), lines, falls)


def _by_rule(score: Score, contributions: Sequence[Contribution]) -> list[Line]:
    words = {rule.id: rule_words(rule) for rule in score.rules}
    grouped: dict[str, list[Contribution]] = {}
    for one in contributions:
        grouped.setdefault(one.rule, []).append(one)
    lines = [_rule_line(rule, words.get(rule, rule), found) for rule, found in grouped.items()]
    return sorted(lines, key=lambda line: -abs(line.units))


def _rule_line(rule: str, words: str, found: Sequence[Contribution]) -> Line:
    latest = max((one.occurred_at for one in found if one.occurred_at), default=None)
    return Line(rule, words, len(found), sum(one.units for one in found), Decimal(0), latest)


def _cuts(score: Score, explained: Explained) -> list[Line]:
    groups = {group.id: group.means or group.id for group in score.groups}
    return [
        Line(cut.id, groups.get(cut.id, cut.id), 1, cut.units, Decimal(0), is_cut=True, of=cut.of)
        for cut in explained.limits
        if cut.units
    ]


def _with_shown(line: Line, value: Decimal) -> Line:
    return Line(line.id, line.words, line.count, line.units, value, line.latest_at, line.is_cut, line.of)
