"""What comes first comes first, in one query."""

import time

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from accord.steps.handoff import api
from accord.steps.handoff.contracts import Filters, HandoffRefused
from accord.steps.handoff.models import Handoff
from accord.steps.handoff.rules import rank
from accord.steps.handoff.tests.cases import MONDAY, SAM, minute, northwind, offer, ready, team

AGREEMENT = northwind().agreement
_rows = st.tuples(st.sampled_from(["mql", "sal"]), st.sampled_from(["A", "B", "C", ""]), st.integers(-(2**40), 2**40))


class TestRank:
    @given(_rows, _rows)
    def test_orders_by_stage_then_grade_then_engagement(self, one, other):
        def key(row):
            return (["sal", "mql"].index(row[0]), ["A", "B", "C", ""].index(row[1]), -row[2])

        assert (rank(AGREEMENT, *one) < rank(AGREEMENT, *other)) == (key(one) < key(other))
        assert abs(rank(AGREEMENT, *one)) < 2**63


@pytest.mark.django_db
class TestQueue:
    def leads(self, **filters):
        return [row.lead_id for row in api.queue(member_id=SAM, filters=Filters(**filters)).rows]

    def test_of_equals_the_longest_waiting_comes_first(self):
        offer(ready(2), to=team(SAM), at=0)
        offer(ready(1), to=team(SAM), at=1)
        assert self.leads() == [2, 1]

    def test_follows_new_scores(self):
        offer(ready(1, grade="B"), ready(2, grade="B"), to=team(SAM))
        assert api.reprioritise({1002: ("A", 5)}, version=northwind()) == 1
        assert self.leads() == [2, 1]
        assert self.leads(grade="A") == [2]

    def test_what_is_due_first_comes_first_whatever_its_score(self):
        offer(*[ready(n, units=n) for n in range(4)], to=team(SAM))
        assert api.set_due({0: minute(60), 2: minute(30), 99: minute(1)}) == 2
        assert self.leads() == [2, 0, 3, 1]
        assert api.set_due({0: minute(60), 2: None}) == 1
        assert self.leads() == [0, 3, 2, 1]

    def test_what_is_late_can_be_asked_for_alone(self):
        offer(*[ready(n) for n in range(3)], to=team(SAM))
        api.set_due({0: minute(10), 1: minute(50)})
        page = api.queue(member_id=SAM, filters=Filters(late=True), now=minute(20))
        assert [row.lead_id for row in page.rows] == [0]
        assert page.rows[0].due_at == minute(10)

    def test_can_be_narrowed_to_what_waits(self):
        first = offer(ready(1), ready(2), to=team(SAM))[0]
        api.accept(handoff_id=first.id, member_id=SAM, now=minute(1))
        assert (self.leads(state="waiting"), self.leads(state="accepted")) == ([2], [1])
        assert api.counts(member_id=SAM) == api.Counts(1, 1)

    @pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
    def test_pages_leave_nothing_out(self, limit):
        offer(*[ready(n, units=n % 3) for n in range(7)], to=team(SAM))
        seen, after = [], None
        while True:
            page = api.queue(member_id=SAM, after=after, limit=limit)
            seen += [row.lead_id for row in page.rows]
            after = page.after
            if after is None:
                break
        assert seen == [2, 5, 1, 4, 0, 3, 6]

    @pytest.mark.parametrize("after", ["x", "1.2", "1.2.3", f"1.2.{10**30}.3", "1.2.3.4.5"])
    def test_a_place_that_is_none_is_refused(self, after):
        with pytest.raises(HandoffRefused, match="place"):
            api.queue(member_id=SAM, after=after)

    def test_takes_one_query(self, django_assert_num_queries):
        offer(*[ready(n) for n in range(9)], to=team(SAM))
        with django_assert_num_queries(1):
            api.queue(member_id=SAM)

    def test_is_quick_with_a_hundred_thousand(self):
        fill(100_000)
        for ask in ({"member_id": SAM}, {"member_id": None, "everybody": True}):
            page = api.queue(**ask)
            started = time.perf_counter()
            api.queue(**ask, after=page.after)
            assert time.perf_counter() - started < 0.15


def fill(count: int) -> None:
    """Many open hand-offs at once."""
    fields = "lead_id,person_id,motion,member_id,team,stage,stage_rank,grade,units,rank,why,offered_at,closed_as"
    values = (
        f"n,n,'platform',1 + n %% 20,'sales','mql',1,'A',n %% 999,-(n %% 999),'',%s,'',{northwind().id},'[]','{{}}'"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {Handoff._meta.db_table} ({fields},agreement_id,candidates,share) "
            f"select {values} from generate_series(1, {count}) n",
            [MONDAY],
        )
        cursor.execute(f"analyze {Handoff._meta.db_table}")
