from django import forms
from django.utils.translation import gettext_lazy as _

from accord.planning.contracts import OTHER, SIDES

SIDE_WORDS = {"marketing": _("Marketing"), "sales": _("Sales")}


class RequestForm(forms.Form):
    """The brief: four lines, of which two must be said."""

    goal = forms.CharField(label=_("What do you want?"), max_length=300)
    audience = forms.CharField(label=_("For whom?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 2}))
    vision = forms.CharField(
        label=_("What does it look like when it is good?"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    deadline = forms.DateField(label=_("By when?"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    to_side = forms.ChoiceField(label=_("Whom do you ask?"), widget=forms.RadioSelect)

    def __init__(self, team: str, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        sides = (OTHER[team],) if team in SIDES else SIDES
        field = self.fields["to_side"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(side, SIDE_WORDS[side]) for side in sides]
        field.initial = sides[0]


class AnswerForm(forms.Form):
    to = forms.ChoiceField(choices=[(name, name) for name in ("agreed", "declined", "done", "withdrawn")])
    note = forms.CharField(max_length=5000, required=False)
