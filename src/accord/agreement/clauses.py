"""The agreement clause by clause, each with all that it says: the same sentences for its page and for paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from accord.agreement import describe, opening, route_words
from accord.agreement.spec import Agreement, Criterion, Persona, Stage, TouchRule, TraitRule
from accord.agreement.wording import list_of, stage_words, words_of

_TRAITS = ("biography", "demographics", "behaviours", "interests", "needs", "pains")


@dataclass(frozen=True, slots=True)
class Told:
    """One clause: its id, what its authors call it, and sentences with all the rest."""

    id: str
    means: str | None = None
    words: tuple[str, ...] = ()


def told(agreement: Agreement) -> dict[str, tuple[Told, ...]]:
    """The clauses of the sections that are lists, by the section's name in the document; empty where it has none."""
    return {
        "goals": tuple(Told(one.id, one.means, (describe.goal(one),)) for one in agreement.goals),
        "plan": tuple(Told(one.id, None, (_after_id(describe.planned(one)),)) for one in agreement.plan),
        "motions": tuple(Told(one.id, one.means) for one in agreement.motions),
        "profile": tuple(
            Told(name, None, (describe.criterion(Criterion(trait=("account", name, test))),))
            for name, test in agreement.profile.items()
        ),
        "personas": tuple(Told(one.id, one.name, persona(one)) for one in agreement.personas),
        "lists": tuple(Told(name, None, (list_of(values),)) for name, values in agreement.lists.items()),
        "disqualify": tuple(
            Told(one.id, one.means, (describe.criterion(one.when),)) for one in agreement.disqualify
        ),
        "routing": tuple(Told(one.id, one.means, (route_words.route(one),)) for one in agreement.routing),
        "services": tuple(Told(one.id, one.means, (describe.service(one),)) for one in agreement.services),
        "reject_reasons": tuple(Told(one.id, None, (describe.reject_reason(one),)) for one in agreement.reject_reasons),
        "recycle_reasons": tuple(
            Told(one.id, None, (describe.recycle_reason(one),)) for one in agreement.recycle_reasons
        ),
        "lost_reasons": tuple(Told(one.id, one.means) for one in agreement.lost_reasons),
        "calendars": tuple(
            Told(one.id, one.means, (_after_id(opening.calendar(one)),)) for one in agreement.calendars
        ),
    }  # fmt: skip


def persona(one: Persona) -> tuple[str, ...]:
    """Who is taken for this persona, what moves them, and what they say: `Needs: proof of what works`."""
    lines = [f"Job title {words_of(one.title)}"]
    for name in _TRAITS:
        value: str | Sequence[str] | None = getattr(one, name)
        if value:
            lines.append(f"{name.capitalize()}: {value if isinstance(value, str) else '; '.join(value)}")
    return (*lines, f"“{one.says}”") if one.says else tuple(lines)


def rule(one: TraitRule | TouchRule) -> Told:
    """What it counts, in which group, and what its author expects of it."""
    return Told(one.id, one.means, (describe.rule(one) + describe.aside(one),))


def stage(one: Stage) -> Told:
    """What a lead at it is today, what comes next, and where it may go."""
    ways = list_of([stage_words(to) for to in one.goes_to], "or")
    said = [f"Today: {one.today}" if one.today else "", f"Next: {one.next}" if one.next else ""]
    return Told(one.id, one.means, tuple(line for line in (*said, f"May go to {ways}." if ways else "") if line))


def _after_id(words: str) -> str:
    return words.partition(": ")[2]
