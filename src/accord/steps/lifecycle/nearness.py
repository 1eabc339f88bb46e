"""What one thing would make a lead ready: a datum that is not known, or a few points. Pure: no database, no clock."""

from collections.abc import Iterable, Mapping
from functools import reduce
from math import ceil

from accord.agreement.conditions import is_missing
from accord.agreement.spec import Agreement, Criterion, Test, TraitRule
from accord.steps.lifecycle import words
from accord.steps.lifecycle.contracts import UNITS_PER_POINT, Facts, Lack
from accord.steps.lifecycle.criteria import is_met
from accord.steps.lifecycle.graph import graph_of

FEW = 10 * UNITS_PER_POINT  # as many points count as a few

Lacks = Mapping[tuple[str, str], Lack]
_NOTHING: Lacks = {}


def lacks_of(agreement: Agreement, stage_id: str, facts: Facts) -> tuple[Lack, ...]:
    """Each thing that alone would take a lead at this stage to one that is handed over, data first; none where more
    than one thing is lacking, where the lead rests or where it is sales' already."""
    here = graph_of(agreement).get(stage_id)
    if here is None or here.is_resting or here.is_closing or stage_id in agreement.handoff.at:
        return ()
    found: dict[tuple[str, str], Lack] = {}
    for way in here.onward:
        if way.id in agreement.handoff.at and isinstance(way.enter, Criterion):
            for key, lack in _alone(way.enter, agreement, facts).items():
                found.setdefault(key, lack)
    return tuple(sorted(found.values(), key=lambda lack: (lack.kind, lack.lacking, lack.name)))


def _alone(criterion: Criterion, agreement: Agreement, facts: Facts) -> Lacks:
    """What alone would make a criterion hold that does not."""
    if criterion.all_of is not None:
        failing = [part for part in criterion.all_of if not is_met(part, facts, agreement.lists)]
        return _in_each(_alone(part, agreement, facts) for part in failing)
    if criterion.any_of is not None:
        ways = (_alone(part, agreement, facts) for part in criterion.any_of)
        return {key: lack for way in ways for key, lack in way.items()}
    if criterion.known is not None:
        unknown = (Criterion(known=(name,)) for name in criterion.known)
        return _in_each(_datum(one) for one in unknown if not is_met(one, facts, agreement.lists))
    if criterion.score is not None:
        return _score(*criterion.score, agreement, facts)
    return _about(criterion, agreement, facts)


def _in_each(parts: Iterable[Lacks]) -> Lacks:
    """One datum may be lacking in several places; of how much it lacks, the most counts."""
    found = list(parts)
    if not found:
        return _NOTHING
    return reduce(
        lambda a, b: {key: max(a[key], b[key], key=lambda lack: lack.lacking) for key in a.keys() & b.keys()}, found
    )


def _datum(known: Criterion) -> Lacks:
    assert known.known is not None
    name = known.known[0]
    return _field(*_subject_of(name))


def _subject_of(name: str) -> tuple[str, str]:
    subject, _, trait = name.rpartition(".")
    return subject or "person", trait


def _field(subject: str, trait: str) -> Lacks:
    name = f"{subject}.{trait}"
    return {("datum", name): Lack("datum", name, words.of_trait(subject, trait))}


def _about(criterion: Criterion, agreement: Agreement, facts: Facts) -> Lacks:
    """Traits that are not known: asked for by name, read by a persona, or read by the profile."""
    if criterion.trait is not None:
        subject, name, test = criterion.trait
        return _field(subject, name) if _asks_for_more(test) and is_missing(facts.trait(subject, name)) else _NOTHING
    if criterion.persona is not None:
        return _field("person", "job_title") if is_missing(facts.trait("person", "job_title")) else _NOTHING
    if criterion.in_profile:
        unknown = [name for name in agreement.profile if is_missing(facts.trait("account", name))]
        only = len(unknown) == 1 and list(facts.profile_misses) == unknown
        return _field("account", unknown[0]) if only else _NOTHING
    return _NOTHING


def _asks_for_more(test: Test) -> bool:
    return test.known is not False


def _score(name: str, test: Test, agreement: Agreement, facts: Facts) -> Lacks:
    """The points that are lacking where they are few, and each unknown trait for which a rule gives as many."""
    least = test.at_least if test.at_least is not None else test.more_than
    lacking = ceil(least * UNITS_PER_POINT) - facts.score(name) if least is not None else 0
    if lacking <= 0:
        return _NOTHING
    said = f"{words.number(lacking / UNITS_PER_POINT)} points of {name}"
    found = {("points", name): Lack("points", name, said, lacking)} if lacking <= FEW else {}
    rules = (rule for rule in agreement.score(name).rules if isinstance(rule, TraitRule))
    for rule in rules:
        if rule.points * UNITS_PER_POINT >= lacking and not is_met(rule.when, facts, agreement.lists):
            found |= {key: lack for key, lack in _alone(rule.when, agreement, facts).items() if key[0] == "datum"}
    return found
