"""Who is in a pilot's scope, and when: whatever came in first."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from accord.agreement.contracts import Version
from accord.agreement.load import load
from accord.journey.scope import Held, Scope, judged_by, scope_of
from accord.kernel.actor import PROCESS
from accord.kernel.touch import TraitChange
from tests.oracle import pilot as oracle

NORTHWIND = (Path(__file__).parents[4] / "examples" / "northwind.yaml").read_text(encoding="utf-8")
SEGMENT = NORTHWIND + "\npilot: {means: Earlier., where: {account.industry: logistics}, until: 2099-01-01}\n"
TEAM = NORTHWIND + "\npilot: {means: Earlier., team: Sales, until: 2099-01-01}\n"
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
INDUSTRIES = ("logistics", "software", "Logistics ", None)


def hour(number: int) -> datetime:
    return BEGIN + timedelta(hours=number)


def version(text: str, number: int, start: int, end: int | None = None) -> Version:
    agreement = load(text, "n")
    over = None if end is None else hour(end)
    return Version(
        number, number, f"h{number}", "n", text, "t", agreement, PROCESS, BEGIN, hour(start), over,
        is_pilot=agreement.pilot is not None,
    )  # fmt: skip


MAIN, PILOT, BY_TEAM = version(NORTHWIND, 1, 0), version(SEGMENT, 2, 10, 30), version(TEAM, 2, 10, 30)
said = st.lists(st.tuples(st.integers(0, 40), st.sampled_from(INDUSTRIES)), max_size=6, unique_by=lambda one: one[0])


def changes(told):
    return [TraitChange(hour(at), n, "account", "industry", value, f"m{at}") for n, (at, value) in enumerate(told)]


class TestScope:
    @given(said, st.randoms())
    def test_is_that_of_each_instant_whatever_came_in_first(self, told, luck):
        luck.shuffle(told)
        scope = scope_of(PILOT, changes(told))
        plain = [(at, (value or "").strip().casefold()) for at, value in told]
        for at in range(42):
            pilot = oracle.NaivePilot(2, 10, 30, "logistics")
            expected = oracle.judged_by(at, mains=[(1, 0)], pilots=[pilot], said=plain)
            found = judged_by({PILOT.id: scope}, [MAIN, PILOT], hour(at))
            assert found is not None
            assert found.number == expected, (at, scope)
            assert scope.holds(hour(at)) == (expected == 2)

    def test_of_nobody_is_empty(self):
        assert scope_of(PILOT, []) == Scope()
        assert scope_of(MAIN, changes([(12, "logistics")])) == Scope()

    def test_turns_only_when_it_turns(self):
        scope = scope_of(PILOT, changes([(2, "logistics"), (12, "Logistics"), (20, "software"), (25, "logistics")]))
        assert scope.turns == (hour(10), hour(20), hour(25), hour(30))

    @given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12) | st.none()), max_size=4))
    def test_of_a_team_is_while_it_has_a_lead(self, spells):
        held = [Held("sales", hour(a), None if long is None else hour(a + long)) for a, long in spells]
        scope = scope_of(BY_TEAM, [], [*held, Held("elsewhere", hour(0), None)])
        for at in range(42):
            has = any(a <= at and (long is None or at < a + long) for a, long in spells)
            assert scope.holds(hour(at)) == (has and 10 <= at < 30)

    def test_before_the_first_version_there_is_none(self):
        assert judged_by({}, [MAIN, PILOT], BEGIN - timedelta(days=1)) is None
