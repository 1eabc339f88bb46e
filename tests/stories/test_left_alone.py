"""Whom programs leave alone stays left alone when two prove to be one."""

from datetime import timedelta

import pytest

from accord.journey import api as journey
from accord.kernel.actor import PROCESS
from accord.planning import suppressing
from accord.steps.identity import api as identity
from tests.stories.desk_cases import MONDAY, happens, identify

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("northwind")]


def test_what_was_said_of_either_holds_for_who_they_prove_to_be(sam):
    happens(identify("iris"), identify("gus"))
    people = [identity.lookup(text=f"{name}@acme.example") for name in ("iris", "gus")]
    for person in people:
        suppressing.suppress(kind="person", subject_id=person.id, reason=f"We talk to {person.id}", by=sam, now=MONDAY)
    kept = journey.merge_people(one=people[0].id, other=people[1].id, by=PROCESS, now=MONDAY + timedelta(hours=1))
    assert suppressing.suppressed({kept: None}, now=MONDAY + timedelta(days=1)) == {kept}
    assert len(suppressing.holding_for(person_id=kept, now=MONDAY + timedelta(days=1))) == 2
