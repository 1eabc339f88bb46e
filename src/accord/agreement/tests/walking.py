"""Every clause of an agreement with the way to it, and the agreement with another value at the end of such a way."""

from typing import Any

from pydantic import BaseModel

Way = tuple[Any, ...]


def clauses(value: Any, way: Way = ()) -> list[tuple[Way, BaseModel]]:
    """The clause itself and all within it."""
    found = []
    if isinstance(value, BaseModel):
        found.append((way, value))
        children = [(name, getattr(value, name)) for name in type(value).model_fields]
    elif isinstance(value, dict):
        children = list(value.items())
    elif isinstance(value, tuple):
        children = list(enumerate(value))
    else:
        children = []
    return found + [one for name, child in children for one in clauses(child, (*way, name))]


def put(value: Any, way: Way, new: Any) -> Any:
    """The same with `new` at the end of the way; nothing is checked."""
    if not way:
        return new
    head, rest = way[0], way[1:]
    if isinstance(value, BaseModel):
        return value.model_copy(update={head: put(getattr(value, head), rest, new)})
    if isinstance(value, dict):
        return {k: put(v, rest, new) if k == head else v for k, v in value.items()}
    return tuple(put(v, rest, new) if at == head else v for at, v in enumerate(value))
