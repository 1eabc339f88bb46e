"""The one next step with a lead."""

from datetime import UTC, datetime, timedelta

import pytest

from accord.journey.desk.advice import Advice, Standing, advise
from accord.steps.activity.contracts import ActivityCard

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def standing(**more) -> Standing:
    said = {
        "is_waiting": False, "is_accepted": True, "has_phone": True, "has_email": True, "qualifies": True,
        "may_open_deal": True, "has_open_deal": False, "has_colleagues": True,
    }  # fmt: skip
    return Standing(**(said | more))


def done(*deeds: str) -> list[ActivityCard]:
    """`call:reached`, the latest first."""
    return [
        ActivityCard(
            id=number, lead_id=1, person_id=1, member_id=1, kind=deed.split(":")[0], outcome=deed.split(":")[1],
            note="", at=MONDAY - timedelta(days=number), logged_at=MONDAY,
        )
        for number, deed in enumerate(deeds)
    ]  # fmt: skip


class TestAdvise:
    @pytest.mark.parametrize(
        ("where", "deeds", "wanted"),
        [
            ({"is_waiting": True, "is_accepted": False}, (), Advice("accept")),
            ({}, (), Advice("call", 1)),
            ({"has_phone": False}, (), Advice("mail", 1)),
            ({}, ("call:no-answer",), Advice("mail", 2)),
            ({}, ("mail:sent", "call:voicemail"), Advice("call", 3)),
            ({}, ("call:wrong-number",), Advice("mail", 2)),
            ({}, ("mail:bounced", "call:wrong-number"), Advice("colleague", 3)),
            ({"has_colleagues": False}, ("mail:bounced", "call:wrong-number"), Advice("give-back", 3)),
            ({}, ("call:reached", "mail:sent"), Advice("ask")),
            ({"qualifies": False}, ("call:reached",), Advice("open-deal")),
            ({}, ("meeting:booked",), Advice("hold-meeting")),
            ({}, ("call:call-back",), Advice("call-back", 2)),
            ({"has_open_deal": True}, ("call:reached",), Advice("close")),
            ({"is_accepted": False}, (), Advice("")),
        ],
    )
    def test_follows_what_was_tried(self, where, deeds, wanted):
        assert advise(standing(**where), done(*deeds)) == wanted

    def test_gives_back_after_as_many_attempts_as_the_agreement_promises(self):
        deeds = ("call:no-answer", "mail:sent", "call:no-answer")
        assert advise(standing(wanted=3), done(*deeds)) == Advice("give-back", 4)
        assert advise(standing(), done(*deeds)) == Advice("mail", 4)

    def test_notes_are_no_attempts(self):
        assert advise(standing(), done("note:")) == Advice("call", 1)
