"""Why somebody gets a lead or not, in the reader's language."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accord.steps.handoff.api import LEAD

register = template.Library()

WHY = {
    "inactive": gettext_noop("is inactive"),
    "begins": gettext_noop("begins on %(until)s"),
    "leave": gettext_noop("is on leave until %(until)s"),
    "closed": gettext_noop("is not at work until %(until)s"),
    "unnamed": gettext_noop("is not named by the route"),
    "skill": gettext_noop("lacks the skill %(lacks)s"),
    "language": gettext_noop("does not speak %(lacks)s"),
    "region": gettext_noop("does not serve %(lacks)s"),
    "barred": gettext_noop("had it already and did not answer"),
    "open": gettext_noop("has %(has)s open leads, the most is %(most)s"),
    "day": gettext_noop("was handed %(has)s leads today, the most is %(most)s"),
    "turn": gettext_noop("others were longer without one"),
    "busier": gettext_noop("has %(has)s open leads; others have fewer"),
}


MISSED = {
    "inactive": gettext_noop("log-in switched off"),
    "begins": gettext_noop("not begun yet"),
    "leave": gettext_noop("on leave"),
    "closed": gettext_noop("not at work"),
    "unnamed": gettext_noop("not named by the route"),
    "skill": gettext_noop("lacks the skill"),
    "language": gettext_noop("lacks the language"),
    "region": gettext_noop("another region"),
    "barred": gettext_noop("had it already"),
    "open": gettext_noop("at capacity"),
    "day": gettext_noop("at capacity of the day"),
    "busier": gettext_noop("had more open leads"),
}


@register.filter
def missed(counts: Mapping[str, int]) -> str:
    """Why somebody could not take leads, and how many, the most frequent first: `on leave 12, at capacity 3`."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{_(MISSED.get(code, code))} {count:,}" for code, count in ordered)


@register.filter
def why(candidate: Mapping[str, Any]) -> str:
    """Why this candidate was passed over; "" for the one chosen."""
    if not candidate.get("passed_over"):
        return ""
    sentence, until = WHY.get(candidate.get("why", "")), candidate.get("until")
    if sentence is None or ("%(until)s" in sentence and not until) or candidate.get("lacks") == []:
        return str(candidate["passed_over"])
    said = {
        "until": _instant(until) if until else "",
        "lacks": ", ".join(candidate.get("lacks", ())),
        "has": candidate.get("has", ""),
        "most": candidate.get("most", ""),
    }
    return _(sentence) % said


@register.filter
def owed(candidate: Mapping[str, Any]) -> str:
    """What they were owed before the turn, in leads with a sign."""
    return f"{candidate.get('credit', 0) / LEAD:+.2f}".replace("-", "−")


@register.filter
def leads(value: float) -> str:
    """A number of leads with two decimals."""
    return f"{value:,.2f}"


@register.filter
def deviation(value: float) -> str:
    """The same with a sign."""
    return f"{value:+,.2f}".replace("-", "−")


def _instant(text: str) -> str:
    return date_format(timezone.localtime(datetime.fromisoformat(text)), "SHORT_DATETIME_FORMAT")
