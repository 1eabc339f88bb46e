"""What a decision asks for: a reason of the agreement, answers, an amount."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accord.agreement.spec import LostReason, RecycleReason, RejectReason, Stage
from accord.agreement.wording import id_words
from accord.members.contracts import MemberCard

MONEY: dict[str, Any] = {
    "min_value": Decimal("0.01"),
    "max_digits": 15,
    "decimal_places": 2,
    "error_messages": {"min_value": _("The amount must be greater than 0.")},
}


class ReasonForm(forms.Form):
    """One reason of the agreement's list; a note may say more, and which of the rules that carried the lead misled."""

    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)
    misled = forms.MultipleChoiceField(
        label=_("Which rule made it look better than it is?"), widget=forms.CheckboxSelectMultiple, required=False
    )
    note = forms.CharField(label=_("Note"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(
        self,
        reasons: Iterable[RejectReason | RecycleReason | LostReason],
        data: object = None,
        *,
        rules: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        cast(forms.ChoiceField, self.fields["reason"]).choices = [(one.id, one.means) for one in reasons]
        cast(forms.MultipleChoiceField, self.fields["misled"]).choices = rules
        if not rules:
            del self.fields["misled"]


class LostForm(ReasonForm):
    """Why a deal was lost."""

    def __init__(self, reasons: Iterable[LostReason], data: object = None) -> None:
        super().__init__(reasons, data)
        del self.fields["note"]


class AnswersForm(forms.Form):
    """What the stage requires to be known; all of it must be answered."""

    def __init__(self, questions: Iterable[str], data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        for question in questions:
            label = id_words(question).capitalize()
            self.fields[question] = forms.CharField(label=label, max_length=1000)


class StageForm(forms.Form):
    """A stage that may be chosen, and why."""

    stage = forms.ChoiceField(label=_("Stage"), widget=forms.RadioSelect)
    why = forms.CharField(label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, stages: Iterable[Stage], data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        named = [(one.id, f"{one.id.upper()}: {one.means}") for one in stages]
        cast(forms.ChoiceField, self.fields["stage"]).choices = named


class AssignForm(forms.Form):
    """Whom to give it to; nobody: into the pool, where it stays until somebody takes it."""

    member = forms.ChoiceField(label=_("To whom"), required=False)

    def __init__(self, team: Iterable[MemberCard], data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        active = [(str(one.id), one.label) for one in team if one.is_active]
        nobody = ("", _("Nobody: into the pool, for anybody to take"))
        cast(forms.ChoiceField, self.fields["member"]).choices = [*active, nobody]


class DealForm(forms.Form):
    name = forms.CharField(label=_("Name of the deal"), max_length=200)
    amount = forms.DecimalField(label=_("Amount"), **MONEY)
    product = forms.CharField(label=_("Product"), max_length=200, required=False)


class WonForm(forms.Form):
    amount = forms.DecimalField(label=_("Amount agreed"), **MONEY)


def questions_of(stage: Stage | None) -> tuple[str, ...]:
    """The answers that a stage decided by people requires."""
    return getattr(stage.enter, "requires", ()) if stage else ()
