"""What may stand at a place of the text: keys of the schema, words with a choice, ids the document knows."""

from collections.abc import Iterator
from dataclasses import dataclass

from accord.agreement.calendar_forms import CALENDAR_WORDS
from accord.agreement.editing.scan import LIST, Path, Scan, scan
from accord.agreement.forms import FORMS
from accord.agreement.vocabulary import WORDS

MOST = 40
_FORMS = {form.name: form for form in FORMS}
_WORDS = {word.name: word for word in (*WORDS, *CALENDAR_WORDS)}
_SUBJECTS = ("person.", "account.")


@dataclass(frozen=True, slots=True)
class Suggestion:
    word: str
    means: str


def completions(text: str, at: int) -> tuple[int, list[Suggestion]]:
    """Where the word at a position of the text begins, and what it may become, what was begun first."""
    at = max(0, min(at, len(text)))
    here, whole = scan(text[:at]), scan(text)
    found = _values(here, whole) if here.is_value else _keys(here, whole)
    begun = here.word.lower()
    fit = {one.word: one for one in found if one.word.lower().startswith(begun) and one.word != here.word}
    return at - len(here.word), list(fit.values())[:MOST]


def _form_at(path: Path) -> str:
    """The form that stands at a path; nothing where the path leads nowhere."""
    form = "document"
    for step in path:
        form = into(form, step)
    return form


def into(form: str, step: str) -> str:
    """The form behind a key of a form, or behind `[]` that of the entries of a list; nothing where there is none."""
    if step == LIST:
        return (
            form[1:-1]
            if form.startswith("[")
            else {"values": "value", "traits": "trait", "test": "value"}.get(form, "")
        )
    if form.startswith("{"):
        return form[1:-1]
    if form == "criterion" and (step.startswith(("score.", *_SUBJECTS))):
        return "test"
    if form == "enter":
        return into("by_people", step) or into("criterion", step)
    keys = _FORMS[form].keys if form in _FORMS else ()
    return next((key.form for key in keys if key.name == step), "")


def _keys(here: Scan, whole: Scan) -> Iterator[Suggestion]:
    form = _form_at(here.path)
    forms = ("by_people", "criterion") if form == "enter" else (form,)
    said = {word for path, word in here.keys if path == here.path} if LIST not in here.path else set()
    for name in forms:
        for key in _FORMS[name].keys if name in _FORMS else ():
            if key.name not in said:
                yield Suggestion(f"{key.name}: ", key.means)
    if form in ("criterion", "enter"):
        yield from (Suggestion(f"score.{name}: ", "A score.") for name in _named(whole, ("scores",)))
        yield from (Suggestion(f"{name}: ", "A trait.") for name in _traits(whole))
    if form == "{test}":
        names = _tested(whole, here.path)
        yield from (Suggestion(f"{name}: ", "") for name in names)


def _values(here: Scan, whole: Scan) -> Iterator[Suggestion]:
    form, key = _form_at(here.path), next((step for step in reversed(here.path) if step != LIST), "")
    yield from (Suggestion(name, "") for name in _ids(key, here.path, whole))
    for word in filter(None, (_WORDS.get(form), _WORDS.get("decision") if form in ("enter", "criterion") else None)):
        if not (word.name == "trait" and form == "trait"):
            yield from (Suggestion(one, word.means) for one in (*word.choices, *word.examples))
    if form in ("trait", "traits"):
        yield from (Suggestion(name, "A trait.") for name in _traits(whole))
    if form in _FORMS and here.path[-1:] == (LIST,):
        yield from (Suggestion(f"{key.name}: ", key.means) for key in _FORMS[form].keys)
    if form == "flag":
        yield from (Suggestion(word, "") for word in ("true", "false"))


def _ids(key: str, path: Path, whole: Scan) -> list[str]:
    """The ids that a key names."""
    if key in ("goes_to", "at"):
        return _named(whole, ("stages",))
    if key == "as":
        return _rows(whole, ("recycle_reasons", LIST))
    if key == "persona":
        return _rows(whole, ("personas", LIST))
    if key in ("in_list", "not_in_list"):
        return _named(whole, ("lists",))
    if key == "group":
        return _rows(whole, (*path[:2], "groups", LIST))
    if key in ("touch", "did"):
        seen = [word for place, word in whole.words if place[-1:] in (("touch",), ("did",))]
        return list(dict.fromkeys(["page", "screen", *seen]))
    return []


def _named(whole: Scan, path: Path) -> list[str]:
    return list(dict.fromkeys(word for place, word in whole.keys if place == path))


def _rows(whole: Scan, path: Path) -> list[str]:
    return list(dict.fromkeys(word for place, word in whole.words if place == (*path, "id")))


def _tested(whole: Scan, path: Path) -> list[str]:
    """Names tested elsewhere under the same key: properties of touches, traits of the profile."""
    seen = [word for place, word in whole.keys if place[-1:] == path[-1:]]
    traits = [name.partition(".")[2] for name in _traits(whole) if name.startswith("account.")]
    return list(dict.fromkeys([*seen, *(traits if path == ("profile",) else ["path"])]))


def _traits(whole: Scan) -> list[str]:
    """Traits that the document reads somewhere."""
    tested = [word for _, word in whole.keys if word.startswith(_SUBJECTS)]
    known = [word for place, word in whole.words if "known" in place[-2:]]
    return list(dict.fromkeys([*tested, *known, *_WORDS["trait"].examples]))
