"""What the parts of a report are called, and numbers as people read them."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

OUTCOMES: dict[str, str | Promise] = {
    "won": gettext_lazy("won"),
    "lost": gettext_lazy("lost"),
    "rejected": gettext_lazy("rejected"),
    "open": gettext_lazy("open"),
}
SIDES: dict[str, str | Promise] = {"proposed": gettext_lazy("Proposed"), "in_force": gettext_lazy("Now")}
PARTS: dict[str, str | Promise] = {
    "source": gettext_lazy("Source"),
    "persona": gettext_lazy("Persona"),
    "industry": gettext_lazy("Industry"),
    "country": gettext_lazy("Country"),
    "employees": gettext_lazy("Employees"),
}
STEPS: dict[str, str | Promise] = {
    "": gettext_lazy("It waits for the worker."),
    "decisions": gettext_lazy("What people decided is being read."),
    "traits": gettext_lazy("What was known of people is being read."),
    "touches": gettext_lazy("The touches are being read."),
    "report": gettext_lazy("The numbers are being put together."),
}
WHYS: dict[str, str | Promise] = {
    "late": gettext_lazy("touches that came in late"),
    "by-people": gettext_lazy("decided by people"),
    "older-version": gettext_lazy("decided by an older version"),
    "before-version": gettext_lazy("before the version was in force"),
    "merge": gettext_lazy("people who were merged"),
    "other-motion": gettext_lazy("leads of another motion"),
    "to-and-fro": gettext_lazy("traits said in several ways within a day"),
    "follows": gettext_lazy("follows from an earlier difference"),
    "unexplained": gettext_lazy("unexplained"),
}


def step_words(step: str) -> str | Promise:
    """What the worker is at."""
    if step.startswith("replay of"):
        return _("The history is being replayed.")
    return STEPS.get(step, gettext_lazy("The history is being replayed."))


def count(value: int | None) -> str:
    return "–" if value is None else number_format(value, force_grouping=True)


def share(value: float | None) -> str:
    """0.3142 as 31.4 %."""
    return "–" if value is None else f"{number_format(round(value * 100, 1), 1)} %"


def times(value: float | None) -> str:
    """1.72 as 1.72 ×."""
    return "–" if value is None else f"{number_format(Decimal(str(round(value, 2))), 2)} ×"


def points_of_share(value: float) -> str:
    """A difference of shares, in percentage points."""
    return signed(number_format(abs(round(value * 100, 1)), 1), value) + " " + _("%-points")


def signed(words: str, value: float) -> str:
    """The words of an amount with the sign of the value."""
    return ("+" if value > 0 else "−" if value < 0 else "±") + words
