"""What the fold is told: rules as plain integers. Instants and lengths are microseconds, values are 1/1024 point."""

from dataclasses import dataclass

UNITS = 1024
LAKE_COLUMNS = (
    "touch_id", "source_id", "message_id", "alias_id", "person_id", "kind", "name", "occurred_at", "received_at",
    "claimed_at", "sent_at", "anonymous_id", "user_id", "group_id", "previous_id", "properties", "traits", "context",
    "flags", "is_machine",
)  # fmt: skip
CONTENTS = (  # what the database need not keep once it is sealed; the rest are keys, times and names
    "claimed_at", "sent_at", "anonymous_id", "user_id", "group_id", "previous_id", "properties", "traits", "context",
    "flags",
)  # fmt: skip
LOWEST = -(2**62)
HIGHEST = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """`weights[d]` is what a contribution of `d` whole days is worth; the last weight holds for ever after.

    A trait rule has one weight and is switched on and off by events; the other fields but the limits and the places
    are for touch rules. `score` and `group` are positions in the plan.
    """

    score: int
    weights: tuple[int, ...]
    group: int | None = None
    at_most: int | None = None
    window: int | None = None
    is_distinct: bool = False
    since: int | None = None
    expires_after: int | None = None
    low: int = LOWEST
    high: int = HIGHEST
    is_trait: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLine:
    score: int
    low: int = LOWEST
    high: int = HIGHEST


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """`thresholds` are the units at which a decision turns: it holds from there upwards."""

    low: int = LOWEST
    high: int = HIGHEST
    thresholds: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    rules: tuple[RuleLine, ...]
    groups: tuple[GroupLine, ...]
    scores: tuple[ScoreLine, ...]
