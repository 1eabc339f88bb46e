"""Moments and outlooks of the people who were just touched."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from accord.kernel.instants import from_micros, to_micros
from accord.steps.scoring.compile import Program
from accord.steps.scoring.contracts import DidIndex, Fall, Moment
from accord.steps.scoring.foresight import falls_below, turn
from accord.steps.scoring.history import History, Step
from accord.steps.scoring.sheet import Sheet

TOP = 5


@dataclass(frozen=True, slots=True)
class Outlook:
    """A person's scores at an instant, by place: units, the next turn by time alone, the falls, the best rules."""

    person_id: int
    units: Sequence[int]
    turns: Sequence[int | None]
    falls: Sequence[Sequence[Fall]]
    top: Sequence[Sequence[tuple[str, int, int]]]


def moments_of(
    program: Program, histories: Sequence[History], since: Mapping[int, datetime], until: datetime
) -> dict[int, list[Moment]]:
    """The moments of each person from their `since` to `until`."""
    found = {}
    for history in histories:
        person_id = history.subject.person_id
        sheet = history.sheet(program)
        done = history.done(program)
        found[person_id] = [
            Moment(
                from_micros(step.at),
                step.touch_id,
                step.message_id,
                {name: sheet.units(place, step.at) for place, name in enumerate(program.score_ids)},
                DidIndex(step.at, done),
            )
            for step in _all_steps(program, history, sheet, to_micros(since[person_id]), to_micros(until))
        ]
    return found


def _all_steps(program: Program, history: History, sheet: Sheet, since: int, until: int) -> Iterator[Step]:
    """Steps that happened, and between them those that time alone makes."""
    before = since - 1
    for step in history.steps(since, until):
        yield from _turns(program, sheet, before, step.at - 1)
        yield step
        before = step.at
    yield from _turns(program, sheet, before, until)


def _turns(program: Program, sheet: Sheet, start: int, end: int) -> Iterator[Step]:
    while start < end:
        ahead = [
            turn(sheet, score, units, start, min(end, sheet.settled(start)))
            for score, line in enumerate(program.plan.scores)
            for units in line.thresholds
        ]
        found = min((at for at in ahead if at is not None), default=None)
        if found is None:
            return
        yield Step(found, -1, "", None)
        start = found


def outlook(program: Program, histories: Sequence[History], at: datetime) -> list[Outlook]:
    """What the cache holds of each person."""
    return [_outlook(program, history, to_micros(at)) for history in histories]


def _outlook(program: Program, history: History, at: int) -> Outlook:
    sheet = history.sheet(program)
    scores = range(len(program.score_ids))
    turns = [_next_turn(program, sheet, score, at) for score in range(len(program.plan.scores))]
    of_dids = [found for found in turns[len(program.score_ids) :] if found is not None]
    own = turns[: len(program.score_ids)]
    if own and of_dids:
        own[0] = min(of_dids if own[0] is None else [own[0], *of_dids])
    units = [sheet.units(score, at) for score in scores]
    return Outlook(
        history.subject.person_id,
        units,
        own,
        [_falls(program, sheet, score, units[score], at) for score in scores],
        [_top(program, sheet, score, at) for score in scores],
    )


def _next_turn(program: Program, sheet: Sheet, score: int, at: int) -> int | None:
    ends = [turn(sheet, score, units, at, sheet.settled(at)) for units in program.plan.scores[score].thresholds]
    return min((end for end in ends if end is not None), default=None)


def _falls(program: Program, sheet: Sheet, score: int, now: int, at: int) -> list[Fall]:
    found = []
    for units in program.plan.scores[score].thresholds:
        if units <= now:
            end = falls_below(sheet, score, units, at)
            found.append(Fall(units, None if end is None else from_micros(end)))
    return found


def _top(program: Program, sheet: Sheet, score: int, at: int) -> list[tuple[str, int, int]]:
    found = []
    for place, line in enumerate(program.plan.rules):
        given = sheet.contributions(place, at) if line.score == score else []
        if given:
            found.append((program.rule_id(place), len(given), sum(one.units for one in given)))
    return sorted(found, key=lambda line: (-abs(line[2]), line[0]))[:TOP]
