"""Verbs of the agreement: check it, put it in force, and say which version was in force when."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from accord.agreement import piloting
from accord.agreement.cards import card as _card
from accord.agreement.content import content_hash
from accord.agreement.contracts import AgreementFault, Comment, Fault, InForce, Proposal, Revision, Signature, Version
from accord.agreement.diff import Difference, differences
from accord.agreement.load import examine, load
from accord.agreement.models import VersionRow
from accord.agreement.piloting import NoPilot, NotAPilot, all_in_force
from accord.agreement.piloting import close as close_pilot
from accord.agreement.piloting import end as end_pilot
from accord.agreement.proposals import (
    ChangedMeanwhile,
    NoSuchProposal,
    NotNow,
    change,
    comment,
    comments,
    draft,
    proposal,
    proposal_of,
    proposals,
    proposals_of,
    propose,
    put_forward,
    revisions,
)
from accord.agreement.publishing import AlreadyInForce, NotBefore, one_at_a_time, put_in_force
from accord.agreement.reviews import ReviewPoint, comes_to_reviews, reminded_from, review_points
from accord.agreement.revision import revision_due
from accord.agreement.signing import (
    ChangedSince,
    NotTheParty,
    OneForBoth,
    OneWaits,
    Outdated,
    SignaturesNeeded,
    cannot_log_in,
    check_unsigned,
    countersign,
    decline,
    is_due,
    parties,
    side_of,
    sign,
    strangers,
    take_effect,
    withdraw,
)
from accord.agreement.traits import is_in_scope
from accord.kernel.actor import Actor


def check(text: str | bytes, name: str) -> tuple[Fault, ...]:
    """Everything that is wrong with the text, in order of place; empty where it is fit to be published."""
    return examine(text, name)[1]


@transaction.atomic
def publish(
    *,
    text: str | bytes,
    name: str,
    by: Actor,
    now: datetime,
    in_force_from: datetime | None = None,
    unsigned_because: str = "",
) -> Version:
    """Put an agreement in force without signatures, from `now` unless said otherwise, and record who did.

    The first version comes into force so; a later one only with a reason, which is recorded, for both sides sign it:
    `propose`, `sign`, `countersign`. One with a section `pilot` supersedes nothing: it is in force beside the main
    version. Raises AgreementFault with all faults, AlreadyInForce, NotBefore, NotAPilot, SignaturesNeeded and
    OneWaits.
    """
    load(text, name)
    plain = text.decode("utf-8") if isinstance(text, bytes) else text
    one_at_a_time()
    check_unsigned(unsigned_because=unsigned_because)
    start = in_force_from or now
    reason = unsigned_because.strip()
    return put_in_force(text=plain, name=name, by=by, now=now, start=start, reason=reason, more={})


def in_force(at: datetime) -> Version | None:
    """The main version in force at an instant; None before the first."""
    lasting = Q(superseded_at__isnull=True) | Q(superseded_at__gt=at)
    row = piloting.mains().filter(lasting, in_force_from__lte=at).order_by("-number").first()
    return _card(row) if row else None


def pilot(at: datetime) -> Version | None:
    """The pilot in force at an instant, beside the main version."""
    found = all_in_force(at)
    return found.pilot if found else None


def in_force_for(
    at: datetime, *, person: Mapping[str, Any], account: Mapping[str, Any], teams: Collection[str] = ()
) -> Version | None:
    """The version that judges somebody of these traits, whose lead is in the hands of these teams, at an instant: the
    pilot where they are in its scope, else the main one; None before the first."""
    found = all_in_force(at)
    if found is None or found.pilot is None or not is_in_scope(found.pilot.agreement, person, account, teams):
        return found.main if found else None
    return found.pilot


def current() -> Version | None:
    """The latest main version; None where none was published yet."""
    row = piloting.mains().order_by("-number").first()
    return _card(row) if row else None


def version(version_id: int) -> Version | None:
    """The version of that id."""
    row = VersionRow.objects.filter(pk=version_id).first()
    return _card(row) if row else None


def versions() -> list[Version]:
    """All versions that are or were in force, pilots among them, latest first."""
    return [_card(row) for row in VersionRow.objects.order_by("-number")]


__all__ = [
    "AgreementFault",
    "AlreadyInForce",
    "ChangedMeanwhile",
    "ChangedSince",
    "Comment",
    "Difference",
    "Fault",
    "InForce",
    "NoPilot",
    "NoSuchProposal",
    "NotAPilot",
    "NotBefore",
    "NotNow",
    "NotTheParty",
    "OneForBoth",
    "OneWaits",
    "Outdated",
    "Proposal",
    "ReviewPoint",
    "Revision",
    "Signature",
    "SignaturesNeeded",
    "Version",
    "all_in_force",
    "cannot_log_in",
    "change",
    "check",
    "close_pilot",
    "comes_to_reviews",
    "comment",
    "comments",
    "content_hash",
    "countersign",
    "current",
    "decline",
    "differences",
    "draft",
    "end_pilot",
    "in_force",
    "in_force_for",
    "is_due",
    "is_in_scope",
    "load",
    "parties",
    "pilot",
    "proposal",
    "proposal_of",
    "proposals",
    "proposals_of",
    "propose",
    "publish",
    "put_forward",
    "reminded_from",
    "review_points",
    "revision_due",
    "revisions",
    "side_of",
    "sign",
    "strangers",
    "take_effect",
    "version",
    "versions",
    "withdraw",
]
