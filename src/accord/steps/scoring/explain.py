"""Why a score is what it is: every contribution, every cut, and when it will fall by itself. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from accord.agreement.spec import Agreement, Did
from accord.engines.contracts import LOWEST, UNITS
from accord.kernel.instants import from_micros, to_micros
from accord.kernel.touch import Touch, TraitChange
from accord.steps.scoring.compile import Program
from accord.steps.scoring.contracts import Contribution, Cut, Explained, Explanation, Fall
from accord.steps.scoring.foresight import falls_below
from accord.steps.scoring.sheet import Hit, Sheet, Worth, clamp
from accord.steps.scoring.signals import Matcher
from accord.steps.scoring.traits import switches


def order(touch: Touch) -> tuple[datetime, int, str]:
    """Touches of one instant follow their keys, so that the order of arrival never matters."""
    return touch.occurred_at, touch.source_id, touch.message_id


def sheet_of(program: Program, touches: Iterable[Touch], changes: Sequence[TraitChange], at: datetime) -> Sheet:
    """The sheet of one person with what had happened by `at`."""
    matcher = Matcher(program)
    hits: list[list[Hit]] = [[] for _ in program.rules]
    for touch in sorted((t for t in touches if t.occurred_at <= at), key=order):
        for match in matcher.of(touch):
            hits[match.rule].append(Hit(to_micros(touch.occurred_at), match.value, touch.message_id))
    known = [change for change in changes if change.at <= at]
    return Sheet(program.plan, hits, switches(program, known))


def explain_sheet(program: Program, sheet: Sheet, person_id: int, at: datetime) -> Explanation:
    """Every score of the agreement with its reasons, at an instant."""
    micros = to_micros(at)
    scores = {name: explain_score(program, sheet, place, micros) for place, name in enumerate(program.score_ids)}
    return Explanation(person_id, at, program.agreement.title, scores)


def explain_score(program: Program, sheet: Sheet, score: int, at: int) -> Explained:
    """One score with its contributions and cuts, which sum to it exactly."""
    mine = [place for place, line in enumerate(program.plan.rules) if line.score == score]
    given = {place: sheet.contributions(place, at) for place in mine}
    units = sheet.units(score, at)
    turns = [turn for turn in program.plan.scores[score].thresholds if turn <= units]
    return Explained(
        units,
        tuple(_contribution(program, place, one) for place in mine for one in given[place]),
        tuple(_cuts(program, score, {place: sum(one.units for one in given[place]) for place in mine})),
        tuple(_fall(sheet, score, turn, at) for turn in turns),
        grade_of(program.agreement, program.score_ids[score], units),
    )


def grade_of(agreement: Agreement, score_id: str, units: int) -> str | None:
    """The highest grade that so many units reach."""
    grades = sorted(agreement.score(score_id).grades, key=lambda grade: -grade[1])
    return next((name for name, points in grades if units >= points * UNITS), None)


def _contribution(program: Program, place: int, one: Worth) -> Contribution:
    rule = program.rules[place]
    occurred_at = None if one.hit.at == LOWEST else from_micros(one.hit.at)
    points = 1 if isinstance(rule, Did) else rule.points
    return Contribution(program.rule_id(place), one.hit.message_id, occurred_at, points, one.units)


def _cuts(program: Program, score: int, sums: dict[int, int]) -> Iterable[Cut]:
    plan = program.plan
    loose = 0
    by_group = {place: 0 for place, group in enumerate(plan.groups) if group.score == score}
    for place, units in sums.items():
        line = plan.rules[place]
        kept = clamp(units, line.low, line.high)
        if kept != units:
            yield Cut("rule", program.rule_id(place), kept - units)
        if line.group is None:
            loose += kept
        else:
            by_group[line.group] += kept
    for group, units in by_group.items():
        kept = clamp(units, plan.groups[group].low, plan.groups[group].high)
        if kept != units:
            yield Cut("group", program.groups[group], kept - units)
        loose += kept
    kept = clamp(loose, plan.scores[score].low, plan.scores[score].high)
    if kept != loose:
        yield Cut("score", program.score_ids[score], kept - loose)


def _fall(sheet: Sheet, score: int, units: int, at: int) -> Fall:
    found = falls_below(sheet, score, units, at)
    return Fall(units, None if found is None else from_micros(found))
