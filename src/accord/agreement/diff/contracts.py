"""What a comparison gives."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is different. `sentence` can be read aloud; `section` is the field of the agreement."""

    section: str
    path: str
    kind: Kind
    sentence: str


class Said(NamedTuple):
    """A difference on its way: words without capital and full stop."""

    path: str
    kind: Kind
    words: str
