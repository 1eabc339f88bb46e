"""Goals in the document: a metric, a period, a target, an owner; what cannot be measured is refused at its line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.agreement import describe, quantities
from accord.agreement.load import examine
from accord.agreement.spec import Goal
from accord.agreement.tests.marked import NORTHWIND

FIRST = "goals:                                     # what both sides want to reach together\n"


def with_goal(words: str) -> str:
    return NORTHWIND.replace(FIRST, f"{FIRST}  - {words}\n")


def faults(words: str) -> list[str]:
    line = NORTHWIND[: NORTHWIND.index(FIRST)].count("\n") + 2
    return [fault.message for fault in examine(with_goal(words), "n")[1] if fault.line == line]


class TestGoals:
    def test_are_read_with_money_in_minor_units(self):
        agreement, wrong = examine(
            with_goal("{id: a, metric: won_amount, period: year, target: 1_250.50 EUR, owner: sales}"), "n"
        )
        assert wrong == ()
        assert (agreement.goals[0].target, agreement.goals[0].currency) == (125_050, "EUR")

    def test_say_what_they_want_as_a_sentence(self):
        agreement, _ = examine(NORTHWIND, "n")
        assert [describe.goal(one) for one in agreement.goals][:2] == [
            "sales: deals won for at least 500,000 EUR every quarter",
            "sales: at least 8 companies buy for the first time every quarter",
        ]

    @pytest.mark.parametrize(
        ("metric", "target", "exactly", "words"),
        [
            ("recurring_revenue", "4_000 EUR", 400_000, "sales: recurring revenue of at least 4,000 EUR every year"),
            ("lifetime_value", "1,250.50 EUR", 125_050, "sales: a lifetime value of at least 1,250.50 EUR every year"),
            ("market_share", "12%", 1_200, "sales: a market share of at least 12% every year"),
            ("market_share", "at least 0.05 %", 5, "sales: a market share of at least 0.05% every year"),
            ("churn", "at most 2.5%", 250, "sales: churn of at most 2.5% every year"),
            ("churn", "At most  100%", 10_000, "sales: churn of at most 100% every year"),
        ],
    )
    def test_may_be_of_what_people_report(self, metric, target, exactly, words):
        agreement, wrong = examine(
            with_goal(f"{{id: a, metric: {metric}, period: year, target: '{target}', owner: sales}}"), "n"
        )
        assert wrong == ()
        one = agreement.goals[0]
        assert (one.target, one.is_reported, describe.goal(one)) == (exactly, True, words)

    @settings(max_examples=50)
    @given(st.integers(1, 10_000))
    def test_hold_shares_to_the_hundredth_of_a_percent(self, hundredths):
        one = Goal(id="a", metric="market_share", period="year", target=hundredths, owner="sales")
        assert quantities.share(describe.target(one)) == hundredths

    def test_say_where_their_target_is_wrong_to_the_column(self):
        text = with_goal("{id: a, metric: churn, period: year, target: 3%, owner: sales}")
        line = text[: text.index("target: 3%")].count("\n") + 1
        column = text.splitlines()[line - 1].index("3%") + 1
        (fault,) = examine(text, "n")[1]
        assert (fault.line, fault.column, fault.code) == (line, column, "bad-words")

    def test_say_what_hangs_on_them(self):
        text = with_goal("{id: a, metric: churn, period: year, target: at most 3%, owner: sales, incentive: Bonus.}")
        assert describe.goal(examine(text, "n")[0].goals[0]).endswith("every year; Bonus")

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            ("{id: a, metric: nps, period: year, target: 5, owner: sales}", "no data"),
            ("{id: a, metric: recurring_revenue, period: year, target: 5%, owner: sales}", "with its currency"),
            ("{id: a, metric: recurring_revenue, period: year, target: '4,5 EUR', owner: sales}", "with its currency"),
            ("{id: a, metric: market_share, period: year, target: 5, owner: sales}", "no share; write for example 12%"),
            ("{id: a, metric: market_share, period: year, target: 5.125%, owner: sales}", "two decimal places"),
            ("{id: a, metric: market_share, period: year, target: 100.01%, owner: sales}", "at most 100%"),
            ("{id: a, metric: market_share, period: year, target: 0%, owner: sales}", "more than nothing"),
            ("{id: a, metric: market_share, period: year, target: at most 9%, owner: sales}", "more is better"),
            ("{id: a, metric: churn, period: year, target: 3%, owner: sales}", "write for example at most 3%"),
            ("{id: a, metric: churn, period: year, target: at most 3, owner: sales}", "no share"),
            ("{id: a, metric: churn, period: year, target: at most 3%, owner: sales, incentive: {}}", "incentive is a"),
            ("{id: a, metric: wonn_amount, period: year, target: 5 EUR, owner: sales}", "won_amount"),
            ("{id: a, metric: won_amount, period: year, target: 5, owner: sales}", "with its currency"),
            ("{id: a, metric: won_amount, period: year, target: 5.001 EUR, owner: sales}", "2 decimal places"),
            ("{id: a, metric: won_amount, period: year, target: 5.1 JPY, owner: sales}", "0 decimal places"),
            ("{id: a, metric: won_amount, period: year, target: 0 EUR, owner: sales}", "more than nothing"),
            ("{id: a, metric: mql_count, period: year, target: 0, owner: marketing}", "more than nothing"),
            ("{id: a, metric: mql_count, period: year, target: 5 EUR, owner: marketing}", "whole number"),
            ("{id: a, metric: mql_count, period: week, target: 5, owner: marketing}", "period"),
            ("{id: a, metric: mql_count, period: year, target: 5, owner: nobody}", "owner"),
            ("{id: a, metric: mql_count, period: year, target: 5}", "needs “owner”"),
            ("{id: mqls, metric: mql_count, period: year, target: 5, owner: marketing}", ""),
        ],
    )
    def test_are_refused_at_their_line(self, words, message):
        if message:
            assert message in " ".join(faults(words))
        else:
            assert "stands twice" in " ".join(f.message for f in examine(with_goal(words), "n")[1])

    def test_do_not_ask_for_the_same_twice(self):
        found = examine(with_goal("{id: a, metric: mql_count, period: month, target: 5, owner: marketing}"), "n")[1]
        assert [fault.code for fault in found] == ["said-twice"]

    def test_of_leads_at_mql_need_that_stage(self):
        text = NORTHWIND.replace("mql", "ready")
        assert "no-such-stage" in {
            fault.code for fault in examine(text.replace("metric: ready_count", "metric: mql_count"), "n")[1]
        }


class TestExpectations:
    def test_of_a_rule_are_read(self):
        agreement, _ = examine(NORTHWIND, "n")
        rules = {rule.id: rule.expects for rule in agreement.score("engagement").rules}
        assert (rules["trial"], rules["unsubscribed"], rules["docs"]) == ("more", "less", None)

    def test_do_not_contradict_its_points(self):
        text = NORTHWIND.replace("expects: more", "expects: less")
        assert [fault.code for fault in examine(text, "n")[1]] == ["contradiction"]
