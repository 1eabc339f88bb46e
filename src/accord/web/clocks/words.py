"""What happened to a clock, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.kernel.actor import Actor, ActorKind
from accord.kernel.instants import parse_instant
from accord.steps.sla.contracts import Told

STATES: Mapping[str, tuple[str | Promise, str]] = {
    "running": (gettext_lazy("running"), "good"),
    "at_risk": (gettext_lazy("at risk"), "warn"),
    "late": (gettext_lazy("late"), "bad"),
    "paused": (gettext_lazy("paused"), "plain"),
    "kept": (gettext_lazy("kept"), "good"),
    "broken": (gettext_lazy("broken"), "bad"),
    "excused": (gettext_lazy("excused"), "accent"),
    "ended": (gettext_lazy("ended by itself"), "plain"),
}
LISTS: Mapping[str, str | Promise] = {
    "open": gettext_lazy("Open"),
    "late": gettext_lazy("Late"),
    "at_risk": gettext_lazy("At risk"),
    "paused": gettext_lazy("Paused"),
    "asked": gettext_lazy("To be excused"),
    "over": gettext_lazy("Over"),
    "broken": gettext_lazy("Broken"),
}
_KINDS: Mapping[str, str | Promise] = {
    "ClockStarted": gettext_lazy("started"),
    "ClockCounted": gettext_lazy("counted one"),
    "ClockStopped": gettext_lazy("stopped"),
    "ClockCorrected": gettext_lazy("corrected"),
    "ClockEnded": gettext_lazy("ended by itself"),
    "ClockPaused": gettext_lazy("paused"),
    "ClockResumed": gettext_lazy("goes on"),
    "ClockReassigned": gettext_lazy("goes on with another owner"),
    "ClockReckonedAgain": gettext_lazy("deadline reckoned again"),
    "ClockPutBack": gettext_lazy("put back by an undo"),
    "ExcuseAsked": gettext_lazy("excuse asked for"),
    "ExcuseGranted": gettext_lazy("excused by the other side"),
    "ExcuseRefused": gettext_lazy("not excused"),
}
_STEPS: Mapping[str, str | Promise] = {
    "remind": gettext_lazy("reminder sent"),
    "at risk": gettext_lazy("shown at risk"),
    "broken": gettext_lazy("promise broken"),
    "tell manager": gettext_lazy("manager told"),
    "reroute": gettext_lazy("given to somebody else"),
    "pool": gettext_lazy("put back into the pool"),
    "stays": gettext_lazy("nobody else was eligible"),
}
_EVENTS: Mapping[str, str | Promise] = {
    "handed_off": gettext_lazy("handed off"),
    "accepted": gettext_lazy("accepted"),
    "rejected": gettext_lazy("rejected"),
    "recycled": gettext_lazy("recycled"),
    "re_engaged": gettext_lazy("came back"),
    "activity": gettext_lazy("activity"),
    "meeting": gettext_lazy("meeting"),
    "feedback": gettext_lazy("feedback"),
    "moved": gettext_lazy("moved to another stage"),
    "won": gettext_lazy("deal won"),
    "lost": gettext_lazy("deal lost"),
    "requested": gettext_lazy("asked for"),
    "answered": gettext_lazy("answered"),
    "reassigned": gettext_lazy("given to somebody else"),
    "withdrawn": gettext_lazy("withdrawn"),
    "version": gettext_lazy("no longer in the agreement"),
    "fewer": gettext_lazy("the agreement asks for no more"),
    "undo": gettext_lazy("taken back"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a clock's history. `was` and `due`: the deadline before and after; `is_late`: by an outage."""

    at: datetime
    recorded_at: datetime
    words: str
    detail: str
    who: str
    was: datetime | None
    due: datetime | None
    is_late: bool


def line(one: Told) -> Line:
    """The fact in the reader's language."""
    body = one.body
    due, was = _instant(body, "due"), _instant(body, "was")
    return Line(
        at=one.at,
        recorded_at=one.recorded_at,
        words=str(
            _STEPS.get("stays" if body.get("stays") else body.get("do", ""), "") or _KINDS.get(one.kind, one.kind)
        ),
        detail=_detail(one),
        who=_who(one.actor),
        was=was if was != due else None,
        due=due if one.kind not in ("ClockStopped", "ClockCorrected") else None,
        is_late=bool(body.get("late_by_outage")),
    )


def event_words(event: str) -> str:
    """What stopped a clock."""
    return str(_EVENTS.get(event, event))


def _detail(one: Told) -> str:
    body = one.body
    if one.kind == "ClockReckonedAgain":
        return _("the agreement changed") if body.get("why") == "version" else _("working time or leave changed")
    if one.kind == "ClockCounted":
        return _("%(done)s of %(times)s") % {"done": body.get("done"), "times": body.get("times")}
    if one.kind == "ClockCorrected":
        said = {"event": event_words(body["event"]), "state": STATES[body["was_verdict"]][0]}
        return _("%(event)s; before, it stood as %(state)s") % said
    if one.kind == "ClockStepTaken":
        return _("%(percent)s%% of the time") % {"percent": body.get("percent")}
    return one.reason or (event_words(body["event"]) if body.get("event") else "")


def _who(actor: str) -> str:
    parsed = Actor.parse(actor)
    return parsed.name if parsed.kind is ActorKind.MEMBER else ""


def _instant(body: Mapping[str, Any], name: str) -> datetime | None:
    return parse_instant(body.get(name))
