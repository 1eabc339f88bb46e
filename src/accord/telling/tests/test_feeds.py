"""A calendar of what falls due, as a calendar program reads it."""

from datetime import date, timedelta

import pytest
from icalendar import Calendar

from accord.members import api as members
from accord.planning import api as planning
from accord.steps.handoff.models import Handoff
from accord.steps.sla.models import Clock
from accord.steps.sla.tests.cases import ALL, happen, lead, published
from accord.steps.sla.tests.cases import MONDAY as NOW
from accord.telling import falling_due, feeds
from accord.telling.contracts import TellingRefused

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
VOLUME = "{id: volume, owed_by: marketing, at_least: 300 mql, per: quarter}"
HOST = "accord.northwind.example"


@pytest.fixture
def handed(sam, mara, settings):
    """Sam has a lead that he put off until tomorrow, and one with a clock of four working hours."""
    settings.ADDRESS = f"https://{HOST}"
    common = {"motion": "new", "team": "Sales", "stage": "mql", "stage_rank": 1, "rank": 1, "offered_at": NOW}
    common |= {"assigned_at": NOW, "agreement_id": 1}
    asleep = Handoff.objects.create(
        lead_id=1, person_id=1, member_id=sam.id, snoozed_until=NOW + 24 * HOUR, why="a, b; c\nd", **common
    )
    for number, member in ((2, sam), (3, mara)):
        Handoff.objects.create(lead_id=number, person_id=number, member_id=member.id, **common)
    happen("handed_off", lead(2, sam), lead(3, mara), version=published())
    return asleep


def events(member, now=NOW):
    secret = feeds.make(member_id=member.id, now=now)
    whole = Calendar.from_ical(feeds.calendar(secret=secret, now=now))
    assert (whole["version"], whole["method"]) == ("2.0", "PUBLISH")
    return {str(one["summary"]): one for one in whole.walk("VEVENT")}


def ask(by, to_side="marketing"):
    brief = {"goal": "A webinar", "audience": "IT directors", "deadline": date(2026, 4, 1)}
    return planning.ask(**brief, to_side=to_side, by=by, now=NOW)


class TestCalendar:
    def test_has_what_is_put_off_and_what_a_clock_runs_for(self, sam, handed):
        found = events(sam)
        assert set(found) == {"Back: #1", "answer: #2"}
        back = found["Back: #1"]
        assert (back["dtstart"].dt, str(back["description"])) == (NOW + 24 * HOUR, "a, b; c\nd")
        assert str(back["uid"]) == f"snooze-{handed.pk}@{HOST}"
        assert found["answer: #2"]["dtstart"].dt == NOW + 4 * HOUR

    def test_is_empty_and_well_formed_for_whom_nothing_waits(self, mara, handed):
        assert events(mara) == {}

    def test_has_what_marketing_owes_its_promises_and_what_it_is_asked_for(self, sam, mara):
        happen("recycled", lead(7), version=published(*ALL, VOLUME))
        asked = ask(sam)
        found = events(mara)
        assert set(found) == {"re engage: #7", "request: A webinar", "Asked for: A webinar", "volume: the period ends"}
        assert found["re engage: #7"]["dtstart"].dt == NOW + timedelta(days=30)
        deadline = found["Asked for: A webinar"]
        assert (deadline["dtstart"].dt, deadline["dtend"].dt) == (date(2026, 4, 1), date(2026, 4, 2))
        assert str(deadline["url"]).endswith(f"/requests/{asked.id}/")
        ends = found["volume: the period ends"]
        assert (ends["dtstart"].dt, "300 leads reach mql" in ends["description"].lower()) == (date(2026, 3, 31), True)

    def test_has_what_marketing_owes_behind_what_a_colleague_does(self, sam, mara, monkeypatch):
        monkeypatch.setattr(falling_due, "MOST", 1)
        happen("recycled", lead(6), lead(7), version=published(*ALL))
        other = members.add(email="mike@northwind.example", role="marketer", now=NOW)
        Clock.objects.filter(subject_id=6).update(member_id=other.id, due_at=NOW)
        assert "re engage: #7" in events(mara)

    def test_has_a_request_until_it_is_done_and_once_answered_only_for_who_answered(self, sam, mara):
        published()
        mats = members.add(email="mats@northwind.example", role="marketer", now=NOW)
        asked = ask(sam)
        assert "Asked for: A webinar" in events(mats)
        planning.answer(request_id=asked.id, is_agreed=True, by=mara, now=NOW)
        assert (set(events(mara)), events(mats)) == ({"Asked for: A webinar"}, {})
        planning.finish(request_id=asked.id, by=mara, now=NOW)
        assert events(mara) == {}

    def test_of_a_rep_has_what_marketing_asks_of_sales(self, sam, mara):
        ask(mara, to_side="sales")
        assert set(events(sam)) == {"Asked for: A webinar"}
        assert events(mara) == {}

    def test_keeps_the_name_of_an_entry_however_often_it_is_read(self, sam, handed):
        first, second = events(sam), events(sam, NOW + HOUR)
        assert {str(one["uid"]) for one in first.values()} == {str(one["uid"]) for one in second.values()}

    def test_is_known_by_its_secret_only(self, sam, handed):
        feeds.make(member_id=sam.id, now=NOW)
        for secret in ("", "x", "%00"):
            with pytest.raises(TellingRefused):
                feeds.calendar(secret=secret, now=NOW)
