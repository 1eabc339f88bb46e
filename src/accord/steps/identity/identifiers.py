"""Which identifiers a touch carries, and which of them it ties together. Pure: one touch in, no state."""

import hashlib
from dataclasses import dataclass
from typing import NamedTuple

from accord.kernel.touch import Touch, TouchKind
from accord.steps.identity.mail import email_kind, normal_email

USER, EXTERNAL, EMAIL, ANONYMOUS, NOBODY = "user", "external", "email", "anonymous", "touch"
STRONG = frozenset({USER, EXTERNAL, EMAIL})
LONGEST = 200

_JUNK = """
null undefined none nan nil nobody anonymous anon unknown guest n/a na #n/a - -- . ? 0 -1 00 000 0000 false true
default empty user userid user_id id (null) (none) <null> [object] {} [] void missing not_set (not-set) notset
00000000-0000-0000-0000-000000000000
"""
JUNK = frozenset(_JUNK.split()) | {"", "[object object]", "not set", "(not set)", "no value"}


class Name(NamedTuple):
    """An identifier: its kind and its value."""

    kind: str
    value: str

    @property
    def is_strong(self) -> bool:
        return self.kind in STRONG


ACCOUNTS = Name(NOBODY, "accounts")


@dataclass(frozen=True, slots=True)
class Naming:
    """What a touch says about who it was: `own` is whose touch it is, `ties` the pairs that are one person."""

    own: Name
    ties: tuple[tuple[Name, Name], ...]
    email: str | None


def plain_id(value: object) -> str | None:
    """An identifier as stored: trimmed, without what a text column cannot hold, hashed where too long; junk is None."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return None
    text = storable(value).strip()
    if text.casefold() in JUNK:
        return None
    return text if len(text) <= LONGEST else f"{text[:64]}…{hashlib.sha256(text.encode()).hexdigest()}"


def storable(text: str) -> str:
    """The text without NUL and without lone surrogates, which PostgreSQL cannot hold."""
    if text.isascii():
        return text.replace("\x00", "")
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def naming(touch: Touch) -> Naming:
    """Who a touch is about. Its strong identifiers are one person; the anonymous one is tied to the first of them.

    A shared mailbox (info@, sales@) names a person only where nothing better does, and so never joins two.
    """
    email, anonymous = _email(touch), plain_id(touch.anonymous_id)
    strong = _strong(touch, email)
    ties = [(strong[0], other) for other in strong[1:]]
    if anonymous and strong:
        ties.append((strong[0], Name(ANONYMOUS, anonymous)))
    if touch.kind is TouchKind.ALIAS and strong:
        ties.extend(_previous(touch, strong[0]))
    own = strong[0] if strong else Name(ANONYMOUS, anonymous) if anonymous else _nobody(touch)
    return Naming(own, tuple(ties), email)


def _strong(touch: Touch, email: str | None) -> list[Name]:
    user, external = plain_id(touch.user_id), plain_id(touch.traits.get("external_id"))
    names = []
    if user:
        names.append(Name(USER, user))
    if external and touch.kind is not TouchKind.GROUP:
        names.append(Name(EXTERNAL, f"{touch.source_id}:{external}"))
    if email and (not names or email_kind(email) != "role"):
        names.append(Name(EMAIL, email))
    return names


def _email(touch: Touch) -> str | None:
    """The address in the traits, else in `context.traits`, else a user id that is an address."""
    if touch.kind is not TouchKind.GROUP and (email := normal_email(touch.traits.get("email"))):
        return email
    beside = touch.context.get("traits") if isinstance(touch.context, dict) else None
    if isinstance(beside, dict) and (email := normal_email(beside.get("email"))):
        return email
    user = touch.user_id
    return normal_email(user) if isinstance(user, str) and "@" in user else None


def _previous(touch: Touch, own: Name) -> list[tuple[Name, Name]]:
    """An alias call does not say what kind its previous id was: it is tied as a user id and as an anonymous one."""
    previous = plain_id(touch.previous_id)
    if previous is None:
        return []
    return [(own, name) for kind in (USER, ANONYMOUS) if (name := Name(kind, previous)) != own]


def _nobody(touch: Touch) -> Name:
    """What names nobody is a person of its own, so that it joins nobody; what tells of an account only is nobody's."""
    if touch.kind is TouchKind.GROUP:
        return ACCOUNTS
    return Name(NOBODY, f"{touch.source_id}:{plain_id(touch.message_id) or ''}")
