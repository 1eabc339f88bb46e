"""Words for what reps say of a lead."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

IMPRESSIONS: dict[str, Promise] = {
    "good": _("Good lead"),
    "wrong-person": _("Wrong person"),
    "wrong-time": _("Wrong time"),
    "wrong-company": _("Wrong company"),
    "knew-nothing": _("Knew nothing of us"),
    "wrong-data": _("Wrong data"),
}
