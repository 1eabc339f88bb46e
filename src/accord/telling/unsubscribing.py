"""The signed address at the foot of every mail: who opens it may stop that kind of mail, and nothing else."""

from dataclasses import dataclass

from django.core import signing

from accord.telling.contracts import TellingRefused
from accord.telling.kinds import KINDS
from accord.telling.wishes import stop_mail

_SALT = "accord.telling.unsubscribing"


@dataclass(frozen=True, slots=True)
class Stop:
    """`kind` "all": every kind."""

    member_id: int
    kind: str


def address_of(member_id: int, kind: str, home: str) -> str:
    """Where this member stops mail of this kind, or "all" mail."""
    return f"{home}/unsubscribe/{signing.Signer(salt=_SALT).sign_object([member_id, kind])}/"


def read(token: str) -> Stop:
    """What a signed address says. Raises TellingRefused where it is not ours."""
    try:
        member_id, kind = signing.Signer(salt=_SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        message = "this address is not one of ours, or it was cut; your wishes are in Accord under Notices"
        raise TellingRefused(message, code="unknown") from None
    return Stop(member_id, kind)


def stop(token: str) -> Stop:
    """Stop the mail that the address is about. Raises TellingRefused."""
    asked = read(token)
    if asked.kind == "all" or asked.kind in KINDS:
        stop_mail(member_id=asked.member_id, kind=asked.kind)
    return asked
