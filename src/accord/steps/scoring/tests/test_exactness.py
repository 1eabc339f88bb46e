"""A score is what the naive model says it is, at every instant, in whatever order the touches came."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.kernel.instants import DAY_MICROS, from_micros, to_micros
from accord.steps.scoring import foresight
from accord.steps.scoring.compile import program
from accord.steps.scoring.contracts import points_of
from accord.steps.scoring.explain import explain_sheet, sheet_of
from accord.steps.scoring.tests import cases
from tests.oracle.score import score_units

WALKED = 600 * DAY_MICROS
relaxed = settings(max_examples=100, suppress_health_check=list(HealthCheck))


class TestExplanation:
    @relaxed
    @given(cases.agreements(), cases.histories(), cases.trait_histories(), st.data())
    def test_is_the_naive_score_and_sums_exactly(self, agreement, touches, changes, data):
        compiled = program(agreement)
        for at in data.draw(st.lists(cases.instants_near(agreement, touches), min_size=4, max_size=8)):
            sheet = sheet_of(compiled, touches, changes, at)
            seen = explain_sheet(compiled, sheet, 1, at)
            for name, one in seen.scores.items():
                assert one.units == score_units(agreement, name, touches, changes, at)
                assert sum(c.units for c in one.contributions) + sum(c.units for c in one.limits) == one.units
            for one in seen.as_json().values():
                whole = sum(c["value"] for c in one["contributions"]) + sum(c["cut"] for c in one["limits"])
                assert whole == one["value"], "floats of 1/1024 add exactly"

    @relaxed
    @given(cases.agreements(), cases.histories(), cases.trait_histories(), cases.instants, st.randoms())
    def test_does_not_know_the_order_in_which_touches_came(self, agreement, touches, changes, at, chance):
        compiled = program(agreement)
        shuffled = chance.sample(touches, len(touches))
        first = explain_sheet(compiled, sheet_of(compiled, touches, changes, at), 1, at)
        assert first == explain_sheet(compiled, sheet_of(compiled, shuffled, changes, at), 1, at)


class TestForesight:
    @settings(relaxed, max_examples=60)
    @given(cases.agreements(), cases.histories(12), cases.instants, st.integers(-30, 80))
    def test_falls_when_a_walk_over_every_step_of_time_says_so(self, agreement, touches, at, points):
        compiled = program(agreement)
        sheet = sheet_of(compiled, touches, [], at)
        start, units = to_micros(at), points * 1024
        ahead = sorted(steps_of(agreement, touches, start))
        for place, score in enumerate(agreement.scores):
            is_met = sheet.units(place, start) >= units
            walked = next((t for t in ahead if (sheet.units(place, t) >= units) != is_met), None)
            found = foresight.turn(sheet, place, units, start, sheet.settled(start))
            if found is not None and found > start + WALKED:
                found = None
            assert found == walked
            if walked is not None:
                known = [t for t in touches if t.occurred_at <= at]
                assert (score_units(agreement, score.id, known, (), from_micros(walked)) >= units) != is_met


def steps_of(agreement, touches, start: int) -> set[int]:
    """Every instant after `start`, within the stretch walked, at which the age of a touch crosses a day or a bound."""
    lengths = {
        d.micros
        for score in agreement.scores
        for rule in score.rules
        for d in (getattr(rule, "since", None), getattr(rule, "expires_after", None))
        if d is not None
    }
    ages = {day * DAY_MICROS for day in range(1, 1200)} | lengths
    born = {to_micros(t.occurred_at) for t in touches}
    return {b + age for b in born for age in ages if start < b + age <= start + WALKED}


class TestPoints:
    def test_whole_points_are_integers_and_others_exact_fractions(self):
        assert [points_of(units) for units in (2048, -1024, 512, 1)] == [2, -1, 0.5, 0.0009765625]
        assert cases.at(0) + timedelta(microseconds=1) == from_micros(to_micros(cases.at(0)) + 1)
