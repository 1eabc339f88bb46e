"""Candidates are written so that the agreement reads them back as they are; thresholds keep the volume."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.agreement.load import examine
from accord.agreement.repointing import Change, repoint
from accord.agreement.spec import Criterion, Test, TouchRule, TraitRule
from accord.reporting.suggest_candidates import MONTH, OFTEN, two_digits
from accord.reporting.suggest_points import as_written, joined, rounded
from accord.reporting.suggest_volume import same_share, same_volume
from tests.stories.cases import NORTHWIND

words = (
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=30)
    .map(str.strip)
    .filter(bool)
)
tests = st.one_of(
    st.lists(words, min_size=1, max_size=3, unique_by=str.casefold).map(lambda v: Test(any_of=tuple(v))),
    st.integers(1, 9999).map(lambda n: Test(at_least=n, less_than=n + 7)),
)
traits = st.builds(
    lambda test, points: TraitRule(id="new-one", when=Criterion(trait=("account", "segment", test)), points=points),
    tests, st.integers(1, 99),
)  # fmt: skip
deeds = st.builds(
    lambda name, path, points: TouchRule(
        id="new-one", touch=name, points=points, count=OFTEN, half_life=MONTH,
        where={"path": Test(starts_with=path)} if path else {},
    ),
    words, st.none() | words.map(lambda word: f"/{word}"), st.integers(1, 99),
)  # fmt: skip


def trait(name, value, points=1):
    return TraitRule(id=name, when=Criterion(trait=("account", "industry", Test(any_of=(value,)))), points=points)


class TestAsWritten:
    @settings(max_examples=25)
    @given(st.one_of(traits, deeds))
    def test_is_read_back_as_it_is(self, rule):
        agreement, _ = examine(
            repoint(NORTHWIND, "n", Change(added={"fit": [as_written(rule)]})), "n", with_checks=False
        )
        assert agreement is not None
        read = agreement.score("fit").rules[-1]
        if isinstance(rule, TouchRule):
            assert (read.touch, read.where, read.count, read.half_life) == (rule.touch, rule.where, OFTEN, MONTH)
        else:
            assert read.when == rule.when
        assert read.points == rule.points


class TestJoined:
    def test_near_categories_are_one_rule_and_far_ones_are_not(self):
        rules = [trait("a", "software"), trait("b", "finance"), trait("c", "retail"), trait("d", "none")]
        found = joined(rules, {"a": 0.9, "b": 1.0, "c": -0.8}, {"a": 10, "b": 30, "c": 5, "d": 9})
        said = {rule.when.trait[2].any_of: round(weight, 3) for rule, weight in found}
        assert said == {("finance", "software"): 0.975, ("retail",): -0.8}

    def test_ranges_are_joined_only_where_they_touch(self):
        cuts = [(None, 50), (50, 500), (500, None)]
        rules = [
            TraitRule(
                id=f"r{n}", when=Criterion(trait=("account", "employees", Test(at_least=a, less_than=b))), points=1
            )
            for n, (a, b) in enumerate(cuts)
        ]
        found = joined(rules, {"r0": 1.0, "r2": 1.0}, {"r0": 5, "r1": 5, "r2": 5})
        assert len(found) == 2
        (one, _), *rest = joined(rules, {"r1": 1.0, "r2": 1.1}, {"r0": 5, "r1": 5, "r2": 5})
        assert (one.when.trait[2].at_least, one.when.trait[2].less_than, rest) == (50, None, [])


class TestRounded:
    def test_spreads_as_the_present_scores_do(self):
        rows = [{"a": 1.0}, {}, {"a": 1.0, "b": 2.0}, {"b": 1.0}]
        points = rounded({"a": 1.0, "b": -0.5}, rows, [0, 30, 60, 90]).points
        assert points["a"] > 0 > points["b"]
        assert abs(points["a"] / points["b"] + 2) < 0.1

    def test_of_nothing_is_nothing(self):
        assert rounded({"a": 1.0}, [{}, {}], [1, 2]).points == {"a": 0}


class TestVolume:
    @given(st.lists(st.integers(-50, 100), min_size=1, max_size=60), st.integers(-50, 100), st.randoms())
    def test_as_many_reach_it_as_before(self, before, least, dice):
        after = list(before)
        dice.shuffle(after)
        reaching = max(1, sum(value >= least for value in before))
        assert (
            sum(value >= same_share(before, [value * 2 for value in after], least) for value in [v * 2 for v in after])
            >= reaching
        )

    def test_the_last_score_makes_up_for_the_others(self):
        before = [[{"fit": f, "engagement": e}] for f in range(10) for e in range(10)]
        asked = same_volume(before, before, {"fit": 5, "engagement": 5}, {"fit": 0, "engagement": 5}, "engagement")
        passing = sum(one["engagement"] >= asked for (one,) in before)
        assert 25 <= passing <= 35

    @pytest.mark.parametrize(("number", "said"), [(4713, 4700), (52, 52), (0.1234, 0.12), (1049, 1000)])
    def test_cuts_are_numbers_that_people_say(self, number, said):
        assert two_digits(number) == said
