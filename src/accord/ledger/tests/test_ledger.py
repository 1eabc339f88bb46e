from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from accord.kernel.actor import Actor, ActorKind
from accord.ledger import api as ledger

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
SAM = Actor(ActorKind.MEMBER, "sam@northwind.example")


def _accepted(lead_id: int) -> int:
    return ledger.record(kind="accepted", subject_kind="lead", subject_id=lead_id, at=NOON, now=NOON, actor=SAM)


@pytest.mark.django_db
class TestLedger:
    def test_gives_back_what_was_recorded_latest_first(self):
        first, second = _accepted(7), _accepted(7)
        _accepted(8)
        assert [f.id for f in ledger.about("lead", 7)] == [second, first]
        assert ledger.about("lead", 7)[0].actor == SAM

    @pytest.mark.parametrize("query_text", ["UPDATE ledger_fact SET reason = 'other'", "DELETE FROM ledger_fact"])
    def test_refuses_to_change_or_forget_a_decision(self, query_text):
        _accepted(7)
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(query_text)
        assert len(ledger.about("lead", 7)) == 1

    def test_reads_on_from_where_a_reader_stopped(self):
        first, second = _accepted(7), _accepted(8)
        assert [f.id for f in ledger.of_kind(["accepted"], after=first)] == [second]
