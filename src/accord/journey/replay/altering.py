"""The same agreement with other points and thresholds: what a slider moves, and what a sweep tries."""

from collections.abc import Callable, Iterator, Mapping

from accord.agreement import describe
from accord.agreement.spec import Agreement, Criterion, Score, Stage, Test
from accord.journey.replay.contracts import Knob, ReplayRefused

STEPS = 5  # a sweep tries so many values on either side
MOST_POINTS = 200


def knobs(agreement: Agreement) -> tuple[Knob, ...]:
    """Everything that may be changed: the points of each rule, and the least that a stage asks of a score."""
    points = [
        Knob(
            key=f"{score.id}.{rule.id}",
            kind="points",
            label=rule.means or rule.id.replace("-", " "),
            value=rule.points,
            low=min(0, 3 * rule.points),
            high=max(0, 3 * rule.points) or 20,
        )
        for score in agreement.scores
        for rule in score.rules
    ]
    return (*points, *(_threshold(agreement, stage, key, leaf) for stage, key, leaf in _thresholds(agreement)))


def altered(agreement: Agreement, points: Mapping[str, float], thresholds: Mapping[str, float]) -> Agreement:
    """The agreement with these points (by "score.rule") and thresholds (by "stage.score"). Raises ReplayRefused for
    an unknown key, points that are no whole number, or points that are out of bounds."""
    known = {knob.key: knob.kind for knob in knobs(agreement)}
    for kind, given in (("points", points), ("threshold", thresholds)):
        for key in given:
            if known.get(key) != kind:
                raise ReplayRefused(f"the agreement has no {kind} {key!r}", code="no-such-knob")
    for key, value in points.items():
        if value != int(value) or abs(value) > 100_000:
            raise ReplayRefused(f"points are whole numbers: {key} cannot be {value}", code="points")
    scores = tuple(_scored(score, points) for score in agreement.scores)
    stages = tuple(_staged(stage, thresholds) for stage in agreement.stages)
    return agreement.model_copy(update={"scores": scores, "stages": stages})


def sweeps(agreement: Agreement) -> Iterator[tuple[str, float, bool, Agreement]]:
    """(key, value, whether it is the one written, the agreement with it) for every threshold at which leads are
    handed over, each at eleven values."""
    for stage, key, leaf in _thresholds(agreement):
        if stage.id not in agreement.handoff.at or leaf.score is None:
            continue
        written, score = _least(leaf.score[1]) or 0.0, agreement.score(leaf.score[0])
        step = _step(score)
        for place in range(-STEPS, STEPS + 1):
            value = written + place * step
            yield key, value, place == 0, altered(agreement, {}, {key: value})


def _step(score: Score) -> int:
    """A twentieth of the span of the score, where it has limits; five points otherwise."""
    if score.limit is None or score.limit.at_least is None or score.limit.at_most is None:
        return 5
    return max(1, (score.limit.at_most - score.limit.at_least) // 20)


def _thresholds(agreement: Agreement) -> Iterator[tuple[Stage, str, Criterion]]:
    for stage in agreement.stages:
        if isinstance(stage.enter, Criterion):
            for key, leaf in _keyed(stage.id, stage.enter):
                yield stage, key, leaf


def _keyed(stage_id: str, criterion: Criterion) -> Iterator[tuple[str, Criterion]]:
    """The leaves that ask a least of a score; the second of one score in a stage has ".2" behind its key."""
    seen: dict[str, int] = {}
    for leaf in _leaves(criterion):
        if leaf.score is not None and _least(leaf.score[1]) is not None:
            name = leaf.score[0]
            seen[name] = seen.get(name, 0) + 1
            yield f"{stage_id}.{name}" + (f".{seen[name]}" if seen[name] > 1 else ""), leaf


def _leaves(criterion: Criterion) -> Iterator[Criterion]:
    parts = criterion.all_of or criterion.any_of or criterion.none_of
    if parts is None:
        yield criterion
    for part in parts or ():
        yield from _leaves(part)


def _least(test: Test) -> float | None:
    return test.at_least if test.at_least is not None else test.more_than


def _threshold(agreement: Agreement, stage: Stage, key: str, leaf: Criterion) -> Knob:
    name, test = leaf.score or ("", Test())
    limit, value = agreement.score(name).limit, _least(test) or 0.0
    low = limit.at_least if limit and limit.at_least is not None else min(0.0, 2 * value)
    high = limit.at_most if limit and limit.at_most is not None else max(10.0, 3 * value)
    return Knob(
        key=key, kind="threshold", label=f"{stage.id}: {describe.criterion(leaf)}", value=value, low=low, high=high
    )


def _scored(score: Score, points: Mapping[str, float]) -> Score:
    rules = tuple(
        rule.model_copy(update={"points": int(points[f"{score.id}.{rule.id}"])})
        if f"{score.id}.{rule.id}" in points
        else rule
        for rule in score.rules
    )
    return score.model_copy(update={"rules": rules})


def _staged(stage: Stage, thresholds: Mapping[str, float]) -> Stage:
    if not isinstance(stage.enter, Criterion):
        return stage
    moved = {id(leaf): thresholds[key] for key, leaf in _keyed(stage.id, stage.enter) if key in thresholds}
    if not moved:
        return stage
    return stage.model_copy(update={"enter": _replaced(stage.enter, lambda leaf: _moved(leaf, moved))})


def _moved(leaf: Criterion, moved: Mapping[int, float]) -> Criterion:
    if id(leaf) not in moved or leaf.score is None:
        return leaf
    name, test = leaf.score
    key = "at_least" if test.at_least is not None else "more_than"
    return leaf.model_copy(update={"score": (name, test.model_copy(update={key: float(moved[id(leaf)])}))})


def _replaced(criterion: Criterion, change: Callable[[Criterion], Criterion]) -> Criterion:
    for name in ("all_of", "any_of", "none_of"):
        parts = getattr(criterion, name)
        if parts is not None:
            return criterion.model_copy(update={name: tuple(_replaced(part, change) for part in parts)})
    return change(criterion)
