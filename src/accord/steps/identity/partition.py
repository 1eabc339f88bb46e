"""Which identifiers are one person: a pure function of ties and decisions, whatever the order they came in.

Decisions by hand come first. Then strong ties in the order of their first touch, as long as a person stays below
`MOST` strong identifiers and nobody set the two apart. Last, each anonymous identifier goes to its earliest tie.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from accord.steps.identity.identifiers import Name

MOST = 50  # strong identifiers of one person
CROWD = 200  # an identifier tied to more strong ones than this belongs to everybody, hence to nobody


@dataclass(frozen=True, slots=True)
class Tie:
    """Two identifiers seen in one touch; `first` is the key of the earliest such touch."""

    a: int
    b: int
    first: tuple[datetime, int, str]


@dataclass(frozen=True, slots=True)
class Apart:
    """Somebody decided that no identifier of `left` is the same person as one of `right`."""

    left: frozenset[int]
    right: frozenset[int]

    def forbids(self, some: Collection[int], others: Collection[int]) -> bool:
        """Whether joining two groups would break the decision."""
        one, two = self.left, self.right
        return (not one.isdisjoint(some) and not two.isdisjoint(others)) or (
            not two.isdisjoint(some) and not one.isdisjoint(others)
        )


@dataclass(slots=True)
class Groups:
    """Disjoint sets of identifiers. `refused` are ties that would have made somebody too large."""

    names: Mapping[int, Name]
    aparts: Collection[Apart]
    members: dict[int, set[int]]
    root: dict[int, int]
    refused: set[int]

    @classmethod
    def of(cls, names: Mapping[int, Name], aparts: Collection[Apart]) -> "Groups":
        return cls(names, aparts, {i: {i} for i in names}, {i: i for i in names}, set())

    def may_join(self, a: int, b: int) -> bool:
        one, two = self.members[self.root[a]], self.members[self.root[b]]
        return not any(apart.forbids(one, two) for apart in self.aparts)

    def strong(self, a: int) -> int:
        return sum(self.names[i].is_strong for i in self.members[self.root[a]])

    def join(self, a: int, b: int) -> None:
        keep, gone = self.root[a], self.root[b]
        if keep == gone:
            return
        if len(self.members[keep]) < len(self.members[gone]):
            keep, gone = gone, keep
        for i in self.members[gone]:
            self.root[i] = keep
        self.members[keep] |= self.members.pop(gone)


def partition(
    names: Mapping[int, Name],
    ties: Iterable[Tie],
    joined: Iterable[tuple[int, int]] = (),
    aparts: Collection[Apart] = (),
    crowd: Collection[int] = (),
) -> Groups:
    """The people among `names`. Every identifier that a tie or a `joined` pair names must be in `names`; `crowd` are
    those with more than `CROWD` strong ties, none of which counts."""
    groups = Groups.of(names, aparts)
    for a, b in joined:
        groups.join(a, b)
    known = sorted(ties, key=lambda tie: _order(names, tie))
    strong = [tie for tie in known if names[tie.a].is_strong and names[tie.b].is_strong]
    _join_strong(groups, strong, crowd)
    _join_anonymous(groups, [tie for tie in known if names[tie.a].is_strong != names[tie.b].is_strong])
    return groups


def _order(names: Mapping[int, Name], tie: Tie) -> tuple[tuple[datetime, int, str], Name, Name]:
    low, high = sorted((names[tie.a], names[tie.b]))
    return (tie.first, low, high)


def _join_strong(groups: Groups, ties: list[Tie], crowd: Collection[int]) -> None:
    for tie in ties:
        if groups.root[tie.a] == groups.root[tie.b] or not groups.may_join(tie.a, tie.b):
            continue
        if tie.a in crowd or tie.b in crowd or groups.strong(tie.a) + groups.strong(tie.b) > MOST:
            groups.refused |= {tie.a, tie.b}
            continue
        groups.join(tie.a, tie.b)


def _join_anonymous(groups: Groups, ties: list[Tie]) -> None:
    """Ties come earliest first; a group that has found its known person takes no second one."""
    for tie in ties:
        weak, strong = (tie.b, tie.a) if groups.names[tie.a].is_strong else (tie.a, tie.b)
        if groups.strong(weak) == 0 and groups.may_join(weak, strong):
            groups.join(weak, strong)
