"""`accord agreement propose|sign|countersign|decline|withdraw`"""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from accord.cli import refusals
from accord.cli.agreement_file import text_of
from accord.cli.door import OPERATOR, AsJson, console, errors, instant, now, open_database, print_json
from accord.kernel.actor import Actor, ActorKind
from accord.kernel.errors import Refused

if TYPE_CHECKING:
    from accord.agreement.contracts import Proposal
    from accord.members.policy import Scope

Number = Annotated[int, typer.Argument(help="The proposal's number.", metavar="PROPOSAL", min=1)]
As = Annotated[str | None, typer.Option("--as", metavar="EMAIL", help="The member who does it.")]
Reason = Annotated[str, typer.Option(help="Why; the other side reads it.")]


class NotForRole(Refused):
    """The member's role does not let them do that."""

    code = "not_for_role"


def propose(
    file: Annotated[Path, typer.Argument(help="The agreement as it should be, a YAML file.", metavar="FILE")],
    note: Annotated[str | None, typer.Option(help="What for; both sides read it before they sign.")] = None,
    begins: Annotated[
        str | None,
        typer.Option("--from", metavar="INSTANT", help="In force from then on; else once countersigned."),
    ] = None,
    change: Annotated[
        int | None, typer.Option(metavar="PROPOSAL", help="Another content for this proposal; its signatures are lost.")
    ] = None,
    as_email: As = None,
    as_json: AsJson = False,
) -> None:
    """Put FILE forward to be signed by both sides; it has no effect until then."""
    with refusals.faults_listed(as_json=as_json):
        text = text_of(file)
    open_database()
    from accord.agreement import api as agreements

    by, _ = _who(as_email, "proposal_create")
    if change is not None and begins is not None:
        raise Refused("a change keeps the instant; withdraw it and propose anew for another", code="instant")
    at, asked = now(), instant(begins)

    with refusals.faults_listed(as_json=as_json):
        if change is None:
            made = agreements.put_forward(
                text=text, name=file.name, by=by, now=at, note=note or "", in_force_from=asked
            )
        else:
            made = agreements.change(proposal_id=change, text=text, name=file.name, note=note, by=by, now=at)
            made = agreements.propose(proposal_id=made.id, by=by, now=at) if made.state == "draft" else made
    _tell(made, as_json, f"Proposal {made.id} of “{made.title}” waits for both signatures.")
    tell_who_cannot_sign(at)


def sign(number: Number, as_email: As = None, as_json: AsJson = False) -> None:
    """The first signature, by either side's party of the version in force; it has no effect yet."""
    open_database()
    from accord.agreement import api as agreements

    by, at = _signer(as_email, "proposal_sign"), now()
    _check_is_first(number, by, at)
    made = agreements.sign(proposal_id=number, by=by, now=at)
    others = [party.signs for side, party in agreements.parties(at).items() if made.signature(side) is None]
    ways = "".join(f" {_countersigning(number, email)}" for email in others)
    _tell(made, as_json, f"Signed: “{made.title}”, content {made.hash[:12]}. The other side countersigns it:{ways}")


def countersign(number: Number, as_email: As = None, as_json: AsJson = False) -> None:
    """The second signature, by the other side: in force from the instant asked for, or at once."""
    open_database()
    from accord.agreement import api as agreements
    from accord.journey import rescore

    by, at = _signer(as_email, "proposal_countersign"), now()
    made = rescore.countersign(proposal_id=number, by=by, now=at)
    version = agreements.version(made.version_id) if made.version_id else None
    if version is not None:
        rescore.apply(version, now=at)
        words = f"Countersigned: version {version.number} of “{made.title}” is in force."
    else:
        words = f"Countersigned: “{made.title}” is in force from {made.in_force_from:%Y-%m-%d %H:%M} UTC."
    _tell(made, as_json, words)


def decline(number: Number, reason: Reason, as_email: As = None, as_json: AsJson = False) -> None:
    """One side will not sign it, and says why."""
    open_database()
    from accord.agreement import api as agreements

    by = _signer(as_email, "proposal_decline")
    _tell(agreements.decline(proposal_id=number, by=by, reason=reason, now=now()), as_json, "Declined.")


def withdraw(number: Number, reason: Reason, as_email: As = None, as_json: AsJson = False) -> None:
    """Take a proposal back, with a reason."""
    open_database()
    from accord.agreement import api as agreements

    by, scope = _who(as_email, "proposal_withdraw")
    made = agreements.withdraw(proposal_id=number, by=by, reason=reason, now=now(), own_only=scope == "own")
    _tell(made, as_json, "Withdrawn.")


def tell_who_cannot_sign(at: datetime) -> None:
    """Say on standard error which parties of the version in force are no members yet."""
    from accord.agreement import api as agreements

    for email in agreements.cannot_log_in(at):
        words = f"Nobody can log in yet as {email}, who signs: accord member add {email} --role ROLE"
        errors.print(words, markup=False, highlight=False, soft_wrap=True)


def plain(proposal: "Proposal") -> dict[str, Any]:
    """The JSON of a proposal, without its text."""
    names = ("title", "hash", "name", "note", "in_force_from", "reason")
    who = ("drafted_by", "drafted_at", "proposed_by", "proposed_at", "ended_by", "ended_at")
    return {
        "proposal": proposal.id,
        "state": proposal.standing(now()),
        **{name: getattr(proposal, name) for name in (*names, *who)},
        "signatures": [
            {"side": one.side, "email": one.email, "at": one.at, "hash": one.hash} for one in proposal.signatures
        ],
    }


def _tell(proposal: "Proposal", as_json: bool, words: str) -> None:
    if as_json:
        from accord.agreement import api as agreements

        version = agreements.version(proposal.version_id) if proposal.version_id else None
        print_json({**plain(proposal), "version": version.number if version else None})
    else:
        console.print(words, markup=False, highlight=False, soft_wrap=True)


def _check_is_first(number: int, by: Actor, at: datetime) -> None:
    """Raises Refused with the command that is wanted, where the other side has signed and this one countersigns."""
    from accord.agreement import api as agreements

    found, side = agreements.proposal(number), agreements.side_of(by.name, now=at)
    if found is not None and found.state == "signed" and side is not None and found.signature(side) is None:
        other = found.signatures[0]
        words = f"{other.email} has signed for {other.side} already, so that you countersign it"
        raise Refused(f"{words}: {_countersigning(number, by.name)}", code="countersign")


def _countersigning(number: int, email: str) -> str:
    return f"accord agreement countersign {number} --as {email}"


def _signer(email: str | None, action: str) -> Actor:
    if email is None:
        raise Refused("say who you are: --as EMAIL; the version in force names who signs for each side", code="who")
    return _who(email, action)[0]


def _who(email: str | None, action: str) -> "tuple[Actor, Scope]":
    """The member who acts, and on whose records their role lets them; without one, the operator on all."""
    if email is None:
        return OPERATOR, "all"
    from accord.members import api as members
    from accord.members.policy import scope_of

    member = members.by_email(email)
    if member is None or not member.is_active:
        raise Refused(f"there is no active member {email}; add them with accord member add", code="no_member")
    scope = scope_of(member.role, action)
    if scope is None:
        raise NotForRole(f"the role {member.role} of {member.email} does not let them do that")
    return Actor(ActorKind.MEMBER, member.email), scope
