"""What the editor offers at a place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.agreement.editing import completions
from accord.agreement.editing.scan import scan
from accord.agreement.tests.marked import NORTHWIND


def offered(text: str) -> list[str]:
    """What is offered at the mark in a text."""
    at = text.index("«")
    start, words = completions(text.replace("«", ""), at)
    assert 0 <= start <= at
    return [one.word for one in words]


def in_northwind(piece: str, marked: str) -> list[str]:
    assert NORTHWIND.count(piece) == 1
    return offered(NORTHWIND.replace(piece, marked))


class TestKeys:
    def test_of_the_document_stand_at_its_margin(self):
        assert offered("agreement: A\nlo«") == ["lost_reasons: "]
        assert "agreement: " not in offered("agreement: A\n«")

    @pytest.mark.parametrize(
        ("text", "word"),
        [
            ("scores:\n  fit:\n    li«", "limit: "),
            ("scores:\n  fit:\n    rules:\n      - {id: a, half«", "half_life: "),
            ("scores:\n  fit:\n    rules:\n      - id: a\n        half«", "half_life: "),
            ("scores:\n  fit:\n    rules:\n    - id: a\n      exp«", "expires_after: "),
            ("stages:\n  mql:\n    enter: {all: [{score.f«", "score.fit: "),
            ("stages:\n  mql:\n    enter:\n      all:\n        - {kn«", "known: "),
            ("stages:\n  sql:\n    enter: {b«", "by: "),
            ("profile:\n  employees: {at_l«", "at_least: "),
            ("handoff:\n  a«", "at: "),
            ("personas:\n  - id: x\n    title: {mat«", "matches: "),
        ],
    )
    def test_are_those_of_the_place(self, text, word):
        assert word in offered(f"{text}\nscores:\n  fit:\n    means: x\n" if "score.f" in text else text)


class TestValues:
    def test_are_stages_for_ways(self):
        assert in_northwind("goes_to: [mql, sal, disqualified]", "goes_to: [mql, s«")[:2] == ["sal", "sql"]
        assert "recycled" in in_northwind("goes_to: [recycled]", "goes_to: [rec«]")

    def test_are_groups_reasons_and_lists_that_the_document_knows(self):
        assert offered(NORTHWIND.replace("as: nurture}", "as: n«}", 1)) == ["nurture", "no-budget"]
        assert in_northwind("in_list: competitors", "in_list: c«") == ["competitors"]
        assert offered(NORTHWIND.replace("group: reading", "group: r«", 1)) == ["reading"]

    def test_are_events_and_traits_seen(self):
        assert in_northwind("touch: Webinar Attended", "touch: Web«") == ["Webinar Attended"] or in_northwind(
            "touch: Webinar Attended", "touch: «"
        )[:2] == ["page", "screen"]
        assert "account.industry" in in_northwind("known: [email, company, job_title]", "known: [email, acc«")

    def test_are_choices_and_examples(self):
        assert offered("stages:\n  mql:\n    owner: «") == ["marketing", "sales"]
        assert "deal_won" in offered("stages:\n  won:\n    enter: deal«")
        assert "first 3 per 7 days" in offered("scores:\n  x:\n    rules:\n      - {id: a, count: first«")


class TestPlace:
    @settings(max_examples=200)
    @given(st.integers(0, len(NORTHWIND)))
    def test_is_found_anywhere_in_an_agreement(self, at):
        start, words = completions(NORTHWIND, at)
        assert 0 <= start <= at
        for one in words:
            assert one.word

    @settings(max_examples=200)
    @given(st.text("ab:-{}[],#'\" \n", max_size=60))
    def test_is_found_in_whatever_is_written(self, text):
        scan(text)
        completions(text, len(text))

    def test_of_every_word_is_its_path(self):
        words = scan(NORTHWIND).words
        assert (("scores", "engagement", "rules", "[]", "where", "path", "starts_with"), "/pricing") in words
        assert (("stages", "mql", "enter", "all", "[]", "known", "[]"), "job_title") in words
        assert (("reject_reasons", "[]", "then"), "recycle") in words
