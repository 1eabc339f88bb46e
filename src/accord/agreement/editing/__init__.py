"""Changes of single values in the text of an agreement. What is not changed stays as its author wrote it: comments,
order, quotes, blanks, letter by letter.

Each change is made in the text itself, at the place where the parser found the value, and the outcome is read again.
"""

from collections.abc import Sequence

from accord.agreement.content import normalised
from accord.agreement.editing.changes import Add, Change, Move, Path, Remove, Set, Wrap
from accord.agreement.editing.completion import Suggestion, completions
from accord.agreement.editing.criteria import Condition, How, conditions, one_more
from accord.agreement.editing.keys import choices_of, form_of, is_list, is_number, keys_at
from accord.agreement.editing.nodes import Plain, Uneditable, at, compose, plain_of
from accord.agreement.editing.places import added, removed, replaced
from accord.agreement.editing.rows import moved, wrapped
from accord.agreement.editing.words import Number, Value


def edited(text: str, changes: Sequence[Change]) -> str:
    """The text after all changes, one after the other.

    A path goes by keys, in lists by the entry's `id` or its position: `("scores", "fit", "rules", "student",
    "points")`. Raises Uneditable where the text is no YAML, or a path leads nowhere.
    """
    made = normalised(text)
    for change in changes:
        made = _made(made, change)
    return made


def outline(text: str) -> Plain:
    """The text as mappings, lists and words, faults or not. Raises Uneditable where it is no YAML."""
    return plain_of(compose(normalised(text)))


def list_changes(path: Path, old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """The fewest changes that make one list of words another, so that what stays keeps its place and its comment."""
    stays = [one for one in old if one in new]
    if stays != list(new)[: len(stays)] or len(set(old)) < len(old) or len(set(new)) < len(new) or not stays:
        return [Set(path, list(new))] if list(old) != list(new) else []
    gone: list[Change] = [Remove((*path, place)) for place, one in reversed(list(enumerate(old))) if one not in new]
    return gone + [Add(path, one) for one in new if one not in old]


def _made(text: str, change: Change) -> str:
    root = compose(text)
    if isinstance(change, Remove):
        return removed(text, root, change.path)
    if isinstance(change, Add):
        return added(text, root, change.path, change.value, change.before)
    if isinstance(change, Move):
        return moved(text, root, change.path, change.before)
    if isinstance(change, Wrap):
        return wrapped(text, root, change.path, change.key)
    return replaced(text, root, change.path, change.value)


__all__ = [
    "Add",
    "Change",
    "Condition",
    "How",
    "Move",
    "Number",
    "Path",
    "Plain",
    "Remove",
    "Set",
    "Suggestion",
    "Uneditable",
    "Value",
    "Wrap",
    "at",
    "choices_of",
    "completions",
    "conditions",
    "edited",
    "form_of",
    "is_list",
    "is_number",
    "keys_at",
    "list_changes",
    "one_more",
    "outline",
]
