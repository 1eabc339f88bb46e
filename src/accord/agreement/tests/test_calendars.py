"""Calendars: what may be written, what comes of it, and how it is told."""

import re
from datetime import date, datetime, timedelta

import pytest

from accord.agreement import calendars, opening, public_holidays
from accord.agreement.contracts import AgreementFault
from accord.agreement.diff import differences
from accord.agreement.load import examine, load
from accord.agreement.spec import Calendar
from accord.agreement.tests.marked import NORTHWIND, assert_faults

PLAIN = re.sub(r"^(calendars|services|routing):.*?(?=^[a-z]|\Z)", "", NORTHWIND, flags=re.M | re.S)
PLAIN += "\nrouting: [{id: everybody, to: {team: sales}}]\n"
BERLIN = """calendars:
  - id: berlin
    means: Head office
    hours: {mon-thu: 09:00-17:30, fri: [["09:00", "12:30"], 13:30-16:00]}
    holidays: [{country: DE, region: BE}, 2026-07-15]
    closed: [2026-12-24, 2026-12-27 to 2026-12-31]
    open: [{day: 2026-10-10, hours: 09:00-12:00}, 2026-12-26]
  - id: night
    time_zone: America/New_York
    hours: {fri: 22:00-06:00}
"""
WITH = load(f"{PLAIN}\n{BERLIN}", "with.yaml")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def calendar(words: str) -> Calendar:
    return calendars.calendar_from(f"time_zone: Europe/Berlin\nhours: {{mon-fri: 09:00-17:00}}\n{words}", "c.yaml")


def berlin(words: str):
    return calendars.working_time_of(calendar(words), "Europe/Berlin")


class TestACalendar:
    def test_gives_working_time_with_holidays_and_exceptions(self):
        hours = calendars.working_time(WITH, "berlin")
        assert hours.zone == "Europe/Berlin"
        assert hours.add(at("2026-07-14T17:00+02:00"), 3600) == at("2026-07-16T09:30+02:00")  # a day of its own
        assert not hours.is_open(at("2026-03-08T10:00+01:00"))  # Sunday
        assert not hours.is_open(at("2027-03-08T10:00+01:00"))  # Women's day, in Berlin only
        assert hours.is_open(at("2026-10-10T11:59+02:00"))
        assert hours.is_open(at("2026-12-26T17:29+01:00"))  # open wins over a holiday
        assert not any(hours.is_open(at(f"2026-12-{day}T10:00+01:00")) for day in (24, 25, 28, 29, 30, 31))

    def test_is_the_first_one_where_none_is_named_and_office_hours_where_there_is_none(self):
        assert calendars.working_time(WITH, None) is calendars.working_time(WITH, "berlin")
        office = calendars.working_time(load(PLAIN, "plain.yaml"), None)
        assert (office.zone, office.days(1)) == ("Europe/Berlin", 8 * 3600)
        with pytest.raises(calendars.NoSuchCalendar, match="berlin, night"):
            calendars.working_time(WITH, "mars")

    def test_is_by_the_clocks_of_whom_it_is_asked_for_unless_it_names_its_own(self):
        assert calendars.working_time(WITH, "berlin", zone="Asia/Kolkata").zone == "Asia/Kolkata"
        assert calendars.working_time(WITH, "night", zone="Asia/Kolkata").zone == "America/New_York"

    def test_works_the_days_that_a_country_exchanges(self):
        china = berlin("holidays: {country: CN}")
        assert china.is_open(at("2026-10-10T10:00+02:00"))  # a Saturday
        assert not china.is_open(at("2026-10-01T10:00+02:00"))
        assert not berlin("holidays: {country: CN}\nclosed: [2026-10-10]").is_open(at("2026-10-10T10:00+02:00"))

    def test_knows_holidays_of_saudi_arabia_and_egypt(self):
        assert not berlin("holidays: {country: SA}").is_open(at("2026-09-23T10:00+02:00"))
        assert not berlin("holidays: {country: EG}").is_open(at("2026-07-23T10:00+02:00"))

    def test_has_holidays_for_fifty_years(self):
        days = public_holidays.public_days("DE", "BE").off
        assert {day.year for day in days} == set(range(2000, 2051))

    def test_fingerprint_changes_with_what_it_would_answer(self):
        prints = [
            calendars._fingerprint(berlin(words)) for words in ("", "holidays: {country: DE}", "closed: 2027-01-04")
        ]
        assert len(set(prints)) == 3
        assert calendars._fingerprint(berlin("closed: [2027-01-04]")) == prints[2]
        assert calendars.fingerprint(WITH, "berlin") != calendars.fingerprint(WITH, "berlin", zone="Asia/Kolkata")
        assert calendars.holiday_data().startswith("holidays ")

    def test_may_say_that_there_are_none(self):
        assert calendar("holidays: []\nclosed: []\nopen: []") == calendar("")
        assert calendars.calendar_from("time_zone: UTC\nhours: {mon: 09:00-10:00, sat: []}", "c").hours[5] == ()

    def test_over_midnight_belongs_to_the_day_on_which_it_begins(self):
        night = calendars.working_time(WITH, "night")
        friday = at("2026-11-20T22:00-05:00")
        assert night.next_opening(at("2026-11-18T12:00Z")) == friday
        assert night.between(friday, friday + timedelta(days=1)) == 8 * 3600


class TestDurations:
    @pytest.mark.parametrize(
        ("words", "seconds"),
        [
            ("480 minutes", 28_800),
            ("4 hours", 14_400),
            ("4 working hours", 14_400),
            ("2 business-days", 57_600),
            ("1 week", 144_000),
            ("90s", 90),
            ("1 hour 30 minutes", 5_400),
            ("1 working day, 2 hours and 5 min", 36_300),
            ("7200", 7_200),
            ("0 minutes", 0),
        ],
    )
    def test_are_working_time(self, words, seconds):
        assert calendars.seconds_of(words, berlin("")) == seconds

    @pytest.mark.parametrize(
        "words", ["", "soon", "-1 hour", "2 months", "1 hour soon", "1 hour,", "1.5 hours", "9" * 40]
    )
    def test_that_say_nothing_are_refused(self, words):
        with pytest.raises(calendars.UnclearDuration):
            calendars.seconds_of(words, berlin(""))


class TestFaults:
    @pytest.mark.parametrize(
        ("words", "code"),
        [
            ("{id: «owner, hours: {mon: 09:00-17:00}}", "bad-id"),
            ("«{id: a}", "missing-key"),
            ("{id: a, hours: «{}}", "empty"),
            ("{id: a, hours: «{mon-thu: [], fri: []}}", "empty"),
            ("{id: a, hours: {mon: 09:00-17:00}, open: [{day: 2026-02-07, hours: «[]}]}", "empty"),
            ("{id: a, hours: {«mo: 09:00-17:00}}", "unknown-key"),
            ("{id: a, hours: {«fri-mon: 09:00-17:00}}", "bad-words"),
            ("{id: a, hours: {mon-fri: 09:00-17:00, «mon: 09:00-12:00}}", "duplicate-key"),
            ("{id: a, hours: {mon: «9 to 5}}", "bad-words"),
            ("{id: a, hours: {mon: [«09:00, «17:00]}}", "bad-words bad-words"),
            ("{id: a, hours: {mon: «09:00-09:00}}", "bad-words"),
            ("{id: a, hours: {mon: «24:00-25:00}}", "bad-words"),
            ("{id: a, hours: {mon: [09:00-12:00, «11:00-13:00]}}", "overlap"),
            ("{id: a, hours: {mon: [«[09:00]]}}", "wrong-type"),
            ("{id: a, hours: «{mon: 22:00-06:00, tue: 05:00-12:00}}", "overlap"),
            ("{id: a, time_zone: «Europe/Berlim, hours: {mon: 09:00-17:00}}", "unknown-word"),
            ("{id: a, hours: {mon: 09:00-17:00}, holidays: {country: «Germany}}", "unknown-word"),
            ("{id: a, hours: {mon: 09:00-17:00}, holidays: {country: DE, region: «Berlin}}", "unknown-word"),
            ("{id: a, hours: {mon: 09:00-17:00}, closed: [«tomorrow]}", "bad-words"),
            ("{id: a, hours: {mon: 09:00-17:00}, closed: [«2026-02-30]}", "bad-words"),
            ("{id: a, hours: {mon: 09:00-17:00}, closed: [«2026-02-03 to 2026-02-01]}", "bad-words"),
            ("{id: a, hours: {mon: 09:00-17:00}, open: [«2026-02-03 to 2026-02-05]}", "bad-words"),
            ("{id: a, hours: {mon: 09:00-17:00}, closed: 2026-02-07, open: [{day: «2026-02-07}]}", "contradiction"),
            ("{id: a, hours: {mon: 09:00-17:00}, open: [2026-02-07, «2026-02-07]}", "said-twice"),
            ("{id: a, hours: {mon: 09:00-17:00}, «leave: []}", "not-built-yet"),
        ],
    )
    def test_stand_at_their_place(self, words, code):
        assert_faults(f"{PLAIN}\ncalendars:\n  - {words}\n", *code.split())

    def test_of_a_file_are_told_all_at_once(self):
        with pytest.raises(AgreementFault) as wrong:
            calendars.calendar_from("hours: {mon: 9-5}\nfoo: 1\n", "c.yaml")
        assert [(one.line, one.code) for one in wrong.value.faults] == [
            (1, "missing-key"),
            (1, "bad-words"),
            (2, "unknown-key"),
        ]
        for text in ("", "- 1", "a: [", b"\xff"):
            with pytest.raises(AgreementFault):
                calendars.calendar_from(text, "c.yaml")

    def test_twice_the_same_id_is_one(self):
        faults = examine(f"{PLAIN}\n{BERLIN}{BERLIN.partition(chr(10))[2]}", "n")[1]
        assert [fault.code for fault in faults] == ["duplicate-id"] * 2


class TestWords:
    def test_are_read_aloud(self):
        berlin, night = map(opening.calendar, WITH.calendars)
        assert berlin == (
            "berlin: Monday to Thursday 09:00–17:30, Friday 09:00–12:30 and 13:30–16:00; "
            "public holidays of DE-BE and holidays 2026-07-15; closed 2026-12-24 and 2026-12-27 to 2026-12-31; "
            "open 2026-10-10 09:00–12:00 and 2026-12-26"
        )
        assert night == "night: Friday 22:00–06:00 (America/New_York)"

    @pytest.mark.parametrize(
        ("old", "new", "sentence"),
        [
            ("mon-thu: 09:00-17:30", "mon-wed: 09:00-17:30, thu: 09:00-20:00",
             "On Thursday the calendar berlin is now 09:00–20:00 instead of 09:00–17:30."),
            ("fri: 22:00-06:00", "sat: 22:00-06:00",
             "On Friday the calendar night is now closed instead of 22:00–06:00."),
            ("closed: [2026-12-24, ", "closed: [",
             "Closed days of the calendar berlin no longer have 2026-12-24."),
            ("region: BE}, 2026-07-15", "region: BE}, {country: AT}",
             "Holidays of the calendar berlin now also have the public holidays of AT."),
            ("America/New_York", "America/Chicago",
             "The calendar night is now by the clocks of America/Chicago instead of America/New_York."),
            ("2026-12-26]", "{day: 2026-12-26, hours: 10:00-11:00}]",
             "Open days of the calendar berlin now also have 2026-12-26 10:00–11:00."),
            ("means: Head office", "means: The house",
             "The calendar berlin now means “The house” instead of “Head office”."),
        ],
    )  # fmt: skip
    def test_of_a_difference_name_the_calendar(self, old, new, sentence):
        assert BERLIN.count(old) == 1
        changed = load(f"{PLAIN}\n{BERLIN.replace(old, new)}", "new.yaml")
        assert sentence in [one.sentence for one in differences(WITH, changed)]

    def test_tell_a_calendar_that_came_or_went(self):
        plain = load(PLAIN, "plain.yaml")
        came = [one.sentence for one in differences(plain, WITH)]
        assert came[1] == "There is a new calendar, night: Friday 22:00–06:00 (America/New_York)."
        assert [one.sentence for one in differences(WITH, plain)][0] == "There is no calendar berlin any more."

    def test_dates_in_a_clause_are_dates(self):
        assert WITH.calendars[0].closed[1].last == date(2026, 12, 31)
