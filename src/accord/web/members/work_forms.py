"""How a member works, and when they are away."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from accord.members.contracts import MemberCard, WorkCard

LISTS = ("skills", "languages", "regions")
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2050, 12, 31)


def day(**more: Any) -> forms.DateField:
    """A day within the years that calendars are made for."""
    bounds = {"type": "date", "min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}
    within = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
    return forms.DateField(widget=forms.DateInput(attrs=bounds), validators=within, **more)


class WorkForm(forms.Form):
    calendar = forms.ChoiceField(label=_("Calendar"), required=False)
    time_zone = forms.CharField(
        label=_("Time zone"),
        required=False,
        max_length=60,
        help_text=_("Such as Europe/Berlin; empty: the calendar's."),
    )
    manager = forms.TypedChoiceField(label=_("Manager"), required=False, coerce=int, empty_value=None)
    capacity_open = forms.IntegerField(label=_("Most open leads"), required=False, min_value=0)
    capacity_day = forms.IntegerField(label=_("Most leads a day"), required=False, min_value=0)
    weight = forms.IntegerField(
        label=_("Weight in percent"), min_value=1, max_value=1000, help_text=_("100 is a full share of the turns.")
    )
    skills = forms.CharField(label=_("Skills"), required=False, help_text=_("Separated by commas."))
    languages = forms.CharField(label=_("Languages"), required=False, help_text=_("Separated by commas."))
    regions = forms.CharField(
        label=_("Regions"), required=False, help_text=_("As companies name them, such as DE; separated by commas.")
    )
    started_on = day(
        label=_("Takes leads from"),
        required=False,
        help_text=_("A ramp-up counts from here; empty: from the day they joined."),
    )

    def __init__(self, *given: Any, calendars: Sequence[str], managers: Sequence[MemberCard], **more: Any) -> None:
        super().__init__(*given, **more)
        choices = {"calendar": calendars, "manager": [(card.id, card.label) for card in managers]}
        for name, found in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            pairs = [one if isinstance(one, tuple) else (one, one) for one in found]
            field.choices = [("", _("the agreement's first") if name == "calendar" else "–"), *pairs]

    @staticmethod
    def of(work: WorkCard) -> dict[str, Any]:
        """What the form shows at first."""
        return {
            "calendar": work.calendar or "",
            "time_zone": work.time_zone,
            "manager": work.manager_id,
            "capacity_open": work.capacity_open,
            "capacity_day": work.capacity_day,
            "weight": work.weight,
            "started_on": work.started_at.date() if work.is_start_stated else None,
            **{name: ", ".join(getattr(work, name)) for name in LISTS},
        }


class LeaveForm(forms.Form):
    first = day(label=_("First day"))
    last = day(label=_("Last day"))
    hands_on = forms.BooleanField(label=_("Offer leads not answered by then to others"), required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
