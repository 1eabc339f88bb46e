"""What one thing would make a lead ready."""

from accord.steps.lifecycle.nearness import lacks_of
from accord.steps.lifecycle.tests.test_rules import AGREEMENT, facts

ACME = {"name": "Acme", "domain": "acme.example", "employees": 400, "industry": "software"}


def lacking(stage, facts_):
    return [(lack.kind, lack.name) for lack in lacks_of(AGREEMENT, stage, facts_)]


def test_a_lead_with_everything_but_one_datum_names_it():
    assert lacking("lead", facts(40, 60, job_title=None, account=ACME)) == [("datum", "person.job_title")]


def test_a_lead_that_lacks_two_data_is_not_near():
    assert lacking("lead", facts(40, 60, job_title=None, company=None)) == []


def test_a_lead_that_lacks_nothing_lacks_nothing():
    assert lacking("lead", facts(40, 60, account=ACME)) == []


def test_a_few_points_are_near_and_many_are_not():
    found = lacks_of(AGREEMENT, "lead", facts(40, 33, account=ACME))
    assert [(lack.kind, lack.name, lack.lacking) for lack in found] == [("points", "engagement", 7 * 1024)]
    assert lacking("lead", facts(40, 29, account=ACME)) == []


def test_an_unknown_trait_that_brings_the_points_is_a_datum():
    unknown = {"name": "Acme", "domain": "acme.example", "industry": "software"}
    assert lacking("lead", facts(5, 60, account=unknown)) == [("datum", "account.employees")]


def test_a_datum_that_brings_too_few_points_is_none():
    unknown = {"name": "Acme", "domain": "acme.example", "industry": "software", "employees": 400}
    assert lacking("lead", facts(8, 60, account=unknown)) == []  # the country would bring 10, 12 are lacking


def test_one_datum_that_is_asked_for_and_brings_the_points_is_one():
    assert lacking("lead", facts(5, 60, job_title=None, account=ACME)) == [("datum", "person.job_title")]


def test_what_sales_has_or_what_rests_is_not_near():
    assert lacking("mql", facts(40, 33)) == []
    assert lacking("recycled", facts(40, 33)) == []
    assert lacking("disqualified", facts(40, 33)) == []
