"""What members want to hear of, by what, and when."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import cast

from django.db import transaction
from django.db.models import QuerySet

from accord.telling.contracts import Habits, Mail, TellingRefused, Wish
from accord.telling.kinds import KINDS, kind_of
from accord.telling.models import Choice, Habit

ALL = "all"  # in place of a kind: what was said of every kind, of those that came later too
MAILS: tuple[Mail, ...] = ("now", "digest", "off")


def wishes_of(member_id: int) -> dict[str, Wish]:
    """Kind → what this member wants, for every kind there is."""
    said = wishes([member_id])
    return {kind: wish_for(kind, member_id, said) for kind in KINDS}


def wishes(member_ids: Collection[int]) -> dict[tuple[int, str], Wish]:
    """(member, kind) → what they said; whoever said nothing is left out."""
    rows = Choice.objects.filter(member_id__in=member_ids)
    return {(row.member_id, row.kind): Wish(row.app, cast(Mail, row.mail)) for row in rows}


def wish_for(kind: str, member_id: int, said: Mapping[tuple[int, str], Wish]) -> Wish:
    """What holds for this member and kind."""
    own, usual = said.get((member_id, kind)), kind_of(kind).wish
    whole = said.get((member_id, ALL))
    return own or (Wish(usual.app, whole.mail) if whole else usual)


def not_in_app(member_id: int) -> "QuerySet[Choice, str]":
    """The kinds that this member does not want to see in the app; asked within the query that they are used in."""
    return Choice.objects.filter(member_id=member_id, app=False).values_list("kind", flat=True)


def habits_of(member_ids: Collection[int]) -> dict[int, Habits]:
    """Member → when they want mail, for all that are asked for."""
    rows = Habit.objects.filter(member_id__in=member_ids)
    said = {row.member_id: Habits(row.digest_hour, row.quiet_from, row.quiet_until) for row in rows}
    return {member_id: said.get(member_id, Habits()) for member_id in member_ids}


@transaction.atomic
def set_wishes(*, member_id: int, wishes: Mapping[str, Wish], habits: Habits | None = None) -> None:
    """Keep what a member wants. Raises TellingRefused for a kind there is not, another way of mail, an hour beyond the
    day, or quiet hours without an end."""
    for kind, wish in wishes.items():
        if kind not in KINDS or wish.mail not in MAILS:
            raise TellingRefused(f"there is no kind {kind!r}, or no way of mail {wish.mail!r}", code="wish")
        Choice.objects.update_or_create(member_id=member_id, kind=kind, defaults={"app": wish.app, "mail": wish.mail})
    if habits is not None:
        _check(habits)
        Habit.objects.update_or_create(member_id=member_id, defaults=asdict(habits))


def stop_mail(*, member_id: int, kind: str) -> None:
    """No more mail of this kind for this member; of every kind, where `kind` is "all"."""
    said = wishes_of(member_id)
    stopped = list(said) if kind == ALL else [kind]
    set_wishes(member_id=member_id, wishes={one: Wish(said[one].app, "off") for one in stopped if one in said})
    if kind == ALL:
        Choice.objects.update_or_create(member_id=member_id, kind=ALL, defaults={"app": True, "mail": "off"})


def _check(habits: Habits) -> None:
    quiet = (habits.quiet_from, habits.quiet_until)
    if not 0 <= habits.digest_hour <= 23 or any(m is not None and not 0 <= m < 1440 for m in quiet):
        raise TellingRefused("an hour is between 0 and 23", code="hour")
    if (quiet[0] is None) != (quiet[1] is None) or (quiet[0] is not None and quiet[0] == quiet[1]):
        raise TellingRefused("quiet hours have a beginning and another end", code="quiet")
