"""A new channel."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accord.telling.api import KINDS

SORTS = {"slack": "Slack", "teams": "Microsoft Teams", "webhook": _("Signed webhook")}


class ChannelForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of channel"), choices=list(SORTS.items()))
    name = forms.CharField(label=_("Name"), max_length=100)
    address = forms.CharField(
        label=_("Address"),
        max_length=2000,
        widget=forms.TextInput(attrs={"type": "url", "dir": "ltr", "autocomplete": "off", "placeholder": "https://"}),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Tell it when"),
        choices=[(kind, row.name) for kind, row in KINDS.items()],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        required=False,
    )
