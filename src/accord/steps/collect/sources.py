"""Sources and their write keys."""

import re
import secrets
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from accord.kernel.errors import Refused
from accord.steps.collect.contracts import SourceCard
from accord.steps.collect.models import Source

_KEY = re.compile(r"[A-Za-z0-9_.~-]{1,100}")


class SourceRefused(Refused):
    """The name or the key of a source is taken or unfit."""

    code = "source_refused"


def add_source(*, name: str, now: datetime, key: str | None = None, kind: str = "tracking") -> SourceCard:
    """A new source with its write key, made up unless given. Raises SourceRefused."""
    name, key = name.strip(), secrets.token_urlsafe(24) if key is None else key
    if not 1 <= len(name) <= 100:
        raise SourceRefused("a source's name has 1 to 100 characters")
    if not _KEY.fullmatch(key):
        raise SourceRefused("a write key has 1 to 100 letters, digits and - _ . ~")
    try:
        with transaction.atomic():
            return _card(Source.objects.create(name=name, write_key=key, kind=kind, created_at=now))
    except IntegrityError:
        named = Source.objects.filter(name__iexact=name).first()
        taken = f"a source named {named.name}; capitals make no difference" if named else "a source with this key"
        raise SourceRefused(f"there is already {taken}") from None


def source_named(*, name: str, now: datetime, kind: str = "import") -> SourceCard:
    """The source of that name, made where there is none."""
    found = Source.objects.filter(name__iexact=name).first()
    return _card(found) if found else add_source(name=name, now=now, kind=kind)


def source(*, source_id: int) -> SourceCard | None:
    found = Source.objects.filter(id=source_id).first()
    return _card(found) if found else None


def sources(*, with_counts: bool = False) -> list[SourceCard]:
    """All sources by name; counting reads the whole history, so ask for it on one page only."""
    counts = _counts() if with_counts else {}
    return [_card(s, *counts.get(s.id, (0, None))) for s in Source.objects.order_by("name")]


def revoke(*, source_id: int, now: datetime) -> None:
    """From about a second on, the source's key opens nothing. Its touches stay."""
    Source.objects.filter(id=source_id, revoked_at=None).update(revoked_at=now)


def restore(*, source_id: int) -> None:
    """The source's key opens again."""
    Source.objects.filter(id=source_id).update(revoked_at=None)


def _counts() -> dict[int, tuple[int, datetime]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT source_id, count(*), max(received_at) FROM collect_touch GROUP BY source_id")
        return {source_id: (count, last_at) for source_id, count, last_at in cursor.fetchall()}


def _card(s: Source, touches: int = 0, last_at: datetime | None = None) -> SourceCard:
    return SourceCard(s.id, s.name, s.write_key, s.kind, s.created_at, s.revoked_at, touches, last_at)
