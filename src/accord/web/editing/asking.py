"""Conditions as rows with fields, one more of them, and what was typed as the change that it means."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.utils.translation import gettext as _

from accord.agreement.editing import (
    Change,
    How,
    Number,
    Path,
    Plain,
    Set,
    Value,
    at,
    choices_of,
    conditions,
    one_more,
)
from accord.web.editing.fields import ASKED, Field, box, label_of, leaves, options

NUMBER = re.compile(r"-?[0-9][0-9_]*(?:\.[0-9]+)?")
OPERATORS = (
    "at_least", "at_most", "more_than", "less_than", "is", "is_not", "any_of", "none_of", "matches", "starts_with",
    "ends_with", "contains", "in_list", "not_in_list", "known",
)  # fmt: skip
_SEVERAL = ("any_of", "none_of", "matches")
_NO = ("no", "false", "0")


@dataclass(frozen=True, slots=True)
class Asked:
    """One condition: its fields, and the name of the box that takes it out."""

    path: Path
    id: str
    under: str
    cells: Sequence[Field]

    @property
    def remove(self) -> str:
        return box(self.path)


@dataclass(frozen=True, slots=True)
class Asks:
    """What is asked for at a path, and the fields of one condition more. `kind`: criterion; tests, by the names of
    what is tested; or test, of one value."""

    path: Path
    kind: str
    rows: Sequence[Asked]
    fresh: Sequence[Field]
    title: str = ""

    def fields(self) -> Iterator[Field]:
        for row in self.rows:
            yield from row.cells

    def typed(self, words: Mapping[str, str]) -> dict[str, str]:
        """What was typed of the condition that is being added."""
        return {str(one.path[-1]): words.get(one.name, "").strip() for one in self.fresh}


def criterion(plain: Plain, path: Path, title: str = "") -> Asks:
    """The criterion at a path, which may not be there yet."""
    rows = []
    for one in conditions(plain, path):
        under = " › ".join(_trees()[name] for name in one.under)
        if one.what:
            cells = list(leaves(one.value, one.path, label_of(one.what)))
        else:
            words = choices_of("decision")
            cells = [Field(one.path, _("Decision"), str(one.value), "choice", options(*words))]
        rows.append(Asked(one.path, one.what or str(one.value), under, cells))
    return Asks(path, "criterion", rows, _fresh(path, has_some=bool(rows)), title)


def by_name(plain: Plain, path: Path, title: str = "", words: str = "") -> Asks:
    """Tests by name, such as those of the profile or of a touch's properties."""
    found = at(plain, path)
    named = found.items() if isinstance(found, dict) else ()
    rows = [Asked((*path, key), key, "", list(leaves(value, (*path, key), label_of(key)))) for key, value in named]
    here = (*path, ASKED)
    fresh = (Field((*here, "what"), _("Of what"), "", words=words), *_tested(here))
    return Asks(path, "tests", rows, fresh, title)


def operators(path: Path, title: str = "") -> Asks:
    """One more operator of a test whose fields stand elsewhere."""
    return Asks(path, "test", (), _tested((*path, ASKED)), title)


def changes_of(asks: Asks, words: Mapping[str, str], plain: Plain) -> list[Change]:
    """What a condition that was typed changes; nothing where none was."""
    typed = asks.typed(words)
    if asks.kind == "criterion":
        made = condition(typed)
        how = typed.get("how") or "and"
        return one_more(plain, asks.path, made, cast(How, how)) if made else []
    if asks.kind == "tests" and not typed["what"]:
        return []
    name = (typed["what"],) if asks.kind == "tests" else ()
    if not typed["value"] and typed["is"] != "known":
        return []
    operator, value = operation(typed["is"], typed["value"])
    return [Set((*asks.path, *name, operator), value)]


def condition(typed: Mapping[str, str]) -> Value | None:
    """What was typed as a condition; None where nothing was."""
    what, value = typed["what"], typed["value"]
    if not what:
        return None
    if what in choices_of("decision"):
        return what
    if what == "in_profile":
        return {what: value.lower() not in _NO}
    if what in ("known", "persona"):
        return {what: several(value)}
    if what == "did":
        return {"did": _done(value, typed.get("often", ""), typed.get("within", ""))}
    operator, tested = operation(typed["is"], value)
    return {what: {operator: tested}}


def operation(operator: str, words: str) -> tuple[str, Value]:
    """An operator and its value; without one, at least a number, or one of several, or the same."""
    parts = several(words)
    if not operator:
        operator = "at_least" if NUMBER.fullmatch(words) else "any_of" if len(parts) > 1 else "is"
    if operator == "known":
        return operator, words.lower() not in _NO
    if operator in _SEVERAL:
        return operator, [value_of(one) for one in parts]
    return operator, value_of(words)


def value_of(words: str) -> Value:
    return Number(words) if NUMBER.fullmatch(words) else words


def several(words: str) -> list[str]:
    """Words a line or between commas."""
    return [one.strip() for one in re.split(r"[\n,]", words) if one.strip()]


def touched(words: str) -> dict[str, Value]:
    """A touch by its name, or a page by the beginning of its path."""
    if words.startswith("/"):
        return {"touch": "page", "where": {"path": {"starts_with": words}}}
    return {"touch": words}


def words_in(plain: Plain) -> dict[str, list[str]]:
    """What a condition may be of: scores, traits that the text reads, the other words of a criterion; and events."""
    seen: dict[str, None] = {}
    done: dict[str, None] = {"page": None}
    _gather(plain, seen, done)
    scores = at(plain, ("scores",))
    named = [f"score.{name}" for name in scores] if isinstance(scores, dict) else []
    rest = ["did", "known", "persona", "in_profile", *choices_of("decision")]
    return {"what": [*named, *seen, *rest], "traits": [one for one in seen if "." in one], "events": list(done)}


def _gather(plain: Any, seen: dict[str, None], done: dict[str, None]) -> None:
    if isinstance(plain, list):
        for one in plain:
            _gather(one, seen, done)
    elif isinstance(plain, dict):
        for key, value in plain.items():
            if key.startswith(("person.", "account.")):
                seen[key] = None
            if key in ("touch", "did") and isinstance(value, str):
                done[value] = None
            _gather(value, seen, done)


def _done(touch: str, often: str, within: str) -> Value:
    said: dict[str, Any] = touched(touch)
    if often:
        said["at_least"] = value_of(often)
    if within:
        said["within"] = within
    return touch if said == {"touch": touch} else said


def _trees() -> dict[str, str]:
    return {"all": _("all of"), "any": _("one of"), "none": _("none of")}


def _fresh(path: Path, *, has_some: bool) -> list[Field]:
    here = (*path, ASKED)
    ways = [("and", _("too")), *([("or", _("or this instead"))] if has_some else []), ("not", _("must not hold"))]
    return [
        Field((*here, "what"), _("Of what"), "", words="what"),
        *_tested(here),
        Field((*here, "often"), _("At least so often"), "", "number"),
        Field((*here, "within"), _("Within"), ""),
        Field((*here, "how"), _("How"), "and", "choice", ways),
    ]


def _tested(here: Path) -> list[Field]:
    ways = [(one, label_of(one)) for one in OPERATORS]
    return [
        Field((*here, "is"), _("Test"), "", "choice", ways),
        Field((*here, "value"), _("Value, or several with commas"), "", words="events"),
    ]
