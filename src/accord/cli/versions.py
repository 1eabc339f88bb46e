"""`accord agreement list|show`"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from accord.cli.door import AsJson, console, now, open_database, print_json, print_table
from accord.cli.proposals import plain
from accord.kernel.errors import Refused

if TYPE_CHECKING:
    from accord.agreement.contracts import Proposal, Version

Pdf = Annotated[Path | None, typer.Option(metavar="FILE", help="Write the printable document there instead.")]
Language = Annotated[str, typer.Option(help="Layout of the document: en, ru, ar, zh-hans or zh-hant.")]


class NoSuchVersion(Refused):
    """There is no such version."""

    code = "no_such_version"


def list_all(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Rows of each at the most.")] = 20, as_json: AsJson = False
) -> None:
    """All versions with who signed them, the proposals, and whether the version in force is due for revision."""
    open_database()
    from accord.agreement import api as agreements

    at = now()
    versions, proposals = agreements.versions()[:limit], agreements.proposals(limit=limit)
    current = agreements.in_force(at)
    due = agreements.revision_due(current) if current else None
    if as_json:
        print_json({
            "versions": [_version(one) for one in versions],
            "proposals": [{**plain(one), "is_outdated": one.is_outdated(current)} for one in proposals],
            "revision": {"due_at": due, "is_due": due is not None and due <= at},
        })  # fmt: skip
        return
    print_table(
        "Versions",
        ["version", "title", "in force from", "until", "signed by", "hash"],
        (_cells(one) for one in versions),
    )
    print_table(
        "Proposals",
        ["proposal", "title", "state", "by", "at", "signed by", "hash"],
        (_proposal_cells(one, current) for one in proposals),
    )
    for one in proposals:
        if one.is_outdated(current):
            console.print(_anew(one), markup=False, highlight=False, soft_wrap=True)
    if current and due and due <= at:
        words = f"Version {current.number} was to be revised by {due:%Y-%m-%d}: propose the next one."
        console.print(words, markup=False, highlight=False)


def show(
    which: Annotated[str, typer.Argument(metavar="VERSION", help="A version's number, or `current`.")] = "current",
    proposal: Annotated[int | None, typer.Option(metavar="PROPOSAL", help="A proposal instead.")] = None,
    pdf: Pdf = None,
    language: Language = "en",
    text_only: Annotated[bool, typer.Option("--text", help="Its text and nothing else, to write into a file.")] = False,
    as_json: AsJson = False,
) -> None:
    """One version, or one proposal: who signed it, and its text."""
    open_database()
    if pdf is not None and proposal is not None:
        raise Refused("a version is printed, not a proposal: it is on paper once it is in force", code="pdf")
    if pdf is not None:
        _print(which, pdf, language, as_json)
        return
    told, text, words = _proposal(proposal) if proposal is not None else _known(which)
    if as_json:
        print_json({**told, "text": text})
        return
    if text_only:
        sys.stdout.write(text)
        return
    for line in words:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    console.print("\n" + text, markup=False, highlight=False, soft_wrap=True, end="")


def _print(which: str, file: Path, language: str, as_json: bool) -> None:
    from accord.agreement import api as agreements
    from accord.agreement.paper.printing import printed

    version = find(which)
    made = printed(version, agreements.proposal_of(version.id), language=language)
    try:
        file.write_bytes(made)
    except OSError as error:
        raise Refused(f"{file}: {error.strerror}", code="no_file") from None
    if as_json:
        print_json({"version": version.number, "hash": version.hash, "file": str(file), "bytes": len(made)})
    else:
        console.print(f"{file}: version {version.number} of “{version.title}”", markup=False, highlight=False)


def _known(which: str) -> tuple[dict[str, Any], str, list[str]]:
    version = find(which)
    until = f" until {version.superseded_at:%Y-%m-%d %H:%M}" if version.superseded_at else ""
    since = f"in force from {version.in_force_from:%Y-%m-%d %H:%M}{until} UTC"
    pilot = ", a pilot" if version.is_pilot else ""
    words = [
        f"Version {version.number} of “{version.title}”{pilot}, {since}",
        f"content {version.hash}",
        *_signed(version),
    ]
    return _version(version), version.text, words


def _proposal(number: int) -> tuple[dict[str, Any], str, list[str]]:
    from accord.agreement import api as agreements

    found = agreements.proposal(number)
    if found is None:
        raise agreements.NoSuchProposal(f"there is no proposal {number}")
    main = agreements.in_force(now())
    words = [f"Proposal {found.id} of “{found.title}”, {_state(found, main)}", f"content {found.hash}"]
    words += [_anew(found)] if found.is_outdated(main) else []
    words += [f"signed for {one.side} by {one.email} at {one.at:%Y-%m-%d %H:%M} UTC" for one in found.signatures]
    words += [f"{found.state} by {found.ended_by.name}: {found.reason}"] if found.ended_by else []
    words += [f"note: {found.note}"] if found.note else []
    said = [{"by": one.by, "at": one.at, "text": one.text} for one in agreements.comments(number)]
    return {**plain(found), "is_outdated": found.is_outdated(main), "discussion": said}, found.text, words


def find(which: str) -> "Version":
    """The version of that number, or the one in force for `current`. Raises NoSuchVersion."""
    from accord.agreement import api as agreements

    if which == "current":
        found = agreements.current()
    else:
        found = next((one for one in agreements.versions() if str(one.number) == which), None)
    if found is None and which == "current":
        raise NoSuchVersion("no agreement is in force", code="no_agreement")
    if found is None:
        raise NoSuchVersion(f"there is no version {which}; see: accord agreement list")
    return found


def _signed(version: "Version") -> list[str]:
    from accord.agreement import api as agreements

    signed = agreements.proposal_of(version.id)
    if signed is None:
        return [f"published by {version.published_by.name}, unsigned"]
    return [f"signed for {one.side} by {one.email} at {one.at:%Y-%m-%d %H:%M} UTC" for one in signed.signatures]


def _version(version: "Version") -> dict[str, Any]:
    from accord.agreement import api as agreements

    signed = agreements.proposal_of(version.id)
    names = ("hash", "title", "name", "published_by", "published_at", "in_force_from", "superseded_at", "is_pilot")
    return {
        "version": version.number,
        **{name: getattr(version, name) for name in names},
        "proposal": signed.id if signed else None,
        "signatures": plain(signed)["signatures"] if signed else [],
    }


def _cells(version: "Version") -> tuple[object, ...]:
    from accord.agreement import api as agreements

    signed = agreements.proposal_of(version.id)
    who = ", ".join(one.email for one in signed.signatures) if signed else f"unsigned, by {version.published_by.name}"
    title = f"{version.title} (pilot)" if version.is_pilot else version.title
    return version.number, title, version.in_force_from, version.superseded_at, who, version.hash[:12]


def _anew(one: "Proposal") -> str:
    return (
        f"Proposal {one.id} is outdated, for another version came into force since: look at what it changes now, then "
        f"put it forward anew: accord agreement show --proposal {one.id} --text > FILE, "
        f"accord agreement diff current FILE, accord agreement propose FILE --change {one.id}"
    )


def _state(one: "Proposal", main: "Version | None") -> str:
    return f"{one.standing(now())}, outdated" if one.is_outdated(main) else one.standing(now())


def _proposal_cells(one: "Proposal", main: "Version | None") -> tuple[object, ...]:
    by = (one.proposed_by or one.drafted_by).name
    signed = ", ".join(s.email for s in one.signatures)
    return one.id, one.title, _state(one, main), by, one.proposed_at or one.drafted_at, signed, one.hash[:12]
