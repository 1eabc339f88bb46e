"""When the rules about traits begin and cease to hold, as the history of the traits tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from accord.agreement.spec import TraitRule
from accord.agreement.traits import Known, traits_hold, traits_read
from accord.engines.contracts import LOWEST
from accord.kernel.instants import to_micros
from accord.kernel.touch import TraitChange
from accord.steps.scoring.compile import Program


@dataclass(frozen=True, slots=True)
class Switch:
    """From `at` on, the trait rule at that place of the program holds or does not; `message_id` last changed a trait
    that it reads ("": it holds of nobody in particular, because nothing is known)."""

    at: int
    rule: int
    is_on: bool
    message_id: str = ""


def switches(program: Program, changes: Sequence[TraitChange]) -> list[Switch]:
    """What the rules about traits say from the beginning of time on, in order."""
    found = list(_of_nobody(program))
    traits: dict[str, dict[str, Any]] = {"person": {}, "account": {}}
    known = Known(traits["person"], traits["account"])
    readers = _readers(program) if changes else {}
    for change in sorted(changes):
        if traits[change.subject].get(change.name) == change.value:
            continue
        traits[change.subject][change.name] = change.value
        for place, rule in readers.get((change.subject, change.name), ()):
            is_on = traits_hold(rule.when, known, program.agreement)
            found.append(Switch(to_micros(change.at), place, is_on, change.message_id))
    return found


@lru_cache(maxsize=8)
def _readers(program: Program) -> dict[tuple[str, str], list[tuple[int, TraitRule]]]:
    """The rules that read each trait, in the order of the program."""
    found: dict[tuple[str, str], list[tuple[int, TraitRule]]] = {}
    for place, rule in program.trait_rules():
        for pair in traits_read(rule.when, program.agreement):
            found.setdefault(pair, []).append((place, rule))
    return found


@lru_cache(maxsize=8)
def _of_nobody(program: Program) -> tuple[Switch, ...]:
    """What they say of somebody of whom nothing is known, as of most visitors, and of everybody at first."""
    known = Known({}, {})
    rules = program.trait_rules()
    return tuple(Switch(LOWEST, place, traits_hold(rule.when, known, program.agreement)) for place, rule in rules)
