"""From an agreement to a program: flat rules for the fold, and what each of them matches. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from accord.agreement.contracts import Version
from accord.agreement.spec import Agreement, Did, Duration, Group, Limit, Score, TouchMatch, TouchRule, TraitRule
from accord.engines.contracts import HIGHEST, LOWEST, UNITS, GroupLine, Plan, RuleLine, ScoreLine
from accord.steps.scoring import criteria
from accord.steps.scoring.contracts import did_key
from accord.steps.scoring.weights import weights


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """What one agreement says about scores. Rules and scores stand at the same places as in the plan; behind the
    scores of the agreement come one for each `did` that a criterion reads, which count its touches."""

    agreement: Agreement
    plan: Plan
    rules: tuple[TouchRule | TraitRule | Did, ...]
    score_ids: tuple[str, ...]
    groups: tuple[str, ...]
    did_rules: Mapping[str, int]

    def rule_id(self, place: int) -> str:
        """The rule's id in the agreement; a `did` has none."""
        rule = self.rules[place]
        return "" if isinstance(rule, Did) else rule.id

    def touch_rules(self) -> list[tuple[int, TouchMatch]]:
        return [(place, rule) for place, rule in enumerate(self.rules) if isinstance(rule, TouchMatch)]

    def trait_rules(self) -> list[tuple[int, TraitRule]]:
        return [(place, rule) for place, rule in enumerate(self.rules) if isinstance(rule, TraitRule)]


def program_of(version: Version) -> Program:
    """The program of a version, made once."""
    return _cached(version.hash, _Held(version.agreement))


class _Held:
    """Lets an agreement, which has no hash, ride beside the hash of its content."""

    __slots__ = ("agreement",)

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=8)
def _cached(_: str, held: _Held) -> Program:
    return program(held.agreement)


def program(agreement: Agreement) -> Program:
    """The program that an agreement says."""
    groups = [(place, group) for place, score in enumerate(agreement.scores) for group in score.groups]
    rules: list[TouchRule | TraitRule | Did] = []
    lines: list[RuleLine] = []
    for place, score in enumerate(agreement.scores):
        rules += score.rules
        lines += [_line(rule, place, _group_place(groups, place, rule.group)) for rule in score.rules]
    scores = [_score_line(score, criteria.thresholds(agreement, score.id)) for score in agreement.scores]
    did_rules: dict[str, int] = {}
    for key, found in _same(criteria.dids(agreement)).items():
        did_rules[key] = len(rules)
        lines.append(_did_line(found[0], len(scores)))
        rules.append(found[0])
        scores.append(ScoreLine(thresholds=tuple(sorted({did.at_least * UNITS for did in found}))))
    group_lines = tuple(GroupLine(score=place, low=_low(g.limit), high=_high(g.limit)) for place, g in groups)
    return Program(
        agreement=agreement,
        plan=Plan(rules=tuple(lines), groups=group_lines, scores=tuple(scores)),
        rules=tuple(rules),
        score_ids=tuple(score.id for score in agreement.scores),
        groups=tuple(group.id for _, group in groups),
        did_rules=did_rules,
    )


def _same(dids: list[Did]) -> dict[str, list[Did]]:
    found: dict[str, list[Did]] = {}
    for did in dids:
        found.setdefault(did_key(did), []).append(did)
    return found


def _group_place(groups: list[tuple[int, Group]], score: int, group_id: str | None) -> int | None:
    if group_id is None:
        return None
    return next(i for i, (place, group) in enumerate(groups) if place == score and group.id == group_id)


def _line(rule: TouchRule | TraitRule, score: int, group: int | None) -> RuleLine:
    if isinstance(rule, TraitRule):
        return RuleLine(score=score, group=group, weights=weights(rule.points), is_trait=True)
    at_most = rule.count.at_most
    if rule.count.distinct is not None and at_most is None:
        at_most = 1
    return RuleLine(
        score=score,
        group=group,
        weights=weights(rule.points, _micros(rule.half_life), _micros(rule.linear)),
        at_most=at_most,
        window=_micros(rule.count.window),
        is_distinct=rule.count.distinct is not None,
        since=_micros(rule.since),
        expires_after=_micros(rule.expires_after),
        low=_low(rule.limit),
        high=_high(rule.limit),
    )


def _did_line(did: Did, score: int) -> RuleLine:
    return RuleLine(score=score, weights=(UNITS,), expires_after=_micros(did.within))


def _score_line(score: Score, turns: tuple[int, ...]) -> ScoreLine:
    return ScoreLine(low=_low(score.limit), high=_high(score.limit), thresholds=turns)


def _micros(duration: Duration | None) -> int | None:
    return None if duration is None else duration.micros


def _low(limit: Limit | None) -> int:
    return LOWEST if limit is None or limit.at_least is None else limit.at_least * UNITS


def _high(limit: Limit | None) -> int:
    return HIGHEST if limit is None or limit.at_most is None else limit.at_most * UNITS
