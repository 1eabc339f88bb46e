"""When what was said of somebody is not known in full: between the two times of a day that are kept."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.steps.identity import api as identity
from accord.steps.identity.blur import Kept, spans
from accord.steps.identity.tests.cast import MONDAY, arrive, touch, who

DAY = datetime(2026, 3, 2, tzinfo=UTC)
SIZE = ("account", "employees")


def at(hour):
    return DAY + timedelta(hours=hour)


def kept(said):
    """Of each value the first and the last hour, as a day is kept."""
    hours = {value: sorted(hour for hour, theirs in said if theirs == value) for _, value in said}
    return [Kept({"employees": value}, at(of_one[0]), at(of_one[-1])) for value, of_one in hours.items()]


class TestADay:
    def test_is_known_in_full_where_one_value_follows_another(self):
        assert spans(kept([(1, 20), (2, 20), (3, 60), (9, 60)])) == []

    def test_is_not_where_a_value_is_said_again_after_another(self):
        assert spans(kept([(1, 20), (2, 60), (3, 20)])) == [(at(1), at(3))]

    def test_is_known_where_the_other_word_was_about_something_else(self):
        other = Kept({"industry": "software"}, at(2), at(2))
        assert spans([*kept([(1, 20), (3, 20)]), other]) == []

    @given(st.lists(st.tuples(st.integers(0, 23), st.integers(1, 3)), max_size=12, unique_by=lambda one: one[0]))
    def test_is_known_at_every_hour_that_is_in_none_of_its_spans(self, said):
        unclear, days = spans(kept(said)), kept(said)
        told = sorted((instant, one.traits["employees"]) for one in days for instant in (one.first, one.last))
        for hour in range(24):
            truth = [value for when, value in sorted(said) if when <= hour][-1:]
            believed = [value for instant, value in told if instant <= at(hour)][-1:]
            assert truth == believed or any(first <= at(hour) <= last for first, last in unclear)


@pytest.mark.django_db
class TestSomebody:
    @staticmethod
    def sized(*said):
        """At a minute somebody says so of the size of their company."""
        for minute, user, size in said:
            traits = {"email": f"{user}@acme.example", "company": {"employees": size}}
            arrive(touch(minute, "identify", user=user, traits=traits))

    def test_is_unclear_while_colleagues_gainsay_each_other(self):
        self.sized((1, "anna", 20), (2, "ben", 60), (3, "anna", 20), (4, "ben", 60))
        anna, ben = who("anna"), who("ben")
        unclear = [(MONDAY + timedelta(minutes=n), MONDAY + timedelta(minutes=n + 2)) for n in (1, 2)]
        assert identity.blurred(person_ids=[anna, ben], traits={SIZE}) == {anna: unclear, ben: unclear}

    def test_is_clear_in_what_nobody_asks_for(self):
        self.sized((1, "anna", 20), (2, "ben", 60), (3, "anna", 20))
        assert identity.blurred(person_ids=[who("anna")], traits={("account", "industry")}) == {}
