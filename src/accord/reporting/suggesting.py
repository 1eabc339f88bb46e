"""From outcomes to whole points and thresholds, as an agreement ready to be replayed and proposed.

Learnt from the earlier cases, judged by the later ones; nothing is used that was learnt after a decision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accord.agreement import describe
from accord.agreement.contracts import Version
from accord.agreement.load import examine
from accord.agreement.repointing import Change, repoint
from accord.agreement.spec import Agreement, TouchRule, TraitRule
from accord.engines import learning
from accord.kernel.errors import Broken
from accord.reporting import suggest_columns as making
from accord.reporting.suggest_candidates import candidates
from accord.reporting.suggest_contracts import CannotLearn, Evaluation, Suggested, Suggestion
from accord.reporting.suggest_examples import Example, Examples, Wanted, examples
from accord.reporting.suggest_leaks import Excluded, Field, leaks
from accord.reporting.suggest_points import as_written, joined, rounded, when_of
from accord.reporting.suggest_volume import sample, thresholds

Rule = TouchRule | TraitRule
TRAINED = 0.7
LEAST_TRUE, LEAST_FALSE, LEAST_TESTED = 30, 30, 10
LEAST_EACH = 20  # cases for and against, below which a rule that stands is left as it is
DEAR = 2.0  # a new rule costs the model so many times what one that stands costs


@dataclass(frozen=True, slots=True)
class _Learnt:
    weights: Mapping[str, float]
    scale: float


def suggest(*, wanted: Wanted, score: str | None = None, version: Version, until: datetime) -> Suggestion:
    """Points and thresholds that tell the outcome better. Raises CannotLearn with the reason where the data cannot
    carry it, and NotInstalled without scikit-learn."""
    found = examples(wanted=wanted, version=version, until=until)
    _parted(found, wanted)  # refuse before the sample of all leads is read
    return suggestion(version, found, sample(until=until), wanted=wanted, score=score)


def suggestion(
    version: Version, found: Examples, leads: Sequence[Example], *, wanted: Wanted, score: str | None = None
) -> Suggestion:
    """`suggest` from cases and a sample of all leads that were read already. Pure; raises the same."""
    agreement, named = version.agreement, version.name or "agreement.yaml"
    if score is not None and score not in [one.id for one in agreement.scores]:
        known = ", ".join(one.id for one in agreement.scores)
        raise CannotLearn(f"the agreement has no score {score}; it has {known}", code="unknown-score")
    train, test = _parted(found, wanted)
    free = {score} if score else {one.id for one in agreement.scores}
    excluded = _not_named(agreement, leaks(found.cases))
    frozen = making.reading(agreement, excluded)
    added = making.placed(agreement, candidates(agreement, train, excluded), score)
    wide = making.extended(agreement, added)
    old = making.totals(agreement, train), making.totals(agreement, test)
    seen, unseen = making.columns(wide, train, old[0], free), making.columns(wide, test, old[1], free)
    frozen |= _unseen(agreement, seen, free)
    learnt, alone = _learn(wide, agreement, seen, train, skipped=frozen)
    change, fresh = _change(agreement, added, learnt, seen, free, frozen)
    text = repoint(version.text, named, change)
    volume = thresholds(agreement, _read(text, named, with_checks=False), leads)
    text = repoint(text, named, volume.change)
    proposed = _read(text, named)
    evaluation = _evaluation(proposed, train, test, old, seen, unseen, volume.asked)
    _is_worth_it(evaluation)
    return Suggestion(
        outcome=wanted,
        version=version.number,
        rules=_rules(agreement, proposed, free, change, fresh),
        thresholds=volume.asked,
        thresholds_were=volume.were,
        evaluation=evaluation,
        excluded=(*excluded.values(), *frozen.values(), *alone),
        open=found.open,
        young=found.young,
        horizon_days=found.horizon.days,
        text=text,
    )


def _is_worth_it(found: Evaluation) -> None:
    """Raises CannotLearn where the later cases do not bear out what was learnt."""
    area = found.area
    if area.low <= 0.5:
        raise CannotLearn(
            f"on the {found.tested} later leads the points learnt tell nothing: the area under the curve is "
            f"{area.value:.2f} ({area.low:.2f} to {area.high:.2f}), and 0.5 is a coin",
            code="no-better-than-chance",
        )


def _not_named(agreement: Agreement, found: Mapping[Field, Excluded]) -> dict[Field, Excluded]:
    """What rules of the agreement count already is counted as it was at the decision."""
    named = {r.touch.casefold() for score in agreement.scores for r in score.rules if isinstance(r, TouchRule)}
    return {field: why for field, why in found.items() if not (field[0] == "touch" and field[1].casefold() in named)}


def _parted(found: Examples, wanted: Wanted) -> tuple[list[Example], list[Example]]:
    """The earlier and the later cases. Raises CannotLearn where either has too few of either kind."""
    cut = int(len(found.cases) * TRAINED)
    train, test = found.cases[:cut], found.cases[cut:]
    for part, least_true, least_false, what in (
        (train, LEAST_TRUE, LEAST_FALSE, "to learn from"),
        (test, LEAST_TESTED, LEAST_TESTED, "to be judged by"),
    ):
        true = sum(one.is_true for one in part)
        if true < least_true or len(part) - true < least_false:
            young = f"; {found.young} more are younger than {found.horizon.days} days" if found.young else ""
            raise CannotLearn(
                f"too little {what}: {true} {wanted} and {len(part) - true} not, at least {least_true} and "
                f"{least_false} are needed ({found.open} leads have no outcome yet{young})",
                code="too-little-data",
            )
    return train, test


def _unseen(agreement: Agreement, seen: making.Columns, free: set[str]) -> dict[str, Excluded]:
    """Rules that hold for nearly all of the cases, or nearly none: such a rule may well be why the others are no cases
    at all, so nothing can be said against it."""
    found = {}
    for score in agreement.scores:
        for rule in score.rules if score.id in free else ():
            many = sum(rule.id in row for row in seen.rows)
            if min(many, len(seen.rows) - many) < LEAST_EACH and not _varies(rule.id, seen):
                why = f"held for {many} of {len(seen.rows)} leads: too few to compare; its points stay as they are"
                found[rule.id] = Excluded(f"rule {rule.id}", why)
    return found


def _varies(name: str, seen: making.Columns) -> bool:
    """It gives much to some and little to others, though something to nearly all."""
    values = sorted(row.get(name, 0.0) for row in seen.rows)
    return values[len(values) // 10] < values[-1 - len(values) // 10]


def _learn(
    wide: Agreement,
    agreement: Agreement,
    seen: making.Columns,
    train: Sequence[Example],
    skipped: Mapping[str, Excluded],
) -> tuple[_Learnt, list[Excluded]]:
    """Weights by rule. Columns that say nothing, say the same as another, or tell the outcome alone are left out."""
    rules = {rule.id: rule for score in wide.scores for rule in score.rules}
    truth = [one.is_true for one in train]
    standing = {rule.id for score in agreement.scores for rule in score.rules}
    names: list[str] = []
    signs: list[int] = []
    alone: list[Excluded] = []
    known: set[tuple[float, ...]] = set()
    for name in rules:
        column = tuple(row.get(name, 0.0) for row in seen.rows)
        if name in skipped or len(set(column)) < 2 or column in known:
            continue
        known.add(column)
        area = learning.area(column, truth)
        if area and max(area.value, 1 - area.value) > making.ALONE:
            alone.append(Excluded(f"rule {name}", f"tells the outcome almost alone (area {area.value:.2f})"))
            continue
        names.append(name)
        signs.append(making.SIGNS[rules[name].expects] if name in standing else _own_sign(rules[name], area))
    has_others = any(seen.others)
    rows = [[*(row.get(name, 0.0) for name in names), other] for row, other in zip(seen.rows, seen.others, strict=True)]
    signs.append(1 if has_others else 0)
    costs = [*(1.0 if name in standing else DEAR for name in names), 0.0]
    fitted = learning.fit(rows, truth, signs, costs)
    weights = {name: weight for name, weight in zip(names, fitted.weights[:-1], strict=True) if weight}
    if not weights:
        raise CannotLearn(
            "no rule tells the outcome: with any penalty that holds, every weight is nothing", code="none"
        )
    return _Learnt(weights, fitted.weights[-1]), alone


def _own_sign(rule: Rule, area: learning.Area | None) -> int:
    """A new rule about a trait says what the trait says by itself. One about a deed only adds: that leads who were
    handed over did less of something says more about how they came to be handed over than about buying."""
    if isinstance(rule, TouchRule):
        return 1
    return 1 if area is not None and area.value >= 0.5 else -1


def _change(
    agreement: Agreement,
    added: Mapping[str, Sequence[Rule]],
    learnt: _Learnt,
    seen: making.Columns,
    free: set[str],
    frozen: Mapping[str, Excluded],
) -> tuple[Change, dict[str, Rule]]:
    """Whole points for the rules that stand, and new ones beside them."""
    ours = {rule.id: rule for score in agreement.scores if score.id in free for rule in score.rules}
    cases = {rule.id: sum(rule.id in row for row in seen.rows) for rules in added.values() for rule in rules}
    home = {rule.id: score.id for score in agreement.scores for rule in score.rules}
    home |= {rule.id: score_id for score_id, rules in added.items() for rule in rules}
    points: dict[str, int] = {}
    fresh: dict[str, Rule] = {}
    texts: dict[str, list[dict[str, Any]]] = {}
    for score_id in sorted(free):
        mine = {name: weight for name, weight in learnt.weights.items() if home[name] == score_id}
        best = rounded(mine, seen.rows, seen.present[score_id])
        points |= {n: best.points.get(n, 0) for n in ours if home[n] == score_id and n not in frozen}
        for rule, weight in joined(added.get(score_id, ()), mine, cases):
            if given := round(weight * best.scale):
                fresh[rule.id] = rule.model_copy(update={"points": given})
                texts.setdefault(score_id, []).append(as_written(fresh[rule.id]))
    return Change(points=points, added=texts), fresh


def _read(text: str, name: str, *, with_checks: bool = True) -> Agreement:
    agreement, faults = examine(text, name, with_checks=with_checks)
    if agreement is None or faults:
        raise Broken("the suggested agreement has faults: " + "; ".join(str(fault) for fault in faults))
    return agreement


def _evaluation(
    proposed: Agreement,
    train: Sequence[Example],
    test: Sequence[Example],
    old: tuple[list[dict[str, float]], list[dict[str, float]]],
    seen: making.Columns,
    unseen: making.Columns,
    asked: Mapping[str, int],
) -> Evaluation:
    truth, came = [one.is_true for one in train], [one.is_true for one in test]
    after = making.totals(proposed, test)
    before, new = _weighed(making.totals(proposed, train), truth, after)
    _, present = _weighed(old[0], truth, old[1])
    names = sorted({name for row in seen.rows for name in row})
    trees = learning.ceiling(_dense(seen, names), truth, _dense(unseen, names))
    areas = [learning.area(scores, came) for scores in (new, trees, present)]
    ours, ceiling, in_force = (area or learning.Area(0.5, 0.0, 1.0) for area in areas)
    passed = [all(one[name] >= least for name, least in asked.items()) for one in after]
    return Evaluation(
        train_until=train[-1].at,
        test_from=test[0].at,
        trained=len(train),
        tested=len(test),
        area=ours,
        area_ceiling=ceiling.value,
        area_in_force=in_force.value,
        top_decile_lift=_top_decile(new, came),
        handed_off=len(test),
        true_all=sum(came),
        kept=sum(passed),
        true_kept=sum(ok and true for ok, true in zip(passed, came, strict=True)),
        bands=tuple(learning.bands(before, truth, new, came)),
    )


def _weighed(
    before: Sequence[Mapping[str, float]], truth: Sequence[bool], after: Sequence[Mapping[str, float]]
) -> tuple[list[float], list[float]]:
    """Several scores as one number, each weighed as the earlier cases say: both agreements get their best chance."""
    names = list(before[0])
    weights = learning.weigh([[one[name] for name in names] for one in before], truth)
    first, second = (
        [sum(weight * one[name] for weight, name in zip(weights, names, strict=True)) for one in part]
        for part in (before, after)
    )
    return first, second


def _dense(columns: making.Columns, names: Sequence[str]) -> list[list[float]]:
    return [
        [*(row.get(name, 0.0) for name in names), other]
        for row, other in zip(columns.rows, columns.others, strict=True)
    ]


def _top_decile(scores: Sequence[float], came: Sequence[bool]) -> float:
    """How many times as many of the tenth with the highest scores came true as of all."""
    many = max(1, len(scores) // 10)
    best = sorted(range(len(scores)), key=lambda place: (-scores[place], place))[:many]
    return (sum(came[place] for place in best) / many) / (sum(came) / len(came))


def _rules(
    agreement: Agreement, proposed: Agreement, free: set[str], change: Change, fresh: Mapping[str, Rule]
) -> tuple[Suggested, ...]:
    """Every rule of the scores that were free: those that stand, those that go, those that are new."""
    found = []
    for score in agreement.scores:
        if score.id not in free:
            continue
        for rule in score.rules:
            points = change.points.get(rule.id, rule.points)
            words = describe.rule(rule.model_copy(update={"points": points or rule.points}))
            found.append(Suggested(rule.id, score.id, points, rule.points, when_of(rule), words))
        for rule in proposed.score(score.id).rules:
            if rule.id in fresh:
                words = describe.rule(rule)
                found.append(Suggested(rule.id, score.id, rule.points, None, when_of(rule), words))
    return tuple(found)
