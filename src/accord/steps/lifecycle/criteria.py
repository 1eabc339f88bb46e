"""Does a criterion hold for what is known, why, and what is lacking?"""

from collections.abc import Mapping
from math import ceil

from accord.agreement.conditions import holds
from accord.agreement.spec import Criterion, Did, Test
from accord.steps.lifecycle import words
from accord.steps.lifecycle.contracts import UNITS_PER_POINT, Facts, Judgement, Missing

Lists = Mapping[str, tuple[str, ...]]
_KNOWN = Test(known=True)


def judge(criterion: Criterion, facts: Facts, lists: Lists) -> Judgement:
    """One judgement of the whole tree; of alternatives that all fail, the one that lacks least is told."""
    if criterion.all_of is not None:
        return _all([judge(part, facts, lists) for part in criterion.all_of])
    if criterion.any_of is not None:
        return _any([judge(part, facts, lists) for part in criterion.any_of])
    if criterion.none_of is not None:
        return _none([judge(part, facts, lists) for part in criterion.none_of])
    return _leaf(criterion, facts, lists)


def is_met(criterion: Criterion, facts: Facts, lists: Lists) -> bool:
    """Whether it holds, without the words: the same truth as `judge`, many times quicker."""
    if criterion.all_of is not None:
        return all(is_met(part, facts, lists) for part in criterion.all_of)
    if criterion.any_of is not None:
        return any(is_met(part, facts, lists) for part in criterion.any_of)
    if criterion.none_of is not None:
        return not any(is_met(part, facts, lists) for part in criterion.none_of)
    if criterion.score is not None:
        name, test = criterion.score
        return holds(test, facts.score(name) / UNITS_PER_POINT, lists)
    if criterion.trait is not None:
        subject, name, test = criterion.trait
        return holds(test, facts.trait(subject, name), lists)
    if criterion.known is not None:
        return all(_is_known(name, facts, lists) for name in criterion.known)
    return _is_leaf_met(criterion, facts)


def _is_leaf_met(criterion: Criterion, facts: Facts) -> bool:
    if criterion.did is not None:
        return len(facts.did(criterion.did)) >= criterion.did.at_least
    if criterion.in_profile is not None:
        return (not facts.profile_misses) == criterion.in_profile
    if criterion.persona is not None:
        return facts.persona in criterion.persona
    return criterion.decided in facts.decided


def decisions_read(criterion: Criterion) -> frozenset[str]:
    """The decisions of people that may make the criterion hold."""
    if criterion.decided is not None:
        return frozenset((criterion.decided,))
    parts = criterion.all_of or criterion.any_of or ()
    return frozenset(decision for part in parts for decision in decisions_read(part))


def _all(parts: list[Judgement]) -> Judgement:
    return Judgement(
        all(p.holds for p in parts),
        tuple(b for p in parts for b in p.because),
        tuple(m for p in parts for m in p.missing),
        tuple(dict.fromkeys(t for p in parts for t in p.touches)),
        {name: units for p in parts for name, units in p.scores.items()},
    )


def _any(parts: list[Judgement]) -> Judgement:
    held = [p for p in parts if p.holds]
    if held:
        return held[0]
    nearest = min(parts, key=lambda p: len(p.missing), default=Judgement(False))
    return Judgement(False, (), nearest.missing, nearest.touches, nearest.scores)


def _none(parts: list[Judgement]) -> Judgement:
    in_the_way = [p for p in parts if p.holds]
    missing = tuple(Missing("none", "", f"must not be: {'; '.join(p.because)}") for p in in_the_way)
    return Judgement(not in_the_way, (), missing, (), {n: u for p in parts for n, u in p.scores.items()})


def _leaf(criterion: Criterion, facts: Facts, lists: Lists) -> Judgement:
    if criterion.score is not None:
        return _score(*criterion.score, facts, lists)
    if criterion.trait is not None:
        return _trait(*criterion.trait, facts, lists)
    if criterion.known is not None:
        return _all([_known(name, _is_known(name, facts, lists)) for name in criterion.known])
    if criterion.did is not None:
        return _did(criterion.did, facts)
    return _about_them(criterion, facts)


def _about_them(criterion: Criterion, facts: Facts) -> Judgement:
    if criterion.in_profile is not None:
        is_in = not facts.profile_misses
        inside = f"not in the profile: {'; '.join(facts.profile_misses)}"
        return _one(is_in == criterion.in_profile, "profile", "", "in the profile" if is_in else inside, inside)
    if criterion.persona is not None:
        wanted = " or ".join(criterion.persona)
        found = facts.persona in criterion.persona
        return _one(found, "persona", wanted, f"persona {facts.persona}", f"persona {wanted}")
    if criterion.decided is not None:
        told = criterion.decided.replace("_", " ")
        return _one(criterion.decided in facts.decided, "decided", criterion.decided, told, f"not {told}")
    raise ValueError("a criterion with no field set")


def _one(is_so: bool, kind: str, name: str, because: str, lacks: str, lacking: int | None = None) -> Judgement:
    if is_so:
        return Judgement(True, (because,))
    return Judgement(False, (), (Missing(kind, name, lacks, lacking),))


def _score(name: str, test: Test, facts: Facts, lists: Lists) -> Judgement:
    units = facts.score(name)
    points = words.number(units / UNITS_PER_POINT)
    wanted = words.of_test(test)
    least = test.at_least if test.at_least is not None else test.more_than
    short = ceil(least * UNITS_PER_POINT) - units if least is not None else None
    lacking = short if short is not None and short > 0 else None
    told = f"{name} {points}, wants {wanted}"
    found = _one(holds(test, units / UNITS_PER_POINT, lists), "score", name, f"{name} {points}", told, lacking)
    return Judgement(found.holds, found.because, found.missing, (), {name: units})


def _trait(subject: str, name: str, test: Test, facts: Facts, lists: Lists) -> Judgement:
    value = facts.trait(subject, name)
    is_known = holds(_KNOWN, value, lists)
    label = words.of_trait(subject, name)
    because = f"{label} {words.value(value)}" if is_known else f"{label} {words.of_test(test)}"
    kind = "trait" if is_known else "datum"
    return _one(holds(test, value, lists), kind, f"{subject}.{name}", because, f"{label} must be {words.of_test(test)}")


def _is_known(name: str, facts: Facts, lists: Lists) -> bool:
    subject, _, trait = name.rpartition(".")
    if holds(_KNOWN, facts.trait(subject or "person", trait), lists):
        return True
    return name == "company" and holds(_KNOWN, facts.trait("account", "name"), lists)


def _known(name: str, is_known: bool) -> Judgement:
    subject, _, trait = name.rpartition(".")
    label = words.of_trait(subject or "person", trait)
    return _one(is_known, "datum", name, f"{label} known", f"{label} is not known")


def _did(did: Did, facts: Facts) -> Judgement:
    found = tuple(facts.did(did))
    wanted = words.of_did(did)
    short = did.at_least - len(found)
    judged = _one(short <= 0, "did", did.touch, wanted, f"{wanted}: {len(found)} so far", max(short, 0))
    return Judgement(judged.holds, judged.because, judged.missing, found)
