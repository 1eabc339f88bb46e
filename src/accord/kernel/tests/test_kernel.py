from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.kernel.actor import Actor, ActorKind
from accord.kernel.instants import from_micros, parse_instant, to_micros
from accord.kernel.money import Money
from accord.kernel.traits import account_trait, person_trait


class TestInstants:
    @given(st.datetimes(timezones=st.just(UTC)))
    def test_micros_and_back_is_the_same_instant(self, at):
        assert from_micros(to_micros(at)) == at

    @given(st.datetimes(timezones=st.timezones()))
    def test_any_zone_is_read_as_the_same_instant_in_utc(self, at):
        offset = at.utcoffset()
        if offset % timedelta(minutes=1) or not 1 < at.year < 9999:
            return
        assert parse_instant(at.isoformat()) == at.astimezone(UTC)

    @pytest.mark.parametrize(
        "text", ["2015-2-02T00:30:08.276Z", "", "soon", None, 12, "9999-99-99", [], "0001-01-01T00:00+14:00"]
    )
    def test_what_is_no_instant_is_none_and_never_an_error(self, text):
        assert parse_instant(text) is None

    def test_without_a_zone_it_counts_as_utc(self):
        assert parse_instant("2026-05-04T12:00:00") == datetime(2026, 5, 4, 12, tzinfo=UTC)


class TestTraits:
    @pytest.mark.parametrize(
        ("spelt", "name"),
        [("jobTitle", "job_title"), ("Job Title", "job_title"), ("title", "job_title"), ("E-Mail", "email"),
         ("firstName", "first_name"), ("lifecycle_stage", "lifecycle_stage"), ("Имя", "имя")],
    )  # fmt: skip
    def test_a_persons_trait_has_one_name_however_it_is_spelt(self, spelt, name):
        assert person_trait(spelt) == name

    @pytest.mark.parametrize(
        ("spelt", "name"), [("numberOfEmployees", "employees"), ("AnnualRevenue", "revenue"), ("sector", "industry")]
    )
    def test_an_accounts_trait_too(self, spelt, name):
        assert account_trait(spelt) == name


class TestMoney:
    def test_amounts_are_exact_in_minor_units(self):
        assert Money.of("10.005", "EUR").minor == 1000
        assert Money.of(Decimal("0.1"), "EUR") + Money.of("0.2", "EUR") == Money.of("0.3", "EUR")
        assert str(Money.of(1_234_567, "JPY")) == "1,234,567 JPY"

    def test_currencies_never_add(self):
        with pytest.raises(ValueError, match="cannot add USD to EUR"):
            Money.of(1, "EUR") + Money.of(1, "USD")


class TestActor:
    @given(st.sampled_from(ActorKind), st.text())
    def test_reads_back_what_it_wrote(self, kind, name):
        assert Actor.parse(str(Actor(kind, name))) == Actor(kind, name)
