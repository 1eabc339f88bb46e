from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction

from accord.outbox import api
from accord.outbox.contracts import Hold

NOW = datetime(2026, 10, 5, 9, tzinfo=UTC)
AFTER = NOW + timedelta(seconds=13)
SAM, MARA = 1, 2


def tell(key="handoff:1", to=(SAM,), kind="lead_handed_off", now=NOW, hold=None, **body):
    api.tell(kind, to=to, about=("lead", 5), body=body, key=key, now=now, hold=hold)


@pytest.mark.django_db
class TestTell:
    def test_reaches_each_member_once(self):
        tell(to=[SAM, MARA, SAM], hours=4)
        (received,) = api.received(member_id=SAM, now=NOW)
        assert (received.notice.kind, received.notice.about, received.notice.body, received.notice.at) == (
            "lead_handed_off",
            ("lead", 5),
            {"hours": 4},
            NOW,
        )
        assert api.count_unread(member_id=MARA, now=NOW) == 1

    def test_is_told_once_under_one_key(self):
        tell()
        tell(to=[MARA])
        assert api.count_unread(member_id=SAM, now=NOW) == 1
        assert api.received(member_id=MARA, now=NOW) == []

    def test_is_not_told_when_the_caller_takes_it_back(self):
        with transaction.atomic():
            tell()
            transaction.set_rollback(True)
        assert api.received(member_id=SAM, now=NOW) == []

    def test_takes_hostile_text_as_it_is(self):
        tell(key='a"b\\c,{}', note='"; DROP TABLE x --\n\\ {a,b} \u2028')
        assert api.received(member_id=SAM, now=NOW)[0].notice.body == {"note": '"; DROP TABLE x --\n\\ {a,b} \u2028'}

    def test_needs_nobody_in_particular(self):
        tell(to=[])
        assert [(card.key, to) for card, to in api.take_new(limit=10, now=NOW)] == [("handoff:1", [])]


@pytest.mark.django_db
class TestReading:
    def test_shows_the_latest_first_in_pages(self):
        for number in range(5):
            tell(key=str(number))
        assert [r.notice.key for r in api.received(member_id=SAM, offset=1, limit=2, now=NOW)] == ["3", "2"]

    def test_leaves_out_kinds_that_the_member_does_not_want(self):
        tell()
        tell(key="b", kind="board_weekly")
        assert [r.notice.key for r in api.received(member_id=SAM, without=["board_weekly"], now=NOW)] == ["handoff:1"]
        assert api.count_unread(member_id=SAM, without=["board_weekly"], now=NOW) == 1

    def test_counts_what_is_read_once_and_for_its_reader_only(self):
        tell(to=[SAM, MARA])
        number = api.received(member_id=SAM, now=NOW)[0].notice.id
        assert api.mark_read(member_id=SAM, notice_ids=[number], now=NOW) == 1
        assert api.mark_read(member_id=SAM, now=NOW) == 0
        assert (api.count_unread(member_id=SAM, now=NOW), api.count_unread(member_id=MARA, now=NOW)) == (0, 1)
        assert api.read_by(member_id=SAM, notice_ids=[number]) == {number}
        api.mark_unread(member_id=SAM, notice_id=number)
        assert api.count_unread(member_id=SAM, now=NOW) == 1

    def test_counts_no_further_than_asked(self):
        api.tell_all([_one(i) for i in range(7)], now=NOW)
        assert api.count_unread(member_id=SAM, at_most=5, now=NOW) == 5


@pytest.mark.django_db
class TestHeld:
    HOLD = Hold(name=UUID(int=7), until=NOW + timedelta(seconds=12))

    def test_is_given_to_nobody_before_the_instant_and_once_after_it(self):
        tell(hold=self.HOLD)
        tell(key="at once")
        for now in (NOW, self.HOLD.until):
            assert [r.notice.key for r in api.received(member_id=SAM, now=now)] == ["at once"]
            assert api.count_unread(member_id=SAM, now=now) == 1
        assert [card.key for card, _ in api.take_new(limit=10, now=self.HOLD.until)] == ["at once"]
        assert api.mark_read(member_id=SAM, now=self.HOLD.until) == 1
        assert [card.key for card, _ in api.take_new(limit=10, now=AFTER)] == ["handoff:1"]
        assert [r.notice.key for r in api.received(member_id=SAM, unread_only=True, now=AFTER)] == ["handoff:1"]
        assert api.take_new(limit=10, now=AFTER) == []

    def test_is_withdrawn_whole_and_alone(self):
        tell(hold=self.HOLD)
        tell(key="b", hold=self.HOLD)
        tell(key="another", hold=Hold(name=UUID(int=8), until=NOW))
        assert api.withdraw(self.HOLD.name)
        assert [card.key for card, _ in api.take_new(limit=10, now=AFTER)] == ["another"]
        assert [r.notice.key for r in api.received(member_id=SAM, now=AFTER)] == ["another"]

    def test_that_went_out_is_not_withdrawn(self):
        tell(hold=self.HOLD)
        tell(key="b", hold=self.HOLD)
        api.take_new(limit=1, now=AFTER)
        assert not api.withdraw(self.HOLD.name)
        assert [card.key for card, _ in api.take_new(limit=10, now=AFTER)] == ["b"]

    def test_with_nothing_told_there_is_nothing_to_withdraw(self):
        assert api.withdraw(UUID(int=9))


@pytest.mark.django_db
class TestForget:
    def test_keeps_what_is_new_not_given_to_channels_or_wanted(self):
        for key in ("old", "kept", "new"):
            tell(key=key, now=NOW + timedelta(days=key == "new"))
        numbers = {card.key: card.id for card, _ in api.take_new(limit=10, now=NOW)}
        tell(key="waits")
        assert api.forget(before=NOW + timedelta(hours=1), keep=[numbers["kept"]]) == 1
        assert {r.notice.key for r in api.received(member_id=SAM, now=NOW)} == {"kept", "new", "waits"}


@pytest.mark.django_db(transaction=True)
class TestTogether:
    def test_two_tellers_of_the_same_keys_tell_each_once(self):
        def tell_many(turn):
            try:
                return api.tell_all([_one(i) for i in (range(300) if turn % 2 else reversed(range(300)))], now=NOW)
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(tell_many, range(4))) == 300

    def test_what_one_takes_no_other_takes(self):
        api.tell_all([_one(i) for i in range(50)], now=NOW)

        def take(_):
            try:
                with transaction.atomic():
                    return [card.key for card, _ in api.take_new(limit=15, now=NOW)]
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            taken = [key for part in pool.map(take, range(8)) for key in part]
        assert len(taken) == len(set(taken)) == 50


def _one(number):
    return api.Telling(kind="clock_reminder", to=[SAM], about=("lead", number), key=f"clock:{number}")
