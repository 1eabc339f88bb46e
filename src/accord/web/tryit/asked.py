"""What is tried: a proposal (`p7`) or a version (`v3`), and the version beside it."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accord.agreement import api as agreements
from accord.kernel.errors import Refused
from accord.web.base.dates import beginning_of, day_of

MOST = 50


@dataclass(frozen=True, slots=True)
class Choice:
    """One text that can be tried."""

    key: str
    words: str
    text: str
    name: str
    proposal_id: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form says."""

    tried: Choice
    against_id: int | None
    since: datetime | None
    until: datetime | None


def proposals() -> list[Choice]:
    """Those that are no version yet, latest first."""
    said = _("Proposal %(id)s: %(title)s")
    return [
        Choice(f"p{one.id}", said % {"id": one.id, "title": one.title}, one.text, one.name, one.id)
        for one in agreements.proposals(limit=MOST)
        if one.version_id is None
    ]


def versions() -> list[tuple[int, Choice]]:
    """All versions with their ids, latest first."""
    return [
        (one.id, Choice(f"v{one.number}", _("Version %(number)s") % {"number": one.number}, one.text, one.name))
        for one in agreements.versions()[:MOST]
    ]


def asked_in(request: HttpRequest) -> Asked:
    """What a member wants tried. Raises Refused where there is no such thing."""
    typed, dates = request.POST, {}
    beside = {choice.key: number for number, choice in versions()}
    choices = {choice.key: choice for choice in (*proposals(), *(choice for _id, choice in versions()))}
    tried = choices.get(typed.get("tried", ""))
    against = typed.get("against", "")
    if tried is None or (against and against not in beside):
        raise Refused(_("There is no such proposal or version to try."), code="no_such_choice")
    for name in ("since", "until"):
        words = typed.get(name, "").strip()[:40]
        if words and day_of(words) is None:
            raise Refused(_("“%(text)s” is no date; write it like 2026-05-04.") % {"text": words}, code="no-date")
        dates[name] = beginning_of(words) if words else None
    return Asked(tried, beside.get(against), dates["since"], dates["until"])
