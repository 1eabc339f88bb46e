"""The text of an agreement with other points, rules, grades and thresholds. Pure: text in, text out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from accord.agreement import editing
from accord.agreement.contracts import AgreementFault
from accord.agreement.editing import Add, Remove, Set, edited, outline
from accord.agreement.editing.words import Value
from accord.agreement.reading.document import read
from accord.agreement.spec import Agreement, Criterion, Score, Test
from accord.agreement.walk import tree
from accord.kernel.errors import Refused


class CannotRepoint(Refused):
    """A score would be left without rules."""

    code = "cannot-repoint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """`points` by rule, 0 takes the rule out; `added` are rules as they are written, by score; `thresholds` are by
    (score, what is asked of it at least now), for every stage; `grades` by (score, grade)."""

    points: Mapping[str, int] = field(default_factory=dict)
    added: Mapping[str, Sequence[Mapping[str, Value]]] = field(default_factory=dict)
    thresholds: Mapping[tuple[str, int], int] = field(default_factory=dict)
    grades: Mapping[tuple[str, str], int] = field(default_factory=dict)


def repoint(text: str, name: str, change: Change) -> str:
    """The text with the change made; all else in it stays as its author wrote it. Raises AgreementFault where the text
    cannot be read, and CannotRepoint; whether the new one is fit to be published is for `check` to say."""
    reading = read(text, name)
    if reading.agreement is None or reading.page.faults:
        raise AgreementFault(tuple(sorted(set(reading.page.faults))))
    changes = [one for score in reading.agreement.scores for one in _of_score(score, change)]
    stages: Any = outline(text)
    for stage in reading.agreement.stages:
        if isinstance(stage.enter, Criterion):
            changes += _of_stage(stages["stages"][stage.id]["enter"], ("stages", stage.id, "enter"), change)
    return edited(text, changes)


def _of_score(score: Score, change: Change) -> Iterator[editing.Change]:
    rules = ("scores", score.id, "rules")
    gone = [rule.id for rule in score.rules if change.points.get(rule.id, rule.points) == 0]
    added = change.added.get(score.id, ())
    if len(gone) == len(score.rules) and not added:
        raise CannotRepoint(f"no rule of {score.id} would be left")
    for name, least in score.grades:
        if change.grades.get((score.id, name), least) != least:
            yield Set(("scores", score.id, "grades", name), change.grades[score.id, name])
    for rule in score.rules:
        points = change.points.get(rule.id, rule.points)
        if points not in (0, rule.points):
            yield Set((*rules, rule.id, "points"), points)
    yield from (Add(rules, one) for one in added)
    yield from (Remove((*rules, name)) for name in gone)
    used = {rule.group for rule in score.rules if rule.id not in gone}
    yield from (Remove(("scores", score.id, "groups", one.id)) for one in score.groups if one.id not in used)


def _of_stage(node: Any, path: editing.Path, change: Change) -> Iterator[editing.Change]:
    """Every least that is asked of a score, wherever it stands in a criterion as it is written."""
    pairs = node.items() if isinstance(node, Mapping) else enumerate(node) if isinstance(node, list | tuple) else ()
    for key, value in pairs:
        if isinstance(key, str) and key.startswith("score.") and isinstance(value, Mapping):
            least = value.get("at_least")
            wanted = change.thresholds.get((key.removeprefix("score."), _whole(least)))
            if least is not None and wanted is not None:
                yield Set((*path, key, "at_least"), wanted)
        else:
            yield from _of_stage(value, (*path, key), change)


def _whole(number: Any) -> int:
    return int(float(str(number).replace("_", ""))) if number is not None else 0


def thresholds_in(criterion: Criterion) -> list[tuple[str, Test]]:
    """The scores that must come to so much for a criterion to hold: those not within any or none."""
    if criterion.score and criterion.score[1].at_least is not None:
        return [criterion.score]
    return [found for part in criterion.all_of or () for found in thresholds_in(part)]


def all_thresholds(agreement: Agreement) -> set[tuple[str, int]]:
    """(score, least) for every least that any stage asks of a score."""
    enters = [stage.enter for stage in agreement.stages if isinstance(stage.enter, Criterion)]
    scores = [one.score for enter in enters for one in tree(enter) if one.score]
    return {(name, int(test.at_least)) for name, test in scores if test.at_least is not None}


def scores_read(agreement: Agreement, stage_id: str) -> dict[str, int]:
    """What a stage asks of each score at least, whatever else holds."""
    enter = agreement.stage(stage_id).enter
    found = thresholds_in(enter) if isinstance(enter, Criterion) else []
    return {name: int(test.at_least) for name, test in found if test.at_least is not None}
