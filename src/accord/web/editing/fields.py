"""Values of a text as fields of a form. A field's name is its path."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accord.agreement.editing import Path, Plain, at, choices_of, form_of, is_list, is_number, keys_at

FRESH = ""  # a step of a path: the row that is being added
ASKED = "+"  # a step of a path: the condition that is being added
LABELS: Mapping[str, str | Promise] = {
    "acceptance_rate": gettext_lazy("acceptance rate"),
    "and": gettext_lazy("and"),
    "as": gettext_lazy("recycled as"),
    "at_least": gettext_lazy("at least"),
    "at_most": gettext_lazy("at most"),
    "any_of": gettext_lazy("any of"),
    "biography": gettext_lazy("biography"),
    "behaviours": gettext_lazy("behaviours"),
    "by": gettext_lazy("by"),
    "calendar": gettext_lazy("calendar"),
    "capacity": gettext_lazy("capacity"),
    "contains": gettext_lazy("contains"),
    "cool_down": gettext_lazy("rests for"),
    "demographics": gettext_lazy("demographics"),
    "did": gettext_lazy("did"),
    "ends_with": gettext_lazy("ends with"),
    "expects": gettext_lazy("expects leads that are worth"),
    "expires_after": gettext_lazy("gone after"),
    "group": gettext_lazy("group"),
    "half_life": gettext_lazy("half-life"),
    "hours": gettext_lazy("hours"),
    "if_nobody": gettext_lazy("with nobody"),
    "in_list": gettext_lazy("in the list"),
    "in_profile": gettext_lazy("in the profile"),
    "interests": gettext_lazy("interests"),
    "is": gettext_lazy("is"),
    "is_not": gettext_lazy("is not"),
    "known": gettext_lazy("known"),
    "languages": gettext_lazy("languages"),
    "less_than": gettext_lazy("less than"),
    "limit": gettext_lazy("limit"),
    "linear": gettext_lazy("fades within"),
    "matches": gettext_lazy("has one of the words"),
    "matching": gettext_lazy("matching"),
    "means": gettext_lazy("means"),
    "members": gettext_lazy("members"),
    "metric": gettext_lazy("metric"),
    "more_than": gettext_lazy("more than"),
    "needs": gettext_lazy("needs"),
    "next": gettext_lazy("what comes next"),
    "none_of": gettext_lazy("none of"),
    "not_in_list": gettext_lazy("not in the list"),
    "open": gettext_lazy("open"),
    "owed_by": gettext_lazy("owed by"),
    "owner": gettext_lazy("owner"),
    "pains": gettext_lazy("pains"),
    "pause": gettext_lazy("pauses of"),
    "per": gettext_lazy("per"),
    "per_day": gettext_lazy("per day"),
    "period": gettext_lazy("period"),
    "persona": gettext_lazy("persona"),
    "ramp_up": gettext_lazy("ramp-up"),
    "reassigned": gettext_lazy("re-assigned"),
    "requires": gettext_lazy("requires"),
    "says": gettext_lazy("says"),
    "since": gettext_lazy("looks back"),
    "skills": gettext_lazy("skills"),
    "snoozed": gettext_lazy("snoozed"),
    "starts": gettext_lazy("starts with"),
    "starts_with": gettext_lazy("starts with"),
    "stops": gettext_lazy("stops with"),
    "target": gettext_lazy("target"),
    "team": gettext_lazy("team"),
    "then": gettext_lazy("then"),
    "times": gettext_lazy("times"),
    "title": gettext_lazy("title"),
    "to": gettext_lazy("to"),
    "today": gettext_lazy("what it means today"),
    "touch": gettext_lazy("touch"),
    "within": gettext_lazy("within"),
}
_SUBJECTS = {"person": gettext_lazy("%(name)s of the person"), "account": gettext_lazy("%(name)s of the company")}
_SILENT = ("all", "any", "none")
_LONG = ("means", "today", "next", "biography", "says")
Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Field:
    """One value. `kind`: number, amount (perhaps with a currency), text, long, lines (a list, one entry a line), choice
    of `options`, or many of them, one a line. `words` names the list of words that are offered while typing."""

    path: Path
    label: str
    value: str
    kind: str = "text"
    options: Options = ()
    words: str = ""

    @property
    def name(self) -> str:
        return json.dumps(self.path, ensure_ascii=False)

    @property
    def chosen(self) -> list[str]:
        return self.value.split("\n") if self.value else []


def box(path: Path) -> str:
    """The name of the box that takes out what stands at a path."""
    return "remove " + json.dumps(path, ensure_ascii=False)


def label_of(key: str) -> str:
    """A key in words."""
    if key in _SILENT:
        return ""
    subject, _dot, name = key.partition(".")
    if subject in _SUBJECTS and name:
        return str(_SUBJECTS[subject]) % {"name": name.replace("_", " ")}
    return str(LABELS.get(key) or key.removeprefix("score.").replace("_", " "))


def options(*words: str) -> Options:
    """Words that stand for themselves."""
    return [(word, word) for word in words]


def field(plain: Plain, path: Path, label: str, kind: str = "text", choices: Options = ()) -> Field:
    """The field of what stands at a path, which may be nothing yet."""
    found = at(plain, path)
    words = "\n".join(map(str, found)) if isinstance(found, list) else "" if found is None else str(found)
    known = {value for value, _ in choices} | {""}
    if kind == "choice" and words not in known:
        choices = (*choices, (words, words))
    return Field(path, label, words, kind, choices)


def blank(path: Path, key: str, label: str, kind: str = "text", choices: Options = (), words: str = "") -> Field:
    """A field of the row that is being added to the list at a path."""
    return Field((*path, FRESH, key), label, "", kind, choices, words)


def leaves(plain: Any, path: Path, label: str = "") -> Iterator[Field]:
    """Every single value and every list of values below a path, labelled by the way there."""
    if isinstance(plain, dict):
        for key, value in plain.items():
            yield from leaves(value, (*path, key), f"{label} {label_of(key)}".strip())
    elif isinstance(plain, list) and any(isinstance(one, (dict, list)) for one in plain):
        for place, value in enumerate(plain):
            yield from leaves(value, (*path, place), label)
    elif isinstance(plain, list):
        yield Field(path, label, "\n".join(plain), "lines")
    elif plain is not None:
        yield _leaf(path, label, plain)


def _leaf(path: Path, label: str, words: str) -> Field:
    if choices := choices_of(form_of(path)):
        kept = choices if words in choices else (*choices, words)
        return Field(path, label, words, "choice", options(*kept))
    return Field(path, label, words, "number" if words.lstrip("-").isdigit() else "text")


def schema_fields(plain: Plain, path: Path, *, without: Sequence[str] = (), label: str = "") -> Iterator[Field]:
    """A field for every key that the mapping at a path may have by the schema, whether it has it or not."""
    for key in keys_at(path):
        here = (*path, key.name)
        named = f"{label} {label_of(key.name)}".strip()
        if key.name in without or key.form in ("criterion", "{test}", "test"):
            continue
        if keys_at(here):
            yield from schema_fields(plain, here, label=named)
        else:
            yield _by_form(plain, here, named, key.form, key.name)


def _by_form(plain: Plain, path: Path, label: str, form: str, key: str) -> Field:
    if choices := choices_of(form):
        return field(plain, path, label, "choice", options(*choices))
    if is_list(form) or isinstance(at(plain, path), list):
        return field(plain, path, label, "lines")
    return field(plain, path, label, "number" if is_number(form) else "long" if key in _LONG else "text")


def entries(plain: Any) -> list[dict[str, Any]]:
    """The entries of a list that have an id."""
    found = plain if isinstance(plain, list) else []
    return [one for one in found if isinstance(one, dict) and isinstance(one.get("id"), str)]


def mapping(plain: Any) -> list[tuple[str, Any]]:
    """Names and what stands behind them."""
    return [(key, one) for key, one in plain.items() if isinstance(one, (dict, str))] if isinstance(plain, dict) else []
