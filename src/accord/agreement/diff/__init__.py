"""Two agreements as sentences that say what is different: clauses are matched by id, and nothing is left out.

A field without words of its own is told by its name, so that a clause that learns a new key is compared at once.
"""

from collections.abc import Iterator

from accord.agreement.diff.contracts import Difference, Said
from accord.agreement.diff.fields import any_field
from accord.agreement.diff.hours import calendars
from accord.agreement.diff.people import lists, motions, parties, personas, profile
from accord.agreement.diff.plan import goals, pilot, plan, review, services
from accord.agreement.diff.process import (
    disqualifiers,
    handoff,
    lost_reasons,
    recycle_reasons,
    reject_reasons,
    routing,
    stages,
)
from accord.agreement.diff.scores import scores
from accord.agreement.diff.words import instead, is_same
from accord.agreement.spec import Agreement
from accord.agreement.wording import sentence, spoken

_SECTIONS = {
    "title": lambda old, new: _one("title", f"the agreement is now called {instead(f'“{new}”', f'“{old}”')}"),
    "time_zone": lambda old, new: _one("time_zone", f"the time zone is now {instead(new, old)}"),
    "currency": lambda old, new: _one("currency", f"the currency is now {instead(new, old)}"),
    "parties": parties,
    "motions": motions,
    "calendars": calendars,
    "lists": lists,
    "profile": profile,
    "personas": personas,
    "scores": scores,
    "stages": stages,
    "disqualify": disqualifiers,
    "handoff": handoff,
    "routing": routing,
    "services": services,
    "reject_reasons": reject_reasons,
    "recycle_reasons": recycle_reasons,
    "lost_reasons": lost_reasons,
    "goals": goals,
    "plan": plan,
    "pilot": pilot,
    "review": review,
}


def differences(old: Agreement, new: Agreement) -> tuple[Difference, ...]:
    """What the new agreement says that the old one did not, and the other way round, section by section.

    Empty where both say the same. `path` names the clause or its field by the names of the spec, with ids in place of
    positions: `scores.engagement.rules.pricing.points`.
    """
    found: list[Difference] = []
    for section in Agreement.model_fields:
        before, after = getattr(old, section), getattr(new, section)
        if is_same(before, after):
            continue
        said = _SECTIONS.get(section)
        changes = said(before, after) if said else any_field(section, "the agreement", before, after)
        found += [Difference(section, one.path, one.kind, sentence(spoken(one.words))) for one in changes]
    return tuple(found)


def _one(path: str, words: str) -> Iterator[Said]:
    yield Said(path, "changed", words)


__all__ = ["Difference", "differences"]
