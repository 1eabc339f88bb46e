from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from accord.kernel.actor import PROCESS, Actor, ActorKind
from accord.members import api as members
from accord.members.api import WorkRefused

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)
RHEA = Actor(ActorKind.MEMBER, "rhea@northwind.example")


@pytest.fixture
def sam(db):
    return members.add(email="sam@northwind.example", role="rep", now=NOON)


@pytest.fixture
def mona(db):
    return members.add(email="mona@northwind.example", role="rep", now=NOON)


class TestWork:
    def test_of_whom_nothing_was_stated_takes_a_full_share_since_they_joined(self, sam):
        card = members.work_of([sam.id])[sam.id]
        assert (card.weight, card.capacity_open, card.skills, card.started_at) == (100, None, (), NOON)

    def test_what_is_not_named_stays_and_every_statement_is_kept_with_who_and_when(self, sam):
        members.set_work(member_id=sam.id, by=RHEA, now=NOON, skills=[" German", "german", "Cloud  security"])
        members.set_work(member_id=sam.id, by=RHEA, now=NOON + DAY, weight=50, capacity_day=4)
        card = members.work_of([sam.id])[sam.id]
        assert (card.weight, card.capacity_day, card.skills) == (50, 4, ("cloud security", "german"))
        assert [(c.work.weight, c.by, c.at) for c in members.work_history(sam.id)] == [
            (50, str(RHEA), NOON + DAY),
            (100, str(RHEA), NOON),
        ]
        assert members.work_of([sam.id], at=NOON + DAY / 2)[sam.id].weight == 100

    def test_the_same_again_is_not_written_twice(self, sam):
        for _ in range(2):
            members.set_work(member_id=sam.id, by=RHEA, now=NOON, calendar="berlin", regions=["de", "AT"])
        assert len(members.work_history(sam.id)) == 1

    @pytest.mark.parametrize(
        "stated",
        [
            {"weight": 0},
            {"weight": 1001},
            {"capacity_open": -1},
            {"time_zone": "Europe/Nowhere"},
            {"calendar": "Berlin hours"},
            {"manager_id": 999},
            {"skills": ["x" * 61]},
        ],
    )
    def test_refuses_what_cannot_be(self, sam, stated):
        with pytest.raises(WorkRefused):
            members.set_work(member_id=sam.id, by=RHEA, now=NOON, **stated)
        assert members.work_history(sam.id) == []

    def test_nobody_manages_their_own_manager(self, sam, mona):
        members.set_work(member_id=sam.id, by=RHEA, now=NOON, manager_id=mona.id)
        with pytest.raises(WorkRefused, match="own manager"):
            members.set_work(member_id=mona.id, by=RHEA, now=NOON, manager_id=sam.id)

    def test_one_query_a_table_however_many_members(self, django_assert_num_queries, db):
        ids = [members.add(email=f"rep{n}@northwind.example", role="rep", now=NOON).id for n in range(5)]
        with django_assert_num_queries(2):
            assert len(members.work_of(ids)) == 5


class TestLeave:
    def test_spans_are_joined_where_they_touch_and_cut_to_what_was_asked(self, sam, mona):
        for first, last in ((0, 3), (3, 4), (9, 12)):
            members.add_leave(member_id=sam.id, since=NOON + first * DAY, until=NOON + last * DAY, by=RHEA, now=NOON)
        assert members.leave_of([sam.id, mona.id], NOON + DAY, NOON + 10 * DAY) == {
            sam.id: ((NOON + DAY, NOON + 4 * DAY), (NOON + 9 * DAY, NOON + 10 * DAY)),
            mona.id: (),
        }

    def test_one_taken_back_does_not_count_and_says_who_took_it_back(self, sam):
        card = members.add_leave(member_id=sam.id, since=NOON, until=NOON + DAY, by=RHEA, now=NOON, note="Sailing")
        members.take_leave_back(leave_id=card.id, by=RHEA, now=NOON + DAY / 2)
        assert members.leave_of([sam.id], NOON, NOON + DAY) == {sam.id: ()}
        (kept,) = members.leaves(sam.id)
        assert (kept.note, kept.taken_back_by, kept.taken_back_at) == ("Sailing", str(RHEA), NOON + DAY / 2)
        with pytest.raises(WorkRefused):
            members.take_leave_back(leave_id=card.id, by=RHEA, now=NOON + DAY / 2)

    def test_refuses_one_that_ends_before_it_begins_or_is_over(self, sam):
        with pytest.raises(WorkRefused):
            members.add_leave(member_id=sam.id, since=NOON, until=NOON, by=RHEA, now=NOON)
        members.add(email=RHEA.name, role="operations", now=NOON)
        past = members.add_leave(member_id=sam.id, since=NOON - DAY, until=NOON, by=RHEA, now=NOON)
        with pytest.raises(WorkRefused, match="over"):
            members.take_leave_back(leave_id=past.id, by=RHEA, now=NOON)

    def test_of_ones_own_begins_now_at_the_earliest(self, sam):
        himself = Actor(ActorKind.MEMBER, sam.email)
        with pytest.raises(WorkRefused, match="over"):
            members.add_leave(member_id=sam.id, since=NOON - DAY, until=NOON, by=himself, now=NOON)
        today = members.add_leave(member_id=sam.id, since=NOON - DAY / 2, until=NOON + DAY / 2, by=himself, now=NOON)
        assert (today.since, today.until) == (NOON, NOON + DAY / 2)


class TestLeaveOfBeforeBeginningsWereNoted:
    def test_begins_only_where_it_is_still_to_come(self, sam):
        today = timezone.now()
        for first, last in ((-20, -10), (-1, 9), (1, 3)):
            members.add_leave(
                member_id=sam.id, since=today + first * DAY, until=today + last * DAY, by=PROCESS, now=today
            )
        upgrade = import_module("accord.members.migrations.0003_leave_hands_on")
        upgrade.note_what_began(apps, connection.schema_editor())
        assert members.leaves_begun(today) == []
        assert [one.since for one in members.leaves_begun(today + 2 * DAY)] == [today + DAY]
