"""Changes of single values in the text of an agreement."""

import difflib
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.agreement.diff import differences
from accord.agreement.editing import (
    Add,
    Move,
    Remove,
    Set,
    Uneditable,
    at,
    conditions,
    edited,
    list_changes,
    one_more,
    outline,
)
from accord.agreement.load import load
from accord.agreement.tests.marked import NORTHWIND

STYLES = """\
# Kept by its author
agreement: 'Ann''s agreement'   # the title
time_zone: "Europe/Berlin"
empty:
rows:
  # about the first
  - id: one
    means: |
      Two lines
      of text

    points: 1_000  # a lot

  - {id: two, means: "said \\"so\\"", tags: [a, 'b', "c"],
     points: 2}    # over two lines

  -   id: three
      where:
        path: {starts_with: /a}   # inner
        # last words of where
      points: -3
# before the end
words:
  - first
  - 'second'     # a quoted one
  - third
last: {}
"""
TEXTS = (NORTHWIND.partition("  engagement:")[0], STYLES)


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    gone, came = [], []
    for line in difflib.ndiff(before.splitlines(), after.splitlines()):
        (gone if line[0] == "-" else came if line[0] == "+" else []).append(line[2:])
    return gone, came


def paths(plain: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every single value of an outline."""
    if isinstance(plain, dict):
        return [one for key, value in plain.items() for one in paths(value, (*path, key))]
    if isinstance(plain, list):
        names = [one["id"] if isinstance(one, dict) and "id" in one else at for at, one in enumerate(plain)]
        return [one for name, value in zip(names, plain, strict=True) for one in paths(value, (*path, name))]
    return [path]


def with_value(plain: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The outline with another value, by its own way: the oracle."""
    if not path:
        return value
    if isinstance(plain, dict):
        return {key: with_value(one, path[1:], value) if key == path[0] else one for key, one in plain.items()}
    return [
        with_value(one, path[1:], value)
        if path[0] in (place, one.get("id") if isinstance(one, dict) else None)
        else one
        for place, one in enumerate(plain)
    ]


def comments(text: str) -> list[str]:
    return re.findall(r"(?:^|\s)(#.*)$", text, re.MULTILINE)


values = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30),
    st.sampled_from(
        ["true", "7", "-", "a: b", "x #y", "null", "1e5", "'", '"', "{", "- a", "two\nlines", "yes", "@a", ""]
    ),
)


class TestSet:
    @settings(max_examples=100)
    @given(st.sampled_from(TEXTS), st.data(), values)
    def test_touches_that_value_only(self, text, data, value):
        path = data.draw(st.sampled_from(paths(outline(text))))
        after = edited(text, [Set(path, value)])
        assert outline(after) == with_value(outline(text), path, value)
        assert [one for one in comments(text) if one not in after] == []
        gone, came = changed_lines(text, after)
        assert len(came) <= 1
        assert len(gone) <= 3  # the words of a block over three lines

    def test_keeps_quotes_order_and_comments(self):
        assert edited(STYLES, [Set(("agreement",), "Bob's")]).startswith(
            "# Kept by its author\nagreement: 'Bob''s'   # the title\n"
        )
        after = edited(
            STYLES, [Set(("rows", "one", "points"), 5), Set(("rows", "three", "where", "path", "starts_with"), "/b")]
        )
        assert changed_lines(STYLES, after) == (
            ["    points: 1_000  # a lot", "        path: {starts_with: /a}   # inner"],
            ["    points: 5  # a lot", "        path: {starts_with: /b}   # inner"],
        )

    @pytest.mark.parametrize(
        ("path", "line"),
        [
            (("rows", "two", "limit"), "     points: 2, limit: {at_most: 5}}    # over two lines"),
            (("rows", "three", "limit"), "      limit: {at_most: 5}"),
            (("rows", "one", "limit"), "    limit: {at_most: 5}"),
            (("last", "limit"), "last: {limit: {at_most: 5}}"),
            (("empty",), "empty: {at_most: 5}"),
            (("new",), "new: {at_most: 5}"),
        ],
    )
    def test_makes_the_key_where_there_was_none(self, path, line):
        after = edited(STYLES, [Set(path, {"at_most": 5})])
        assert at(outline(after), path) == {"at_most": "5"}
        assert changed_lines(STYLES, after)[1] == [line]
        assert edited(STYLES, [Set((*path, "at_most"), 5)]) == after

    def test_a_block_becomes_one_line_behind_its_key(self):
        after = edited(STYLES, [Set(("words",), ["x", "2"])])
        assert 'words: [x, "2"]     # a quoted one' not in after
        assert at(outline(after), ("words",)) == ["x", "2"]


class TestAddAndRemove:
    def test_a_row_stands_after_its_neighbours_and_goes_without_a_trace(self):
        row = {"id": "four", "means": "Asked, twice", "points": 4, "tags": ["a", "b c"]}
        after = edited(STYLES, [Add(("rows",), row)])
        assert changed_lines(STYLES, after) == (
            [],
            ['  - {id: four, means: "Asked, twice", points: 4, tags: [a, b c]}'],
        )
        assert edited(after, [Remove(("rows", "four"))]) == STYLES

    @settings(max_examples=60)
    @given(st.sampled_from(TEXTS), st.data())
    def test_what_is_removed_is_gone_and_nothing_else(self, text, data):
        path = data.draw(st.sampled_from([one for one in paths(outline(text)) if len(one) > 1]))
        after = outline(edited(text, [Remove(path)]))
        before = paths(outline(text))
        prefix = path
        while len(prefix) > 1 and len(at(outline(text), prefix[:-1])) == 1:
            prefix = prefix[:-1]
        if not any(isinstance(step, int) for step in prefix) and prefix[-1] != "id":
            assert paths(after) == [one for one in before if one[: len(prefix)] != prefix]

    def test_words_of_a_list_come_and_go_where_they_stand(self):
        old = ["first", "second", "third"]
        after = edited(STYLES, list_changes(("words",), old, ["second", "third", "fourth"]))
        assert changed_lines(STYLES, after) == (["  - first"], ["  - fourth"])
        assert "  - 'second'     # a quoted one\n" in after
        assert list_changes(("words",), old, old) == []
        assert at(outline(edited(STYLES, list_changes(("words",), old, old[::-1]))), ("words",)) == old[::-1]

    def test_a_section_that_was_not_there_begins_on_lines_of_its_own(self):
        after = edited(STYLES, [Add(("goals",), {"id": "revenue"}), Add(("goals",), {"id": "pipeline"})])
        assert after == STYLES + "goals:\n  - {id: revenue}\n  - {id: pipeline}\n"
        assert edited(after, [Remove(("goals", "revenue")), Remove(("goals", "pipeline"))]) == STYLES


class TestIntention:
    def test_the_agreement_says_what_was_meant(self):
        rules = ("scores", "engagement", "rules")
        after = edited(
            NORTHWIND,
            [
                Set((*rules, "pricing", "points"), 15),
                Set((*rules, "webinar", "count"), "first 2"),
                Remove((*rules, "download", "half_life")),
                Remove((*rules, "careers")),
                Set(("stages", "mql", "enter", "all", 1, "score.engagement", "at_least"), 30),
                Add(("lost_reasons",), {"id": "silence", "means": "Never answered again."}),
            ],
        )
        said = differences(load(NORTHWIND, "before"), load(after, "after"))
        assert [one.sentence for one in said] == [
            "Engagement no longer has the rule careers: visits a page whose path starts with /careers: −20, only the "
            "first time.",
            "Visiting the pricing page now counts 15 instead of 10, at most three times in seven days.",
            "“Webinar Attended” now counts only the first two times instead of every time.",
            "“Content Downloaded” no longer halves.",
            "MQL now asks that engagement is at least 30 instead of 40.",
            "There is a new reason to lose a deal, silence: Never answered again.",
        ]
        assert comments(after) == comments(NORTHWIND)


class TestRefusal:
    @pytest.mark.parametrize("text", ["a: [", "- a\n", "just words", "a: b\n---\nc: d", "\t- x", ""])
    def test_of_what_is_no_mapping(self, text):
        with pytest.raises(Uneditable):
            edited(text, [Set(("a",), 1)])

    @pytest.mark.parametrize(
        "change",
        [Remove(("rows", "nine")), Set(("rows", "nine", "points"), 1), Add(("last",), 1), Set(("words", 9), "x")],
    )
    def test_of_a_path_that_leads_nowhere(self, change):
        with pytest.raises(Uneditable):
            edited(STYLES, [change])


def moved_by_oracle(entries: list, old: int, new: int) -> list:
    rest = [one for place, one in enumerate(entries) if place != old]
    return [*rest[: rest.index(entries[new])], entries[old], *rest[rest.index(entries[new]) :]]


class TestOrder:
    @settings(max_examples=60)
    @given(st.sampled_from([("rows",), ("words",), ("rows", "two", "tags")]), st.data())
    def test_an_entry_is_carried_with_its_comment(self, path, data):
        entries = at(outline(STYLES), path)
        places = st.integers(0, len(entries) - 1)
        old, new = data.draw(places), data.draw(places)
        after = edited(STYLES, [Move((*path, old), new)])
        if old == new:
            assert after == STYLES
        else:
            assert at(outline(after), path) == moved_by_oracle(entries, old, new)
            assert sorted(after) == sorted(STYLES)
            assert sorted(comments(after)) == sorted(comments(STYLES))

    def test_a_row_may_stand_before_another(self):
        after = edited(STYLES, [Add(("rows",), {"id": "zero"}, "one"), Add(("rows", "two", "tags"), "z", 0)])
        assert changed_lines(STYLES, after)[1] == [
            "  - {id: zero}",
            '  - {id: two, means: "said \\"so\\"", tags: [z, a, \'b\', "c"],',
        ]
        assert [one["id"] for one in outline(after)["rows"]] == ["zero", "one", "two", "three"]
        assert after.index("- {id: zero}") < after.index("# about the first")


ASKED = """\
one:
  enter: accepted   # by a rep
two:
  enter:
    # who they are
    all:
      - {score.fit: {at_least: 20}}   # enough
      - known: [email]
three:
  enter: {any: [accepted, {did: Demo}]}
"""


class TestCriteria:
    def test_are_told_one_by_one(self):
        assert [(one.under, one.what, one.value) for one in conditions(outline(ASKED), ("three", "enter"))] == [
            (("any",), "", "accepted"),
            (("any",), "did", "Demo"),
        ]
        first, second = conditions(outline(ASKED), ("two", "enter"))
        assert (first.path, second.path) == (
            ("two", "enter", "all", 0, "score.fit"),
            ("two", "enter", "all", 1, "known"),
        )
        after = edited(ASKED, [Remove(second.path)])
        assert changed_lines(ASKED, after) == (["      - known: [email]"], [])

    @pytest.mark.parametrize(
        ("stage", "how", "wanted"),
        [
            ("one", "and", {"all": ["accepted", {"did": "Trial"}]}),
            ("one", "or", {"any": ["accepted", {"did": "Trial"}]}),
            ("one", "not", {"all": ["accepted", {"none": [{"did": "Trial"}]}]}),
            (
                "two",
                "and",
                {"all": [{"score.fit": {"at_least": "20"}}, {"known": ["email"]}, {"did": "Trial"}]},
            ),
            (
                "two",
                "or",
                {"any": [{"all": [{"score.fit": {"at_least": "20"}}, {"known": ["email"]}]}, {"did": "Trial"}]},
            ),
            (
                "two",
                "not",
                {"all": [{"score.fit": {"at_least": "20"}}, {"known": ["email"]}], "none": [{"did": "Trial"}]},
            ),
            ("three", "and", {"any": ["accepted", {"did": "Demo"}], "did": "Trial"}),
            ("three", "or", {"any": ["accepted", {"did": "Demo"}, {"did": "Trial"}]}),
            ("four", "and", {"did": "Trial"}),
            ("four", "not", {"none": [{"did": "Trial"}]}),
        ],
    )
    def test_take_one_more_and_keep_every_comment(self, stage, how, wanted):
        changes = one_more(outline(ASKED), (stage, "enter"), {"did": "Trial"}, how)
        after = edited(ASKED, changes)
        assert at(outline(after), (stage, "enter")) == wanted
        assert comments(after) == comments(ASKED)
        rest = {name: value for name, value in outline(after).items() if name != stage}
        assert rest == {name: value for name, value in outline(ASKED).items() if name != stage}
