"""Which agreement is in force when, and who put it there."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection

from accord.agreement import api
from accord.agreement.contracts import AgreementFault
from accord.agreement.models import VersionRow
from accord.agreement.tests.marked import NORTHWIND, changed
from accord.kernel.actor import Actor, ActorKind
from accord.ledger import api as ledger

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
RHEA = Actor(ActorKind.MEMBER, "rhea@northwind.example")
SECOND = changed(("points: 60,", "points: 55,"))

pytestmark = pytest.mark.django_db


def publish(text=NORTHWIND, *, now=MONDAY, unsigned_because="the parties have left", **more):
    return api.publish(text=text, name="northwind.yaml", by=RHEA, now=now, unsigned_because=unsigned_because, **more)


class TestPublish:
    def test_puts_the_agreement_in_force_and_says_who_did(self):
        version = publish()
        assert (version.number, version.title, version.published_by) == (1, "Northwind lead agreement", RHEA)
        assert (version.in_force_from, version.superseded_at) == (MONDAY, None)
        assert version.agreement.stage("mql").owner == "marketing"

    def test_records_a_fact(self):
        version = publish()
        (fact,) = ledger.about("agreement", version.id)
        assert (fact.kind, fact.actor, fact.at, fact.agreement_id) == ("agreement_published", RHEA, MONDAY, version.id)
        assert fact.body == {"number": 1, "hash": version.hash, "title": version.title}

    def test_supersedes_the_version_before_at_its_own_instant(self):
        publish()
        publish(SECOND, now=MONDAY + timedelta(days=1))
        second, first = api.versions()
        assert (first.superseded_at, second.in_force_from) == (MONDAY + timedelta(days=1),) * 2

    def test_refuses_what_is_in_force_already_whatever_its_line_ends(self):
        publish()
        with pytest.raises(api.AlreadyInForce):
            publish(NORTHWIND.replace("\n", "\r\n") + "\n\n", now=MONDAY + timedelta(days=1))
        assert api.current().superseded_at is None

    def test_lets_an_earlier_version_come_back_under_a_new_number(self):
        first = publish()
        publish(SECOND, now=MONDAY + timedelta(days=1))
        again = publish(now=MONDAY + timedelta(days=2))
        assert (again.number, again.hash) == (3, first.hash)

    def test_refuses_faults_all_at_once_and_changes_nothing(self):
        with pytest.raises(AgreementFault) as raised:
            publish(changed(("points: 60,", "points: 0,"), ("B: 25,", "B: 50,")))
        assert [fault.code for fault in raised.value.faults] == ["grades-not-descending", "no-points"]
        assert api.current() is None

    def test_refuses_to_take_effect_before_the_version_in_force(self):
        publish()
        with pytest.raises(api.NotBefore):
            publish(SECOND, now=MONDAY - timedelta(seconds=1))

    def test_may_take_effect_at_another_instant_than_now(self):
        version = publish(in_force_from=MONDAY - timedelta(days=500))
        assert api.in_force(MONDAY - timedelta(days=499)) == version
        assert version.published_at == MONDAY


class TestInForce:
    def test_is_nothing_before_the_first(self):
        publish()
        assert api.in_force(MONDAY - timedelta(microseconds=1)) is None

    def test_changes_at_the_very_instant(self):
        first = publish()
        second = publish(SECOND, now=MONDAY + timedelta(days=1))
        change = second.in_force_from
        assert api.in_force(change - timedelta(microseconds=1)).id == first.id
        assert api.in_force(change).id == second.id
        assert api.in_force(change + timedelta(days=999)).id == second.id

    def test_is_the_later_of_two_published_at_one_instant(self):
        publish()
        second = publish(SECOND)
        assert api.in_force(MONDAY).id == second.id

    def test_holds_a_version_that_later_checks_would_refuse(self):
        row = VersionRow.objects.create(
            number=1,
            hash="0" * 64,
            name="northwind.yaml",
            text=changed(("points: 60,", "points: 0,")),
            title="Old",
            published_by=str(RHEA),
            published_at=MONDAY,
            in_force_from=MONDAY,
        )
        assert api.current().agreement.score("engagement").rules[7].points == 0
        assert api.version(row.pk).number == 1
        assert api.version(row.pk + 1) is None


class TestPublished:
    def test_does_not_change_any_more(self):
        publish()
        with pytest.raises(IntegrityError, match="does not change"):
            VersionRow.objects.update(text="agreement: Other\n")

    def test_is_not_deleted(self):
        publish()
        with pytest.raises(IntegrityError, match="does not change"):
            VersionRow.objects.all().delete()


class TestCheck:
    def test_tells_faults_without_touching_the_database(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert api.check(NORTHWIND, "northwind.yaml") == ()
            assert api.check("", "empty.yaml")[0].code == "empty"


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_become_two_versions_one_after_the_other(self):
        texts = [changed(("points: 60,", f"points: {points},")) for points in range(50, 54)]

        def put(text):
            try:
                return publish(text).number
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            numbers = list(pool.map(put, texts))
        assert sorted(numbers) == [1, 2, 3, 4]
        assert [version.superseded_at for version in api.versions()] == [None, MONDAY, MONDAY, MONDAY]
