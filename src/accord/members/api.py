"""Verbs of the members' room."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q

from accord.kernel.errors import Refused
from accord.members.contracts import MemberCard
from accord.members.models import Member
from accord.members.policy import ROLES, TEAM_OF_ROLE
from accord.members.working import (
    WorkRefused,
    add_leave,
    leave,
    leave_of,
    leaves,
    leaves_begun,
    leaves_handing_on,
    note_begun,
    set_work,
    take_leave_back,
    work_history,
    work_of,
    work_stated,
)

__all__ = [
    "MemberRefused",
    "WorkRefused",
    "add",
    "add_leave",
    "by_email",
    "by_ids",
    "card",
    "everyone",
    "leave",
    "leave_of",
    "leaves",
    "leaves_begun",
    "leaves_handing_on",
    "note_begun",
    "set_active",
    "set_role",
    "set_work",
    "switched_off",
    "take_leave_back",
    "team_of",
    "work_history",
    "work_of",
    "work_stated",
]


class MemberRefused(Refused):
    """The member cannot be added or changed so."""

    code = "member"


def add(*, email: str, role: str, now: datetime, password: str | None = None, name: str = "") -> MemberCard:
    """A new member, or the same one with the role, name and password given here when the address is known.

    Without a password the member cannot log in until one is set. Raises MemberRefused for a malformed address,
    an unknown role, a weak password, a log-in that is switched off, and when the last administrator would be gone.
    """
    email = email.strip()
    _check(email, role, password)
    known = Member.objects.filter(email__iexact=email).first()
    if known is not None and not known.is_active:
        raise MemberRefused(f"the log-in of {known.email} is off; an administrator switches it on under Members")
    if known is not None and role != "admin":
        _keep_an_administrator(known)
    member = known or Member(email=email, created_at=now)
    member.role, member.team = role, TEAM_OF_ROLE[role]
    member.name = name or member.name
    if password is not None:
        member.set_password(password)
    elif known is None:
        member.set_unusable_password()
    member.save()
    return card(member)


def set_role(*, member_id: int, role: str) -> MemberCard:
    """Raises MemberRefused when the role is unknown or the last administrator would be gone."""
    member = Member.objects.get(pk=member_id)
    _check(member.email, role, None)
    if role != "admin":
        _keep_an_administrator(member)
    member.role, member.team = role, TEAM_OF_ROLE[role]
    member.save(update_fields=["role", "team"])
    return card(member)


def set_active(*, member_id: int, is_active: bool) -> MemberCard:
    """Raises MemberRefused when the last administrator would be gone."""
    member = Member.objects.get(pk=member_id)
    if not is_active:
        _keep_an_administrator(member)
    member.is_active = is_active
    member.save(update_fields=["is_active"])
    return card(member)


def switched_off() -> list[MemberCard]:
    """Those who do not log in any more, in the order they joined."""
    return [card(m) for m in Member.objects.filter(is_active=False).order_by("pk")]


def by_email(email: str) -> MemberCard | None:
    member = Member.objects.filter(email__iexact=email.strip()).first()
    return card(member) if member else None


def by_ids(ids: Iterable[int]) -> dict[int, MemberCard]:
    return {m.pk: card(m) for m in Member.objects.filter(pk__in=set(ids))}


def team_of(team: str, *, roles: tuple[str, ...] = ("sdr", "rep")) -> list[MemberCard]:
    """The team's members that take leads, active or not, in the order they joined."""
    rows = Member.objects.filter(team=team.lower(), role__in=roles).order_by("pk")
    return [card(m) for m in rows]


def everyone(*, text: str = "", offset: int = 0, limit: int = 50) -> tuple[list[MemberCard], int]:
    """A page of members by name, and how many there are in all."""
    found = Member.objects.filter(Q(email__icontains=text) | Q(name__icontains=text)) if text else Member.objects.all()
    return [card(m) for m in found.order_by("name", "email")[offset : offset + limit]], found.count()


def card(member: Member) -> MemberCard:
    return MemberCard(
        member.pk,
        member.email,
        member.name,
        member.role,
        member.team,
        member.is_active,
        member.time_zone,
        member.language,
    )


def _check(email: str, role: str, password: str | None) -> None:
    try:
        validate_email(email)
        if password is not None:
            validate_password(password, Member(email=email))
    except ValidationError as error:
        raise MemberRefused(" ".join(error.messages)) from None
    if role not in ROLES:
        raise MemberRefused(f"no role {role!r}; the roles are {', '.join(ROLES)}")


def _keep_an_administrator(member: Member) -> None:
    others = Member.objects.filter(role="admin", is_active=True).exclude(pk=member.pk)
    if member.role == "admin" and member.is_active and not others.exists():
        raise MemberRefused("the last administrator cannot go; make somebody else one first")
