"""Signatures: who may give them, what they are given for, and what follows when both sides have."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accord.agreement import proposals
from accord.agreement.cards import card, proposal_card
from accord.agreement.contracts import AgreementFault, Proposal, Version
from accord.agreement.load import examine
from accord.agreement.models import ProposalRow, SignatureRow, VersionRow
from accord.agreement.proposals import NothingSaid, NotNow, held, record, signatures_of
from accord.agreement.publishing import put_in_force
from accord.agreement.spec import Agreement, Party
from accord.kernel.actor import PROCESS, Actor, ActorKind
from accord.kernel.errors import Refused
from accord.members import api as members


class NotTheParty(Refused):
    """Only the party named in the version in force may sign for its side."""

    code = "not-the-party"


class OneForBoth(Refused):
    """Nobody signs for both sides."""

    code = "one-for-both"


class Outdated(Refused):
    """Another version came into force since it was put forward."""

    code = "outdated"


class ChangedSince(Refused):
    """It says something else by now than what was read."""

    code = "changed-since"


class OneWaits(Refused):
    """Another version is countersigned and waits for its instant."""

    code = "one-waits"


class SignaturesNeeded(Refused):
    """A version that names its parties is changed by both of them, not by publishing."""

    code = "signatures-needed"


@transaction.atomic
def sign(*, proposal_id: int, by: Actor, now: datetime, hash: str | None = None) -> Proposal:  # noqa: A002 - its name
    """The first signature, by the party of either side that the version in force names. It has no effect yet.

    `hash` is that of the content which was read. Raises NoSuchProposal, NotNow, Outdated, ChangedSince, NotTheParty
    and OneForBoth.
    """
    row = held(proposal_id)
    if row.state == "signed":
        other = signatures_of(row)[0]
        raise NotNow(f"{other.email} has signed for {other.side} already: the other side countersigns")
    if row.state != "proposed":
        raise NotNow(_not_signed(row))
    side = _side(row, by, now, hash)
    row.state = "signed"
    row.save(update_fields=["state"])
    _put_name(row, side, by, now)
    record("proposal_signed", row, by=by, now=now, side=side)
    return proposal_card(row, signatures_of(row))


@transaction.atomic
def countersign(*, proposal_id: int, by: Actor, now: datetime, hash: str | None = None) -> Proposal:  # noqa: A002
    """The second signature, by the other side. In force from the instant asked for, or at once where that has come:
    then `version_id` is set.

    Raises what `sign` raises, OneWaits, and what `publish` raises.
    """
    row = held(proposal_id)
    if row.state != "signed":
        hint = "; nobody has signed it yet: sign it first" if row.state == "proposed" else ""
        raise NotNow(_not_signed(row) + hint)
    side = _side(row, by, now, hash)
    (first,) = signatures_of(row)
    if first.email.casefold() == by.name.casefold():
        raise OneForBoth(f"{by.name} has signed for {first.side} already; the other side countersigns")
    if first.side == side:
        raise NotTheParty(f"{first.email} has signed for {side} already")
    if waiting := _waiting().exclude(pk=row.pk).first():
        raise OneWaits(_waits(waiting))
    row.state = "countersigned"
    _put_name(row, side, by, now)
    record("proposal_countersigned", row, by=by, now=now, side=side)
    if row.in_force_from is None or row.in_force_from <= now:
        _put_in_force(row, by=by, now=now, start=now)
    row.save()
    return proposal_card(row, signatures_of(row))


@transaction.atomic
def decline(*, proposal_id: int, by: Actor, reason: str, now: datetime) -> Proposal:
    """One side will not sign, and says why. Raises NoSuchProposal, NotNow, NotTheParty, OneForBoth, NothingSaid."""
    row = held(proposal_id)
    if row.state not in ("proposed", "signed"):
        raise NotNow(f"proposal {row.pk} is {row.state}: there is nothing to decline")
    side = _party_side(by, _parties(now), f"proposal {row.pk}")
    return _end(row, "declined", by=by, reason=reason, now=now, side=side)


@transaction.atomic
def withdraw(*, proposal_id: int, by: Actor, reason: str, now: datetime, own_only: bool = True) -> Proposal:
    """Take a proposal back, with a reason: who drafted it or put it forward may, with `own_only` off anybody. One that
    is countersigned and waits for its instant is taken back by a party.

    Raises NoSuchProposal, NotNow, NotTheParty and NothingSaid.
    """
    row = held(proposal_id)
    if row.state == "countersigned":
        _party_side(by, _parties(now), f"proposal {row.pk}, which both sides have signed,")
    elif row.state not in proposals.OPEN:
        raise NotNow(f"proposal {row.pk} is {row.state}: there is nothing to withdraw")
    elif own_only and str(by) not in (row.drafted_by, row.proposed_by):
        whose = Actor.parse(row.proposed_by or row.drafted_by).name
        raise NotTheParty(f"proposal {row.pk} is {whose}'s; they or operations can withdraw it")
    return _end(row, "withdrawn", by=by, reason=reason, now=now)


def is_due(now: datetime) -> bool:
    """Whether a version that both sides signed waits for an instant that has come."""
    return _due(now).exists()


@transaction.atomic
def take_effect(*, now: datetime) -> Version | None:
    """Put in force what both sides signed, once the instant they agreed on has come; None where there is none.

    What can no longer come into force, such as a pilot whose end has passed, is withdrawn, with the reason.
    """
    row = _due(now).select_for_update().order_by("in_force_from", "id").first()
    if row is None or row.in_force_from is None:
        return None
    try:
        with transaction.atomic():
            version = _put_in_force(row, by=PROCESS, now=now, start=row.in_force_from)
    except Refused as refusal:
        _end(row, "withdrawn", by=PROCESS, reason=refusal.message, now=now)
        return None
    row.save()
    return version


def parties(now: datetime) -> Mapping[str, Party]:
    """Who signs for which side, by the version in force; empty before the first."""
    version = _in_force(now)
    return {str(side): party for side, party in version.agreement.parties.items()} if version else {}


def side_of(email: str, *, now: datetime) -> str | None:
    """The side that this member signs for; None where they sign for neither, or are named for both."""
    sides = [side for side, party in parties(now).items() if _is(party, email)]
    return sides[0] if len(sides) == 1 else None


def cannot_log_in(now: datetime) -> list[str]:
    """The addresses that the version in force names to sign and that no active member has."""
    version = _in_force(now)
    return strangers(version.agreement) if version else []


def strangers(agreement: Agreement) -> list[str]:
    """The addresses that an agreement names to sign and that no active member has: once it is in force, no later one
    can be countersigned until they are added."""
    return [party.signs for party in agreement.parties.values() if not _logs_in(party.signs)]


def check_unsigned(*, unsigned_because: str) -> None:
    """Whether a version may come into force without signatures: the first one may, a later one with a reason. Raises
    SignaturesNeeded and OneWaits."""
    latest = VersionRow.objects.order_by("-number").first()
    if latest is None:
        return
    if not unsigned_because.strip():
        raise SignaturesNeeded(_way_to_go(card(latest)))
    if waiting := _waiting().first():
        raise OneWaits(_waits(waiting))


def _side(row: ProposalRow, by: Actor, now: datetime, read: str | None) -> str:
    """The side that this member signs for, once it is sure that what is read can come into force."""
    if row.base_id is None or row.base_id != proposals.base_id(now):
        raise Outdated(f"another version came into force since proposal {row.pk} was put forward: put it forward anew")
    if read is not None and read != row.hash:
        raise ChangedSince(f"proposal {row.pk} was changed since you read it: read what it says now, then sign")
    proposals.check_pilot(examine(row.text, row.name, with_checks=False)[0], row, now)
    return _party_side(by, _parties(now), f"proposal {row.pk}")


def _parties(now: datetime) -> Mapping[str, Party]:
    named = parties(now)
    if not named:
        raise NotTheParty("no version is in force yet that names who signs: publish the first one")
    return named


def _party_side(by: Actor, named: Mapping[str, Party], what: str) -> str:
    sides = [side for side, party in named.items() if by.kind is ActorKind.MEMBER and _is(party, by.name)]
    said = " and ".join(f"{party.signs} for {side}" for side, party in named.items())
    if len(sides) > 1:
        raise OneForBoth(f"{by.name} is named for both sides, and nobody signs for both: have another named")
    if not sides:
        raise NotTheParty(f"{by.name} does not decide on {what}: by the version in force {said}")
    return sides[0]


def _is(party: Party, email: str) -> bool:
    return party.signs.strip().casefold() == email.strip().casefold()


def _put_name(row: ProposalRow, side: str, by: Actor, now: datetime) -> None:
    SignatureRow.objects.create(proposal=row, side=side, email=by.name, hash=row.hash, at=now)


def _put_in_force(row: ProposalRow, *, by: Actor, now: datetime, start: datetime) -> Version:
    signed = [{"side": one.side, "email": one.email, "hash": one.hash} for one in signatures_of(row)]
    more = {"proposal": row.pk, "signatures": signed}
    try:
        version = put_in_force(text=row.text, name=row.name, by=by, now=now, start=start, more=more)
    except AgreementFault as fault:  # what was fit to be signed once may not be after an upgrade
        raise NotNow(f"proposal {row.pk} has faults by now: {fault.message}") from fault
    row.version_id = version.id
    row.state = "in force"
    return version


def _end(row: ProposalRow, state: str, *, by: Actor, reason: str, now: datetime, **more: str) -> Proposal:
    if not reason.strip():
        raise NothingSaid("say why: the other side reads it")
    row.state, row.ended_by, row.ended_at, row.reason = state, str(by), now, reason.strip()[: proposals.LONGEST]
    row.save()
    record(f"proposal_{state}", row, by=by, now=now, reason=row.reason, **more)
    return proposal_card(row, signatures_of(row))


def _in_force(now: datetime) -> Version | None:
    found = proposals.base_id(now)
    return card(VersionRow.objects.get(pk=found)) if found else None


def _waiting() -> QuerySet[ProposalRow]:
    return ProposalRow.objects.filter(state="countersigned", version_id=None)


def _due(now: datetime) -> QuerySet[ProposalRow]:
    return _waiting().filter(in_force_from__lte=now)


def _not_signed(row: ProposalRow) -> str:
    what = "put it forward first" if row.state == "draft" else "it cannot be signed any more"
    return f"proposal {row.pk} is {row.state}" + ("" if row.state == "proposed" else f": {what}")


def _waits(row: ProposalRow) -> str:
    return (
        f"proposal {row.pk} is countersigned and comes into force at {row.in_force_from:%Y-%m-%d %H:%M} UTC: "
        "wait for it, or withdraw it"
    )


def _way_to_go(version: Version) -> str:
    named = version.agreement.parties
    said = " and ".join(f"{party.signs} for {side}" for side, party in named.items())
    missing = strangers(version.agreement)
    added = f". Nobody can log in yet as {' or '.join(missing)}: add them with accord member add" if missing else ""
    return (
        f"version {version.number} is in force, and both its parties sign the next one, {said}: "
        f"accord agreement propose FILE, then sign and countersign it{added}"
    )


def _logs_in(email: str) -> bool:
    member = members.by_email(email)
    return member is not None and member.is_active
