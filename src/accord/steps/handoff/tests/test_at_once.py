"""Two at the same moment: one wins, nobody gets a lead twice."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accord.kernel.errors import Refused
from accord.steps.handoff import api
from accord.steps.handoff.models import Acceptance, Handoff
from accord.steps.handoff.tests.cases import SAM, SID, SUE, minute, offer, ready, team

pytestmark = pytest.mark.django_db(transaction=True)


def together(act, arguments):
    def alone(argument):
        try:
            return act(argument)
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(alone, arguments))


class TestAtOnce:
    def test_a_lead_is_offered_once(self):
        together(lambda _: offer(ready(1)), range(8))
        assert Handoff.objects.count() == 1

    def test_turns_stay_fair(self):
        together(lambda n: offer(ready(n)), range(12))
        had = Counter(Handoff.objects.values_list("member_id", flat=True))
        assert had == {SAM: 4, SUE: 4, SID: 4}

    def test_what_nobody_had_is_taken_by_one(self):
        waiting = offer(ready(1), to=team(inactive=(SAM,)))[0].id
        found = together(lambda who: api.accept(handoff_id=waiting, member_id=who, now=minute(1)), [SAM, SUE, SID])
        assert sum(isinstance(one, Refused) for one in found) == 2
        assert Acceptance.objects.count() == 1
