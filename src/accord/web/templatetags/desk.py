"""Parts of the sales desk: the countdown of a clock, the next step, the buttons of the log."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accord.steps.sla.contracts import ClockCard
from accord.web.base.record.deeds import LOG, PressRow
from accord.web.base.record.lead import LeadRecord
from accord.web.base.record.opinions import IMPRESSIONS
from accord.web.queue.words import ADVICE
from accord.web.templatetags.accord import icon

register = template.Library()
HALF = 0.5


@register.simple_tag
def countdown(clock: ClockCard | None, at: datetime | None = None) -> SafeString | str:
    """How much of the time that counts is left: green above half, amber below, red from the deadline on, grey while it
    is paused, with its cause. The colour never stands alone."""
    if clock is None:
        return ""
    kind, sign, told = _told(clock, at or timezone.now())
    exact = date_format(timezone.localtime(clock.due_at), "SHORT_DATETIME_FORMAT") if clock.due_at else ""
    return format_html(
        '<span class="count count-{}" title="{}">{}<bdi>{}</bdi><span class="visually-hidden"> {}</span></span>',
        kind,
        f"{clock.name} · {exact}" if exact else clock.name,
        icon(sign),
        told,
        _("for %(service)s") % {"service": clock.name},
    )


def _told(clock: ClockCard, now: datetime) -> tuple[str, str, str]:
    """The colour's name, the icon, the words."""
    if clock.state == "paused":
        return "paused", "player-pause", _paused(clock)
    if clock.state == "late" or clock.seconds_left <= 0:
        return "late", "alert-triangle", _("late %(time)s") % {"time": _long(max(0, _since(clock, now)))}
    by_the_clock = abs(_since(clock, now) + clock.seconds_left) < 60
    told = _long(clock.seconds_left) if by_the_clock else spell_of(clock.seconds_left)
    left = _("%(time)s left") % {"time": told}
    return ("good" if clock.share_left > HALF and clock.state == "running" else "soon"), "clock", left


def _paused(clock: ClockCard) -> str:
    return _("paused: %(why)s") % {"why": clock.pause_reason} if clock.pause_reason else _("paused")


def _since(clock: ClockCard, now: datetime) -> int:
    """Seconds by the clock since the deadline; below zero before it."""
    return int((now - clock.due_at).total_seconds()) if clock.due_at else 0


def _long(seconds: int) -> str:
    """Time by the clock: days, once there are two."""
    days = seconds // 86_400
    return _("%(n)d days") % {"n": days} if days >= 2 else spell_of(seconds)


def spell_of(seconds: int) -> str:
    """ "42 min", "3 h 05 min", "37 h": shorter the longer it is."""
    minutes = seconds // 60
    hours, rest = divmod(minutes, 60)
    if hours >= 10 or (hours and not rest):
        return _("%(n)d h") % {"n": hours}
    if hours:
        return _("%(h)d h %(m)02d min") % {"h": hours, "m": rest}
    return _("%(n)d min") % {"n": minutes}


@register.filter
def spell(seconds: int | None) -> str:
    """The same, for seconds that may not be known."""
    return "–" if seconds is None else spell_of(seconds)


@register.simple_tag
def advice_of(record: LeadRecord) -> tuple[str, Promise] | None:
    """Icon and words of the next step."""
    return ADVICE.get(record.advice.what)


@register.simple_tag
def presses() -> tuple[PressRow, ...]:
    """The rows of buttons that log what was done."""
    return LOG


@register.simple_tag
def impressions() -> dict[str, Promise]:
    """What can be said of a lead."""
    return IMPRESSIONS


@register.filter
def field(name: str) -> str:
    """The name of a field as words: `account.industry` is "industry of the company"."""
    subject, _dot, one = name.rpartition(".")
    plain = one.replace("_", " ")
    return _("%(field)s of the company") % {"field": plain} if subject == "account" else plain
