"""Nobody gets more than their share."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from accord.steps.handoff.contracts import Dealing
from accord.steps.handoff.rules import LEAD, Credits, owed

PEOPLE = 5
some = st.sets(st.integers(0, PEOPLE - 1), min_size=1)
weights_of = st.lists(st.integers(1, 1000), min_size=PEOPLE, max_size=PEOPLE)
moves = st.lists(st.tuples(some, st.none() | st.integers(0, 50)), max_size=150)


class Round:
    """Members who come and go, take leads and give them back, with what each should have by exact shares."""

    def __init__(self, weights):
        self.weights, self.owed, self.open_ones = weights, Credits({}), []
        self.had, self.back, self.gained = Counter(), Counter(), Counter()

    def offer(self, here):
        chosen, share = self.owed.take({member: self.weights[member] for member in here})
        self.had[chosen] += 1
        self.open_ones.append((chosen, share))
        return chosen

    def give_back(self, which):
        if self.open_ones:
            chosen, share = self.open_ones.pop(which % len(self.open_ones))
            self.owed.add(share, -1)
            self.had[chosen] -= 1
            self.back[chosen] += 1


class TestEqualWeights:
    @given(st.integers(1, 12), st.integers(0, 200))
    def test_two_reps_never_differ_by_more_than_one(self, people, turns):
        round_of, had = Round([1] * people), Counter(range(people))
        for _ in range(turns):
            had[round_of.offer(range(people))] += 1
            assert max(had.values()) - min(had.values()) <= 1

    @given(moves, weights_of)
    def test_nor_do_they_whoever_else_comes_and_goes_with_whatever_weight(self, steps, weights):
        """Members 0 and 1 are alike and always here or away together."""
        round_of = Round([weights[0], *weights[:1], *weights[2:]])
        for here, _ in steps:
            round_of.offer({*here, 0, 1} if here & {0, 1} else here)
            assert abs(round_of.had[0] - round_of.had[1]) <= 1

    @given(moves, weights_of)
    def test_with_leads_given_back_nobody_who_is_ahead_is_offered_one(self, steps, weights):
        round_of = Round([weights[0], *weights[:1], *weights[2:]])
        for here, back in steps:
            if back is not None:
                round_of.give_back(back)
            pair = {*here, 0, 1} if here & {0, 1} else here
            before = round_of.had[0] - round_of.had[1]
            chosen = round_of.offer(pair)
            assert not (chosen == 0 and before > 0)
            assert not (chosen == 1 and before < 0)
            assert abs(round_of.had[0] - round_of.had[1]) <= 1 + max(round_of.back[0], round_of.back[1])


class Life(Round):
    """A round that remembers when everything was: nothing is at the same time as anything else."""

    def __init__(self, weights):
        super().__init__(weights)
        self.now, self.stands, self.gone = 0, [], []

    def offer(self, here):
        self.now += 1
        chosen, share = self.owed.take({member: self.weights[member] for member in here})
        self.stands.append([chosen, share, self.now, None])
        return chosen

    def give_back(self, which):
        self.now += 1
        if self.stands:
            turn = self.stands.pop(which % len(self.stands))
            self.owed.add(turn[1], -1)
            self.gone.append([*turn[:3], self.now])

    def undo(self, which):
        self.now += 1
        if self.gone:
            turn = self.gone.pop(which % len(self.gone))
            self.owed.add(turn[1], 1)
            self.stands.append([*turn[:3], self.now])

    def dealing(self, member):
        mine = [turn for turn in self.stands if turn[0] == member]
        return Dealing(
            [taken for _, _, taken, _ in mine],
            [(taken, at) for chosen, _, taken, at in self.gone if chosen == member],
            [(taken, at) for _, _, taken, at in mine if at is not None],
        )

    def ahead(self, one, other):
        return len(self.dealing(one).stands) - len(self.dealing(other).stands)


class TestGivenBack:
    @given(st.lists(st.tuples(some, st.sampled_from(("", "", "back", "undo")), st.integers(0, 50))), weights_of)
    def test_nobody_is_further_ahead_of_somebody_alike_than_the_other_is_owed(self, steps, weights):
        """Members 0 and 1 are alike; the others come, go and give back as they like."""
        life = Life([weights[0], *weights[:1], *weights[2:]])
        for here, what, which in steps:
            if what:
                (life.give_back if what == "back" else life.undo)(which)
            life.offer({*here, 0, 1} if here & {0, 1} else here)
            for one, other in ((0, 1), (1, 0)):
                assert life.ahead(one, other) <= 1 + owed(life.dealing(one), life.dealing(other))

    def test_what_is_owed_is_as_much_as_they_differ_and_is_made_up_one_by_one(self):
        life = Life([1, 1])
        for _ in range(6):
            life.offer({0, 1})
        for _ in range(3):
            life.give_back([turn[0] for turn in life.stands].index(1))
        seen = []
        for _ in range(4):
            seen.append((life.ahead(0, 1), owed(life.dealing(0), life.dealing(1))))
            life.offer({0, 1})
        assert seen == [(3, 2), (2, 1), (1, 0), (0, 0)]

    def test_what_was_given_back_before_the_other_got_a_lead_excuses_nothing(self):
        biased = Dealing([1, 3, 5, 7, 9])
        assert owed(biased, Dealing([2], [(4, 4), (6, 6), (8, 8)])) == 0
        assert owed(biased, Dealing([2], [(4, 10), (6, 10), (8, 8)])) == 2

    def test_a_rejection_taken_back_excuses_the_one_ahead(self):
        assert owed(Dealing([1, 3], again=[(1, 4)]), Dealing([])) == 1


class TestWeights:
    @given(weights_of, st.integers(1, 300))
    def test_who_is_always_here_is_never_a_whole_lead_ahead_of_their_part(self, weights, turns):
        round_of, total = Round(weights), sum(weights)
        for turn in range(1, turns + 1):
            round_of.offer(range(PEOPLE))
            for member in range(PEOPLE):
                assert round_of.had[member] < turn * weights[member] / total + 1

    @given(moves, weights_of)
    def test_nobody_of_n_is_ever_n_leads_away_from_the_sum_of_their_parts(self, steps, weights):
        round_of, parts = Round(weights), Counter()
        for here, _ in steps:
            total = sum(weights[member] for member in here)
            for member in here:
                parts[member] += weights[member] / total
            round_of.offer(here)
            for member in range(PEOPLE):
                assert abs(round_of.had[member] - parts[member]) <= PEOPLE - 1

    @given(moves, weights_of)
    def test_each_lead_given_back_adds_at_most_one_to_that(self, steps, weights):
        round_of = Round(weights)
        for here, back in steps:
            if back is not None:
                round_of.give_back(back)
            round_of.offer(here)
            for member in range(PEOPLE):
                assert abs(round_of.owed.of(member)) <= (PEOPLE - 1 + sum(round_of.back.values())) * LEAD

    @given(moves, weights_of)
    def test_only_who_is_here_receives_and_credit_neither_grows_nor_vanishes(self, steps, weights):
        round_of = Round(weights)
        for turn, (here, _) in enumerate(steps, 1):
            assert round_of.offer(here) in here
            assert -PEOPLE * turn <= sum(round_of.owed.of(member) for member in range(PEOPLE)) <= 0

    @given(moves, weights_of)
    def test_all_given_back_nobody_is_owed_anything(self, steps, weights):
        round_of = Round(weights)
        for here, _ in steps:
            round_of.offer(here)
        for which, _ in enumerate(steps):
            round_of.give_back(7 * which)
        assert all(round_of.owed.of(member) == 0 for member in range(PEOPLE))
