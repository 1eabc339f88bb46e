"""What to do next with a lead, from where it stands and what was tried. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from accord.steps.activity.contracts import ATTEMPTS, ActivityCard

ENOUGH = 5  # attempts after which a lead that nobody reached goes back
_SILENT = ("no-answer", "voicemail", "sent", "no-show")
_DEAD = ("wrong-number", "bounced")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a lead stands: `wanted` is how many attempts the agreement promises (None: it says nothing)."""

    is_waiting: bool
    is_accepted: bool
    has_phone: bool
    has_email: bool
    qualifies: bool
    may_open_deal: bool
    has_open_deal: bool
    has_colleagues: bool
    wanted: int | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """`what` is accept, call, mail, call-back, hold-meeting, ask, open-deal, close, colleague, give-back or "" for
    nothing; `attempt` counts the attempt that it would be."""

    what: str
    attempt: int = 0


NOTHING = Advice("")


def advise(standing: Standing, done: Sequence[ActivityCard]) -> Advice:
    """The one next step. `done` is what was done with the lead, the latest first."""
    if standing.is_waiting:
        return Advice("accept")
    if standing.has_open_deal:
        return Advice("close")
    if not standing.is_accepted:
        return NOTHING
    tries = [one for one in done if one.kind in ATTEMPTS]
    return _onward(standing, tries) or _another_try(standing, tries)


def _onward(standing: Standing, tries: Sequence[ActivityCard]) -> Advice | None:
    """Somebody was reached."""
    last = tries[0] if tries else None
    if last is None or last.outcome in (*_SILENT, *_DEAD):
        return None
    if last.outcome == "call-back":
        return Advice("call-back", len(tries) + 1)
    if last.outcome == "booked":
        return Advice("hold-meeting")
    if standing.qualifies:
        return Advice("ask")
    return Advice("open-deal") if standing.may_open_deal else None


def _another_try(standing: Standing, tries: Sequence[ActivityCard]) -> Advice:
    """Nobody was reached: by the other way, until enough is enough."""
    count = len(tries) + 1
    dead = {one.kind for one in tries if one.outcome in _DEAD}
    ways = [("call", standing.has_phone), ("mail", standing.has_email)]
    open_ways = [way for way, is_there in ways if is_there and way not in dead]
    if len(tries) >= (standing.wanted or ENOUGH) or not open_ways:
        return Advice("colleague" if standing.has_colleagues and not open_ways else "give-back", count)
    last = tries[0].kind if tries else ""
    fresh = [way for way in open_ways if way != last]
    return Advice((fresh or open_ways)[0], count)
