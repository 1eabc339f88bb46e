"""Differences of two agreements as sentences."""

import json
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from accord.agreement.diff import differences
from accord.agreement.load import load
from accord.agreement.spec import Agreement, Criterion, Did, Duration, Limit, Test
from accord.agreement.tests.marked import NORTHWIND, changed
from accord.agreement.tests.walking import clauses, put

BEFORE = load(NORTHWIND, "northwind.yaml")


def said(*changes: tuple[str, str]) -> list[str]:
    return [one.sentence for one in differences(BEFORE, load(changed(*changes), "changed.yaml"))]


class TestSentences:
    @pytest.mark.parametrize(
        ("change", "sentences"),
        [
            (
                ("{starts_with: /pricing}}, points: 10", "{starts_with: /pricing}}, points: 15"),
                ["Visiting the pricing page now counts 15 instead of 10, at most three times in seven days."],
            ),
            (("[email, company, job_title]", "[email, company]"), ["MQL no longer asks for job title."]),
            (("[email, company, job_title]", "[email, company, job_title, phone]"), ["MQL now asks also for phone."]),
            (
                ("{score.engagement: {at_least: 40}}", "{score.engagement: {at_least: 30}}"),
                ["MQL now asks that engagement is at least 30 instead of 40."],
            ),
            (
                ("goes_to: [mql, sal, disqualified]", "goes_to: [mql, sal, sql, disqualified]"),
                ["A lead at recycled may now also go to SQL."],
            ),
            (
                ("Demo Requested, points: 60", "Demo Requested, points: 50"),
                ["“Demo Requested” now counts 50 instead of 60."],
            ),
            (
                ("expires_after: 90 days", "expires_after: 12 weeks"),
                ["“Webinar Attended” now is worth nothing after twelve weeks instead of 90 days."],
            ),
            (
                ("employees: {at_least: 50, at_most: 5000}\n", "employees: {at_least: 100, at_most: 5000}\n"),
                [
                    "The profile now asks that the company's number of employees is between 100 and 5,000 "
                    "instead of between 50 and 5,000."
                ],
            ),
            (
                ("none_of: [gambling]", "none_of: [gambling, tobacco]"),
                ["The company's industry may not be tobacco either for the profile."],
            ),
            (
                ("leadmonger.example]", "leadmonger.example, crmly.example]"),
                ["The list competitors now also has crmly.example."],
            ),
            (
                ("signs: sam@", "signs: sven@"),
                ["Sales is now signed for by sven@northwind.example instead of sam@northwind.example."],
            ),
            (
                ("cool_down: 14 days", "cool_down: 4 weeks"),
                ["A lead recycled as nurture now rests four weeks instead of 14 days."],
            ),
            (
                (
                    "{id: not-a-fit, means: Not our kind of company., then: disqualify}",
                    "{id: not-a-fit, means: Not our kind of company., then: recycle, as: nurture}",
                ),
                [
                    "A lead rejected as not-a-fit is now recycled instead of disqualified.",
                    "A lead rejected as not-a-fit is now recycled as nurture instead of nothing.",
                ],
            ),
            (
                ("means: They fit and they are interested.", "means: Worth a call."),
                ["MQL now means “Worth a call.” instead of “They fit and they are interested.”."],
            ),
            (("at: [mql, sal]", "at: [sal]"), ["A lead is no longer offered to sales at MQL."]),
            (
                ("enter: {any: [accepted, ", "enter: {any: [accepted, {did: Trial Started}, "),
                ["For SAL it is now also enough that they did “Trial Started”."],
            ),
            (("grades: {A: 45,", "grades: {A: 50,"), ["Grade A of fit now begins at 50 instead of 45."]),
            (
                ("requires: [budget, need, timing]", "requires: [budget, need]"),
                ["SQL no longer asks what is known of timing."],
            ),
        ],
    )
    def test_are_read_aloud(self, change, sentences):
        assert said(change) == sentences

    def test_tell_a_rule_that_came_went_or_moved(self):
        demo = next(line for line in NORTHWIND.splitlines(keepends=True) if "{id: demo," in line)
        assert said((demo, "")) == [
            "Engagement no longer has the rule demo: does “Demo Requested”: +60, gone after 60 days."
        ]
        docs = "      - {id: docs,"
        assert said((demo, ""), (docs, demo + docs)) == ["The rule demo now stands after pricing."]
        assert said((demo, demo + demo.replace("demo,", "call,").replace("Demo Requested", "Call Booked"))) == [
            "Engagement has a new rule, call: does “Call Booked”: +60, gone after 60 days."
        ]

    def test_leave_quoted_words_alone(self):
        assert said(("next: Open an opportunity.", "next: Within 7 days.")) == [
            "SQL now has as next “Within 7 days.” instead of “Open an opportunity.”."
        ]


def _leaves(value: Any, path: str = "") -> dict[str, str]:
    """Every value of a dump by its path, rows by their ids: an account of the spec that knows nothing of diff."""
    if isinstance(value, dict):
        return {
            k: v for name, one in value.items() for k, v in _leaves(one, f"{path}.{name}" if path else name).items()
        }
    if isinstance(value, list) and value and all(isinstance(one, dict) and "id" in one for one in value):
        return {k: v for one in value for k, v in _leaves(one, f"{path}.{one['id']}").items()}
    return {path: json.dumps(value)}


def changed_leaves(old: Agreement, new: Agreement) -> set[str]:
    before, after = (_leaves(json.loads(one.model_dump_json())) for one in (old, new))
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def is_about(path: str, other: str) -> bool:
    return path == other or path.startswith(other + ".") or other.startswith(path + ".")


def assert_all_told(old: Agreement, new: Agreement) -> None:
    told = differences(old, new)
    leaves = changed_leaves(old, new)
    assert leaves - {leaf for leaf in leaves for one in told if is_about(leaf, one.path)} == set(), told
    for one in told:
        assert one.sentence.endswith(".")
        assert one.path.split(".")[0] == one.section


SAMPLES: dict[type, Any] = {
    Duration: Duration(text="11 days", micros=11 * 86_400_000_000),
    Limit: Limit(at_most=7),
    Test: Test(equals="other"),
    Did: Did(touch="Something Else"),
    Criterion: Criterion(did=Did(touch="Something Else")),
    bool: True,
    int: 7,
    float: 7.0,
    str: "something-else",
}


def _other(value: Any, annotation: Any, draw: Any) -> Any:
    """A different value of about the same type."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + draw(st.integers(1, 5))
    if isinstance(value, str):
        return draw(st.sampled_from([value + "-x", value.upper() + " 3 days", "“" + value]))
    if isinstance(value, dict) and value:
        keys = list(value)
        return draw(st.sampled_from([{k: value[k] for k in keys[1:]}, {**value, "new-key": value[keys[0]]},
                                     {k: value[k] for k in reversed(keys)}] if len(keys) > 1 else [{}]))  # fmt: skip
    if isinstance(value, tuple) and value:
        ways = [value[1:], value[::-1], (*value[1:], value[0])] if len(value) > 1 else [()]
        if isinstance(value[0], str):
            ways.append((*value, "new-entry"))
        elif isinstance(value[0], BaseModel) and hasattr(value[0], "id"):
            ways.append((*value[::-1], value[0].model_copy(update={"id": "new-row"})))
        return draw(st.sampled_from(ways))
    return next((sample for kind, sample in SAMPLES.items() if kind in _kinds(annotation)), value)


def _kinds(annotation: Any) -> set[Any]:
    """The types a field may have, without those within a tuple or mapping."""
    if get_origin(annotation) in (Union, UnionType, Annotated):
        return {kind for one in get_args(annotation) for kind in _kinds(one)}
    return {annotation} if isinstance(annotation, type) else set()


@st.composite
def mutated(draw, most=1):
    made = BEFORE
    for _ in range(draw(st.integers(1, most))):
        path, clause = draw(st.sampled_from(clauses(made)))
        name = draw(st.sampled_from(sorted(type(clause).model_fields)))
        value = getattr(clause, name)
        if name != "id" and not (value is None and isinstance(clause, Criterion)):  # a criterion has one field
            made = put(made, (*path, name), _other(value, type(clause).model_fields[name].annotation, draw))
    assume(_is_possible(made))
    return made


def _is_possible(made: Agreement) -> bool:
    if any(list(one.then) != sorted(one.then, key=lambda step: step.percent) for one in made.clocks):
        return False  # reading puts the steps of a promise into the order of their percentages
    if any(list(one.reviews) != sorted(one.reviews) for one in made.plan):
        return False  # and reviews into the order of time
    try:
        Agreement.model_validate(made.model_dump(warnings=False))
    except ValidationError:
        return False
    return True


class TestGoals:
    CHURN = "target: at most 3%, owner: sales, incentive: the bonus of both teams hangs on it"

    def test_of_shares_say_their_bound(self):
        assert said((self.CHURN, self.CHURN.replace("3%", "2.5%"))) == [
            "The goal churn is now at most 2.5% instead of at most 3%."
        ]

    def test_say_what_hangs_on_them_and_what_no_longer_does(self):
        assert said((self.CHURN, "target: at most 3%, owner: sales, incentive: a prize")) == [
            "The incentive of the goal churn is now “a prize” instead of “the bonus of both teams hangs on it”."
        ]
        assert said((self.CHURN, "target: at most 3%, owner: sales")) == [
            "The incentive of the goal churn is now nothing instead of “the bonus of both teams hangs on it”."
        ]

    def test_measured_by_something_else_are_told_whole(self):
        assert said(
            ("metric: churn, period: quarter", "metric: market_share, period: quarter"),
            (self.CHURN, "target: 12%, owner: sales, incentive: a prize"),
        ) == [
            "The goal churn is now sales: a market share of at least 12% every quarter instead of sales: churn of at "
            "most 3% every quarter.",
            "The incentive of the goal churn is now “a prize” instead of “the bonus of both teams hangs on it”.",
        ]


class TestNothingIsLeftOut:
    def test_the_same_has_no_differences(self):
        assert differences(BEFORE, load(NORTHWIND, "again.yaml")) == ()

    @settings(max_examples=400, suppress_health_check=list(HealthCheck))
    @given(mutated())
    def test_one_change_is_told(self, made):
        is_different = made.model_dump_json() != BEFORE.model_dump_json()
        assert bool(differences(BEFORE, made)) == is_different
        assert_all_told(BEFORE, made)
        assert_all_told(made, BEFORE)

    @settings(max_examples=150, suppress_health_check=list(HealthCheck))
    @given(mutated(most=6), mutated(most=6))
    def test_all_of_several_changes_are_told(self, one, other):
        assert_all_told(one, other)

    def test_true_is_not_one(self):
        path = ("scores", 0, "rules", 5, "when", "trait")
        old = put(BEFORE, path, ("person", "vip", Test(equals=1)))
        new = put(BEFORE, path, ("person", "vip", Test(equals=True)))
        assert [one.path for one in differences(old, new)] == ["scores.fit.rules.free-mail.when"]
