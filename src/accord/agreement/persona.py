"""Which persona somebody is, by job title."""

from typing import Any

from accord.agreement.conditions import holds
from accord.agreement.spec import Agreement


def persona_of(agreement: Agreement, job_title: Any) -> str | None:
    """The id of the first persona whose test of the title holds; None where none does."""
    for persona in agreement.personas:
        if holds(persona.title, job_title, agreement.lists):
            return persona.id
    return None
