"""Other points, rules and thresholds in the same text: nothing else moves."""

import pytest

from accord.agreement.load import examine, load
from accord.agreement.repointing import CannotRepoint, Change, repoint, scores_read
from accord.agreement.tests.marked import NORTHWIND

NEW = {"id": "logistics", "when": {"account.industry": {"any_of": ["logistics"]}}, "points": 8}


def changed_lines(new: str) -> list[tuple[str, str]]:
    old = NORTHWIND.split("\n")
    return [(a, b) for a, b in zip(old, new.split("\n"), strict=True) if a != b]


class TestRepoint:
    def test_changes_a_number_and_nothing_else(self):
        new = repoint(NORTHWIND, "n", Change(points={"dach": 3, "student": -35}))
        assert [b.strip()[-13:] for _, b in changed_lines(new)] == [", points: 3}", " points: -35}"] or len(
            changed_lines(new)
        ) == 2
        fit = load(new, "n").score("fit")
        assert {rule.id: rule.points for rule in fit.rules}["dach"] == 3
        assert {rule.id: rule.points for rule in fit.rules}["student"] == -35

    def test_takes_a_rule_out_and_puts_others_behind_the_last(self):
        new = repoint(NORTHWIND, "n", Change(points={"dach": 0}, added={"fit": [NEW]}))
        assert [rule.id for rule in load(new, "n").score("fit").rules][-2:] == ["free-mail", "logistics"]
        assert "dach" not in new
        assert [line for line in new.split("\n") if "#" in line] == [
            line for line in NORTHWIND.split("\n") if "#" in line
        ]

    def test_takes_out_a_group_that_has_lost_its_rules(self):
        new = repoint(NORTHWIND, "n", Change(points={"pricing": 0, "docs": 0, "any-page": 0}))
        assert load(new, "n").score("engagement").groups == ()

    def test_moves_what_a_stage_asks_for(self):
        new = repoint(
            NORTHWIND,
            "n",
            Change(thresholds={("fit", 20): 17, ("engagement", 40): 33, ("fit", 0): -2}, grades={("fit", "B"): 22}),
        )
        assert scores_read(load(new, "n"), "mql") == {"fit": 17, "engagement": 33}
        assert dict(load(new, "n").score("fit").grades) == {"A": 45, "B": 22, "C": 5}
        assert len(changed_lines(new)) == 4

    def test_reads_rules_written_as_blocks(self):
        line = next(line for line in NORTHWIND.split("\n") if "id: dach" in line)
        block = (
            "      - id: dach\n        means: In the home market\n"
            "        when:\n          account.country: {any_of: [DE]}\n        points: 10"
        )
        text = NORTHWIND.replace(line, block)
        assert examine(text, "n")[1] == ()
        assert "dach" not in repoint(text, "n", Change(points={"dach": 0}))
        assert load(repoint(text, "n", Change(points={"dach": 7})), "n").score("fit").rules[3].points == 7

    def test_refuses_to_leave_a_score_without_rules(self):
        rules = load(NORTHWIND, "n").score("fit").rules
        with pytest.raises(CannotRepoint, match="no rule of fit"):
            repoint(NORTHWIND, "n", Change(points=dict.fromkeys([rule.id for rule in rules], 0)))
