"""Until when a lead is put off, in the member's time zone."""

from datetime import UTC, datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MORNING = time(9)
LAST_DAY = timedelta(days=29)


def choices_at(here: datetime) -> dict[str, datetime]:
    """What each choice means to somebody whose clock shows `here`; on a Sunday next Monday is tomorrow."""
    choices = {
        "hours": (here.astimezone(UTC) + timedelta(hours=2)).astimezone(here.tzinfo),
        "tomorrow": _morning(here, 1),
        "days": here + timedelta(days=3),
        "monday": _morning(here, 7 - here.weekday()),
    }
    if choices["monday"] == choices["tomorrow"]:
        del choices["monday"]
    return choices


class SnoozeForm(forms.Form):
    """One of the choices, or the morning of a day."""

    choice = forms.ChoiceField(label=gettext_lazy("Until"), widget=forms.RadioSelect, required=False)
    day = forms.DateField(label=gettext_lazy("Or 9:00 on"), required=False)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=1000, required=False)

    def __init__(self, here: datetime, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        self.here, self.instants = here, choices_at(here)
        words = {
            "hours": _("in two hours"),
            "tomorrow": _("tomorrow morning"),
            "days": _("in three days"),
            "monday": _("next Monday"),
        }
        choice = cast(forms.ChoiceField, self.fields["choice"])
        choice.choices = [(name, f"{words[name]} · {_said(at)}") for name, at in self.instants.items()]
        first, last = here.date() + timedelta(days=1), here.date() + LAST_DAY
        self.fields["day"].widget = forms.DateInput(attrs={"type": "date", "min": str(first), "max": str(last)})

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        day, choice = given.get("day"), given.get("choice")
        if day:
            given["until"] = datetime.combine(day, MORNING, self.here.tzinfo)
        elif choice:
            given["until"] = self.instants[choice]
        elif not self.errors:
            raise forms.ValidationError(_("Choose until when."))
        return given


def _morning(here: datetime, days: int) -> datetime:
    return datetime.combine(here.date() + timedelta(days=days), MORNING, here.tzinfo)


def _said(at: datetime) -> str:
    return f"{date_format(at, 'D')} {date_format(at, 'SHORT_DATETIME_FORMAT')}"
