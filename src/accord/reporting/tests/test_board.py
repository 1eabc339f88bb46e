"""The board counts as a pencil would; every number has the leads behind it; periods are those of the zone."""

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.agreement import api as agreements
from accord.agreement.load import load
from accord.kernel.actor import PROCESS
from accord.members import api as members
from accord.outbox import api as outbox
from accord.outbox.models import Notice
from accord.reporting import api
from accord.reporting.board_contracts import monday_of
from accord.reporting.board_spans import NoSuchPeriod, after, before, span_of
from accord.reporting.board_speed import buckets, edges, promised_seconds, speed_service
from accord.reporting.contracts import ReportRefused
from accord.reporting.tests.naive_board import (
    STOP,
    falls_on,
    naive_share,
    naive_tally,
    naive_volume,
    was_stopped,
    week_of,
    who,
)
from accord.steps.handoff.models import Handoff
from accord.steps.lifecycle.models import Lead, Transition
from accord.steps.sla.models import Clock
from accord.steps.sla.tests.cases import ANSWER, RE_ENGAGE, TOUCH, text

NOW = datetime(2026, 11, 25, 15, 30, tzinfo=UTC)
ZONE = "Europe/Berlin"
VOLUME = "{id: volume, owed_by: marketing, at_least: 40 mql, per: quarter, and: {acceptance_rate: {at_least: 60%}}}"
ENDINGS = ("reassigned", "recycled", "withdrawn", "version")  # ends that are no touch
SERVICES = {"answer": "sales", "first-touch": "sales", "re-engage": "marketing", "gone": "sales"}


def some_clocks(dice, count=400):
    """Clocks of all kinds over half a year, at odd instants and at the very borders of weeks and quarters."""
    edges = [
        datetime(2026, 9, 30, 22, tzinfo=UTC),
        datetime(2026, 10, 25, 23, tzinfo=UTC),
        datetime(2026, 10, 1, 0, 30, tzinfo=UTC),
    ]
    made = []
    for number in range(count):
        started = NOW - timedelta(minutes=dice.randrange(1, 60 * 24 * 180))
        stopped = (
            dice.choice(edges) if dice.random() < 0.1 else started + timedelta(minutes=dice.randrange(60 * 24 * 9))
        )
        is_over, is_late = dice.random() < 0.8 and stopped <= NOW, dice.random() < 0.3
        is_dropped = is_over and dice.random() < 0.2
        broken = min(started + timedelta(hours=dice.randrange(1, 40)), NOW) if is_late else None
        raw = int((stopped - started).total_seconds()) if is_over else None
        service = dice.choice(list(SERVICES))
        made.append(
            Clock(
                service=service,
                owed_by=SERVICES[service],
                agreement_id=1,
                subject_kind="lead",
                subject_id=number,
                person_id=number + 5000,
                member_id=dice.choice([None, 1, 2, 3]),
                started_at=started,
                allowance=14_400,
                first_due_at=started + timedelta(hours=4),
                due_at=started + timedelta(hours=4),
                broken_at=broken,
                broken_by=dice.choice([None, 2]) if broken else None,
                ended_at=stopped if is_over else None,
                ended_as=("broken" if broken else "ended" if is_dropped else "kept") if is_over else "",
                ended_by=dice.choice(ENDINGS) if is_dropped else STOP if is_over else "",
                times=(times := dice.choice((1, 1, 3))),
                done=times if is_over and not is_dropped else times - 1,
                is_excused=bool(broken and dice.random() < 0.3),
                raw_seconds=raw,
                working_seconds=raw and raw // 4,
            )
        )
    return Clock.objects.bulk_create(made)


def leads_at_mql(dice, count=120):
    """Leads with their entries of the stage and what sales said last of them."""
    entries, answers = [], {}
    for number in range(count):
        lead = Lead.objects.create(
            person_id=number, motion="platform", stage="mql", opened_at=NOW, entered_stage_at=NOW
        )
        for _ in range(dice.choice((1, 1, 2))):
            at = NOW - timedelta(minutes=dice.randrange(60 * 24 * 500))
            Transition.objects.create(
                lead=lead, to_stage="mql", effective_at=at, recorded_at=at, actor="rule:x", agreement_id=1
            )
            entries.append((lead.pk, at))
        for place in range(dice.choice((0, 1, 2))):
            said = dice.choice(("accepted", "rejected", "open", "reassigned"))
            is_last = place == 1
            at = NOW - timedelta(days=5 - place)
            Handoff.objects.create(
                lead_id=lead.pk, person_id=number, motion="platform", team="sales", stage="mql", stage_rank=1, rank=1,
                offered_at=at, agreement_id=1, accepted_at=at if said == "accepted" else None,
                closed_at=None if is_last else NOW, closed_as="rejected" if said == "rejected" else "",
            )  # fmt: skip
            if said in ("accepted", "rejected"):
                answers[lead.pk] = said
    return entries, answers


@pytest.fixture
def version(db):
    return agreements.publish(
        text=text(ANSWER, TOUCH, RE_ENGAGE, VOLUME), name="a.yaml", by=PROCESS, now=NOW - timedelta(days=900),
        unsigned_because="a test",
    )  # fmt: skip


class TestBoard:
    @pytest.mark.parametrize("period", ["quarter", "2026-Q3", "week", "2026-10", "2026"])
    def test_counts_as_a_pencil_would(self, version, period):
        clocks = some_clocks(random.Random(period))
        made = api.board(period=period, now=NOW)
        span = made.span
        assert {line.service for line in made.promises} >= {"answer", "first-touch", "re-engage"}
        for line in made.promises:
            ours = [one for one in clocks if one.service == line.service]
            counted = naive_tally(ours, span.start, span.end)
            assert line.tally.as_dict() == counted | {"share": line.tally.as_dict()["share"]}
            assert line.tally.share == naive_share(counted)
            assert line.side == SERVICES[line.service]
            for member_id, tally in line.members:
                theirs = naive_tally([one for one in ours if who(one) == member_id], span.start, span.end)
                assert (tally.kept, tally.broken, tally.excused) == (
                    theirs["kept"], theirs["broken"], theirs["excused"],
                )  # fmt: skip
            assert sum(one.kept for _, one in line.members) == counted["kept"]

    def test_has_every_week_that_is_shown(self, version):
        clocks = some_clocks(random.Random(3))
        made = api.board(now=NOW)
        for line in made.promises:
            assert [week for week, _ in line.weeks] == made.span.weeks
            for week, tally in line.weeks:
                ours = [
                    one for one in clocks
                    if one.service == line.service and (at := falls_on(one)) and week_of(at[0], ZONE) == week
                ]  # fmt: skip
                counted = naive_tally(ours, datetime.min.replace(tzinfo=UTC), NOW + timedelta(days=9), with_open=False)
                assert tally.as_dict() == counted | {"share": tally.as_dict()["share"]}
        assert len(made.span.weeks) >= 12

    def test_counts_volumes_in_their_own_period(self, version):
        entries, answers = leads_at_mql(random.Random(5))
        (line,) = api.board(period="month", now=NOW).volumes
        start = datetime(2026, 10, 1, tzinfo=ZoneInfo(ZONE))
        assert (line.now.start, line.now.end) == (start, NOW)
        for part in (line.now, *line.trend):
            assert (part.done, part.accepted, part.rejected) == naive_volume(entries, answers, part.start, part.end)
        assert sum(part.done for part in line.trend) > 0
        assert line.by_now == round(40 * ((NOW - start) / (datetime(2027, 1, 1, tzinfo=ZoneInfo(ZONE)) - start)))

    def test_has_six_to_eight_numbers_with_target_trend_and_owner(self, version):
        some_clocks(random.Random(4))
        leads_at_mql(random.Random(5), 30)
        made = api.board(now=NOW)
        assert 6 <= len(made.numbers) <= 8
        assert [one.id for one in made.numbers][:6] == [
            "kept-marketing", "kept-sales", "volume-volume", "acceptance-volume", "speed", "in-time",
        ]  # fmt: skip
        for one in made.numbers:
            assert one.target is not None
            assert len(one.trend) >= 1
            assert one.owner in ("marketing", "sales")
        assert made.speed.service == "first-touch"
        assert made.speed.promised == 8 * 3600

    def test_speed_has_every_touch_in_one_bar(self, version):
        clocks = some_clocks(random.Random(8))
        made = api.board(now=NOW)
        ours = [one for one in clocks if one.service == "first-touch" and (at := falls_on(one))
                and made.span.start <= at[0] < made.span.end]  # fmt: skip
        touched = [one.working_seconds for one in ours if was_stopped(one)]
        assert sum(bar.count for bar in made.speed.buckets) == len(touched)
        assert made.speed.untouched == len(ours) - len(touched)
        for bar in made.speed.buckets:
            inside = [s for s in touched if (s > bar.since or (bar.since == 0 and s <= 0))
                      and (bar.until is None or s <= bar.until)]  # fmt: skip
            assert bar.count == len(inside)

    def test_costs_as_many_queries_for_any_number_of_clocks(self, version, django_assert_max_num_queries):
        some_clocks(random.Random(1), 30)
        with django_assert_max_num_queries(20):
            api.board(now=NOW)

    def test_is_there_before_anything_happened(self, version):
        made = api.board(now=NOW)
        assert all(one.value in (None, 0) for one in made.numbers)
        assert made.as_dict()["promises"][0]["share"] is None

    def test_without_an_agreement_is_refused(self, db):
        with pytest.raises(ReportRefused):
            api.board(now=NOW)


class TestPromisedSpeed:
    @pytest.mark.parametrize(
        ("within", "week", "promised"),
        [
            ("4 working hours", "mon-fri: 09:00-17:00", 4 * 3600),
            ("1 working week", "mon-sat: 09:00-17:00", 48 * 3600),
            ("5 working days", "mon-thu: 09:00-17:00, fri: 09:00-13:00", 36 * 3600),
            ("2 days", "mon-fri: 09:00-17:00", 48 * 3600),
            ("4 working hours", None, 4 * 3600),
            ("2 working days", None, 48 * 3600),
        ],
    )
    def test_is_what_clocks_are_given(self, within, week, promised):
        touch = TOUCH.replace("8 working hours", within)
        agreement = load(text(touch, calendars=(f"{{id: berlin, hours: {{{week or 'mon: 09:00-17:00'}}}}}",)), "a.yaml")
        if week is None:  # open on single days alone
            shut = agreement.calendars[0].model_copy(update={"hours": ((),) * 7})
            agreement = agreement.model_copy(update={"calendars": (shut,)})
        assert promised_seconds(agreement, speed_service(agreement)) == promised


class TestBehindTheNumbers:
    def test_of_promises_stand_as_many_leads_as_the_number_says(self, version):
        some_clocks(random.Random(11))
        made = api.board(now=NOW)
        span = {"since": made.span.start, "until": made.span.end, "now": NOW}
        for line in made.promises:
            for which in ("kept", "broken", "excused", "open"):
                found = api.board_behind_number(service=line.service, which=which, **span, limit=7)
                assert found.total == getattr(line.tally, which)
                for number, tally in line.members:
                    asked = {"service": line.service, "which": which, "member_id": number or 0} | span
                    if which != "open":
                        assert api.board_behind_number(**asked).total == getattr(tally, which)
        for bar in made.speed.buckets:
            found = api.board_behind_number(
                service=made.speed.service, which="touched", over=bar.since, upto=bar.until, **span
            )
            assert found.total == bar.count
        assert api.board_behind_number(service="first-touch", which="untouched", **span).total == made.speed.untouched

    def test_are_paged_without_a_gap(self, version):
        some_clocks(random.Random(12))
        asked = {"service": "answer", "which": "kept", "since": NOW - timedelta(days=90), "until": NOW, "now": NOW}
        whole = api.board_behind_number(**asked, limit=1000)
        parts = [api.board_behind_number(**asked, limit=5, offset=at).rows for at in range(0, whole.total, 5)]
        assert [row for part in parts for row in part] == list(whole.rows)
        assert len({row.clock_id for row in whole.rows}) == whole.total > 5

    def test_of_volumes_stand_the_leads_delivered_and_what_sales_said(self, version):
        leads_at_mql(random.Random(6))
        (line,) = api.board(now=NOW).volumes
        for which, number in (("delivered", line.now.done), ("accepted", line.now.accepted),
                              ("rejected", line.now.rejected)):  # fmt: skip
            found = api.board_behind_number(
                service="volume", which=which, since=line.now.start, until=line.now.end, now=NOW
            )
            assert found.total == number
        with pytest.raises(ReportRefused):
            api.board_behind_number(service="answer", which="delivered", since=NOW, until=NOW, now=NOW)


class TestPeriods:
    @pytest.mark.parametrize(
        ("name", "first", "last"),
        [
            ("week", date(2026, 11, 23), date(2026, 11, 30)),
            ("month", date(2026, 11, 1), date(2026, 12, 1)),
            ("quarter", date(2026, 10, 1), date(2027, 1, 1)),
            ("year", date(2026, 1, 1), date(2027, 1, 1)),
            ("2026-W01", date(2025, 12, 29), date(2026, 1, 5)),
            ("2026-q3", date(2026, 7, 1), date(2026, 10, 1)),
            ("2025", date(2025, 1, 1), date(2026, 1, 1)),
        ],
    )
    def test_have_names(self, name, first, last):
        span = span_of(name, zone=ZONE, now=NOW)
        assert span.start.astimezone(ZoneInfo(ZONE)).date() == first
        assert span.end.astimezone(ZoneInfo(ZONE)).date() == last
        assert span.at == min(NOW, span.end)

    @pytest.mark.parametrize("name", ["", "soon", "2026-13", "2026-00", "2026-W54", "2026-Q5", "1999", "2027", "20-1"])
    def test_that_are_none_or_have_not_begun_are_refused(self, name):
        with pytest.raises(NoSuchPeriod):
            span_of(name, zone=ZONE, now=NOW)

    @settings(max_examples=60)
    @given(
        st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
        st.sampled_from(["week", "month", "quarter", "year"]),
        st.sampled_from([ZONE, "Africa/Cairo", "America/New_York", "Asia/Kolkata"]),
    )
    def test_follow_each_other(self, now, word, zone):
        span = span_of(word, zone=zone, now=now)
        earlier = span_of(before(span), zone=zone, now=now)
        assert span.start <= now < span.end
        assert earlier.end == span.start
        assert after(earlier, now=now) == span.name
        assert after(span, now=now) is None
        assert span.weeks[-1] == monday_of(span.at - timedelta(microseconds=1), zone)
        assert len(span.weeks) >= 12

    @given(st.dictionaries(st.integers(0, 9), st.integers(0, 99)), st.integers(60, 90_000))
    def test_of_speed_have_the_promise_at_an_edge(self, counts, promised):
        bars = buckets(counts, promised)
        assert sum(bar.count for bar in bars) == sum(counts.values())
        assert sum(bar.count for bar in bars if bar.is_within) == sum(n for place, n in counts.items() if place <= 4)
        assert [bar.until for bar in bars if bar.is_within][-1] == promised
        assert edges(promised) == sorted(set(edges(promised)))


class TestMonday:
    def test_tells_the_week_before_once_to_those_who_answer_for_it(self, version, django_assert_max_num_queries):
        for name, role in (("mara", "marketer"), ("elena", "executive"), ("ivo", "rep")):
            members.add(email=f"{name}@northwind.example", role=role, name=name, now=NOW)
        some_clocks(random.Random(2))
        monday = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
        assert not api.tell_week(now=monday - timedelta(hours=1))
        assert api.tell_week(now=monday)
        with django_assert_max_num_queries(3):  # not the whole board again
            assert api.tell_week(now=monday + timedelta(hours=20))
        assert not api.tell_week(now=NOW)
        (notice,) = Notice.objects.filter(kind="board_weekly")
        assert notice.body["period"] == "2026-W47, 2026-11-16 to 2026-11-22"
        heads = [row for row in notice.body["table"] if not row[0]]
        assert heads == [["", "value", "target", "owner", "lately"], ["", "kept", "broken", "excused", "share"]]
        assert len(notice.body["table"]) >= 2 + 6 + 3
        assert all(len(row) == 5 and all(isinstance(cell, str) for cell in row) for row in notice.body["table"])
        told = members.by_ids(outbox.addressees([notice.pk])[notice.pk])
        assert {one.name for one in told.values()} == {"mara", "elena"}
