from datetime import UTC, datetime
from pathlib import Path

from accord.agreement.load import load
from accord.journey.reasons import in_words
from accord.steps.scoring.contracts import ScoreCard

NORTHWIND = load((Path(__file__).parents[4] / "examples" / "northwind.yaml").read_text(encoding="utf-8"), "northwind")


def _card(score: str, *top: tuple[str, int, int]) -> ScoreCard:
    units = sum(line[2] for line in top)
    return ScoreCard(1, score, units, datetime(2026, 5, 4, tzinfo=UTC), None, (), top)


class TestReasons:
    def test_name_what_they_did_first_then_who_they_are_in_the_words_of_the_agreement(self):
        cards = {
            "fit": _card("fit", ("right-size", 1, 20 * 1024), ("free-mail", 1, -25 * 1024)),
            "engagement": _card("engagement", ("pricing", 3, 28_000), ("demo", 1, 60 * 1024)),
        }
        assert in_words(NORTHWIND, cards) == "Asked for a demo · Looked at prices 3× · Right size"

    def test_are_empty_where_nothing_speaks_for_them(self):
        assert in_words(NORTHWIND, {"fit": _card("fit", ("free-mail", 1, -25 * 1024))}) == ""
