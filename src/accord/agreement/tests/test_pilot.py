"""What a pilot may say, when it ends, and how each fault of it is told at its place."""

from datetime import UTC, datetime

import pytest

from accord.agreement.load import load
from accord.agreement.tests.marked import NORTHWIND, assert_faults

LOGISTICS = "where: {account.industry: logistics}"


def written(said: str) -> str:
    return f"{NORTHWIND}\npilot: {said}\n"


def pilot(said: str):
    return load(written(said), "n").pilot


class TestAPilot:
    def test_is_for_a_segment_or_for_a_team(self):
        found = pilot(f"{{means: Earlier., {LOGISTICS}, until: 2026-09-30}}")
        assert (found.where.trait[:2], found.team) == (("account", "industry"), None)
        assert pilot("{means: Earlier., team: Sales, until: 2026-09-30}").team == "Sales"

    @pytest.mark.parametrize(
        ("until", "end"),
        [
            ("2026-09-30", datetime(2026, 9, 30, 22, tzinfo=UTC)),  # the day ends at midnight in Berlin
            ("2026-12-31", datetime(2026, 12, 31, 23, tzinfo=UTC)),
            ("2026-09-30T18:00", datetime(2026, 9, 30, 16, tzinfo=UTC)),
            ("2026-09-30 18:00", datetime(2026, 9, 30, 16, tzinfo=UTC)),
            ("2026-09-30T18:00:00Z", datetime(2026, 9, 30, 18, tzinfo=UTC)),
            ("2026-09-30T18:00+05:30", datetime(2026, 9, 30, 12, 30, tzinfo=UTC)),
        ],
    )
    def test_ends_with_its_last_day_or_at_an_instant(self, until, end):
        assert pilot(f"{{means: Earlier., {LOGISTICS}, until: {until}}}").until.at("Europe/Berlin") == end


class TestFaults:
    @pytest.mark.parametrize(
        ("said", "codes"),
        [
            ("«{means: Earlier., until: 2026-09-30}", ["missing-key"]),
            (f"«{{means: Earlier., {LOGISTICS}}}", ["missing-key"]),
            (f"{{means: Earlier., {LOGISTICS}, «team: Sales, until: 2026-09-30}}", ["either-or"]),
            (f"{{means: Earlier., {LOGISTICS}, until: «tomorrow}}", ["bad-words"]),
            (f"{{means: Earlier., {LOGISTICS}, until: «2026-02-30}}", ["bad-words"]),
            (f"{{means: Earlier., {LOGISTICS}, until: «0026-02-20}}", ["bad-words"]),
            ("{means: Earlier., team: «Salez, until: 2026-09-30}", ["unknown-team"]),
            ("{means: Earlier., team: «Marketing, until: 2026-09-30}", ["unknown-team"]),
            ("{means: Earlier., where: {«score.fit: {at_least: 20}}, until: 2026-09-30}", ["not-a-trait"]),
            ("{means: Earlier., where: «accepted, until: 2026-09-30}", ["not-a-trait"]),
            ("{means: Earlier., where: {«did: Demo}, until: 2026-09-30}", ["not-a-trait"]),
            ("{means: Earlier., where: {account.name: {in_list: «no}}, until: 2026-09-30}", ["unknown-reference"]),
            (f"{{means: Earlier., {LOGISTICS}, until: 2026-09-30, «metrics: [a]}}", ["not-built-yet"]),
        ],
    )  # fmt: skip
    def test_are_told_at_their_place(self, said, codes):
        assert_faults(written(said), *codes)
