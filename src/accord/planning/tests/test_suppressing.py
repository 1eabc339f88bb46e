"""Sales says whom programs leave alone."""

from datetime import timedelta

import pytest

from accord.ledger.models import Fact
from accord.planning import suppressing
from accord.planning.suppressing import SuppressionRefused
from accord.planning.tests.cases import MONDAY

pytestmark = pytest.mark.django_db


def left_alone(people, days=0):
    return suppressing.suppressed(people, now=MONDAY + timedelta(days=days))


def test_a_person_is_left_alone_until_then_and_no_longer(sam):
    until = MONDAY + timedelta(days=30)
    suppressing.suppress(kind="person", subject_id=5, reason="We negotiate", until=until, by=sam, now=MONDAY)
    assert left_alone({5: 1, 6: 1}) == {5}
    assert left_alone({5: 1}, days=29) == {5}
    assert left_alone({5: 1}, days=30) == set()


def test_an_account_covers_everybody_there_also_who_comes_later(sam):
    suppressing.suppress(kind="account", subject_id=9, reason="Key account", by=sam, now=MONDAY)
    assert left_alone({5: 9, 6: 9, 7: 8, 8: None}, days=400) == {5, 6}
    (card,) = suppressing.holding_for(person_id=5, account_id=9, now=MONDAY)
    assert (card.kind, card.reason) == ("account", "Key account")


def test_lifting_it_is_written_down_too(sam, mara):
    made = suppressing.suppress(kind="person", subject_id=5, reason="We negotiate", by=sam, now=MONDAY)
    suppressing.lift(suppression_id=made.id, by=mara, now=MONDAY + timedelta(days=1))
    assert left_alone({5: None}, days=2) == set()
    facts = Fact.objects.filter(subject_kind="person", subject_id=5).order_by("id")
    assert [(fact.kind, fact.actor) for fact in facts] == [
        ("Suppressed", "member:sam@northwind.example"),
        ("SuppressionLifted", "member:mara@northwind.example"),
    ]
    with pytest.raises(SuppressionRefused, match="over already"):
        suppressing.lift(suppression_id=made.id, by=mara, now=MONDAY + timedelta(days=2))


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 301}, "reason"),
        ({"until": MONDAY}, "until"),
        ({"until": MONDAY + timedelta(days=800)}, "until"),
    ],
)
def test_what_cannot_hold_is_refused(sam, given, code):
    with pytest.raises(SuppressionRefused) as refused:
        suppressing.suppress(
            **{"kind": "person", "subject_id": 5, "reason": "We talk", "by": sam, "now": MONDAY, **given}
        )
    assert refused.value.code == code


def test_what_holds_is_not_said_twice(sam):
    suppressing.suppress(kind="person", subject_id=5, reason="We talk", by=sam, now=MONDAY)
    with pytest.raises(SuppressionRefused, match="already"):
        suppressing.suppress(kind="person", subject_id=5, reason="We talk", by=sam, now=MONDAY)
    assert suppressing.latest(now=MONDAY)[1] == 1
