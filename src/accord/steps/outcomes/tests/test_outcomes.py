"""Deals are opened, won, lost, imported and summed."""

from datetime import UTC, datetime

import pytest

from accord.agreement.spec import LostReason
from accord.kernel.money import Money
from accord.steps.outcomes import api
from accord.steps.outcomes.contracts import DealRefused, DealRow, Total

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
EUR = Money(1_000_00, "EUR")
IRIS, GUS = 11, 12


class Terms:
    """As much of an agreement as this room reads."""

    lost_reasons = (LostReason(id="price", means="Too expensive."),)


def opened(**more):
    said = {"person_id": IRIS, "account_id": 5, "lead_id": 3, "owner_member_id": 1, "amount": EUR}
    return api.open_deal(name="Acme platform", at=NOW, now=NOW, **(said | more)).id


def lose(deal_id, reason="price"):
    return api.lose(deal_id=deal_id, reason=reason, agreement=Terms, at=NOW, now=NOW)


class TestClosing:
    def test_won_for_the_amount_agreed_last(self):
        won = api.win(deal_id=opened(), at=NOW, now=NOW, amount=Money(900_00, "EUR"))
        assert (won.result, won.amount, won.closed_at) == ("won", Money(900_00, "EUR"), NOW)

    def test_lost_needs_a_reason_of_the_agreement(self):
        deal = opened()
        with pytest.raises(DealRefused, match="price"):
            lose(deal, "whim")
        assert lose(deal).lost_reason == "price"

    def test_happens_once(self):
        deal = opened()
        lose(deal)
        with pytest.raises(DealRefused, match="lost already"):
            api.win(deal_id=deal, at=NOW, now=NOW)

    def test_can_be_taken_back(self):
        deal = opened()
        was = api.snapshot(deal)
        api.win(deal_id=deal, at=NOW, now=NOW)
        api.take_back(before={deal: was}, now=NOW)
        assert (api.deal(deal).result, api.deal(deal).closed_at) == ("open", None)


class TestImport:
    def test_comes_again_without_doubling(self):
        rows = [DealRow(external_id="D1", amount=EUR, result="won"), DealRow(external_id="D2")]
        first = api.upsert_many(source="crm", deals=rows, now=NOW)
        again = api.upsert_many(source="crm", deals=rows, now=NOW)
        assert (len(first.added), again.added, again.unchanged) == (2, (), 2)

    def test_keeps_an_owner_who_is_no_member_as_text(self):
        api.upsert_many(source="crm", deals=[DealRow(external_id="D1", owner_name="Moses Frase")], now=NOW)
        assert api.deals()[0].owner_name == "Moses Frase"

    def test_can_be_taken_back(self):
        api.upsert_many(source="crm", deals=[DealRow(external_id="D1", opened_at=NOW)], now=NOW)
        rows = [DealRow(external_id="D1", result="won", closed_at=NOW), DealRow(external_id="D2")]
        batch = api.upsert_many(source="crm", deals=rows, now=NOW)
        api.take_back(added=batch.added, before=batch.before, now=NOW)
        assert [(d.external_id, d.result, d.opened_at) for d in api.deals()] == [("D1", "open", NOW)]

    def test_an_unknown_result_is_refused_before_anything_is_written(self):
        with pytest.raises(DealRefused, match="D2"):
            api.upsert_many(
                source="crm", deals=[DealRow(external_id="D1"), DealRow(external_id="D2", result="maybe")], now=NOW
            )
        assert api.deals() == []


class TestTotals:
    def test_never_add_currencies(self):
        for amount in (EUR, EUR, Money(5, "USD"), None):
            opened(amount=amount)
        assert api.totals() == [Total("open", "", 1, 0), Total("open", "EUR", 2, 2_000_00), Total("open", "USD", 1, 5)]


class TestMerge:
    def test_brings_the_deals_and_an_unmerge_takes_them_back(self):
        mine, theirs = opened(), opened(person_id=GUS)
        api.follow_merge(survivor_id=IRIS, loser_id=GUS)
        assert {d.id for d in api.deals_of(person_ids=[IRIS])} == {mine, theirs}
        api.follow_unmerge(survivor_id=IRIS, loser_id=GUS)
        assert [d.id for d in api.deals_of(person_ids=[GUS])] == [theirs]
