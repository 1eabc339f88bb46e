"""Verbs of the outbox."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from accord.kernel.arrays import array_text
from accord.outbox.contracts import Hold, NoticeCard, ReceivedCard, Telling
from accord.outbox.models import Addressee, Notice

Kinds = Collection[str] | QuerySet[Any, str]


def tell(
    kind: str,
    *,
    to: Collection[int],
    about: tuple[str, int],
    body: Mapping[str, Any] | None = None,
    key: str,
    now: datetime,
    hold: Hold | None = None,
) -> None:
    """Tell these members, and every channel that asked for the kind, in the caller's transaction: what is rolled back
    is not told.

    `kind` is a row of telling's table of kinds; `to` are numbers of members (none: only channels hear of it); `about`
    is what it is about, as ("lead", 5); `body` is JSON with what its sentence needs besides (numbers and ids, no names
    of people: those are read when the sentence is made); `key` (at most 200 characters) names this one thing for ever:
    told again under the same key, nothing happens. Under a `hold` nobody hears of it before its instant is over.
    """
    tell_all([Telling(kind=kind, to=to, about=about, body=body or {}, key=key)], now=now, hold=hold)


def tell_all(tellings: Iterable[Telling], *, now: datetime, hold: Hold | None = None) -> int:
    """`tell`, for many at once and in one query; returns how many of them were new."""
    by_key = {one.key: one for one in tellings}
    ordered = [by_key[key] for key in sorted(by_key)]  # two tellers of the same keys must not wait for each other
    if not ordered:
        return 0
    pairs = [(one.key, member_id) for one in ordered for member_id in sorted(set(one.to))]
    columns: list[list[Any]] = [
        [one.kind for one in ordered],
        [one.key for one in ordered],
        [one.about[0] for one in ordered],
        [one.about[1] for one in ordered],
        [json.dumps(dict(one.body)) for one in ordered],
        [key for key, _ in pairs],
        [member_id for _, member_id in pairs],
    ]
    with connection.cursor() as cursor:
        held = [hold.name, hold.until] if hold is not None else [None, None]
        cursor.execute(_TELL, [now, *held, *(array_text(column) for column in columns)])
        return int(cursor.fetchone()[0])


_TELL = """
    WITH told AS (
        INSERT INTO outbox_notice (kind, key, about_kind, about_id, body, at, hold, held_until)
        SELECT n.kind, n.key, n.about_kind, n.about_id, n.body::jsonb, %s, %s, %s
        FROM unnest(%s::text[], %s::text[], %s::text[], %s::bigint[], %s::text[])
            AS n(kind, key, about_kind, about_id, body)
        ON CONFLICT (key) DO NOTHING RETURNING id, key, kind
    ), addressed AS (
        INSERT INTO outbox_addressee (notice_id, member_id, kind)
        SELECT told.id, a.member_id, told.kind FROM told
        JOIN unnest(%s::text[], %s::bigint[]) AS a(key, member_id) ON a.key = told.key
    )
    SELECT count(*) FROM told
"""


@transaction.atomic
def withdraw(hold: UUID) -> bool:
    """Nobody hears of what was told under this hold. False where some of it went out already: then it all stays."""
    rows = Notice.objects.select_for_update().filter(hold=hold).order_by("id")
    if any(row.spread_at is not None for row in rows):
        return False
    rows.delete()
    return True


def was_told(key: str) -> bool:
    """Whether anything was told under this key."""
    return Notice.objects.filter(key=key).exists()


def received(
    *, member_id: int, now: datetime, without: Kinds = (), unread_only: bool = False, offset: int = 0, limit: int = 50
) -> list[ReceivedCard]:
    """A member's notices, the latest first, those of kinds in `without` and those held back left out."""
    rows = Addressee.objects.filter(_let_out(now, "notice__"), member_id=member_id).exclude(kind__in=without)
    if unread_only:
        rows = rows.filter(read_at=None)
    page = rows.select_related("notice").order_by("-notice_id")[offset : offset + limit]
    return [ReceivedCard(_card(row.notice), row.member_id, row.read_at) for row in page]


def count_unread(*, member_id: int, now: datetime, without: Kinds = (), at_most: int = 100) -> int:
    """How many notices the member has not read, counted up to `at_most`."""
    rows = Addressee.objects.filter(_let_out(now, "notice__"), member_id=member_id, read_at=None)
    return rows.exclude(kind__in=without)[:at_most].count()


def mark_read(*, member_id: int, now: datetime, notice_ids: Collection[int] | None = None) -> int:
    """The member has read these, or all; returns how many they had not read before."""
    rows = Addressee.objects.filter(_let_out(now, "notice__"), member_id=member_id, read_at=None)
    if notice_ids is not None:
        rows = rows.filter(notice_id__in=notice_ids)
    return rows.update(read_at=now)


def mark_unread(*, member_id: int, notice_id: int) -> None:
    """The member wants to see it again as not read."""
    Addressee.objects.filter(member_id=member_id, notice_id=notice_id).update(read_at=None)


def is_waiting() -> bool:
    """Whether anything was told that the channels have not been given."""
    return Notice.objects.filter(spread_at=None).exists()


def take_new(*, limit: int, now: datetime) -> list[tuple[NoticeCard, list[int]]]:
    """What was told, is not held back and not given to the channels yet, the oldest first, with whom it is for. It
    counts as given when the caller's transaction commits; what another transaction has taken is left out."""
    new = Notice.objects.select_for_update(skip_locked=True).filter(_let_out(now), spread_at=None)
    rows = list(new.order_by("id")[:limit])
    to = addressees([row.pk for row in rows])
    Notice.objects.filter(pk__in=to).update(spread_at=now)
    return [(_card(row), to[row.pk]) for row in rows]


def take(*, key: str, now: datetime) -> NoticeCard | None:
    """A new notice that whoever told it carries out by themselves; None where it was taken, or is not there."""
    row = Notice.objects.select_for_update().filter(key=key, spread_at=None).first()
    if row is None:
        return None
    Notice.objects.filter(pk=row.pk).update(spread_at=now)
    return _card(row)


def addressees(notice_ids: Collection[int]) -> dict[int, list[int]]:
    """Notice → the members it is for."""
    to: dict[int, list[int]] = {number: [] for number in notice_ids}
    found = Addressee.objects.filter(notice_id__in=to).order_by("member_id").values_list("notice_id", "member_id")
    for number, member_id in found:
        to[number].append(member_id)
    return to


def notices(notice_ids: Collection[int]) -> dict[int, NoticeCard]:
    """The notices of these numbers."""
    return {row.pk: _card(row) for row in Notice.objects.filter(pk__in=notice_ids)}


def read_by(*, member_id: int, notice_ids: Sequence[int]) -> set[int]:
    """Those of these notices that the member has read."""
    rows = Addressee.objects.filter(member_id=member_id, notice_id__in=notice_ids, read_at__isnull=False)
    return set(rows.values_list("notice_id", flat=True))


def forget(*, before: datetime, keep: Collection[int] = (), limit: int = 5000) -> int:
    """Forget the oldest notices from before an instant, but those in `keep`; returns how many."""
    rows = Notice.objects.filter(at__lt=before).exclude(spread_at=None).exclude(pk__in=keep).order_by("at")
    ids = list(rows.values_list("pk", flat=True)[:limit])
    Notice.objects.filter(pk__in=ids).delete()
    return len(ids)


def _let_out(now: datetime, notice: str = "") -> Q:
    """Those that nothing holds back any more."""
    return Q(**{f"{notice}held_until": None}) | Q(**{f"{notice}held_until__lt": now})


def _card(row: Notice) -> NoticeCard:
    return NoticeCard(row.pk, row.kind, row.key, (row.about_kind, row.about_id), row.body, row.at)
