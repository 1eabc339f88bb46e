"""The upload, and which column is what."""

from dataclasses import replace

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accord.connectors.files.contracts import Inspection, Mapping

AS_IT_IS = "="
KIND_WORDS = (
    ("people", _("People")),
    ("accounts", _("Accounts")),
    ("deals", _("Deals")),
    ("touches", _("Touches")),
)


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label=_("What is in it"), choices=KIND_WORDS)
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, Excel, or JSON lines. HubSpot's and Salesforce's columns are recognised."),
    )


def columns_of(inspection: Inspection) -> list[tuple[int, str, str, list[str]]]:
    """For each column: its place, heading, present choice, and the first values."""
    chosen = inspection.mapping.columns
    samples = list(zip(*inspection.preview, strict=False)) if inspection.preview else []
    return [
        (place, name, chosen.get(name, AS_IT_IS), [v for v in samples[place][:3] if v] if place < len(samples) else [])
        for place, name in enumerate(inspection.columns)
    ]


def mapping_from(data: QueryDict, inspection: Inspection) -> Mapping:
    """The mapping as the form says; columns that keep their own name are not named."""
    columns = {}
    for place, name in enumerate(inspection.columns):
        choice = data.get(f"column-{place}", AS_IT_IS)
        if choice == "" or choice in inspection.fields:
            columns[name] = choice
    return replace(inspection.mapping, columns=columns)
