"""Both parties are told what becomes of a proposal, and everybody that a version is in force."""

from datetime import datetime

from accord.agreement.cards import card
from accord.agreement.contracts import Version
from accord.agreement.models import ProposalRow, VersionRow
from accord.kernel.actor import Actor
from accord.kernel.instants import to_micros
from accord.members import api as members
from accord.outbox import api as outbox

KINDS = {
    "proposal_made": "proposal_put_forward",
    "proposal_signed": "proposal_signed",
    "proposal_countersigned": "proposal_signed",
    "proposal_changed": "proposal_changed",
    "proposal_declined": "proposal_declined",
    "proposal_withdrawn": "proposal_withdrawn",
}
EVERYBODY = 10_000


def tell_parties(done: str, row: ProposalRow, *, by: Actor, now: datetime) -> None:
    """Those who sign by the version that it was put forward against, and who put it forward, but not who did it."""
    base = VersionRow.objects.filter(pk=row.base_id).first() if row.base_id else None
    if base is None or done not in KINDS:
        return
    addresses = {party.signs for party in card(base).agreement.parties.values()}
    if row.proposed_by:
        addresses.add(Actor.parse(row.proposed_by).name)
    found = [members.by_email(address) for address in sorted(addresses - {by.name})]
    outbox.tell(
        KINDS[done],
        to=[one.id for one in found if one is not None and one.is_active],
        about=("proposal", row.pk),
        body={"by": by.name, "title": row.title, "why": row.reason},
        key=f"proposal:{row.pk}:{done}:{to_micros(now)}",
        now=now,
    )


def tell_everybody(version: Version, *, now: datetime) -> None:
    """A version is in force, or will be."""
    everyone, _ = members.everyone(limit=EVERYBODY)
    outbox.tell(
        "version_in_force",
        to=[one.id for one in everyone if one.is_active],
        about=("version", version.id),
        body={"from_at": version.in_force_from.isoformat()},
        key=f"version:{version.id}",
        now=now,
    )
