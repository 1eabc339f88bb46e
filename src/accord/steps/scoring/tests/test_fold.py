"""The compiled fold, the sheet in plain Python and the naive model agree, whatever the agreement and the history."""

from itertools import groupby

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from accord.engines import fold
from accord.kernel.instants import DAY_MICROS, from_micros, to_micros
from accord.steps.scoring import foresight
from accord.steps.scoring.compile import program
from accord.steps.scoring.contracts import Subject
from accord.steps.scoring.explain import sheet_of
from accord.steps.scoring.history import History, SignalRow
from accord.steps.scoring.live import moments_of, outlook
from accord.steps.scoring.signals import Matcher
from accord.steps.scoring.tests import cases
from accord.steps.scoring.tests.test_exactness import relaxed
from tests.oracle.score import first_reached, score_units

ALICE = 1


def history_of(compiled, touches, changes, until) -> History:
    matcher = Matcher(compiled)
    rows = [
        SignalRow(to_micros(t.occurred_at), t.source_id, t.message_id, match.rule, match.value, number)
        for number, t in enumerate(touches)
        for match in matcher.of(t)
    ]
    return History.of(compiled, Subject(ALICE, (), tuple(changes)), rows, to_micros(until))


class TestMoments:
    @relaxed
    @given(cases.agreements(), cases.histories(), cases.trait_histories(), st.data())
    def test_are_the_naive_scores_and_miss_no_turn(self, agreement, touches, changes, data):
        compiled = program(agreement)
        until = data.draw(cases.instants_near(agreement, touches))
        since = data.draw(cases.instants_near(agreement, touches))
        history = history_of(compiled, touches, changes, until)
        found = moments_of(compiled, [history], {ALICE: since}, until)[ALICE]
        assert found == sorted(found, key=lambda moment: moment.at)
        for moment in found:
            for name, units in moment.scores.items():
                assert units == score_units(agreement, name, touches, changes, moment.at)
        happened = {to_micros(m.at) for m in found if m.touch_id is not None}
        turned = [to_micros(m.at) for m in found if m.touch_id is None]
        assert turned == list(turns_of(compiled, touches, changes, happened, to_micros(since) - 1, to_micros(until)))


def turns_of(compiled, touches, changes, happened, start, until):
    """What foresight in plain Python says, from one happening to the next."""
    for end in [*sorted(happened), until + 1]:
        sheet = sheet_of(compiled, touches, changes, from_micros(end - 1))
        while True:
            places = enumerate(compiled.plan.scores)
            found = [foresight.turn(sheet, p, u, start, end - 1) for p, line in places for u in line.thresholds]
            ahead = min((turn for turn in found if turn is not None), default=None)
            if ahead is None:
                break
            yield ahead
            start = ahead
        start = end


class TestOutlook:
    @relaxed
    @given(cases.agreements(), cases.histories(), cases.trait_histories(), st.data())
    def test_is_the_naive_score_and_the_fall_that_the_explanation_tells(self, agreement, touches, changes, data):
        compiled = program(agreement)
        at = data.draw(cases.instants_near(agreement, touches))
        seen = outlook(compiled, [history_of(compiled, touches, changes, at)], at)[0]
        sheet = sheet_of(compiled, touches, changes, at)
        for place, score in enumerate(agreement.scores):
            assert seen.units[place] == score_units(agreement, score.id, touches, changes, at)
            for fall in seen.falls[place]:
                below = foresight.falls_below(sheet, place, fall.units, to_micros(at))
                assert fall.at == (None if below is None else from_micros(below))
            met = [units for units in compiled.plan.scores[place].thresholds if units <= seen.units[place]]
            assert [fall.units for fall in seen.falls[place]] == met


class TestFold:
    @relaxed
    @given(cases.agreements(), st.lists(cases.histories(25), min_size=1, max_size=3), st.data())
    def test_reaches_thresholds_when_the_naive_model_does(self, agreement, people, data):
        compiled = program(agreement)
        at = data.draw(cases.instants_near(agreement, people[0]))
        codes, rows = coded(compiled, people)
        columns = [
            np.array([row[k] for row in rows], dtype) for k, dtype in enumerate((np.int64,) * 2 + (np.int16, np.int64))
        ]
        who, units, reached = fold.fold(compiled.plan, *columns, to_micros(at), codes)
        for line, person in enumerate(who.tolist()):
            known = [t for t in people[person] if t.occurred_at <= at and Matcher(compiled).of(t)]
            column = 0
            for place, score in enumerate(agreement.scores):
                assert units[line, place] == naive(agreement, score.id, known, at)
                for bound in compiled.plan.scores[place].thresholds:
                    first = first_reached(without_traits(score), without_traits_in(agreement), known, bound)
                    assert reached[line, column] == (fold.NEVER if first is None else to_micros(first))
                    column += 1


def naive(agreement, name, touches, at):
    return score_units(without_traits_in(agreement), name, touches, (), at)


def without_traits(score):
    return score.model_copy(update={"rules": tuple(r for r in score.rules if hasattr(r, "touch"))})


def without_traits_in(agreement):
    return agreement.model_copy(update={"scores": tuple(without_traits(s) for s in agreement.scores)})


def coded(compiled, people):
    """Rows (person, instant, code, value), one a touch and distinct value, and the rules of each code."""
    matcher = Matcher(compiled)
    codes: dict[tuple[int, ...], int] = {}
    rows = []
    for person, touches in enumerate(people):
        for touch in touches:
            for value, matches in groupby(sorted(matcher.of(touch), key=lambda m: m.value), key=lambda m: m.value):
                rules = tuple(sorted(m.rule for m in matches))
                code = codes.setdefault(rules, len(codes))
                rows.append((person, to_micros(touch.occurred_at), code, value))
    return tuple(codes), sorted(rows, key=lambda row: row[:2])


class TestLongHistories:
    def test_of_a_thousand_half_lives_neither_overflow_nor_go_wrong(self):
        agreement = cases.simple("half_life", hours=24, points=1_000_000)
        compiled = program(agreement)
        touches = [cases.clicked(number, hour=24 * number) for number in range(3000)]
        at = touches[-1].occurred_at
        seen = outlook(compiled, [history_of(compiled, touches, [], at)], at)[0]
        assert seen.units == [score_units(agreement, "a", touches, [], at)]
        assert seen.units[0] == sum(round(1_024_000_000 / 2**day) for day in range(40))

    def test_of_many_touches_of_one_person_outgrow_no_lane(self):
        agreement = cases.simple("linear", hours=30 * 24, points=3)
        compiled = program(agreement)
        touches = [cases.clicked(number, hour=number) for number in range(1500)]
        at = from_micros(to_micros(touches[-1].occurred_at) + DAY_MICROS)
        seen = outlook(compiled, [history_of(compiled, touches, [], at)], at)[0]
        assert seen.units == [score_units(agreement, "a", touches, [], at)]

    def test_count_again_at_the_very_end_of_a_window(self):
        agreement = cases.simple("count", hours=24, points=1)
        compiled = program(agreement)
        for hours, points in (((0, 23), 1), ((0, 24), 2), ((0, 12, 24, 36), 2), ((0, 12, 24, 48), 3)):
            touches = [cases.clicked(number, hour=hour) for number, hour in enumerate(hours)]
            seen = outlook(compiled, [history_of(compiled, touches, [], cases.at(99))], cases.at(99))[0]
            assert seen.units == [points * 1024] == [score_units(agreement, "a", touches, [], cases.at(99))]
            assert sheet_of(compiled, touches, [], cases.at(99)).units(0, to_micros(cases.at(99))) == points * 1024
