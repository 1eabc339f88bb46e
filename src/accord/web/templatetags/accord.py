"""Small parts of every page: icons, instants, points, amounts."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.agreement.contracts import Proposal
from accord.agreement.spec import Goal
from accord.agreement.wording import id_words
from accord.kernel.money import Money, minor_digits
from accord.steps.scoring.contracts import whole_points

register = template.Library()
UNIT = 1024
SMALL = 100  # of a currency: below, cents matter


@register.simple_tag
def icon(name: str, kind: str = "") -> SafeString:
    """An icon of the sprite, hidden from readers: words stand beside it."""
    sprite = static("vendor/icons.svg")
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', kind, sprite, name
    )


@register.simple_tag
def moment(at: datetime | None, otherwise: str = "–", seen_from: datetime | None = None) -> SafeString | str:
    """How long before `seen_from`, or ago, with the exact instant for readers and on hover."""
    if at is None:
        return otherwise
    local = timezone.localtime(at)
    exact = date_format(local, "DATETIME_FORMAT")
    return format_html(
        '<time datetime="{}" title="{}"><bdi>{}</bdi></time>', at.isoformat(), exact, ago(at, seen_from or None)
    )


@register.simple_tag
def instant(at: datetime | None, otherwise: str = "–") -> SafeString | str:
    """Date and time in the member's zone."""
    if at is None:
        return otherwise
    local = timezone.localtime(at)
    return format_html(
        '<time datetime="{}"><bdi>{}</bdi></time>', at.isoformat(), date_format(local, "SHORT_DATETIME_FORMAT")
    )


@register.simple_tag
def ending(at: datetime) -> SafeString:
    """An end in the member's zone; midnight is the end of the day that was chosen, not the beginning of the next."""
    local = timezone.localtime(at)
    if local.time() != time():
        return SafeString(instant(at))
    day = date_format(local.date() - timedelta(days=1), "SHORT_DATE_FORMAT")
    words = _("the end of %(day)s") % {"day": day}
    return format_html('<time datetime="{}"><bdi>{}</bdi></time>', at.isoformat(), words)


@register.filter
def ago(at: datetime, seen_from: datetime | None = None) -> str:
    """ "now", "5 min", "3 h", "2 d", then the date."""
    seconds = ((seen_from or timezone.now()) - at).total_seconds()
    if seconds < -60:
        return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")
    if seconds < 60:
        return _("now")
    if seconds < 3600:
        return _("%(n)d min") % {"n": seconds // 60}
    if seconds < 86_400:
        return _("%(n)d h") % {"n": seconds // 3600}
    if seconds < 60 * 86_400:
        days = int(seconds // 86_400)
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    return date_format(timezone.localtime(at), "DATE_FORMAT")


@register.filter
def standing(proposal: Proposal) -> str:
    """Where a proposal stands now; a pilot is over at its end."""
    return proposal.standing(timezone.now())


@register.filter
def points(units: int | None) -> str:
    """Units of 1/1024 point as points for people: at most one decimal."""
    if units is None:
        return "–"
    return plain(Decimal(units) / UNIT, 1)


@register.filter
def signed(value: Decimal) -> str:
    """With its sign: +12.50, −3."""
    text = plain(abs(value), 2)
    return ("+" if value > 0 else "−" if value < 0 else "") + text


@register.filter
def amount(minor: int | None, currency: str = "EUR") -> str:
    """Minor units as an amount without cents: 12,500 EUR."""
    if minor is None:
        return "–"
    return f"{number_format(Money(minor, currency).amount.quantize(Decimal(1)), 0, force_grouping=True)} {currency}"


@register.filter
def exact(minor: int | None, currency: str = "EUR") -> str:
    """Minor units as an amount, with its cents where it is not whole: 12,500 EUR, 0.48 EUR."""
    if minor is None:
        return "–"
    money = Money(minor, currency)
    digits = 0 if money.amount == money.amount.to_integral_value() else minor_digits(currency)
    return f"{number_format(money.amount, digits, force_grouping=True)} {currency}"


@register.filter
def quantity(value: int | None, goal: Goal) -> str:
    """A value of a goal in its unit."""
    if value is None or goal.unit == "count":
        return number(value)
    if goal.currency:
        return (exact if goal.is_reported else amount)(value, goal.currency)
    return f"{plain(Decimal(value) / 100, 2 if value % 10 else 1)} %"


@register.filter
def money(value: Money | None) -> str:
    """The same of money as it is; a small amount with its cents."""
    return (exact if abs(value.amount) < SMALL else amount)(value.minor, value.currency) if value else "–"


@register.filter
def percent(share: float | None) -> str:
    return "–" if share is None else f"{number_format(round(share * 100, 1), 1)} %"


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    return mapping.get(key)


def plain(value: Decimal, places: int) -> str:
    """A number in the member's language, without needless zeros."""
    rounded = value.quantize(Decimal(1).scaleb(-places))
    shown = int(rounded) if rounded == rounded.to_integral_value() else rounded
    return number_format(shown, None if isinstance(shown, int) else places, force_grouping=True)


@register.filter
def plainly(value: Decimal) -> str:
    return plain(value, 2)


@register.filter
def words(name: str) -> str:
    """`job_title` as words."""
    return id_words(str(name))


@register.inclusion_tag("record/score.html")
def score_chip(grade: str, units: int) -> dict[str, Any]:
    """A letter for fit and a number for engagement: "A · 72"."""
    return {"grade": grade, "units": units}


@register.filter
def points_whole(units: int | None) -> str:
    """Units of 1/1024 point as whole points, as the command line shows them."""
    return "–" if units is None else number_format(whole_points(units))


@register.filter
def phone(text: object) -> str:
    """Only what a `tel:` link may hold."""
    return "".join(c for c in str(text) if c in "+0123456789")


@register.filter
def number(value: int | None) -> str:
    return "–" if value is None else number_format(value, force_grouping=True)


@register.filter
def unlocal(value: float) -> str:
    """A number as attributes of elements want it, whatever the language."""
    return f"{value:.4f}"


@register.filter
def signed_int(value: int) -> str:
    return ("+" if value > 0 else "−" if value < 0 else "") + number_format(abs(value))


@register.filter
def days(value: float | None) -> str:
    return "–" if value is None else plain(Decimal(str(value)), 1)
