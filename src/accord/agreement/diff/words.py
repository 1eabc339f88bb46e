"""Two values side by side: whether they are the same, and how to say that they are not."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_json

from accord.agreement.describe import length_of
from accord.agreement.spec import Duration, Limit, Test
from accord.agreement.wording import list_of, value_words, words_of


def is_same(one: Any, other: Any) -> bool:
    """Written the same: unlike `==`, 1 is not true, and the order of a mapping counts."""
    return one is other or exact(one) == exact(other)


def exact(value: Any) -> str:
    """A value as the one text that only the very same value has."""
    return to_json(value).decode()


def instead(now: str, before: str) -> str:
    """`10 instead of 15`."""
    return f"{now} instead of {before}"


def told_apart(now: str, before: str, new: Any, old: Any) -> tuple[str, str]:
    """The words of both; where these are the same, the values as they are written."""
    return (now, before) if now != before else (_written(new), _written(old))


def value_of(value: Any) -> str:
    """Any value of a clause in words; a text of several words in quotation marks."""
    if value is None or value == () or value == {}:
        return "nothing"
    if isinstance(value, Duration):
        return length_of(value)
    if isinstance(value, Test):
        return words_of(value)
    if isinstance(value, Limit):
        return _written(value)
    if isinstance(value, BaseModel):
        fields = [f"{label(name)} {value_of(one)}" for name, one in value if name != "id" and one not in (None, (), {})]
        return list_of(fields) or "nothing"
    if isinstance(value, dict):
        return list_of([f"{label(str(name))} {value_of(one)}" for name, one in value.items()])
    if isinstance(value, (list, tuple)):
        return list_of([value_of(one) for one in value])
    words = value_words(value)
    return f"“{words}”" if isinstance(value, str) and (" " in words or not words) else words


def label(name: str) -> str:
    """The name of a field as words."""
    return name.replace("_", " ")


def entries(old: Sequence[Any], new: Sequence[Any]) -> tuple[list[Any], list[Any], bool]:
    """Of two lists of plain values: what came, what went, and whether what stayed stands in another order."""
    before, after = Counter(map(exact, old)), Counter(map(exact, new))
    came, went = after - before, before - after
    stayed_before, stayed_after = _without(old, went), _without(new, came)
    return _taken(new, came), _taken(old, went), stayed_before != stayed_after


def _taken(values: Sequence[Any], wanted: Counter[str]) -> list[Any]:
    left, found = Counter(wanted), []
    for value in reversed(values):
        if left[exact(value)] > 0:
            left[exact(value)] -= 1
            found.append(value)
    return found[::-1]


def _without(values: Sequence[Any], gone: Counter[str]) -> list[str]:
    left, found = Counter(gone), []
    for value in reversed(values):
        if left[exact(value)] > 0:
            left[exact(value)] -= 1
        else:
            found.append(exact(value))
    return found


def _written(value: Any) -> str:
    if isinstance(value, Limit):
        return " and ".join(f"{label(name)} {value_words(one)}" for name, one in value if one is not None)
    plain = value.model_dump(exclude_none=True, by_alias=True) if isinstance(value, BaseModel) else value
    return json.dumps(plain, ensure_ascii=False, default=lambda one: one.model_dump(exclude_none=True))
