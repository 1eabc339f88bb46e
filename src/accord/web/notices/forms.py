"""What a member wants to hear of, by what, and when."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accord.telling.contracts import Habits, Mail, Wish

MAIL_WORDS = {"now": _("at once"), "digest": _("once a day"), "off": _("no mail")}


def wishes_of(given: Any, kinds: list[str]) -> dict[str, Wish]:
    """Kind → wish, from the fields `app-<kind>` and `mail-<kind>`; anything odd is no mail."""
    return {kind: Wish(given.get(f"app-{kind}") == "yes", _mail(given.get(f"mail-{kind}"))) for kind in kinds}


def _mail(text: str | None) -> Mail:
    return "now" if text == "now" else "digest" if text == "digest" else "off"


class HabitsForm(forms.Form):
    """When mail may come, by the member's own clock."""

    digest_hour = forms.TypedChoiceField(
        label=_("Daily mail at"), coerce=int, choices=[(h, f"{h:02d}:00") for h in range(24)]
    )
    quiet_from = forms.TimeField(
        label=_("Quiet from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("Quiet until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    @classmethod
    def of(cls, habits: Habits) -> "HabitsForm":
        return cls(
            initial={
                "digest_hour": habits.digest_hour,
                "quiet_from": _time(habits.quiet_from),
                "quiet_until": _time(habits.quiet_until),
            }
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        begins, ends = given.get("quiet_from"), given.get("quiet_until")
        if not self.errors and ((begins is None) != (ends is None) or (begins is not None and begins == ends)):
            raise forms.ValidationError(_("Quiet hours have a beginning and another end; leave both empty for none."))
        return given

    @property
    def habits(self) -> Habits:
        given = self.cleaned_data
        return Habits(given["digest_hour"], _minutes(given["quiet_from"]), _minutes(given["quiet_until"]))


def _time(minutes: int | None) -> str:
    return "" if minutes is None else f"{minutes // 60:02d}:{minutes % 60:02d}"


def _minutes(at: Any) -> int | None:
    return None if at is None else at.hour * 60 + at.minute
