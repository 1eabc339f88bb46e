from django import forms
from django.utils.translation import gettext_lazy as _

from accord.members.policy import ROLES


class MemberForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=list(ROLES.items()), initial="rep")
    password = forms.CharField(
        label=_("First password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        required=False,
        help_text=_("At least ten characters; they change it themselves."),
    )
