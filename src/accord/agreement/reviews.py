"""When both sides sit down together by the plan, who comes, and from when on they are reminded."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accord.agreement.calendars import working_time
from accord.agreement.spec import Agreement
from accord.kernel.working_hours import NeverOpen
from accord.members.contracts import MemberCard

ROLES = ("executive", "operations")


@dataclass(frozen=True, slots=True)
class ReviewPoint:
    """An instant at which both sides sit down together, and the period of the plan that has it."""

    at: datetime
    period: str


def review_points(agreement: Agreement) -> tuple[ReviewPoint, ...]:
    """Those of the whole plan in order of time; one that several periods have, once, by the shortest of them."""
    zone = ZoneInfo(agreement.time_zone)
    found = {at.replace(tzinfo=zone).astimezone(UTC): one.id for one in agreement.plan for at in one.reviews}
    return tuple(ReviewPoint(at, found[at]) for at in sorted(found))


def reminded_from(agreement: Agreement, at: datetime) -> datetime:
    """The opening of the working day before an instant, by the agreement's first calendar; where that has none, the day
    before."""
    hours = working_time(agreement, None)
    zone = ZoneInfo(hours.zone)
    try:
        last = hours.subtract(_midnight(at, zone), 1)
        return hours.next_opening(_midnight(last, zone))
    except NeverOpen:
        return _midnight(at - timedelta(days=1), zone)


def comes_to_reviews(agreement: Agreement, member: MemberCard) -> bool:
    """Whoever signs for a side, executives and operations."""
    signs = {party.signs.casefold() for party in agreement.parties.values()}
    return member.role in ROLES or member.email.casefold() in signs


def _midnight(at: datetime, zone: ZoneInfo) -> datetime:
    return datetime.combine(at.astimezone(zone).date(), time(), zone).astimezone(UTC)
