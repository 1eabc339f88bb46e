"""Numbers of the board as people read them."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accord.kernel.money import Money
from accord.reporting.contracts import Number, Span

STATES: dict[str, str | Promise] = {
    "good": gettext_lazy("as it should be"),
    "warn": gettext_lazy("a little short"),
    "bad": gettext_lazy("not as it should be"),
    "none": gettext_lazy("nothing to tell yet"),
}
PERIODS: dict[str, str | Promise] = {
    "week": gettext_lazy("Week"),
    "month": gettext_lazy("Month"),
    "quarter": gettext_lazy("Quarter"),
    "year": gettext_lazy("Year"),
}


def share(value: float | None) -> str:
    """`87 %`, or a dash."""
    return "–" if value is None else _("%(number)s %%") % {"number": number_format(round(value * 100))}


def hundredths(value: float) -> str:
    """`3.25 %`: a share as exact as goals hold it."""
    return _("%(number)s %%") % {"number": number_format(Decimal(round(value * 10_000)) / 100)}


def count(value: int) -> str:
    return number_format(value, force_grouping=True)


def length(seconds: float | None) -> str:
    """`45 min`, `3 h 20 min`; a dash where there is none."""
    if seconds is None:
        return "–"
    hours, minutes = divmod(round(seconds / 60), 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": minutes}
    if not minutes:
        return _("%(hours)s h") % {"hours": count(hours)}
    return _("%(hours)s h %(minutes)s min") % {"hours": count(hours), "minutes": minutes}


def value(one: Number, number: float | None) -> str:
    """A value of a number in its unit."""
    if number is None:
        return "–"
    if one.unit == "share":
        return hundredths(number) if one.is_goal else share(number)
    if one.unit == "seconds":
        return length(number)
    if one.currency:
        amount = Money(int(number), one.currency).amount
        return f"{number_format(round(amount), force_grouping=True)} {one.currency}"
    return count(int(number))


def name(one: Number, services: dict[str, str]) -> str:
    """What a number is called; goals and volumes by what their authors say of them."""
    if one.id.startswith("acceptance-"):
        return _("Leads accepted by sales")
    fixed = {
        "kept-marketing": _("Promises kept by marketing"),
        "kept-sales": _("Promises kept by sales"),
        "speed": _("Speed to lead, median"),
        "in-time": _("Touched in time"),
    }
    return fixed.get(one.id) or one.means or services.get(one.about) or one.about


def period(span: Span) -> str:
    """`Week 47 of 2026`, `November 2026`, `Quarter 4 of 2026`, `2026`."""
    year, _dash, part = span.name.partition("-")
    if part.startswith("W"):
        return _("Week %(number)s of %(year)s") % {"number": int(part[1:]), "year": year}
    if part.startswith("Q"):
        return _("Quarter %(number)s of %(year)s") % {"number": part[1:], "year": year}
    if part:
        return date_format(span.start.astimezone(ZoneInfo(span.zone)), "F Y")
    return pgettext("period", "The year %(year)s") % {"year": year}


def day(at: datetime, zone: str) -> str:
    """The day there."""
    return date_format(at.astimezone(ZoneInfo(zone)), "SHORT_DATE_FORMAT")


def days(since: datetime, until: datetime, zone: str) -> str:
    """The first and the last day there of a span that ends just before `until`."""
    return _("%(first)s to %(last)s, in %(zone)s") % {
        "first": day(since, zone),
        "last": day(until - timedelta(microseconds=1), zone),
        "zone": zone,
    }


def behind(which: str) -> str:
    """The title of a list of leads."""
    titles = {
        "kept": _("Promise kept"),
        "broken": _("Promise broken"),
        "excused": _("Broken and excused by the other side"),
        "open": _("Open and not late"),
        "touched": _("Touched in this time"),
        "untouched": _("Broken and not touched yet"),
        "delivered": _("Leads delivered"),
        "accepted": _("Accepted by sales"),
        "rejected": _("Rejected by sales"),
    }
    return titles.get(which, _("Behind the number"))
