"""What sales says of the leads, counted once."""

from datetime import UTC, datetime, timedelta

import pytest

from accord.reporting import feedback
from accord.steps.activity import api as activity
from accord.steps.activity.models import Impression
from accord.steps.handoff.models import Handoff

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SAM, SUE = 7, 8


@pytest.fixture
def handoff():
    return Handoff.objects.create(
        lead_id=1, person_id=11, motion="platform", team="sales", stage="mql", stage_rank=1, rank=1,
        offered_at=NOW, agreement_id=1,
    )  # fmt: skip


def judged(handoff, member_id, answer):
    return activity.judge(lead_id=1, handoff_id=handoff.pk, member_id=member_id, answer=answer, now=NOW)


def impressions():
    found = feedback.inbox(since=NOW - timedelta(days=1), until=NOW + timedelta(days=1), kind="impression")
    assert sum(found.reasons.get("impression", {}).values()) == found.total == len(found.rows)
    return found.reasons.get("impression", {})


def test_a_later_impression_takes_the_place_of_an_earlier_one_of_the_same_member(handoff):
    good, poor = activity.IMPRESSIONS[:2]
    judged(handoff, SAM, good)
    judged(handoff, SUE, good)
    last = judged(handoff, SAM, poor)
    assert impressions() == {good: 1, poor: 1}
    Impression.objects.filter(pk=last.id).update(taken_back_at=NOW)
    assert impressions() == {good: 2}
