"""Who did something: a rule of the agreement, a person, an import, a sync or the process itself."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    RULE = "rule"
    MEMBER = "member"
    IMPORT = "import"
    SYNC = "sync"
    PROCESS = "process"


@dataclass(frozen=True, slots=True)
class Actor:
    """`name` is the rule's id, the member's e-mail address, or the import's number."""

    kind: ActorKind
    name: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"

    @classmethod
    def parse(cls, text: str) -> "Actor":
        """The actor that `str(actor)` wrote."""
        kind, _, name = text.partition(":")
        return cls(ActorKind(kind), name)


PROCESS = Actor(ActorKind.PROCESS, "river")
