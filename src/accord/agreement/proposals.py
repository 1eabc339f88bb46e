"""Proposals until somebody signs: drafted, changed, put forward, talked about, and read again."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet

from accord.agreement import piloting
from accord.agreement.cards import proposal_card
from accord.agreement.content import content_hash, normalised
from accord.agreement.contracts import Comment, Proposal, Revision
from accord.agreement.load import examine, load
from accord.agreement.models import CommentRow, ProposalRow, RevisionRow, SignatureRow, VersionRow
from accord.agreement.publishing import AlreadyInForce, NotBefore
from accord.agreement.spec import Agreement
from accord.agreement.telling import tell_parties
from accord.kernel.actor import Actor
from accord.kernel.errors import Refused
from accord.ledger import api as ledger

OPEN = ("draft", "proposed", "signed")
LONGEST = 4000


class NoSuchProposal(Refused):
    """There is no proposal of that number."""

    code = "no_such_proposal"


class NotNow(Refused):
    """In its present state that cannot be done with the proposal."""

    code = "not-now"


class ChangedMeanwhile(Refused):
    """Somebody else has changed the text since it was read."""

    code = "changed-meanwhile"


class NothingSaid(Refused):
    """A reason or a comment is words."""

    code = "nothing-said"


@transaction.atomic
def draft(
    *, text: str, name: str, by: Actor, now: datetime, note: str = "", in_force_from: datetime | None = None
) -> Proposal:
    """Keep a text as a draft, whatever faults it still has. `in_force_from`: the instant asked for."""
    row = ProposalRow.objects.create(
        state="draft",
        hash=content_hash(text),
        name=name[:255],
        text=normalised(text),
        title=_title(text, name),
        note=_note(note),
        in_force_from=in_force_from,
        drafted_by=str(by),
        drafted_at=now,
    )
    _keep(row, by, now)
    record("proposal_drafted", row, by=by, now=now)
    return proposal_card(row, [])


@transaction.atomic
def change(
    *,
    proposal_id: int,
    text: str,
    by: Actor,
    now: datetime,
    name: str | None = None,
    note: str | None = None,
    read: str | None = None,
) -> Proposal:
    """Another content. What was signed is signed no more; what was put forward must be without faults. `read` is the
    hash of the content that the author began from.

    Raises NoSuchProposal, NotNow once it is countersigned or ended, ChangedMeanwhile where it has another content than
    was read, and AgreementFault, AlreadyInForce and NotAPilot where it was put forward already.
    """
    row = held(proposal_id)
    if read is not None and row.hash not in (read, content_hash(text)):
        raise ChangedMeanwhile(f"somebody else has changed proposal {row.pk} meanwhile")
    if row.state not in OPEN:
        raise NotNow(f"proposal {row.pk} is {row.state}: it cannot be changed any more; propose another one")
    was, base = row.hash, row.base_id
    row.name, row.note = (name or row.name)[:255], row.note if note is None else _note(note)
    row.text, row.hash, row.title = normalised(text), content_hash(text), _title(text, row.name)
    if row.state != "draft":
        _check(row, now)
    if row.hash != was:
        _keep(row, by, now)
    if row.hash != was or row.base_id != base:  # signed is a change of one version, and not of another
        lost = _lose_signatures(row, now)
        record("proposal_changed", row, by=by, now=now, was=was, lost=lost)
    row.save()
    return proposal_card(row, signatures_of(row))


@transaction.atomic
def propose(*, proposal_id: int, by: Actor, now: datetime) -> Proposal:
    """Put a draft forward, to be signed by both sides; or put forward anew what was put forward against a version
    that is no longer in force, which takes its signatures.

    Raises AgreementFault with all faults, AlreadyInForce, NotBefore for an instant gone by, NotAPilot for a pilot that
    could not begin, and NotNow.
    """
    row = held(proposal_id)
    again = row.state in ("proposed", "signed") and row.base_id != base_id(now)
    if row.state != "draft" and not again:
        raise NotNow(f"proposal {row.pk} is {row.state} already")
    _check(row, now)
    if row.in_force_from is not None and row.in_force_from < now:
        raise NotBefore(f"{row.in_force_from:%Y-%m-%d %H:%M} UTC has gone by; name an instant to come, or none")
    lost = _lose_signatures(row, now)
    row.proposed_by, row.proposed_at = str(by), now
    row.state = "proposed"
    row.save()
    record("proposal_made", row, by=by, now=now, note=row.note, lost=lost)
    return proposal_card(row, [])


@transaction.atomic
def put_forward(
    *, text: str, name: str, by: Actor, now: datetime, note: str = "", in_force_from: datetime | None = None
) -> Proposal:
    """Draft and propose at once; nothing is kept where that is refused. Raises what `propose` raises."""
    made = draft(text=text, name=name, by=by, now=now, note=note, in_force_from=in_force_from)
    return propose(proposal_id=made.id, by=by, now=now)


@transaction.atomic
def comment(*, proposal_id: int, text: str, by: Actor, now: datetime) -> Comment:
    """Say something about a proposal. Raises NoSuchProposal and NothingSaid."""
    words = text.strip()[:LONGEST]
    if not words:
        raise NothingSaid("say something")
    row = CommentRow.objects.create(proposal=held(proposal_id), by=str(by), at=now, text=words)
    return _comment(row)


def comments(proposal_id: int, *, offset: int = 0, limit: int = 50) -> list[Comment]:
    """What was said about a proposal, latest first."""
    rows = CommentRow.objects.filter(proposal_id=proposal_id).order_by("-id")[offset : offset + limit]
    return [_comment(row) for row in rows]


def proposal(proposal_id: int) -> Proposal | None:
    """The proposal of that number."""
    row = _whole().filter(pk=proposal_id).first()
    return _told([row])[0] if row else None


def proposals(*, offset: int = 0, limit: int = 50, open_only: bool = False) -> list[Proposal]:
    """Proposals, latest first; with `open_only` those that are neither in force, nor ended, nor superseded."""
    rows = _whole().filter(Q(state__in=OPEN) | Q(state="countersigned", version_id=None)) if open_only else _whole()
    return _told(list(rows.order_by("-id")[offset : offset + limit]))


def proposal_of(version_id: int) -> Proposal | None:
    """The proposal that became this version; None where it was published without one."""
    row = _whole().filter(version_id=version_id).first()
    return _told([row])[0] if row else None


def proposals_of(version_ids: Collection[int]) -> dict[int, Proposal]:
    """The proposals that became these versions, by the version; those published without one are left out."""
    told = _told(list(_whole().filter(version_id__in=version_ids)))
    return {one.version_id: one for one in told if one.version_id}


def revisions(proposal_id: int) -> list[Revision]:
    """All contents a proposal ever had, latest first."""
    rows = RevisionRow.objects.filter(proposal_id=proposal_id).order_by("-id")
    return [Revision(row.hash, row.name, row.text, Actor.parse(row.by), row.at) for row in rows]


def base_id(now: datetime) -> int | None:
    """The main version in force."""
    lasting = Q(superseded_at__isnull=True) | Q(superseded_at__gt=now)
    found = piloting.mains().filter(lasting, in_force_from__lte=now).order_by("-number")
    return found.values_list("id", flat=True).first()


def held(proposal_id: int) -> ProposalRow:
    """The row, which nobody else changes until this transaction ends. Raises NoSuchProposal."""
    row = ProposalRow.objects.select_for_update().filter(pk=proposal_id).first()
    if row is None:
        raise NoSuchProposal(f"there is no proposal {proposal_id}")
    return row


def signatures_of(row: ProposalRow) -> list[SignatureRow]:
    """Those under its present content, in the order they were given."""
    return list(row.signatures.filter(lost_at=None).order_by("id"))


def record(kind: str, row: ProposalRow, *, by: Actor, now: datetime, reason: str = "", **more: object) -> None:
    """What was done with a proposal, for good, with the hash of the content it was done with."""
    body = {"title": row.title, "hash": row.hash, **{name: value for name, value in more.items() if value}}
    ledger.record(
        kind=kind,
        subject_kind="proposal",
        subject_id=row.pk,
        at=now,
        now=now,
        actor=by,
        agreement_id=row.base_id,
        reason=reason,
        body=body,
    )
    tell_parties(kind, row, by=by, now=now)


def _check(row: ProposalRow, now: datetime) -> None:
    """Whether it can be put forward, against the version in force. Raises AgreementFault, AlreadyInForce, NotAPilot."""
    check_pilot(load(row.text, row.name), row, now)
    row.base_id = base_id(now)
    if row.base_id and VersionRow.objects.filter(pk=row.base_id, hash=row.hash).exists():
        raise AlreadyInForce("this very content is in force already; there is nothing to sign")


def check_pilot(agreement: Agreement | None, row: ProposalRow, now: datetime) -> None:
    """Whether a pilot could begin at the instant asked for, or now; of any other proposal nothing. Raises NotAPilot."""
    if agreement is not None and agreement.pilot is not None:
        piloting.check_may_begin(agreement, agreement.pilot, max(row.in_force_from or now, now), now)


def _lose_signatures(row: ProposalRow, now: datetime) -> list[str]:
    lost = signatures_of(row)
    row.signatures.filter(lost_at=None).update(lost_at=now)
    if row.state == "signed":
        row.state = "proposed"
    return [one.email for one in lost]


def _keep(row: ProposalRow, by: Actor, now: datetime) -> None:
    RevisionRow.objects.create(proposal=row, hash=row.hash, name=row.name, text=row.text, by=str(by), at=now)


def _title(text: str, name: str) -> str:
    agreement = examine(text, name, with_checks=False)[0]
    return agreement.title if agreement else name[:255]


def _note(note: str) -> str:
    return note.strip()[:LONGEST]


def _whole() -> QuerySet[ProposalRow]:
    standing = SignatureRow.objects.filter(lost_at=None).order_by("id")
    return ProposalRow.objects.prefetch_related(Prefetch("signatures", standing, to_attr="standing"))


def _told(rows: list[ProposalRow]) -> list[Proposal]:
    """Cards; what became of their versions is asked once for all."""
    made = VersionRow.objects.in_bulk([row.version_id for row in rows if row.version_id])
    return [proposal_card(row, row.standing, became=made.get(row.version_id)) for row in rows]  # type: ignore[attr-defined]  # `_whole` puts it there


def _comment(row: CommentRow) -> Comment:
    return Comment(row.pk, Actor.parse(row.by), row.at, row.text)
