"""When the rules about traits begin and cease to hold, as the history of the traits tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accord.engines.contracts import LOWEST
from accord.kernel.instants import to_micros
from accord.kernel.touch import TraitChange
from accord.steps.scoring.compile import Program
from accord.steps.scoring.criteria import Known, traits_hold, traits_read


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
    if not changes:
        return _of_nobody(program)
    traits: dict[str, dict[str, Any]] = {"person": {}, "account": {}}
    known = Known(traits["person"], traits["account"])
    rules = program.trait_rules()
    reads = {place: traits_read(rule.when, program.agreement) for place, rule in rules}
    found = [Switch(LOWEST, place, traits_hold(rule.when, known, program.agreement)) for place, rule in rules]
    for change in sorted(changes):
        if traits[change.subject].get(change.name) == change.value:
            continue
        traits[change.subject][change.name] = change.value
        for place, rule in rules:
            if (change.subject, change.name) in reads[place]:
                is_on = traits_hold(rule.when, known, program.agreement)
                found.append(Switch(to_micros(change.at), place, is_on, change.message_id))
    return found


_nobody: dict[int, tuple[Program, list[Switch]]] = {}


def _of_nobody(program: Program) -> list[Switch]:
    """What they say of somebody of whom nothing is known, as of most visitors: found out once."""
    held = _nobody.get(id(program))
    if held is None or held[0] is not program:
        _nobody.clear()
        known = Known({}, {})
        found = [
            Switch(LOWEST, at, traits_hold(rule.when, known, program.agreement)) for at, rule in program.trait_rules()
        ]
        held = _nobody[id(program)] = (program, found)
    return list(held[1])
