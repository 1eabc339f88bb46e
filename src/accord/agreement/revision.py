"""When a version is to be revised, by the period that it sets itself."""

from calendar import monthrange
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from accord.agreement.contracts import Version
from accord.agreement.spec import Revise

MONTHS: dict[Revise, int] = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}


def revision_due(version: Version) -> datetime | None:
    """The instant from which a version is to be revised, in UTC: the same hour of the day so many months after it came
    into force, in the agreement's time zone; the month's last day where it has no such day. None: it sets no period."""
    review = version.agreement.review
    if review is None or review.revise is None:
        return None
    local = version.in_force_from.astimezone(ZoneInfo(version.agreement.time_zone))
    years, month = divmod(local.month - 1 + MONTHS[review.revise], 12)
    year = local.year + years
    day = min(local.day, monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day, fold=0).astimezone(UTC)
