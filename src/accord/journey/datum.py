"""One datum of a person or a company, told by a member: checked, and said as a touch."""

from datetime import datetime
from typing import Any

from accord.agreement import api as agreements
from accord.agreement import walk
from accord.agreement.conditions import as_number
from accord.journey.saying import say
from accord.kernel.errors import Refused
from accord.members.contracts import MemberCard
from accord.steps.identity import api as identity

SOURCE = "data desk"


class FillRefused(Refused):
    """The datum cannot be told so."""

    code = "datum"


def said_in(value: str) -> str:
    """What was typed, without blanks around it. Raises FillRefused for nothing, or for too much."""
    said = value.strip()
    if not said or len(said) > 1000:
        raise FillRefused("say what it is, in at most 1,000 characters", code="value")
    return said


def tell(
    *, field: str, value: str, person_id: int | None, account_id: int | None, by: MemberCard, now: datetime
) -> int | None:
    """Say that `field`, such as "person.job_title", is `value` from now on, of this person or this company; the number
    in the inbox where it waits. Raises FillRefused without a value, for words where a number is compared, for an
    address that is somebody else's, and where nothing names them."""
    said = said_in(value)
    subject, _, trait = field.rpartition(".")
    if field == "person.email":
        _check_address(said, person_id)
    _check_number(subject, trait, said, now)
    told = _of_person(person_id, trait, said) if subject == "person" else _of_account(account_id, trait, said)
    return say(told, source=SOURCE, by=by, now=now)


def _check_address(said: str, person_id: int | None) -> None:
    """An address that somebody else has would make two people one, which is for those who may merge; one of their own,
    which was theirs before, would not."""
    if not identity.normal_email(said):
        raise FillRefused(f"“{said[:80]}” is no e-mail address", code="value")
    holder = identity.lookup(text=said)
    if holder is not None and holder.id != person_id:
        raise FillRefused("somebody else has that address: merge the two people on their page instead", code="taken")


def _check_number(subject: str, trait: str, said: str, now: datetime) -> None:
    """Words where the agreement compares numbers would be kept and never help."""
    version = agreements.in_force(now)
    if version and (subject, trait) in walk.numbers(version.agreement) and as_number(said) is None:
        words = f"“{said[:80]}” is no number, and the agreement compares {trait} as one: write for example 250"
        raise FillRefused(words, code="value")


def _of_person(person_id: int | None, trait: str, value: str) -> dict[str, Any]:
    """By an identifier that names nobody else."""
    found = identity.identifiers(person_id=person_id) if person_id is not None else []
    known = {one.kind: one.value for one in reversed(found)}
    said: dict[str, Any] = {"type": "identify", "traits": {trait: value}}
    if "user" in known:
        said["userId"] = known["user"]
    elif "email" in known:
        said["traits"].setdefault("email", known["email"])
        said["context"] = {"traits": {"email": known["email"]}}
    elif "anonymous" in known:
        said["anonymousId"] = known["anonymous"]
    else:
        raise FillRefused("nothing names this person by which more could be told of them", code="nobody")
    return said


def _of_account(account_id: int | None, trait: str, value: str) -> dict[str, Any]:
    if account_id is None:
        raise FillRefused("the person belongs to no company yet: say which first", code="no-account")
    names = identity.names_of_account(account_id=account_id)
    if not names:
        raise FillRefused("nothing names this company by which more could be told of it", code="nobody")
    return {"type": "group", "groupId": names[0][1], "traits": {trait: value}}
