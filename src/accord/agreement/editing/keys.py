"""What the schema says may stand at a path: which keys, and of what kind their values are."""

from accord.agreement.editing.changes import Path
from accord.agreement.editing.completion import into
from accord.agreement.editing.scan import LIST
from accord.agreement.forms import FORMS
from accord.agreement.vocabulary import WORDS, Key

_FORMS = {form.name: form for form in FORMS}
_WORDS = {word.name: word for word in WORDS}
_LISTS = ("values", "traits", "facets", "rungs")
_NUMBERS = ("integer", "number")


def form_of(path: Path) -> str:
    """The form that stands at a path of a text; nothing where the path leads nowhere."""
    form = "document"
    for step in path:
        form = into(form, LIST if form.startswith("[") else str(step))
    return form


def keys_at(path: Path) -> tuple[Key, ...]:
    """The keys that a mapping at a path may have; none where no mapping stands there."""
    form = _FORMS.get(form_of(path))
    return form.keys if form else ()


def choices_of(form: str) -> tuple[str, ...]:
    """The words to choose from; none where anything may be written."""
    return _WORDS[form].choices if form in _WORDS else ("true", "false") if form == "flag" else ()


def is_list(form: str) -> bool:
    """Whether several single values stand there, one entry a line."""
    return form in _LISTS


def is_number(form: str) -> bool:
    return form in _NUMBERS
