"""Intervals agree with the examples of their authors, and hold what they must."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.reporting.shares import Share, can_tell, difference, ratio

shares = st.integers(1, 500).flatmap(lambda n: st.builds(Share, st.integers(0, n), st.just(n)))


class TestIntervals:
    def test_are_those_of_newcombe(self):
        """Newcombe 1998, table II, method 10: 56/70 against 48/80, and 9/10 against 3/10."""
        first = difference(Share(56, 70), Share(48, 80))
        assert (first.value, first.low, first.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=1e-4)
        second = difference(Share(9, 10), Share(3, 10))
        assert (second.low, second.high) == pytest.approx((0.1705, 0.8090), abs=1e-4)

    def test_of_nobody_are_none(self):
        assert Share(0, 0).interval() is None
        assert difference(Share(0, 0), Share(1, 2)) is None

    @given(shares, shares)
    def test_hold_their_value_and_stay_within_bounds(self, one, other):
        wilson, apart, times = one.interval(), difference(one, other), ratio(one, other)
        assert 0 <= wilson.low <= wilson.value <= wilson.high <= 1 or wilson.value in (0, 1)
        assert -1 <= apart.low <= apart.value + 1e-12
        assert apart.value - 1e-12 <= apart.high <= 1
        assert 0 < times.low <= times.value <= times.high

    @given(shares, shares)
    def test_turn_round_with_their_sides(self, one, other):
        assert difference(one, other).low == pytest.approx(-difference(other, one).high)
        assert ratio(one, other).value == pytest.approx(1 / ratio(other, one).value)

    def test_are_not_told_of_a_few(self):
        assert can_tell(Share(5, 10), Share(0, 10))
        assert not can_tell(Share(5, 9), Share(5, 100))
        assert not can_tell(Share(4, 10), Share(0, 10))
