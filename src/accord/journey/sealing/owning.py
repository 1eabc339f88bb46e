"""Whose lake it is: each lake has a name and a generation that the database knows too.

The generation is raised in the database before a manifest with it is written. So a lake whose manifest is ahead of
the database was sealed from another one, or from this one before an older back-up was put in its place: it is not read.
A sealer that has lost its lock finds another generation than its own, and stops.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings

from accord.engines import lake
from accord.engines.lake import Lake, Manifest
from accord.journey.models import DroppedMonth, SealedLake
from accord.kernel.errors import Refused, Unavailable
from accord.kernel.instants import iso


class StrangeLake(Refused):
    """The lake at this address was not sealed from this database, or from a later state of it."""

    code = "strange_lake"


class NoCopy(Refused):
    """The lake holds the only copy of what was dropped from the database."""

    code = "no_copy"


class SealedElsewhere(Unavailable):
    """Somebody else has changed the lake meanwhile."""

    code = "sealed_elsewhere"


def address() -> str:
    """Where the lake lies: a folder or a URL."""
    return str(settings.LAKE)


def after() -> timedelta:
    """How long after its end a month is sealed."""
    return timedelta(days=settings.SEAL_AFTER_DAYS)


def opened() -> Lake | None:
    """The lake of this database; None where nothing was sealed yet. Raises StrangeLake, NoCopy, lake.Damaged."""
    found = lake.opened(address())
    if found is None:
        check_not_dropped("there is no lake at " + address() + ", which was the only copy of {}: put it back")
        return None
    row = SealedLake.objects.filter(name=found.manifest.lake).first()
    if row is None or row.generation < found.manifest.generation:
        raise StrangeLake(
            f"The lake at {address()} was sealed from another database or from a later state of this one: "
            "name another place by ACCORD_LAKE, or make it anew by: accord lake rebuild --all"
        )
    _check_not_behind(found)
    return found


def _check_not_behind(found: Lake) -> None:
    """Raises NoCopy where the manifest is older than what was dropped: files it does not list are the only copy."""
    months = found.manifest.months
    if behind := sorted(month for month, row in dropped().items() if months.get(month, 0) < row.upto):
        raise NoCopy(
            f"the manifest of the lake at {address()} is older than what was dropped of {', '.join(behind)}: put the "
            "newest one back, with all files of these months"
        )


def dropped() -> dict[str, DroppedMonth]:
    """The months of which something was dropped from the database and not restored."""
    return {row.month: row for row in DroppedMonth.objects.filter(restored_at=None)}


def ours() -> Lake | None:
    """The lake to read from: none where it is not ours, as long as the database has every touch whole. Raises
    StrangeLake, NoCopy."""
    try:
        return opened()
    except StrangeLake:
        if dropped():
            raise
        return None


def check_not_dropped(words: str, months: Collection[str] | None = None) -> None:
    """Raises NoCopy, with the months in the words, where something of these (None: any) lies in the lake alone."""
    if found := sorted(set(dropped()) if months is None else set(dropped()) & set(months)):
        raise NoCopy(words.format(", ".join(found)))


def founded(now: datetime) -> Lake:
    """A new lake in the place of whatever was there. Raises NoCopy."""
    check_not_dropped("the lake is the only copy of {}: restore these months first, by accord lake restore --all")
    name = uuid4().hex
    SealedLake.objects.create(name=name, address=address(), founded_at=now)
    return lake.founded(address(), name, now)


def commit(known: Lake, manifest: Manifest, *, now: datetime) -> Lake:
    """Make a manifest count. Raises SealedElsewhere, and changes nothing, where another one was written meanwhile."""
    generation = known.manifest.generation
    name = known.manifest.lake
    row = SealedLake.objects.get(name=name)
    later = max(row.generation, generation) + 1
    current = lake.opened(address())
    is_current = current is not None and current.manifest.generation == generation and current.manifest.lake == name
    if not is_current or not SealedLake.objects.filter(name=name, generation=row.generation).update(generation=later):
        raise SealedElsewhere("somebody else has changed the lake meanwhile", retry_after=60)
    return known.commit(replace(manifest, generation=later, sealed_at=iso(now)))
