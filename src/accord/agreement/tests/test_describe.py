"""Clauses read aloud."""

import pytest

from accord.agreement import describe
from accord.agreement.load import load
from accord.agreement.spec import Limit, Test
from accord.agreement.tests.marked import NORTHWIND, changed
from accord.agreement.wording import words_of


@pytest.fixture(scope="module")
def northwind():
    return load(NORTHWIND, "northwind.yaml")


class TestRule:
    @pytest.mark.parametrize(
        ("rule", "said"),
        [
            (
                "pricing",
                "visits a page whose path starts with /pricing: "
                "+10, at most three times in 7 days, halves every 30 days",
            ),
            ("docs", "visits a page whose path starts with /docs: +2, once for each path, halves every 21 days"),
            ("any-page", "visits a page: +1, at most five times in a day, fades to nothing within 14 days"),
            ("careers", "visits a page whose path starts with /careers: −20, only the first time"),
            ("trial", "does “Trial Started”: +45, halves every 60 days, looks back 120 days"),
            (
                "mail-click",
                "does “Email Link Clicked”: +5, at most four times in 30 days, halves every 14 days, at most 15 in all",
            ),
            ("right-size", "the company's number of employees is between 50 and 5,000: +20"),
            ("student", "job title has the words student or intern: −30"),
        ],
    )
    def test_is_one_sentence(self, northwind, rule, said):
        (found,) = [one for score in northwind.scores for one in score.rules if one.id == rule]
        assert describe.rule(found) == said


class TestStage:
    @pytest.mark.parametrize(
        ("stage", "said"),
        [
            (
                "mql",
                "when fit is at least 20, and engagement is at least 40, "
                "and e-mail address, company and job title are known",
            ),
            ("sal", "when a rep accepts them, or (they did “Demo Requested”, and fit is at least 0)"),
            ("sql", "sales decides, once they know budget, need and timing"),
        ],
    )
    def test_says_when_a_lead_enters(self, northwind, stage, said):
        assert describe.enter(northwind.stage(stage)) == said

    def test_puts_a_tree_in_brackets(self):
        enter = "{none: [{in_profile: false}, {all: [{persona: [it-director, sales-lead]}, {known: account.name}]}]}"
        agreement = load(changed(("enter: {known: [email]}", f"enter: {enter}")), "a")
        assert describe.enter(agreement.stage("lead")) == (
            "when none of this: the company is outside the profile; "
            "(they are it-director or sales-lead, and the company's name is known)"
        )


class TestReasons:
    def test_say_what_becomes_of_the_lead(self, northwind):
        assert describe.reject_reason(northwind.reject_reasons[0]) == (
            "No say in the purchase. Then it is recycled as nurture."
        )
        assert describe.recycle_reason(northwind.recycle_reasons[1]) == (
            "No budget this period. It rests for 90 days. At most twice."
        )
        assert describe.disqualifier(northwind.disqualify[1]) == (
            "Looks for a job: they visited a page whose path starts with /careers at least three times within 30 days"
        )

    def test_the_profile_is_one_sentence(self, northwind):
        assert describe.profile(northwind).endswith(
            "and is not gambling and the company's number of employees is between 50 and 5,000"
        )


class TestWords:
    @pytest.mark.parametrize(
        ("test", "said"),
        [
            (Test(at_least=1000000), "is at least 1,000,000"),
            (Test(more_than=-2.5), "is more than −2.5"),
            (Test(equals=True), "is yes"),
            (Test(none_of=("a", "b")), "is none of a and b"),
            (Test(known=False), "is not known"),
            (Test(contains="x", not_in_list="rivals"), "contains “x” and is not in the list rivals"),
        ],
    )
    def test_of_a_test(self, test, said):
        assert words_of(test) == said

    def test_of_a_limit(self):
        assert describe.limit(Limit(at_least=-50, at_most=60)) == "between −50 and 60"
        assert describe.limit(Limit(at_least=-5)) == "at least −5"


class TestPilot:
    def test_says_whom_it_judges_and_until_when(self):
        base = "\npilot: {means: Earlier., %s, until: 2026-09-30}\n"
        segment = load(NORTHWIND + base % "where: {account.industry: [logistics, retail]}", "n").pilot
        team = load(NORTHWIND + base % "team: Sales", "n").pilot
        assert describe.pilot(segment) == "where the company's industry is logistics or retail, until 2026-09-30"
        assert describe.scope(team) == "whose lead is in the hands of the team Sales"
