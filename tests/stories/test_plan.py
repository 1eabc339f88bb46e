"""The plan on the command line, in a notice and in the calendar of those who come to its reviews."""

import json
import random
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from typer.testing import CliRunner

from accord.cli.door import console
from accord.cli.reports import app
from accord.members import api as members
from accord.outbox import api as outbox
from accord.outbox.models import Notice
from accord.reporting import api as reporting
from accord.reporting.tests.test_plan import NOW, publish, some_history
from accord.telling import feeds
from accord.telling.sentences import said

pytestmark = pytest.mark.django_db


def events(member, now):
    whole = Calendar.from_ical(feeds.calendar(secret=feeds.make(member_id=member.id, now=now), now=now))
    return {str(one["summary"]): one for one in whole.walk("VEVENT")}


class TestCommand:
    def test_prints_for_people_and_for_programs(self, monkeypatch):
        monkeypatch.setattr("accord.cli.plan.now", lambda: NOW)
        publish()
        some_history(random.Random(3), 40)
        monkeypatch.setattr(console, "width", 160)
        shown = CliRunner().invoke(app, ["plan"]).output
        assert "2026-Q4" in shown
        assert "120,000 EUR" in shown
        assert "spent" not in shown
        lines = json.loads(CliRunner().invoke(app, ["plan", "--json"]).output)["plan"]
        q3, q4 = lines[1], lines[2]
        assert (q3["state"], q3["passed"], q3["budget_by_side"]) == ("over", 1, {"marketing": 90_000, "sales": 10_000})
        assert (q4["budget"], q4["currency"]) == (120_000, "EUR")
        assert (q4["last_review"], q4["next_review"]) == ("2026-11-16T09:00:00Z", "2026-12-14T09:00:00Z")
        assert q4["came"].keys() == {"handed_off", "accepted", "sql", "won", "won_amount"}


class TestReview:
    def test_is_told_with_a_link_to_the_plan(self, elena):
        publish()
        reporting.tell_reviews(now=datetime(2026, 12, 11, 8, tzinfo=UTC))
        (notice,) = outbox.notices(Notice.objects.filter(kind="review_due").values_list("pk", flat=True)).values()
        (shown,) = said([notice])
        assert shown.path == "/goals/#plan"
        assert shown.sentence.startswith("Both sides sit down together")
        assert shown.sentence.endswith("the plan of 2026-Q4")

    def test_is_in_the_calendar_of_those_who_come_until_it_is_a_day_past(self, mara, sue, elena):
        publish()
        ahead = {"Review of both sides: 2026-Q4", "Review of both sides: 2027-Q1"}
        assert set(events(mara, NOW)) == set(events(elena, NOW)) == ahead
        assert events(sue, NOW) == {}
        entry = events(elena, NOW)["Review of both sides: 2026-Q4"]
        at = datetime(2026, 12, 14, 9, tzinfo=UTC)
        assert (entry["dtstart"].dt, str(entry["url"]).endswith("/goals/#plan")) == (at, True)
        assert "Review of both sides: 2026-Q4" in events(elena, at + timedelta(hours=23))
        assert "Review of both sides: 2026-Q4" not in events(elena, at + timedelta(hours=24))


@pytest.fixture
def elena(db):
    return members.add(email="elena@northwind.example", role="executive", name="Elena", now=NOW)
