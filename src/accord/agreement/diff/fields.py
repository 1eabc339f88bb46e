"""Comparing whatever there is by its names: rows by id, mappings by key, lists by entry, clauses by field."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from accord.agreement.diff.contracts import Said
from accord.agreement.diff.words import entries, instead, is_same, label, told_apart, value_of
from accord.agreement.spec import Duration, Limit, Test
from accord.agreement.wording import list_of

Words = Callable[[Any], str]
Changes = Callable[[str, Any, Any], Iterator[Said]]
FieldWords = Mapping[str, Changes]
_MOST_MOVES = 3


def rows(
    path: str, old: Sequence[Any], new: Sequence[Any], *, noun: str, came: Words, went: Words, changed: Changes
) -> Iterator[Said]:
    """Clauses with ids: those that came, those that went, those that say something else, and their order."""
    before, after = {one.id: one for one in old}, {one.id: one for one in new}
    yield from keyed(path, before, after, came=lambda _, one: came(one), went=lambda _, one: went(one), changed=changed)
    yield from key_order(path, before, after, noun)


def keyed(
    path: str,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    *,
    came: Callable[[str, Any], str],
    went: Callable[[str, Any], str],
    changed: Changes,
) -> Iterator[Said]:
    """The same by key, whatever the order."""
    for key, value in old.items():
        if key not in new:
            yield Said(f"{path}.{key}", "removed", went(key, value))
    for key, value in new.items():
        if key not in old:
            yield Said(f"{path}.{key}", "added", came(key, value))
        elif not is_same(old[key], value):
            yield from changed(f"{path}.{key}", old[key], value)


def order(path: str, old: Sequence[str], new: Sequence[str], noun: str) -> Iterator[Said]:
    """Who stands elsewhere than before; both hold the same ids."""
    if list(old) == list(new):
        return
    moved = [one for one in new if one not in _unmoved(old, new)]
    if len(moved) > _MOST_MOVES:
        yield Said(path, "changed", f"the order of the {label(path.rpartition('.')[2])} is now {list_of(new)}")
        return
    for one in moved:
        at = new.index(one)
        where = f"after {new[at - 1]}" if at else "first"
        yield Said(f"{path}.{one}", "changed", f"the {noun} {one} now stands {where}")


def key_order(path: str, old: Mapping[str, Any], new: Mapping[str, Any], noun: str) -> Iterator[Said]:
    """Whose key stands elsewhere than before."""
    yield from order(path, [one for one in old if one in new], [one for one in new if one in old], noun)


def fields(path: str, who: str, old: BaseModel, new: BaseModel, words: FieldWords) -> Iterator[Said]:
    """Field by field; a field that has no words of its own by its name."""
    for name in type(new).model_fields:
        before, after = getattr(old, name), getattr(new, name)
        if is_same(before, after):
            continue
        if name in words:
            yield from words[name](f"{path}.{name}", before, after)
        else:
            yield from any_field(f"{path}.{name}", who, before, after)


def any_field(path: str, who: str, old: Any, new: Any) -> Iterator[Said]:
    """A value of any kind, by the name at the end of its path."""
    name = label(path.rpartition(".")[2])
    if _are_rows(old) and _are_rows(new):
        noun = name.removesuffix("s")
        yield from rows(
            path,
            old,
            new,
            noun=noun,
            came=lambda one: f"{who} has a new {noun}, {one.id}: {value_of(one)}",
            went=lambda one: f"{who} no longer has the {noun} {one.id}",
            changed=lambda at, a, b: any_field(at, f"the {noun} {b.id}", a, b),
        )
    elif isinstance(old, (tuple, list)) and isinstance(new, (tuple, list)):
        yield from list_field(path, f"{name} of {who}", old, new)
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from keyed(
            path,
            old,
            new,
            came=lambda key, one: f"{name} of {who} has a new entry, {key}: {value_of(one)}",
            went=lambda key, _: f"{name} of {who} no longer has {key}",
            changed=lambda at, a, b: any_field(at, f"{name} of {who}", a, b),
        )
        yield from key_order(path, old, new, f"entry of {name}")
    elif _is_clause(old) and type(old) is type(new):
        yield from fields(path, who if name == getattr(new, "id", None) else f"{name} of {who}", old, new, {})
    else:
        yield Said(
            path, "changed", f"{name} of {who} is now {instead(*told_apart(value_of(new), value_of(old), new, old))}"
        )


def list_field(path: str, what: str, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Said]:
    """A list of plain values by its entries."""
    came, went, is_reordered = entries(old, new)
    if came:
        yield Said(
            path, "added" if not went else "changed", f"{what} now also has {list_of([value_of(one) for one in came])}"
        )
    if went:
        yield Said(
            path,
            "removed" if not came else "changed",
            f"{what} no longer has {list_of([value_of(one) for one in went], 'or')}",
        )
    if is_reordered:
        yield Said(path, "changed", f"{what} stands in another order: {list_of([value_of(one) for one in new])}")


def text_field(who: str, verb: str = "means") -> Changes:
    """`MQL now means “…” instead of “…”`, and what to say where one of the two is missing."""
    no_longer = {"means": "says what it means", "says": "says anything"}.get(verb, f"has {label(verb)}")

    def said(path: str, old: str | None, new: str | None) -> Iterator[Said]:
        now = verb if verb in ("means", "says") else f"has as {label(verb)}"
        if new is None:
            yield Said(path, "removed", f"{who} no longer {no_longer} (“{old}”)")
        elif old is None:
            yield Said(path, "added", f"{who} now {now} “{new}”")
        else:
            yield Said(path, "changed", f"{who} now {now} “{new}” instead of “{old}”")

    return said


def plain_field(sentence: Callable[[Any, Any], str]) -> Changes:
    """One sentence made from both values."""

    def said(path: str, old: Any, new: Any) -> Iterator[Said]:
        yield Said(path, "changed", sentence(old, new))

    return said


def _are_rows(values: Any) -> bool:
    return isinstance(values, (tuple, list)) and all(
        isinstance(one, BaseModel) and hasattr(one, "id") for one in values
    )


def _is_clause(value: Any) -> bool:
    return isinstance(value, BaseModel) and not isinstance(value, (Duration, Limit, Test))


def _unmoved(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """The longest run of ids that kept their order; the others moved."""
    place = {one: at for at, one in enumerate(old)}
    runs: list[list[str]] = []
    for one in new:
        runs.append([*_longest([run for run in runs if place[run[-1]] < place[one]]), one])
    return set(_longest(runs))


def _longest(runs: Sequence[list[str]]) -> list[str]:
    return max(runs, key=lambda run: len(run)) if runs else []
