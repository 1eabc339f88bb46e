"""Words for what reps do with a lead."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.steps.activity.contracts import OUTCOMES

KINDS: dict[str, Promise] = {
    "call": _("Call"),
    "mail": _("Mail"),
    "meeting": _("Meeting"),
    "note": _("Note"),
}
ICONS = {"call": "phone", "mail": "mail", "meeting": "calendar", "note": "notes"}
RESULTS: dict[str, Promise] = {
    "reached": _("reached"),
    "no-answer": _("no answer"),
    "voicemail": _("voicemail"),
    "call-back": _("wants a call back"),
    "wrong-number": _("wrong number"),
    "sent": _("sent"),
    "replied": _("replied"),
    "bounced": _("bounced"),
    "booked": _("booked"),
    "held": _("held"),
    "no-show": _("did not come"),
}


@dataclass(frozen=True, slots=True)
class Press:
    """One button of the log: `value` names kind and outcome."""

    value: str
    words: Promise


@dataclass(frozen=True, slots=True)
class PressRow:
    kind: str
    icon: str
    words: Promise
    presses: tuple[Press, ...]


LOG = tuple(
    PressRow(kind, ICONS[kind], KINDS[kind], tuple(Press(f"{kind}:{one}", RESULTS[one]) for one in outcomes))
    for kind, outcomes in OUTCOMES.items()
    if outcomes
)
