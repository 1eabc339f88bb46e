"""What the pages of versions and proposals ask for."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from accord.web.base.dates import instant_of

MOST_BYTES = 1_048_576  # what is read of an agreement is less: 262,144 characters


class ProposalForm(forms.Form):
    """A new version: its file, what for, and from when."""

    file = forms.FileField(label=_("The agreement as it should be, a YAML file"))
    note = forms.CharField(
        label=_("What for"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Both sides read it before they sign."),
    )  # fmt: skip
    begins = forms.CharField(
        label=_("In force from"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=_("In your time zone; as soon as it is countersigned where it is left empty."),
    )  # fmt: skip

    def clean_file(self) -> tuple[str, str]:
        """Name and text of the file."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is too large for an agreement."))
        try:
            return file.name, file.read().decode("utf-8")
        except UnicodeDecodeError:
            raise forms.ValidationError(_("The file is not UTF-8; save it as UTF-8.")) from None

    def clean_begins(self) -> datetime | None:
        words = self.cleaned_data["begins"]
        at = instant_of(words) if words else None
        if words and at is None:
            raise forms.ValidationError(_("This is no date and time."))
        return at


class WhyForm(forms.Form):
    """A reason, which the other side reads."""

    reason = forms.CharField(
        label=_("Why"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3, "autofocus": True})
    )


class CommentForm(forms.Form):
    text = forms.CharField(label=_("Say something"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
