"""Moments and outlooks of the people who were just touched, by the fold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from accord.engines import fold
from accord.kernel.instants import from_micros, to_micros
from accord.steps.scoring.compile import Program
from accord.steps.scoring.contracts import DidIndex, Fall, Moment
from accord.steps.scoring.history import History, Step

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
    begin = [to_micros(since[history.subject.person_id]) for history in histories]
    end = to_micros(until)
    steps = [history.steps(start, end) for history, start in zip(histories, begin, strict=True)]
    asks = [sorted({step.at for step in of_one}) for of_one in steps]
    seen = fold.walk(program.plan, [history.rows for history in histories], asks, begin, end)
    return {
        history.subject.person_id: list(_moments(program, history, of_one, found))
        for history, of_one, found in zip(histories, steps, seen, strict=True)
    }


def _moments(program: Program, history: History, steps: Sequence[Step], found: Sequence[fold.Seen]) -> Iterator[Moment]:
    """One moment for each touch, all of one instant alike, and one for each turn by time alone."""
    done = history.done(program)
    by_instant: dict[int, list[Step]] = {}
    for step in steps:
        by_instant.setdefault(step.at, []).append(step)
    for seen in found:
        scores = dict(zip(program.score_ids, seen.units, strict=False))
        did = DidIndex(seen.at, done)
        for step in [Step(seen.at, -1, "", None)] if seen.is_turn else by_instant[seen.at]:
            yield Moment(from_micros(seen.at), step.touch_id, step.message_id, scores, did)


def outlook(program: Program, histories: Sequence[History], at: datetime) -> list[Outlook]:
    """What the cache holds of each person."""
    ahead = fold.look_ahead(program.plan, [history.rows for history in histories], to_micros(at))
    return [_outlook(program, history, one) for history, one in zip(histories, ahead, strict=True)]


def _outlook(program: Program, history: History, ahead: fold.Ahead) -> Outlook:
    scores = range(len(program.score_ids))
    of_dids = ahead.turns[len(program.score_ids) :]
    turns = ahead.turns[: len(program.score_ids)]
    turns[:1] = [min([*turns[:1], *of_dids])]
    return Outlook(
        history.subject.person_id,
        ahead.units[: len(program.score_ids)],
        [None if turn == fold.NEVER else turn for turn in turns],
        [_falls(program, score, ahead) for score in scores],
        [_top(program, score, ahead) for score in scores],
    )


def _falls(program: Program, score: int, ahead: fold.Ahead) -> list[Fall]:
    lines = program.plan.scores
    first = sum(len(line.thresholds) for line in lines[:score])
    turns = zip(sorted(lines[score].thresholds), ahead.falls[first:], strict=False)
    return [Fall(units, None if at == fold.NEVER else from_micros(at)) for units, at in turns if at != 0]


def _top(program: Program, score: int, ahead: fold.Ahead) -> list[tuple[str, int, int]]:
    lines = program.plan.rules
    found = [
        (program.rule_id(place), count, ahead.sums[place])
        for place, count in enumerate(ahead.counts)
        if count > 0 and lines[place].score == score
    ]
    return sorted(found, key=lambda line: (-abs(line[2]), line[0]))[:TOP]
