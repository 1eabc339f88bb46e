"""Leads follow their people."""

import pytest

from accord.steps.lifecycle import api
from accord.steps.lifecycle.tests.cases import ACME_IRIS, GLOBEX_GUS, day
from accord.steps.lifecycle.tests.test_moving import opened

pytestmark = pytest.mark.django_db


def merge():
    return api.follow_merge(survivor_id=ACME_IRIS, loser_id=GLOBEX_GUS, account_id=5, now=day(9))


def unmerge():
    return api.follow_unmerge(survivor_id=ACME_IRIS, loser_id=GLOBEX_GUS, now=day(10))


class TestMerge:
    def test_brings_the_lead_to_the_survivor(self):
        lead = opened(person_id=GLOBEX_GUS)
        merge()
        assert api.lead(lead).person_id == ACME_IRIS

    @pytest.mark.parametrize(("theirs", "others"), [(0, 1), (1, 0)])
    def test_closes_the_younger_of_two_open_ones(self, theirs, others):
        leads = {theirs: opened(theirs), others: opened(others, person_id=GLOBEX_GUS)}
        followed = {f.lead_id: f.is_closed for f in merge()}
        assert api.lead(leads[0]).closed_at is None
        assert api.lead(leads[1]).closed_as == "merged"
        assert followed[leads[1]]
        assert {card.person_id for card in api.leads(leads.values()).values()} == {ACME_IRIS}


class TestUnmerge:
    @pytest.mark.parametrize(("theirs", "others"), [(0, 1), (1, 0)])
    def test_puts_everything_back(self, theirs, others):
        mine, gus = opened(theirs), opened(others, person_id=GLOBEX_GUS)
        before = api.leads([mine, gus])
        merge()
        unmerge()
        assert {k: (c.person_id, c.closed_at) for k, c in api.leads([mine, gus]).items()} == {
            k: (c.person_id, c.closed_at) for k, c in before.items()
        }
