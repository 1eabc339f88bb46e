"""What crosses the wall of the room of activities."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from accord.kernel.errors import Refused

Kind = Literal["call", "mail", "meeting", "note"]

# kind → the outcomes it may have; the first is what one press means. A note has none.
OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "call": ("reached", "no-answer", "voicemail", "call-back", "wrong-number"),
    "mail": ("sent", "replied", "bounced"),
    "meeting": ("booked", "held", "no-show"),
    "note": (),
}
ATTEMPTS = ("call", "mail", "meeting")
IMPRESSIONS = ("good", "wrong-person", "wrong-time", "wrong-company", "knew-nothing", "wrong-data")


class ActivityRefused(Refused):
    """There is no such kind, outcome or impression, or it is not theirs to take back."""

    code = "activity"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityCard:
    """One thing a member did at `at`; `outcome` is one of OUTCOMES or "", `logged_at` when it was written down."""

    id: int
    lead_id: int
    person_id: int
    member_id: int
    kind: str
    outcome: str
    note: str
    at: datetime
    logged_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What was tried on a lead: how many calls, mails and meetings, how many reached somebody, the last of them."""

    attempts: int = 0
    reached: int = 0
    last_at: datetime | None = None
    last_kind: str = ""
    last_outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpressionCard:
    """What a member says of a lead that they worked: `answer` is one of IMPRESSIONS. The latest one counts."""

    id: int
    lead_id: int
    handoff_id: int
    member_id: int
    answer: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkCard:
    """A rule that misled, in the eyes of the member who gave the lead back; `version_id` is the agreement's then."""

    id: int
    lead_id: int
    handoff_id: int
    member_id: int
    rule: str
    reason: str
    version_id: int
    at: datetime
