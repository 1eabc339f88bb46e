"""A lead that is put off is out of the queue until its instant, and no longer."""

from datetime import timedelta

import pytest

from accord.steps.handoff import api
from accord.steps.handoff.contracts import Counts, Filters, HandoffRefused
from accord.steps.handoff.models import Snooze
from accord.steps.handoff.tests.cases import SAM, SUE, minute, northwind, offer, ready, reject, team

pytestmark = pytest.mark.django_db


def leads(state="open", *, at: float) -> list[int]:
    return [row.lead_id for row in api.queue(member_id=SAM, filters=Filters(state=state), now=minute(at)).rows]


def snooze(handoff_id: int, member_id=SAM, *, until: float, at: float = 1, **more):
    return api.snooze(handoff_id=handoff_id, member_id=member_id, until=minute(until), now=minute(at), **more)


@pytest.fixture
def first():
    """The first of three in Sam's queue."""
    return offer(*[ready(n, units=100 - n) for n in range(3)], to=team(SAM))[0].id


class TestSnooze:
    def test_hides_until_its_instant_and_shows_at_the_usual_place_then(self, first):
        snooze(first, until=60)
        assert leads(at=59.99) == leads("waiting", at=59.99) == [1, 2]
        assert leads("snoozed", at=59.99) == [0]
        assert (leads(at=60), leads("snoozed", at=60)) == ([0, 1, 2], [])

    def test_is_counted_apart(self, first):
        snooze(first, until=60)
        assert api.counts(member_id=SAM, now=minute(2)) == Counts(2, 0, 1)
        assert api.counts(member_id=SAM, now=minute(60)) == Counts(3, 0, 0)

    def test_keeps_who_and_when_and_why(self, first):
        snooze(first, until=60, note="in a meeting")
        row = Snooze.objects.get()
        assert (row.member_id, row.at, row.until) == (SAM, minute(1), minute(60))
        [told] = api.decisions([first])
        assert (told.kind, told.until, told.note) == ("snooze", minute(60), "in a meeting")

    def test_is_for_what_is_accepted_too(self, first):
        api.accept(handoff_id=first, member_id=SAM, now=minute(1))
        assert snooze(first, until=60, at=2).state == "accepted"
        assert (leads("accepted", at=3), leads("accepted", at=60)) == ([], [0])

    def test_shows_everything_where_no_instant_is_given(self, first):
        snooze(first, until=60)
        assert len(api.queue(member_id=SAM).rows) == 3

    def test_still_takes_one_query(self, first, django_assert_num_queries):
        snooze(first, until=60)
        with django_assert_num_queries(1):
            api.queue(member_id=SAM, now=minute(2))


class TestRefusals:
    @pytest.mark.parametrize(("until", "code"), [(0.5, "past"), (1, "past"), (30 * 24 * 60 + 1.01, "too-far")])
    def test_of_an_instant_that_is_past_or_far_away(self, first, until, code):
        with pytest.raises(HandoffRefused) as refused:
            snooze(first, until=until)
        assert refused.value.code == code
        assert leads(at=2) == [0, 1, 2]

    def test_of_what_is_somebody_elses_but_on_their_behalf(self, first):
        with pytest.raises(HandoffRefused, match="somebody else"):
            snooze(first, SUE, until=60)
        assert snooze(first, SUE, until=60, on_behalf=True).snoozed_until == minute(60)

    def test_of_what_nobody_has(self):
        [card] = offer(ready(7), to=team(inactive=(SAM,)))
        with pytest.raises(HandoffRefused):
            snooze(card.id, until=60)

    def test_of_what_is_decided(self, first):
        reject(first, SAM)
        with pytest.raises(HandoffRefused, match="rejected already"):
            snooze(first, until=60)

    def test_not_of_exactly_thirty_days(self, first):
        until = minute(1) + timedelta(days=30)
        card = api.snooze(handoff_id=first, member_id=SAM, until=until, now=minute(1))
        assert card.snoozed_until == until


class TestWaking:
    def test_more_engagement_wakes_at_once(self, first):
        snooze(first, until=60)
        api.reprioritise({1000: ("", 101)}, version=northwind())
        assert leads(at=2) == [0, 1, 2]

    @pytest.mark.parametrize(("grade", "units", "wakes"), [("", 99, True), ("A", 100, True), ("", 101, False)])
    def test_nothing_else_does(self, first, grade, units, wakes):
        snooze(first, until=60)
        api.reprioritise({1000: (grade, units)}, version=northwind(), wakes=wakes)
        assert leads(at=2) == [1, 2]

    def test_ends_when_it_is_accepted_or_given_to_another(self, first):
        snooze(first, until=60)
        assert api.accept(handoff_id=first, member_id=SAM, now=minute(2)).snoozed_until is None
