"""Nobody gets more than their share."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from accord.steps.handoff.rules import turn
from accord.steps.handoff.tests.cases import seller


def taken(credits_of, members):
    chosen = turn(credits_of, members)
    for member, gain in chosen.share.items():
        credits_of[member] = credits_of.get(member, 0) + gain
    return chosen


class TestFairness:
    @given(st.integers(1, 12), st.integers(0, 200))
    def test_two_reps_never_differ_by_more_than_one(self, people, turns):
        team, credits_of, had = [seller(n) for n in range(people)], {}, Counter(range(people))
        for _ in range(turns):
            had[taken(credits_of, team).member_id] += 1
            assert max(had.values()) - min(had.values()) <= 1

    @given(st.lists(st.tuples(st.booleans(), st.integers(0, 50)), max_size=150), st.integers(2, 6))
    def test_with_turns_given_back_the_one_with_the_fewest_is_next(self, moves, people):
        team, credits_of, had, open_ones = [seller(n) for n in range(people)], {}, Counter(range(people)), []
        for is_back, which in moves:
            if is_back and open_ones:
                back = open_ones.pop(which % len(open_ones))
                had[back.member_id] -= 1
                for member, gain in back.share.items():
                    credits_of[member] -= gain
            else:
                fewest = min(had.values())
                open_ones.append(taken(credits_of, team))
                assert had[open_ones[-1].member_id] == fewest
                had[open_ones[-1].member_id] += 1

    @given(st.lists(st.sets(st.integers(0, 4)), max_size=80))
    def test_the_inactive_never_receive_and_credit_neither_grows_nor_vanishes(self, active_ones):
        credits_of = {}
        for active in active_ones:
            members = [seller(n, is_active=n in active) for n in range(5)]
            chosen = taken(credits_of, members)
            assert chosen.member_id in active or (chosen.member_id is None and not active)
            assert sum(credits_of.values()) == 0

    def test_says_why_each_other_was_passed_over(self):
        members = [seller(1), seller(2), seller(3, is_active=False)]
        told = {c["member"]: c["passed_over"] for c in turn({}, members).candidates}
        assert told == {1: "", 2: "others were longer without one", 3: "is inactive"}
