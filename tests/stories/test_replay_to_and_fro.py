"""Colleagues who gainsay each other about their company all day long: what a replay cannot know, and says so."""

import pytest

from accord.journey.replay import api as replay
from tests.stories.desk_cases import NORTHWIND, happens, identify, later

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("northwind", "sam")]
BIG, SMALL = 500, 20  # employees: only the first fits


def company_says(*told):
    """At each minute a clerk of the company says that it has so many employees."""
    for minute, employees in told:
        company = {"name": "Acme", "employees": employees}
        traits = {"email": "otto@acme.example", "company": company, "job_title": "Clerk"}
        happens({"type": "identify", "userId": "otto", "traits": traits}, at=later(minutes=minute))


def tries(minute):
    happens(identify("iris", job_title="Clerk"), at=later(minutes=minute - 1))
    happens({"type": "track", "event": "Trial Started", "userId": "iris"}, at=later(minutes=minute))


def reality():
    return replay.run(text=NORTHWIND, name="northwind.yaml", now=later(days=1))["reality"]


class TestWhatIsSaidToAndFro:
    def test_is_the_reason_where_what_decided_it_is_not_kept(self):
        company_says((0, BIG), (10, SMALL), (20, BIG))
        tries(25)
        company_says((30, SMALL), (40, BIG))
        found = reality()
        [iris] = found["differences"]
        assert (iris["why"], iris["stage"]) == ("to-and-fro", "mql")
        assert iris["recorded_at"] == "2026-03-02T09:25:00Z"
        assert iris["replayed_at"] == "2026-03-02T09:40:00Z", "by what is kept, Acme fits from then on"

    def test_makes_no_difference_where_it_is_kept(self):
        company_says((0, SMALL), (20, BIG))
        tries(25)
        company_says((30, SMALL))
        found = reality()
        assert found["equal"] == found["compared"] > 2
