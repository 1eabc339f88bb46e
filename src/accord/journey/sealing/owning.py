"""Whose lake it is: each lake has a name and a generation that the database knows too.

The generation is raised in the database before a manifest with it is written. So a lake whose manifest is ahead of
the database was sealed from another one, or from this one before an older back-up was put in its place: it is not read.
A sealer that has lost its lock finds another generation than its own, and stops.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings

from accord.engines import lake
from accord.engines.lake import Lake, Manifest
from accord.journey.models import SealedLake
from accord.kernel.errors import Refused, Unavailable
from accord.kernel.instants import iso


class StrangeLake(Refused):
    """The lake at this address was not sealed from this database, or from a later state of it."""

    code = "strange_lake"


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
    """The lake of this database; None where nothing was sealed yet. Raises StrangeLake, lake.Damaged."""
    found = lake.opened(address())
    if found is None:
        return None
    row = SealedLake.objects.filter(name=found.manifest.lake).first()
    if row is None or row.generation < found.manifest.generation:
        raise StrangeLake(
            f"The lake at {address()} was sealed from another database or from a later state of this one: "
            "name another place by ACCORD_LAKE, or make it anew by: accord lake rebuild --all"
        )
    return found


def ours() -> Lake | None:
    """The lake to read from: none where it is not ours, for the database has every touch."""
    try:
        return opened()
    except StrangeLake:
        return None


def founded(now: datetime) -> Lake:
    """A new lake in the place of whatever was there."""
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
