"""Cases as rows of numbers: what each rule, present or candidate, would give at the decision for one point."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from accord.agreement.spec import Agreement, Criterion, Score, TouchRule, TraitRule
from accord.engines.contracts import UNITS
from accord.reporting.suggest_examples import Example
from accord.reporting.suggest_leaks import Excluded, Field
from accord.steps.scoring import api as scoring

Rule = TouchRule | TraitRule
SIGNS = {"more": 1, "less": -1, None: 0}
ALONE = 0.97  # the area of one column above which it is taken for the outcome in disguise


@dataclass(frozen=True, slots=True)
class Columns:
    """`rows` by case: rule → what it gives for a point. `others` is the sum in points of scores not to be changed;
    `present` are the scores as they are, by score."""

    rows: list[dict[str, float]]
    others: list[float]
    present: dict[str, list[float]]


def placed(agreement: Agreement, candidates: Sequence[Rule], score_id: str | None) -> dict[str, list[Rule]]:
    """Candidates by the score that has most rules of their kind; with `score_id`, only those that belong there."""
    found: dict[str, list[Rule]] = {score.id: [] for score in agreement.scores}
    for kind in (TouchRule, TraitRule):
        home = max(agreement.scores, key=lambda score: sum(isinstance(rule, kind) for rule in score.rules))
        if any(isinstance(rule, kind) for rule in home.rules) and score_id in (None, home.id):
            found[home.id] += [rule for rule in candidates if isinstance(rule, kind)]
    return found


def extended(agreement: Agreement, added: Mapping[str, Sequence[Rule]]) -> Agreement:
    """The agreement with candidates behind the rules of each score."""
    scores = tuple(_with(score, added.get(score.id, ())) for score in agreement.scores)
    return agreement.model_copy(update={"scores": scores})


def _with(score: Score, rules: Sequence[Rule]) -> Score:
    return score.model_copy(update={"rules": (*score.rules, *rules)})


def columns(
    agreement: Agreement, examples: Sequence[Example], present: Sequence[Mapping[str, float]], free: Collection[str]
) -> Columns:
    """What each rule of the scores `free` gives for a point, at each decision, by what was known then; `present` are
    the scores of the cases as they are."""
    tally = scoring.tallying(agreement=agreement)
    points = {rule.id: rule.points for score in agreement.scores if score.id in free for rule in score.rules}
    rows = []
    for one in examples:
        found = tally(one.story.touches_by(one.at), one.story.changes_by(one.at), one.at)
        rows.append(
            {rule: given.limited / (points[rule] * UNITS) for rule, given in found.given.items() if rule in points}
        )
    others = [sum(value for name, value in one.items() if name not in free) for one in present]
    return Columns(rows, others, {score.id: [one[score.id] for one in present] for score in agreement.scores})


def totals(agreement: Agreement, examples: Sequence[Example]) -> list[dict[str, float]]:
    """The scores of each case in points, after all limits."""
    tally = scoring.tallying(agreement=agreement)
    found = (tally(one.story.touches_by(one.at), one.story.changes_by(one.at), one.at) for one in examples)
    return [{name: units / UNITS for name, units in one.scores.items()} for one in found]


def reading(agreement: Agreement, excluded: Mapping[Field, Excluded]) -> dict[str, Excluded]:
    """Rules of the agreement about traits that are excluded, by id; they stay as they are."""
    found = {}
    for score in agreement.scores:
        for rule in score.rules:
            for pair in _pairs(rule.when) if isinstance(rule, TraitRule) else ():
                if pair in excluded:
                    found[rule.id] = Excluded(f"rule {rule.id}", f"{excluded[pair].field}: {excluded[pair].why}")
    return found


def _pairs(one: Criterion) -> list[Field]:
    parts = [*(one.all_of or ()), *(one.any_of or ()), *(one.none_of or ())]
    own = [one.trait[:2]] if one.trait else []
    for name in one.known or ():
        subject, _, trait = name.rpartition(".")
        own.append((subject or "person", trait))
    return [*own, *(pair for part in parts for pair in _pairs(part))]
