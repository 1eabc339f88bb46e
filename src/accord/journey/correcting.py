"""What a member filled in by hand, by whom and when; and said anew where it was wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from accord.agreement.wording import known_words
from accord.journey import datum
from accord.journey.datum import FillRefused
from accord.journey.desk import introduction
from accord.journey.saying import PREFIX
from accord.kernel.touch import Touch, TouchKind, TraitChange
from accord.members import api as members
from accord.members.contracts import MemberCard
from accord.steps.collect import api as collect
from accord.steps.identity import api as identity

SOURCES = (datum.SOURCE, introduction.SOURCE)


@dataclass(frozen=True, slots=True)
class Statement:
    """That a member said it; `by` is what they are called."""

    value: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Filled:
    """A value that holds and was filled in by a member; `before` are those that members said earlier, the latest first.
    `may_change` is false of an address that alone names the person."""

    field: str
    value: str
    by: str
    at: datetime
    before: tuple[Statement, ...]
    may_change: bool = True

    @property
    def words(self) -> str:
        return known_words(self.field)


def filled_in(*, person_id: int | None = None, account_id: int | None = None) -> list[Filled]:
    """What members filled in of a person and their company, or of a company, as far as nobody said otherwise since."""
    changes: list[TraitChange] = []
    may_change_address = False
    if person_id is not None:
        person = identity.person(person_id=person_id)
        account_id = person.account_id
        changes += [c for c in identity.histories(person_ids=[person.id])[person.id] if c.subject == "person"]
        may_change_address = any(one.kind == "user" for one in identity.identifiers(person_id=person.id))
    if account_id is not None:
        changes += identity.account_history(account_id=account_id)
    by_hand = _by_hand(changes)
    names = _names(by_hand.values())
    found = []
    for (subject, name), part in groupby(sorted(changes, key=_field), key=_field):
        said = [(change, _as_such(change, by_hand.get(change.touch_id))) for change in part]  # in order of time
        if (filled := _filled(f"{subject}.{name}", said, names)) is not None:
            found.append(filled)
    return [
        one if one.field != "person.email" or may_change_address else replace(one, may_change=False) for one in found
    ]


def correct(
    *,
    field: str,
    value: str,
    by: MemberCard,
    now: datetime,
    person_id: int | None = None,
    account_id: int | None = None,
) -> int | None:
    """Say anew what a member had filled in of a person, their company, or a company: later, so that it wins. The number
    in the inbox where it waits. Raises FillRefused for what nobody of ours filled in, for an address by which alone
    they are known, and as `datum.tell` does."""
    said = datum.said_in(value)
    one = next((one for one in filled_in(person_id=person_id, account_id=account_id) if one.field == field), None)
    if one is None:
        raise FillRefused(f"{field[:80]!r} is not what somebody here filled in", code="field")
    if not one.may_change:
        raise FillRefused("the address is what the person is known by: add the right one, and merge", code="name")
    if person_id is not None:
        person = identity.person(person_id=person_id)
        person_id, account_id = person.id, person.account_id
    return datum.tell(field=field, value=said, person_id=person_id, account_id=account_id, by=by, now=now)


def _field(change: TraitChange) -> tuple[str, str]:
    return (change.subject, change.name)


def _by_hand(changes: Iterable[TraitChange]) -> dict[int, Touch]:
    """The touches among these by which a member said something: named like theirs, and from a source of theirs."""
    ids = sorted({one.touch_id for one in changes if one.message_id.startswith(PREFIX)})
    touches = {row.touch_id: row.touch for row in collect.touches(touch_ids=ids)} if ids else {}
    sources = {number: collect.source(source_id=number) for number in {one.source_id for one in touches.values()}}
    ours = {number for number, source in sources.items() if source is not None and source.name in SOURCES}
    return {number: touch for number, touch in touches.items() if touch.source_id in ours}


def _as_such(change: TraitChange, touch: Touch | None) -> Touch | None:
    """The touch where it said this itself: neither a domain that follows from an address, nor a company's name from
    what was said of a person."""
    is_of_account = change.subject == "account"
    if touch is None or change.name not in touch.traits or is_of_account != (touch.kind is TouchKind.GROUP):
        return None
    return touch


def _names(touches: Iterable[Touch]) -> dict[str, str]:
    """E-mail address → what the member is called."""
    said = {str(touch.context.get("by", "")) for touch in touches}
    cards = {email: members.by_email(email) for email in said}
    return {email: card.label if card else email for email, card in cards.items()}


def _filled(field: str, said: Sequence[tuple[TraitChange, Touch | None]], names: Mapping[str, str]) -> Filled | None:
    """None where the last word is not a member's."""
    stated = [
        Statement(str(change.value), names[str(touch.context.get("by", ""))], change.at)
        for change, touch in reversed(said)
        if touch is not None
    ]
    if said[-1][1] is None:
        return None
    return Filled(field, stated[0].value, stated[0].by, stated[0].at, tuple(stated[1:]))
