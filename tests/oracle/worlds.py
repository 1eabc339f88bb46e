"""Random small worlds, made by a number: two agreements, and a few people with what they did and what was decided.

Few values, whole hours and equal instants, so that boundaries are hit often.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from accord.agreement import spec
from accord.kernel.touch import Touch, TouchKind, TraitChange
from tests.oracle.replay import Decision, Life, opened_by

START = datetime(2025, 3, 3, 9, tzinfo=UTC)
DAYS = 24
UNTIL = START + timedelta(days=DAYS)
HOURS = (1, 5, 24, 30, 48, 72, 120, 240)
NAMES = ("s0", "s1", "s2", "s3")
ENDS = ("recycled", "disqualified", "won", "lost")


@dataclass(frozen=True)
class SmallWorld:
    proposed: spec.Agreement
    in_force: spec.Agreement
    lives: list[Life]


def world(seed: int) -> SmallWorld:
    rng = Random(seed)
    in_force = _agreement(rng)
    proposed = _agreement(rng) if rng.random() < 0.4 else _changed(rng, in_force)
    return SmallWorld(proposed, in_force, [_life(rng, in_force) for _ in range(rng.randint(1, 4))])


def _agreement(rng: Random) -> spec.Agreement:
    scores = (_score(rng, "a"), _score(rng, "b"))
    names = [*NAMES[: rng.randint(2, 4)], "recycled", *[end for end in ENDS[1:] if rng.random() < 0.8]]
    stages = []
    for place, name in enumerate(names):
        ways = [way for way in names if way != name and rng.random() < 0.7]
        stages.append(
            spec.Stage(
                id=name,
                owner="marketing" if name in ENDS[:2] else rng.choice(["marketing", "sales", "sales"]),
                means=name,
                enter=_enter(rng, name, place),
                goes_to=tuple(ways if name != "won" else []),
            )
        )
    return spec.Agreement(
        title="Random",
        time_zone=rng.choice(["UTC", "Europe/Berlin", "America/Sao_Paulo"]),
        parties={},
        motions=(spec.Motion(id="m"),),
        scores=scores,
        stages=tuple(stages),
        disqualify=tuple(spec.Disqualifier(id="d", when=_criterion(rng)) for _ in range(rng.choice([0, 0, 1]))),
        profile={"employees": spec.Test(at_least=50)},
        personas=(spec.Persona(id="boss", name="Boss", title=spec.Test(equals="cio")),),
        handoff=spec.Handoff(at=tuple(name for name in names[1:4] if name in NAMES and rng.random() < 0.7)),
        recycle_reasons=(
            spec.RecycleReason(
                id="later", means="Later.", cool_down=_maybe(rng, 0.7), at_most=rng.choice([None, 1, 2])
            ),
        ),
    )


def _enter(rng: Random, name: str, place: int) -> spec.Criterion | spec.ByPeople:
    if name in ENDS:
        return spec.Criterion(decided={"won": "deal_won", "lost": "deal_lost"}.get(name, name))
    if place == 0:
        return rng.choice([spec.Criterion(all_of=()), spec.Criterion(known=("job_title",)), _criterion(rng)])
    return spec.ByPeople(by="sales") if rng.random() < 0.12 else _criterion(rng)


def _criterion(rng: Random, depth: int = 0) -> spec.Criterion:
    lot = rng.random()
    if depth < 2 and lot < 0.3:
        field = rng.choice(["all_of", "any_of", "any_of", "none_of"])
        return spec.Criterion(**{field: tuple(_criterion(rng, depth + 1) for _ in range(rng.randint(1, 3)))})
    if lot < 0.65:
        return spec.Criterion(score=(rng.choice("ab"), _bound(rng)))
    if lot < 0.8:
        within = _maybe(rng, 0.5)
        return spec.Criterion(did=spec.Did(touch=rng.choice(["Clicked", "Asked"]), at_least=rng.choice([1, 1, 2]),
                                           within=within))  # fmt: skip
    return rng.choice(
        [
            spec.Criterion(decided="accepted"),
            spec.Criterion(decided="accepted"),
            spec.Criterion(decided="deal_opened"),
            spec.Criterion(known=("job_title",)),
            spec.Criterion(trait=("account", "employees", spec.Test(at_least=50))),
            spec.Criterion(in_profile=True),
            spec.Criterion(persona=("boss",)),
        ]
    )


def _bound(rng: Random) -> spec.Test:
    number = rng.randint(-4, 30)
    kind = rng.random()
    if kind < 0.7:
        return spec.Test(at_least=number)
    if kind < 0.8:
        return spec.Test(more_than=number)
    return spec.Test(at_most=number) if kind < 0.9 else spec.Test(at_least=number, less_than=number + rng.randint(1, 9))


def _score(rng: Random, name: str) -> spec.Score:
    rules = [_rule(rng, number) for number in range(rng.randint(1, 4))]
    limit = spec.Limit(at_least=rng.choice([None, -5, 0]), at_most=rng.choice([None, 20, 40]))
    return spec.Score(id=name, rules=tuple(rules), limit=limit if rng.random() < 0.4 else None,
                      grades=(("A", 15),) if rng.random() < 0.2 else ())  # fmt: skip


def _rule(rng: Random, number: int) -> Any:
    points = rng.choice([-10, 5, 8, 10, 15, 20, 30])
    if rng.random() < 0.2:
        trait = spec.Criterion(trait=("account", "employees", spec.Test(at_least=50)))
        none = spec.Criterion(none_of=(spec.Criterion(trait=("person", "job_title", spec.Test(known=True))),))
        return spec.TraitRule(id=f"r{number}", when=rng.choice([trait, none]), points=points)
    return spec.TouchRule(
        id=f"r{number}",
        touch=rng.choice(["page", "Clicked", "Asked"]),
        where={"plan": spec.Test(equals="pro")} if rng.random() < 0.2 else {},
        points=points,
        count=_counting(rng),
        half_life=_maybe(rng, 0.15),
        linear=_maybe(rng, 0.15),
        expires_after=_maybe(rng, 0.25),
        since=_maybe(rng, 0.2),
        limit=spec.Limit(at_most=25) if rng.random() < 0.1 else None,
    )


def _counting(rng: Random) -> spec.Counting:
    if rng.random() < 0.5:
        return spec.Counting()
    distinct = "plan" if rng.random() < 0.3 else None
    return spec.Counting(at_most=rng.choice([1, 2]), window=_maybe(rng, 0.5), distinct=distinct)


def _maybe(rng: Random, share: float) -> spec.Duration | None:
    hours = rng.choice(HOURS)
    return spec.Duration(text=f"{hours} hours", micros=hours * 3_600_000_000) if rng.random() < share else None


def _changed(rng: Random, given: spec.Agreement) -> spec.Agreement:
    """The same with other points, other bounds at a stage, other hand-offs, or a stage fewer."""
    lot = rng.random()
    if lot < 0.35:
        score = given.scores[0]
        rules = tuple(rule.model_copy(update={"points": rule.points + rng.choice([-5, 5, 10])}) for rule in score.rules)
        return given.model_copy(update={"scores": (score.model_copy(update={"rules": rules}), given.scores[1])})
    if lot < 0.8:
        place = rng.randrange(1, len(given.stages))
        stages = list(given.stages)
        if stages[place].id in NAMES:
            stages[place] = stages[place].model_copy(update={"enter": _enter(rng, stages[place].id, place)})
        return given.model_copy(update={"stages": tuple(stages)})
    gone = given.stages[1].id
    if gone not in NAMES or len(given.stages) < 4:
        return given
    stages = [stage.model_copy(update={"goes_to": tuple(way for way in stage.goes_to if way != gone)})
              for stage in given.stages if stage.id != gone]  # fmt: skip
    at = tuple(name for name in given.handoff.at if name != gone)
    return given.model_copy(update={"stages": tuple(stages), "handoff": spec.Handoff(at=at)})


def _life(rng: Random, agreement: spec.Agreement) -> Life:
    touches = [_touch(rng, number) for number in range(rng.randint(0, 8))]
    changes = sorted(_change(rng, 1000 + number) for number in range(rng.randint(0, 3)))
    decisions = [one for _ in range(rng.choice([0, 0, 1, 2, 3])) for one in _decisions(rng, agreement)]
    if rng.random() < 0.1:
        decisions.append(Decision(_at(rng), to=agreement.stages[0].id, opens=True))
    decisions.sort(key=lambda one: (one.at, not one.opens, not one.takes, bool(one.to)))
    kinds = sorted({(_at(rng), rng.choice(["won", "lost", "rejected"])) for _ in range(rng.choice([0, 1, 1, 2]))})
    return Life(touches, changes, decisions, kinds)


def _at(rng: Random) -> datetime:
    nudge = rng.choice([0, 0, 0, 0, -1, 1])
    return START + timedelta(
        hours=rng.choice([*HOURS, *(rng.randint(0, DAYS * 20) for _ in range(6))]), microseconds=nudge
    )


def _touch(rng: Random, number: int) -> Touch:
    kind, name = rng.choice([(TouchKind.PAGE, ""), (TouchKind.TRACK, "Clicked"), (TouchKind.TRACK, "asked"),
                             (TouchKind.TRACK, "Looked")])  # fmt: skip
    at = _at(rng)
    properties = {"plan": rng.choice(["pro", "Pro", "free", None])}
    return Touch(1, f"m{number * 7919 % 101}-{number}", kind, name, at, at, properties=properties)


def _change(rng: Random, number: int) -> TraitChange:
    subject, name, value = rng.choice(
        [("account", "employees", 10), ("account", "employees", 60), ("person", "job_title", "cio"),
         ("person", "job_title", "clerk"), ("person", "job_title", None)]
    )  # fmt: skip
    return TraitChange(_at(rng), number, subject, name, value, f"t{number}")


def _decisions(rng: Random, agreement: spec.Agreement) -> list[Decision]:
    """One thing that people decided; taking a lead is accepting it too."""
    at, lot = _at(rng), rng.random()
    if lot < 0.25:
        takes = [Decision(at, takes=True)] if rng.random() < 0.3 else []
        return [*takes, Decision(at, said=("accepted",), by_sales=True)]
    if lot < 0.55:
        return [Decision(at, to="recycled", reason=rng.choice(["later", "later", "later", "unheard of"]),
                         said=("recycled",), by_sales=rng.random() < 0.7)]  # fmt: skip
    if lot < 0.7:
        end = rng.choice(["won", "lost", "disqualified"])
        said = {"won": "deal_won", "lost": "deal_lost"}.get(end, end)
        return [Decision(at, to=end, said=(said,), by_sales=end == "disqualified")]
    stage = rng.choice([one for one in agreement.stages if one.id in NAMES])
    return [Decision(at, to=stage.id, said=tuple(sorted(opened_by(stage))), by_sales=rng.random() < 0.6)]
