"""Where somebody came from: the source and the campaign of their first touch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accord.kernel.touch import Touch
from accord.steps.collect import api as collect


@dataclass(frozen=True, slots=True)
class Origin:
    source: str
    campaign: str


def origins(aliases: Mapping[int, Sequence[int]]) -> dict[int, Origin]:
    """By person, from the earliest touch of their identifiers; people without a touch are left out."""
    first = collect.first_touches(alias_ids=[i for part in aliases.values() for i in part])
    names = {card.id: card.name for card in collect.sources()} if first else {}
    found = {}
    for person_id, part in aliases.items():
        touches = [first[i].touch for i in part if i in first]
        if touches:
            earliest = min(touches, key=lambda t: (t.occurred_at, t.key))
            found[person_id] = _origin(earliest, names.get(earliest.source_id, ""))
    return found


def _origin(touch: Touch, name: str) -> Origin:
    """A campaign names its source; else the source that sent the touch."""
    campaign = touch.context.get("campaign")
    said: dict[str, Any] = campaign if isinstance(campaign, dict) else {}
    return Origin(_text(said.get("source")) or name, _text(said.get("name")))


def _text(value: object) -> str:
    return " ".join(value.split())[:100] if isinstance(value, str) else ""
