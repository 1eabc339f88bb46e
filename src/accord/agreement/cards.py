"""Rows as the frozen types that cross the wall."""

from collections.abc import Iterable
from functools import lru_cache
from typing import cast

from accord.agreement.contracts import Proposal, Side, Signature, State, Version
from accord.agreement.load import examine
from accord.agreement.models import ProposalRow, SignatureRow, VersionRow
from accord.agreement.spec import Agreement
from accord.kernel.actor import Actor
from accord.kernel.errors import Broken


def card(row: VersionRow) -> Version:
    """A published version. A pilot is over when it was ended, else at its own end."""
    return Version(
        id=row.pk,
        number=row.number,
        hash=row.hash,
        name=row.name,
        text=row.text,
        title=row.title,
        agreement=_parsed(row.text),
        published_by=Actor.parse(row.published_by),
        published_at=row.published_at,
        in_force_from=row.in_force_from,
        superseded_at=row.superseded_at or row.pilot_until,
        is_pilot=row.pilot_until is not None,
    )


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Agreement:
    # Without the checks: what was fit to be published once stays in force though checks grow stricter.
    agreement = examine(text, "published", with_checks=False)[0]
    if agreement is None:
        raise Broken("A published agreement cannot be read any more.")
    return agreement


def proposal_card(
    row: ProposalRow, signatures: Iterable[SignatureRow], *, became: VersionRow | None = None
) -> Proposal:
    """A proposal with the signatures under its present content; `became`: the version it is, once it is in force."""
    return Proposal(
        id=row.pk,
        state=_state(row, became),
        hash=row.hash,
        name=row.name,
        text=row.text,
        title=row.title,
        note=row.note,
        drafted_by=Actor.parse(row.drafted_by),
        drafted_at=row.drafted_at,
        base_id=row.base_id,
        in_force_from=row.in_force_from,
        proposed_by=Actor.parse(row.proposed_by) if row.proposed_by else None,
        proposed_at=row.proposed_at,
        ended_by=Actor.parse(row.ended_by) if row.ended_by else None,
        ended_at=row.ended_at,
        reason=row.reason,
        version_id=row.version_id,
        pilot_until=became.pilot_until if became else None,
        signatures=tuple(Signature(cast(Side, one.side), one.email, one.at, one.hash) for one in signatures),
    )


def _state(row: ProposalRow, became: VersionRow | None) -> State:
    if became is None or became.superseded_at is None:
        return cast(State, row.state)
    return "superseded" if became.pilot_until is None else "over"
