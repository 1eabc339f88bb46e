"""When a business is open: hours by the wall clock, public holidays, exceptions."""

from datetime import date

from accord.agreement.spec.base import Clause, Id, Text
from accord.kernel.working_hours import Hours, Week


class PublicHolidays(Clause):
    """The public holidays of a country or of one of its regions, by their codes (ISO 3166)."""

    country: str
    region: str | None = None


class Days(Clause):
    """One day, or several in a row, the last one included."""

    first: date
    last: date


class OpenDay(Clause):
    """A day that is open besides. Without hours of its own it has those of the week's first open day."""

    day: date
    hours: Hours | None = None


class Calendar(Clause):
    """Working time. `time_zone` None: that of whom it is asked for, else the agreement's. `hours` has the minutes of
    each day from Monday, each span with the day on which it begins. A holiday or a closed day is closed wholly, an
    open day is open even on a holiday."""

    id: Id
    means: Text | None = None
    time_zone: str | None = None
    hours: Week
    holidays: tuple[PublicHolidays | Days, ...] = ()
    closed: tuple[Days, ...] = ()
    open: tuple[OpenDay, ...] = ()
