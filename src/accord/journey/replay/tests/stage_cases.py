"""Random agreements whose stages read scores, deeds, traits and decisions, and random lives."""

from hypothesis import strategies as st

from accord.agreement import spec
from accord.journey.replay.compiling import Told
from accord.steps.scoring.tests import cases

STAGES = ("s0", "s1", "s2", "s3")
decisions = st.sampled_from(["accepted", "deal_opened"])
score_tests = st.one_of(
    st.integers(-10, 50).map(lambda n: spec.Test(at_least=n)),
    st.integers(-10, 50).map(lambda n: spec.Test(more_than=n)),
    st.integers(-10, 50).map(lambda n: spec.Test(at_most=n)),
    st.builds(lambda n, m: spec.Test(at_least=n, less_than=n + m), st.integers(-10, 50), st.integers(1, 30)),
)
leaves = st.one_of(
    st.builds(lambda name, test: spec.Criterion(score=(name, test)), st.sampled_from("ab"), score_tests),
    st.builds(
        lambda n, within, touch: spec.Criterion(did=spec.Did(touch=touch, at_least=n, within=within)),
        st.integers(1, 3),
        st.none() | cases.long,
        st.sampled_from(["Clicked", "Signed Up"]),
    ),
    st.just(spec.Criterion(known=("job_title",))),
    st.just(spec.Criterion(trait=("account", "employees", spec.Test(at_least=50)))),
    st.just(spec.Criterion(trait=("person", "job_title", spec.Test(equals="cio")))),
    st.just(spec.Criterion(in_profile=True)),
    st.just(spec.Criterion(persona=("boss",))),
    decisions.map(lambda name: spec.Criterion(decided=name)),
)
criteria = st.recursive(
    leaves,
    lambda parts: st.one_of(
        st.lists(parts, min_size=1, max_size=3).map(lambda some: spec.Criterion(all_of=tuple(some))),
        st.lists(parts, min_size=1, max_size=3).map(lambda some: spec.Criterion(any_of=tuple(some))),
        st.lists(parts, min_size=1, max_size=2).map(lambda some: spec.Criterion(none_of=tuple(some))),
    ),
    max_leaves=4,
)
first = st.one_of(st.just(spec.Criterion(all_of=())), st.just(spec.Criterion(known=("job_title",))), criteria)


@st.composite
def agreements(draw: st.DrawFn) -> spec.Agreement:
    given = draw(cases.agreements())
    everywhere = (*STAGES, "recycled", "disqualified")
    enters = [draw(first), *(draw(criteria | st.just(spec.ByPeople(by="sales"))) for _ in STAGES[1:])]
    enters += [spec.Criterion(decided="recycled"), spec.Criterion(decided="disqualified")]
    stages = []
    for name, enter in zip(everywhere, enters, strict=True):
        ways = draw(st.lists(st.sampled_from(everywhere), unique=True, min_size=2, max_size=6))
        ways = ["s0"] if name == "disqualified" else [way for way in ways if way != name]
        stages.append(spec.Stage(id=name, owner="sales", means=name, enter=enter, goes_to=tuple(ways)))
    return given.model_copy(
        update={
            "motions": (spec.Motion(id="m"),),
            "stages": tuple(stages),
            "disqualify": tuple(
                spec.Disqualifier(id=f"d{n}", when=draw(criteria)) for n in range(draw(st.integers(0, 1)))
            ),
            "profile": {"employees": spec.Test(at_least=50)},
            "personas": (spec.Persona(id="boss", name="Boss", title=spec.Test(equals="cio")),),
            "handoff": spec.Handoff(at=("s1", "s2")),
            "recycle_reasons": (
                spec.RecycleReason(id="later", means="Later.", cool_down=draw(st.none() | cases.long)),
            ),
        }
    )


told = st.one_of(
    st.sampled_from(STAGES).map(lambda stage: Told(to=stage)),
    st.just(Told(to="recycled", reason="later", decided=("recycled",))),
    st.just(Told(to="recycled", reason="later", decided=("recycled",))),
    st.just(Told(to="disqualified", decided=("disqualified",))),
)
tellings = st.lists(st.tuples(cases.instants, told), max_size=4)
