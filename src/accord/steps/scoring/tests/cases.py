"""Random agreements and histories, made so that boundaries are hit often: few values, whole hours, equal times."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from accord.agreement import spec
from accord.kernel.touch import Touch, TouchKind, TraitChange

START = datetime(2025, 1, 1, tzinfo=UTC)
HOUR = 3_600_000_000
MONTHS_18 = 548 * 24


def duration(hours: float) -> spec.Duration:
    return spec.Duration(text=f"{hours} hours", micros=int(hours * HOUR))


short = st.sampled_from([1, 5, 24, 36, 48, 7 * 24, 30 * 24]).map(duration)
long = st.sampled_from([24, 30, 72, 7 * 24, 30 * 24, 90 * 24, 365 * 24]).map(duration)
points = st.integers(-60, 60)
limits = st.none() | st.builds(
    lambda low, high: spec.Limit(at_least=low, at_most=high),
    st.none() | st.integers(-80, 0),
    st.none() | st.integers(1, 80),
)
countings = st.one_of(
    st.just(spec.Counting()),
    st.builds(lambda n: spec.Counting(at_most=n), st.integers(1, 4)),
    st.builds(lambda n, w: spec.Counting(at_most=n, window=w), st.integers(1, 4), short),
    st.just(spec.Counting(distinct="plan")),
    st.builds(lambda w: spec.Counting(at_most=1, distinct="plan", window=w), short),
    st.builds(lambda n, w: spec.Counting(at_most=n, distinct="plan", window=w), st.integers(2, 3), st.none() | short),
)
wheres = st.sampled_from(
    [{}, {}, {"plan": spec.Test(equals="pro")}, {"path": spec.Test(starts_with="/p")}, {"seats": spec.Test(at_least=5)}]
)
criteria = st.sampled_from(
    [
        spec.Criterion(trait=("account", "employees", spec.Test(at_least=50))),
        spec.Criterion(trait=("person", "job_title", spec.Test(equals="cio"))),
        spec.Criterion(none_of=(spec.Criterion(trait=("person", "job_title", spec.Test(known=True))),)),
    ]
)


def touch_rule(number: int, group: str | None) -> st.SearchStrategy[spec.TouchRule]:
    return st.builds(
        spec.TouchRule,
        id=st.just(f"rule-{number}"),
        group=st.just(group),
        touch=st.sampled_from(["page", "Signed Up", "Clicked"]),
        where=wheres,
        points=points,
        count=countings,
        half_life=st.none() | long,
        linear=st.none() | long,
        expires_after=st.none() | long,
        since=st.none() | long,
        limit=limits,
    )


def trait_rule(number: int, group: str | None) -> st.SearchStrategy[spec.TraitRule]:
    return st.builds(spec.TraitRule, id=st.just(f"rule-{number}"), group=st.just(group), when=criteria, points=points)


@st.composite
def scores(draw: st.DrawFn, name: str) -> spec.Score:
    groups = tuple(
        spec.Group(id=f"g{n}", limit=draw(limits) or spec.Limit(at_most=30)) for n in range(draw(st.integers(0, 2)))
    )
    rules = []
    for number in range(draw(st.integers(1, 5))):
        group = draw(st.sampled_from([None, *(g.id for g in groups)]))
        kind = draw(st.sampled_from([touch_rule, touch_rule, touch_rule, trait_rule]))
        rules.append(draw(kind(number, group)))
    return spec.Score(id=name, rules=tuple(rules), groups=groups, limit=draw(limits))


@st.composite
def agreements(draw: st.DrawFn) -> spec.Agreement:
    bounds = [draw(st.integers(-20, 60)) for _ in range(2)]
    tests = [spec.Criterion(score=(name, spec.Test(at_least=bound))) for name, bound in zip("ab", bounds, strict=True)]
    did = spec.Criterion(did=spec.Did(touch="Clicked", at_least=draw(st.integers(1, 3)), within=draw(st.none() | long)))
    stage = spec.Stage(id="mql", owner="sales", means="ready", enter=spec.Criterion(all_of=(*tests, did)))
    return spec.Agreement(
        title="Random",
        time_zone="UTC",
        parties={},
        motions=(),
        scores=(draw(scores("a")), draw(scores("b"))),
        stages=(stage,),
        handoff=spec.Handoff(at=("mql",)),
    )


near_hours = st.sampled_from([0, 1, 2, 5, 6, 10, 24, 25, 29, 36, 48, 60, 72, 84, 168, 169, 336, 720, 744, 1440, 2160])
hours = st.one_of(st.integers(0, MONTHS_18), near_hours, near_hours)


def at(hour: int, micros: int = 0) -> datetime:
    return START + timedelta(hours=hour, microseconds=micros)


nudges = st.sampled_from([0, 0, 0, 0, -1, 1])
instants = st.builds(at, hours, nudges)


@st.composite
def histories(draw: st.DrawFn, most: int = 40) -> list[Touch]:
    found = []
    for number in range(draw(st.integers(0, most))):
        kind, name = draw(
            st.sampled_from([(TouchKind.PAGE, ""), (TouchKind.TRACK, "signed up"), (TouchKind.TRACK, "Clicked")])
        )
        properties = {
            "plan": draw(st.sampled_from(["pro", "Pro", "free", None])),
            "path": draw(st.sampled_from(["/pricing", "/", "/docs"])),
            "seats": draw(st.sampled_from([1, 5, 9])),
        }
        when = draw(instants)
        found.append(
            Touch(1 + number % 2, f"m{number * 7919 % 101}-{number}", kind, name, when, when, properties=properties)
        )
    return found


def lengths_of(agreement: spec.Agreement) -> list[int]:
    """Every length of time that a rule of the agreement names, in microseconds."""
    rules = [rule for score in agreement.scores for rule in score.rules if isinstance(rule, spec.TouchRule)]
    named = [d for r in rules for d in (r.since, r.expires_after, r.half_life, r.linear, r.count.window)]
    return [0, 24 * HOUR, *(d.micros for d in named if d is not None)]


def instants_near(agreement: spec.Agreement, touches: list[Touch]) -> st.SearchStrategy[datetime]:
    """Any instant, and mostly one at which a touch is exactly as old as some rule says."""
    if not touches:
        return instants
    ages = st.sampled_from(lengths_of(agreement))
    born = st.sampled_from([t.occurred_at for t in touches])
    near = st.builds(lambda b, age, nudge: b + timedelta(microseconds=age + nudge), born, ages, nudges)
    return near | near | near | instants


@st.composite
def trait_histories(draw: st.DrawFn) -> list[TraitChange]:
    found = []
    for number in range(draw(st.integers(0, 6))):
        subject, name, values = draw(
            st.sampled_from([("account", "employees", (10, 50, None)), ("person", "job_title", ("cio", "clerk", None))])
        )
        found.append(
            TraitChange(draw(instants), 1000 + number, subject, name, draw(st.sampled_from(values)), f"t{number}")
        )
    return sorted(found)


def simple(field: str, *, hours: int, points: int) -> spec.Agreement:
    """One rule for clicks with one thing special about it."""
    counting = spec.Counting(at_most=1, window=duration(hours))
    special = counting if field == "count" else duration(hours)
    rule = spec.TouchRule(id="click", touch="Clicked", points=points, **{field: special})
    return spec.Agreement(
        title="Simple",
        time_zone="UTC",
        parties={},
        motions=(),
        scores=(spec.Score(id="a", rules=(rule,)),),
        stages=(),
        handoff=spec.Handoff(at=()),
    )


def clicked(number: int, *, hour: int) -> Touch:
    return Touch(1, f"c{number:05}", TouchKind.TRACK, "Clicked", at(hour), at(hour))
