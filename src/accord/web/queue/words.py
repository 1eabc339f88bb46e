"""Words for what to do next."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ADVICE: dict[str, tuple[str, Promise]] = {
    "accept": ("check", _("Accept it, or give it back with a reason")),
    "call": ("phone", _("Call them")),
    "mail": ("mail", _("Write to them")),
    "call-back": ("phone", _("Call back, as they asked")),
    "hold-meeting": ("calendar", _("Hold the meeting, then say how it went")),
    "ask": ("circle-check", _("Ask what is still open, then qualify")),
    "open-deal": ("briefcase", _("Open a deal")),
    "close": ("trophy", _("Win the deal")),
    "colleague": ("users", _("No way to them works; try somebody else at the company")),
    "give-back": ("refresh", _("Tried often enough; give it back to marketing")),
}
