"""The JSON Schema of an agreement, for editors that complete and underline while somebody types."""

from typing import Any

from accord.agreement.calendar_forms import CALENDAR_WORDS, DAY_RANGE
from accord.agreement.forms import FORMS
from accord.agreement.vocabulary import WORDS, Form, Key, Word

Schema = dict[str, Any]


def schema() -> Schema:
    """The schema (draft 2020-12). What it lets through may still be refused by `accord agreement check`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Accord agreement",
        "$ref": "#/$defs/document",
        "$defs": {word.name: _word(word) for word in (*WORDS, *CALENDAR_WORDS)}
        | {form.name: _form(form) for form in FORMS}
        | _SHORT,
    }


def _word(word: Word) -> Schema:
    made: Schema = {"description": word.means}
    made["type"] = ["string", "number", "boolean"] if word.kind == "any" else word.kind
    if word.pattern:
        made["pattern"] = word.pattern
    if word.choices:
        made["enum"] = list(word.choices)
    if word.examples:
        made["examples"] = list(word.examples)
    return made


def _form(form: Form) -> Schema:
    made: Schema = {
        "description": form.means,
        "type": "object",
        "properties": {key.name: _key(key) for key in form.keys},
        "additionalProperties": False,
    }
    if needed := [key.name for key in form.keys if key.needed]:
        made["required"] = needed
    if form.name == "criterion":
        made["patternProperties"] = {r"^(score|person|account)\..+$": _form_of("test")}
        made = {"anyOf": [made, {"$ref": "#/$defs/decision"}]}
    if form.name == "hours":
        made["patternProperties"] = {DAY_RANGE: _form_of("spans")}
    if form.name == "test":
        made = {"anyOf": [made, {"$ref": "#/$defs/value"}, {"$ref": "#/$defs/values"}]}
    if form.name == "budget":
        made = {"anyOf": [made, {"$ref": "#/$defs/amount"}]}
    if form.name == "did":
        made = {"anyOf": [made, {"$ref": "#/$defs/text"}]}
    return made


def _key(key: Key) -> Schema:
    return {"description": key.means} | _form_of(key.form)


def _form_of(form: str) -> Schema:
    if form.startswith("["):
        return {"type": "array", "items": _form_of(form[1:-1])}
    if form.startswith("{"):
        return {"type": "object", "additionalProperties": _form_of(form[1:-1])}
    return {"$ref": f"#/$defs/{form}"}


def _one_or_more(item: str, *others: Schema) -> Schema:
    """One of that kind, or a list of such and of others."""
    ref: Schema = {"$ref": f"#/$defs/{item}"}
    each: Schema = {"anyOf": [ref, *others]} if others else ref
    return {"anyOf": [ref, {"type": "array", "items": each, "minItems": 1}]}


_SHORT: Schema = {
    "values": _one_or_more("value"),
    "traits": _one_or_more("trait"),
    "spans": _one_or_more("span", {"type": "array", "items": {"$ref": "#/$defs/time"}}),
    "days_list": _one_or_more("days"),
    "holidays": _one_or_more("public_holidays", {"$ref": "#/$defs/days"}),
    "open_days": _one_or_more("open_day", {"$ref": "#/$defs/days"}),
    "facets": _one_or_more("facet"),
    "review_points": _one_or_more("review_point"),
    "enter": {"anyOf": [{"$ref": "#/$defs/by_people"}, {"$ref": "#/$defs/criterion"}]},
}
