"""What people change most, as tables of fields over the outline of a text. A field's name is its path."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.agreement import describe
from accord.agreement.editing import Path, Plain, at
from accord.agreement.spec import Agreement, Metric, Period, TouchRule

PARTS: dict[str, str | Promise] = {
    "rules": gettext_lazy("Scoring"),
    "thresholds": gettext_lazy("Thresholds and criteria"),
    "buyers": gettext_lazy("Buyers"),
    "goals": gettext_lazy("Goals"),
    "reasons": gettext_lazy("Reasons"),
}
SAYINGS = ("needs", "pains", "interests", "behaviours", "demographics")
SIDES = ("marketing", "sales")


@dataclass(frozen=True, slots=True)
class Field:
    """One value. `kind`: number, amount (perhaps with a currency), text, long, lines (a list, one entry a line), or
    choice of `options`."""

    path: Path
    label: str
    value: str
    kind: str = "text"
    options: Sequence[str] = ()

    @property
    def name(self) -> str:
        return json.dumps(self.path, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Row:
    path: Path
    id: str
    cells: Sequence[Field | None]
    words: str = ""

    @property
    def remove(self) -> str:
        return "remove " + json.dumps(self.path, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a list at `path`; `fresh` are the fields of one more row. Or, without columns, single fields."""

    title: str
    path: Path = ()
    columns: Sequence[str] = ()
    rows: Sequence[Row] = ()
    single: Sequence[Field] = ()
    fresh: Sequence[Field] = field(default=())

    def fields(self) -> Iterator[Field]:
        yield from self.single
        for row in self.rows:
            yield from (cell for cell in row.cells if cell)


def tables_of(part: str, plain: Plain, pact: Agreement | None) -> list[Table]:
    """The tables of one part. KeyError for a part that there is not."""
    makers = {"rules": _rules, "thresholds": _thresholds, "buyers": _buyers, "goals": _goals, "reasons": _reasons}
    return list(makers[part](plain, pact))


def _rules(plain: Plain, pact: Agreement | None) -> Iterator[Table]:
    told = {rule.id: _told(rule) for score in (pact.scores if pact else ()) for rule in score.rules}
    for name, _score in _mapping(at(plain, ("scores",))):
        here: Path = ("scores", name)
        rules: Path = (*here, "rules")
        found = _entries(at(plain, rules))
        reads_touches = not found or any("touch" in one for one in found)
        limits = [_field(plain, (*here, "limit", key), words, "number") for key, words in _bounds().items()]
        columns = (_("Points"), *(_touch_columns().values() if reads_touches else ()))
        rows = [Row((*rules, one["id"]), one["id"], _rule(plain, (*rules, one["id"]), one)[: len(columns)],
                    told.get(one["id"], "")) for one in found]  # fmt: skip
        fresh = _fresh_touch(rules) if reads_touches else _fresh_trait(rules)
        yield Table(_("Score %(name)s") % {"name": name}, rules, columns, rows, limits, fresh)


def _touch_columns() -> dict[str, str]:
    words = {"count": _("Count"), "half_life": _("Half-life"), "expires_after": _("Gone after")}
    return words | {"limit": _("At most in all")}


def _fresh_touch(rules: Path) -> tuple[Field, ...]:
    named = _fresh(rules, id=_("Id"), means=_("Means"), touch=_("Touch, or a path such as /pricing"))
    return (*named, _blank(rules, "points", _("Points"), "number"), _blank(rules, "count", _("Count")))


def _fresh_trait(rules: Path) -> tuple[Field, ...]:
    named = _fresh(rules, id=_("Id"), means=_("Means"), trait=_("Trait, such as account.country"))
    values = _blank(rules, "values", _("Is one of, one a line"), "lines")
    return (*named, values, _blank(rules, "points", _("Points"), "number"))


def _told(rule: Any) -> str:
    return describe.touch(rule) if isinstance(rule, TouchRule) else describe.criterion(rule.when)


def _rule(plain: Plain, path: Path, rule: Mapping[str, Any]) -> list[Field | None]:
    cells: list[Field | None] = [_field(plain, (*path, "points"), _("Points"), "number")]
    if "touch" not in rule:
        return [*cells, None, None, None, None]
    words = _touch_columns()
    cells += [_field(plain, (*path, key), words[key]) for key in ("count", "half_life", "expires_after")]
    return [*cells, _field(plain, (*path, "limit", "at_most"), words["limit"], "number")]


def _thresholds(plain: Plain, pact: Agreement | None) -> Iterator[Table]:
    for name, score in _mapping(at(plain, ("scores",))):
        if grades := [_field(plain, ("scores", name, "grades", grade), grade, "number")
                      for grade, _least in _mapping(at(score, ("grades",)))]:  # fmt: skip
            yield Table(_("Grades of %(name)s") % {"name": name}, single=grades)
    for name, stage in _mapping(at(plain, ("stages",))):
        if found := list(_leaves(at(stage, ("enter",)), ("stages", name, "enter"), "")):
            yield Table(
                _("Stage %(name)s asks for") % {"name": describe.stage_name(name)},
                single=found,
            )
    for one in _entries(at(plain, ("disqualify",))):
        path: Path = ("disqualify", one["id"], "when")
        if found := list(_leaves(at(plain, path), path, "")):
            yield Table(_("Not a buyer: %(name)s") % {"name": one["id"]}, single=found)


def _buyers(plain: Plain, pact: Agreement | None) -> Iterator[Table]:
    profile = at(plain, ("profile",))
    yield Table(
        _("Ideal customer"), single=list(_leaves(profile, ("profile",), "")) if isinstance(profile, dict) else ()
    )
    for one in _entries(at(plain, ("personas",))):
        path: Path = ("personas", one["id"])
        told = [_field(plain, (*path, "name"), _("Name")), *_leaves(one.get("title"), (*path, "title"), _("title"))]
        told += [_field(plain, (*path, key), label, "long") for key, label in _told_of().items()]
        told += [_field(plain, (*path, key), _(key.capitalize()), "lines") for key in SAYINGS]
        yield Table(
            _("Persona %(name)s") % {"name": one["id"]}, ("personas",), rows=[Row(path, one["id"], ())], single=told
        )
    fresh = (
        *_fresh(("personas",), id=_("Id"), name=_("Name")),
        _blank(("personas",), "title", _("Words of the title"), "lines"),
    )
    yield Table(_("One more persona"), ("personas",), fresh=fresh)


def _goals(plain: Plain, pact: Agreement | None) -> Iterator[Table]:
    choices = {"metric": get_args(Metric), "period": get_args(Period), "owner": SIDES}
    labels = {
        "means": _("Means"),
        "metric": _("Metric"),
        "period": _("Period"),
        "target": _("Target"),
        "owner": _("Owner"),
    }
    yield _table(_("Goals"), plain, ("goals",), labels, choices)


def _reasons(plain: Plain, pact: Agreement | None) -> Iterator[Table]:
    recycled = [str(one["id"]) for one in _entries(at(plain, ("recycle_reasons",)))]
    choices = {"then": ("recycle", "disqualify"), "as": tuple(recycled)}
    means = {"means": _("Means")}
    then = {"then": _("Then"), "as": _("Recycled as")}
    yield _table(_("Reasons to reject"), plain, ("reject_reasons",), means | then, choices)
    rest = {"cool_down": _("Rests for"), "at_most": _("At most so often")}
    yield _table(_("Reasons to recycle"), plain, ("recycle_reasons",), means | rest, {})
    yield _table(_("Reasons to lose a deal"), plain, ("lost_reasons",), means, {})


def _table(
    title: str, plain: Plain, path: Path, labels: Mapping[str, str], choices: Mapping[str, Sequence[str]]
) -> Table:
    def made(row: Path | None, key: str) -> Field:
        kind = "choice" if key in choices else {"at_most": "number", "target": "amount"}.get(key, "text")
        if row is None:
            return _blank(path, key, labels[key], kind, choices.get(key, ()))
        return _field(plain, (*row, key), labels[key], kind, choices.get(key, ()))

    rows = [Row((*path, one["id"]), one["id"], [made((*path, one["id"]), key) for key in labels])
            for one in _entries(at(plain, path))]  # fmt: skip
    fresh = (_blank(path, "id", _("Id")), *(made(None, key) for key in labels))
    return Table(title, path, tuple(labels.values()), rows, fresh=fresh)


def _leaves(plain: Any, path: Path, label: str) -> Iterator[Field]:
    """Every single value and every list of values below a path, labelled by the way there."""
    if isinstance(plain, dict):
        for key, value in plain.items():
            yield from _leaves(value, (*path, key), f"{label} {_plain_words(key)}".strip())
    elif isinstance(plain, list) and any(isinstance(one, (dict, list)) for one in plain):
        for place, value in enumerate(plain):
            yield from _leaves(value, (*path, place), label)
    elif isinstance(plain, list):
        yield Field(path, label, "\n".join(plain), "lines")
    elif plain is not None and label:
        yield Field(path, label, plain, "number" if plain.lstrip("-").isdigit() else "text")


def _plain_words(key: str) -> str:
    return "" if key in ("all", "any", "none") else key.removeprefix("score.").replace("_", " ")


def _field(plain: Plain, path: Path, label: str, kind: str = "text", options: Sequence[str] = ()) -> Field:
    found = at(plain, path)
    words = "\n".join(map(str, found)) if isinstance(found, list) else "" if found is None else str(found)
    return Field(path, label, words, kind, options if words in ("", *options) else (*options, words))


def _blank(path: Path, key: str, label: str, kind: str = "text", options: Sequence[str] = ()) -> Field:
    return Field((*path, "", key), label, "", kind, options)


def _fresh(path: Path, **labels: str) -> tuple[Field, ...]:
    return tuple(_blank(path, key, label) for key, label in labels.items())


def _bounds() -> dict[str, str]:
    return {"at_least": _("At least"), "at_most": _("At most")}


def _told_of() -> dict[str, str]:
    return {"biography": _("Biography"), "says": _("Says")}


def _mapping(plain: Any) -> list[tuple[str, Any]]:
    return [(key, one) for key, one in plain.items() if isinstance(one, (dict, str))] if isinstance(plain, dict) else []


def _entries(plain: Any) -> list[dict[str, Any]]:
    return (
        [one for one in plain if isinstance(one, dict) and isinstance(one.get("id"), str)]
        if isinstance(plain, list)
        else []
    )
