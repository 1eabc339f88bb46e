"""The table of kinds: what can be told, in which words, and how members hear of it unless they say otherwise.

To add a kind, add a row here; then `outbox.api.tell` it. A sentence is made when it is read, in the reader's language
and zone, from the notice's body; `%(about)s` is what it is about, by its present name. What the body of each kind may
hold stands in docs/reference/notices.md; a body that lacks something gives a shorter sentence, never a fault.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.telling.contracts import Mail, Wish


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`name` is for the page of wishes, `sentence` names what the body holds, `bare` is said where the body lacks it.
    `fields` are those of the body that the sentence needs; `due` and
    what ends in `_at` are instants, and a number of `member`, `from`, `to`
    or `by` is a member's."""

    name: str | Promise
    symbol: str
    sentence: str | Promise
    bare: str | Promise
    fields: tuple[str, ...] = ()
    mail: Mail = "now"

    @property
    def wish(self) -> Wish:
        """What holds for members who said nothing."""
        return Wish(app=True, mail=self.mail)


KINDS: dict[str, Kind] = {
    "lead_handed_off": Kind(
        name=_("A lead is handed over"),
        symbol="user-plus",
        sentence=_("%(about)s is yours to work"),
        bare=_("%(about)s is yours to work"),
    ),
    "lead_rerouted": Kind(
        name=_("A lead goes to somebody else"),
        symbol="route",
        sentence=_("%(about)s goes from %(from)s to %(to)s"),
        bare=_("%(about)s is yours no longer"),
        fields=("from", "to"),
    ),
    "lead_moved": Kind(
        name=_("Somebody else decides about a lead of mine"),
        symbol="arrow-right",
        sentence=_("%(by)s moved %(about)s from “%(was)s” to “%(became)s”"),
        bare=_("%(about)s is moved by somebody else"),
        fields=("by", "was", "became"),
    ),
    "clock_reminder": Kind(
        name=_("A clock runs: reminder"),
        symbol="clock",
        sentence=_("%(about)s: “%(service)s” is due %(due)s"),
        bare=_("%(about)s: a clock runs"),
        fields=("service", "due"),
    ),
    "clock_at_risk": Kind(
        name=_("A clock is at risk"),
        symbol="alert-triangle",
        sentence=_("%(about)s: “%(service)s” is at risk, due %(due)s"),
        bare=_("%(about)s: a clock is at risk"),
        fields=("service", "due"),
    ),
    "clock_broken": Kind(
        name=_("A promise is broken"),
        symbol="circle-x",
        sentence=_("%(about)s: “%(service)s” is broken, it was due %(due)s"),
        bare=_("%(about)s: a promise is broken"),
        fields=("service", "due"),
    ),
    "clock_escalated": Kind(
        name=_("A clock is escalated"),
        symbol="users",
        sentence=_("%(about)s: “%(service)s” of %(member)s comes to you, due %(due)s"),
        bare=_("%(about)s: a clock comes to you"),
        fields=("service", "member", "due"),
    ),
    "clock_kept": Kind(
        name=_("A promise told as broken had been kept"),
        symbol="check",
        sentence=_("%(about)s: “%(service)s” was kept after all, it was done %(done_at)s"),
        bare=_("%(about)s: a promise was kept after all"),
        fields=("service", "done_at"),
    ),
    "leave_entered": Kind(
        name=_("Somebody whose work I answer for enters a leave"),
        symbol="calendar",
        sentence=_(
            "%(member)s is away from %(from_at)s until %(until_at)s. Open with them: leads %(leads)s, clocks %(clocks)s"
        ),
        bare=_("Somebody whose work you answer for will be away"),
        fields=("member", "from_at", "until_at", "leads", "clocks"),
    ),
    "leave_begun": Kind(
        name=_("Somebody whose work I answer for goes on leave with work open"),
        symbol="calendar",
        sentence=_("%(member)s is away until %(until_at)s. Still open with them: leads %(leads)s, clocks %(clocks)s"),
        bare=_("Somebody whose work you answer for is away"),
        fields=("member", "until_at", "leads", "clocks"),
    ),
    "leave_taken_back": Kind(
        name=_("Somebody whose work I answer for does not go on leave after all"),
        symbol="calendar",
        sentence=_("%(member)s takes back the leave from %(from_at)s until %(until_at)s"),
        bare=_("Somebody whose work you answer for will not be away"),
        fields=("member", "from_at", "until_at"),
    ),
    "excuse_asked": Kind(
        name=_("The other side asks to excuse a broken promise"),
        symbol="message",
        sentence=_("%(about)s: %(by)s asks to excuse “%(service)s”"),
        bare=_("%(about)s: an excuse is asked for"),
        fields=("by", "service"),
    ),
    "excuse_granted": Kind(
        name=_("A broken promise is excused"),
        symbol="check",
        sentence=_("%(about)s: %(by)s excused “%(service)s”"),
        bare=_("%(about)s: a broken promise is excused"),
        fields=("by", "service"),
        mail="digest",
    ),
    "excuse_refused": Kind(
        name=_("A broken promise is not excused"),
        symbol="x",
        sentence=_("%(about)s: %(by)s did not excuse “%(service)s”"),
        bare=_("%(about)s: a broken promise is not excused"),
        fields=("by", "service"),
    ),
    "proposal_put_forward": Kind(
        name=_("A new version of the agreement is put forward"),
        symbol="writing-sign",
        sentence=_("%(by)s puts %(about)s forward: read it, then sign or decline"),
        bare=_("%(about)s is put forward: read it, then sign or decline"),
        fields=("by",),
    ),
    "proposal_signed": Kind(
        name=_("A proposal is signed"),
        symbol="writing-sign",
        sentence=_("%(by)s signed %(about)s"),
        bare=_("%(about)s is signed"),
        fields=("by",),
    ),
    "proposal_changed": Kind(
        name=_("A proposal is changed"),
        symbol="notes",
        sentence=_("%(by)s changed %(about)s: read it anew, it has to be signed anew"),
        bare=_("%(about)s is changed: read it anew, it has to be signed anew"),
        fields=("by",),
    ),
    "proposal_declined": Kind(
        name=_("A proposal is declined"),
        symbol="x",
        sentence=_("%(by)s declined %(about)s"),
        bare=_("%(about)s is declined"),
        fields=("by",),
    ),
    "proposal_withdrawn": Kind(
        name=_("A proposal is taken back"),
        symbol="arrow-back-up",
        sentence=_("%(by)s took %(about)s back"),
        bare=_("%(about)s is taken back"),
        fields=("by",),
    ),
    "version_in_force": Kind(
        name=_("A version comes into force"),
        symbol="check",
        sentence=_("%(about)s is in force from %(from_at)s"),
        bare=_("%(about)s is in force"),
        fields=("from_at",),
        mail="digest",
    ),
    "request_made": Kind(
        name=_("The other side asks for something"),
        symbol="message",
        sentence=_("%(by)s asks: %(about)s"),
        bare=_("A request: %(about)s"),
        fields=("by",),
    ),
    "request_answered": Kind(
        name=_("A request is answered"),
        symbol="message",
        sentence=_("%(by)s answered: %(about)s"),
        bare=_("Answered: %(about)s"),
        fields=("by",),
    ),
    "request_said": Kind(
        name=_("Something is said about a request"),
        symbol="message",
        sentence=_("%(by)s says about a request: %(about)s"),
        bare=_("Said about a request: %(about)s"),
        fields=("by",),
    ),
    "request_done": Kind(
        name=_("What was asked for is done"),
        symbol="check",
        sentence=_("%(by)s says that it is done: %(about)s"),
        bare=_("Done: %(about)s"),
        fields=("by",),
    ),
    "request_withdrawn": Kind(
        name=_("A request is withdrawn"),
        symbol="arrow-back-up",
        sentence=_("%(by)s asks no more: %(about)s"),
        bare=_("Withdrawn: %(about)s"),
        fields=("by",),
    ),
    "feedback_on_rule": Kind(
        name=_("Sales says that a rule misled"),
        symbol="message-report",
        sentence=_("%(about)s: the rule “%(rule)s” misled, says %(by)s"),
        bare=_("%(about)s: a rule misled"),
        fields=("rule", "by"),
        mail="digest",
    ),
    "figure_reported": Kind(
        name=_("A figure of a goal is reported"),
        symbol="chart-bar",
        sentence=_("%(by)s reports %(figure)s of %(about)s for %(day)s"),
        bare=_("A figure of %(about)s is reported"),
        fields=("by", "figure", "day"),
        mail="digest",
    ),
    "board_weekly": Kind(
        name=_("The alignment board of the week"),
        symbol="chart-bar",
        sentence=_("Both sides' promises, %(period)s"),
        bare=_("Both sides' promises of the week"),
        fields=("period",),
    ),
    "review_due": Kind(
        name=_("Both sides sit down together on the next working day"),
        symbol="calendar",
        sentence=_("Both sides sit down together %(due)s: the plan of %(period)s"),
        bare=_("Both sides sit down together"),
        fields=("due", "period"),
    ),
}


TRY = "channel_try"  # nobody is told of it but the channel that is tried
_TRY = Kind(
    name=_("A channel is tried"),
    symbol="plug",
    sentence=_("Accord reaches you here"),
    bare=_("Accord reaches you here"),
)


def kind_of(name: str) -> Kind:
    """The row of a kind; one that is in no row (told by a later version) is shown by its name alone."""
    if name == TRY:
        return _TRY
    return KINDS.get(name) or Kind(name=name, symbol="bell", sentence="%(about)s", bare="%(about)s")


def event_of(kind: str) -> str:
    """A kind as webhooks name it: `lead_handed_off` is `lead.handed_off`."""
    return kind.replace("_", ".", 1)


def holds(kind: Kind, body: Mapping[str, Any]) -> bool:
    """Whether the body has what the sentence needs."""
    return all(body.get(name) not in (None, "") for name in kind.fields)
