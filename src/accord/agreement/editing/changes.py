"""The changes that a text may undergo."""

from dataclasses import dataclass

from accord.agreement.editing.words import Value

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Set:
    """The value at a path, whether there was one or not."""

    path: Path
    value: Value


@dataclass(frozen=True, slots=True)
class Add:
    """One more entry in the list at a path, at its end or before another; the list begins with it where there was
    none."""

    path: Path
    value: Value
    before: str | int | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """The entry of a list at a path, to stand before another one."""

    path: Path
    before: str | int


@dataclass(frozen=True, slots=True)
class Wrap:
    """What stands at a path becomes the one entry of a list under a key, word for word."""

    path: Path
    key: str


@dataclass(frozen=True, slots=True)
class Remove:
    """What stands at a path, with its key. A list or mapping that would be left empty goes too."""

    path: Path


Change = Set | Add | Remove | Move | Wrap
