from django import forms
from django.utils.translation import gettext_lazy as _


class PauseForm(forms.Form):
    until = forms.DateTimeField(
        label=_("Until, at the latest"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    reason = forms.CharField(label=_("Why"), max_length=500)


class ExcuseForm(forms.Form):
    reason = forms.CharField(label=_("Why it should be excused"), max_length=2000, widget=forms.Textarea({"rows": 3}))


class AnswerForm(forms.Form):
    is_granted = forms.TypedChoiceField(choices=[("1", "1"), ("0", "0")], coerce=lambda value: value == "1")
    note = forms.CharField(max_length=2000, required=False)
