"""Hours over midnight end before those of the next day begin, and no day is named both closed and open."""

from collections.abc import Iterator
from datetime import timedelta

from accord.agreement.contracts import Fault
from accord.agreement.opening import DAYS
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement, Calendar

NEEDS: tuple[str, ...] = ("calendars",)
_MIDNIGHT = 24 * 60


def check(agreement: Agreement, page: Page) -> Iterator[Fault]:
    for calendar in agreement.calendars:
        yield from calendar_faults(calendar, page)


def calendar_faults(calendar: Calendar, page: Page) -> Iterator[Fault]:
    """What is wrong with one calendar."""
    for day in range(7):
        following = calendar.hours[(day + 1) % 7]
        late = max((end - _MIDNIGHT for _, end in calendar.hours[day]), default=0)
        if following and following[0][0] < late:
            message = f"the hours of {DAYS[day]} run over midnight into those of {DAYS[(day + 1) % 7]}"
            yield page.fault(calendar, "hours", message, "overlap")
    closed = {
        span.first + timedelta(days=i) for span in calendar.closed for i in range((span.last - span.first).days + 1)
    }
    seen = set()
    for one in calendar.open:
        if one.day in closed:
            yield page.fault(one, "day", f"{one.day} is named closed and open", "contradiction")
        if one.day in seen:
            yield page.fault(one, "day", f"{one.day} is named twice", "said-twice")
        seen.add(one.day)
