"""A story that was cut off is told anew: marks of where it began and ended, and what clears away half of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.apps import apps
from django.db import connection, transaction

from accord.agreement import api as agreements
from accord.connectors.sample.cast import EVERYBODY
from accord.kernel.actor import PROCESS
from accord.kernel.errors import Refused
from accord.ledger import api as ledger
from accord.members import api as members
from accord.steps.collect import api as collect

BEGUN, TOLD = "sample_begun", "sample_told"
_TELLING = 0x7361_6D70  # "samp": one tells the story at a time


class NotEmpty(Refused):
    """The sample company is for an empty installation: this one has an agreement already."""

    code = "not_empty"


@contextmanager
def telling(*, now: datetime) -> Iterator[None]:
    """Marks where the story begins and where it was told to its end; half of one is cleared away first. Raises
    NotEmpty."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_TELLING])
        if not cursor.fetchone()[0]:
            raise NotEmpty("the sample company is being loaded already")
        try:
            _make_room()
            _mark(BEGUN, now)
            yield
            _mark(TOLD, now)
        finally:
            if connection.is_usable():
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_TELLING])


def is_cut_off() -> bool:
    """Whether a story was begun here and not told to its end."""
    marks = ledger.of_kind([BEGUN, TOLD])
    return bool(marks) and marks[-1].kind == BEGUN


def _make_room() -> None:
    if is_cut_off():
        if _others_wrote():
            raise NotEmpty(
                "a load of the sample company was cut off here, and others have added to it since: "
                "serve what is there, or name an empty ACCORD_HOME"
            )
        _clear()
    elif agreements.current() is not None:
        raise NotEmpty(NotEmpty.__doc__ or "")


def _others_wrote() -> bool:
    """Whether anybody but the story added members, sources, agreements or proposals."""
    cast = {part.email for part in EVERYBODY}
    there, count = members.everyone(limit=len(cast) + 1)
    return (
        count > len(cast)
        or any(member.email not in cast for member in there)
        or any(source.kind != "sample" for source in collect.sources())
        or len(agreements.versions()) > 1
        or bool(agreements.proposals(limit=1))
    )


def _clear() -> None:
    """Empty every table of ours, the append-only ones too: nothing in them ever was anybody's."""
    ours = (model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("accord."))
    tables = ", ".join(sorted(connection.ops.quote_name(m._meta.db_table) for m in ours if m._meta.managed))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables} CASCADE")  # what hangs on the cast, such as confirmed addresses, goes too


def _mark(kind: str, now: datetime) -> None:
    ledger.record(kind=kind, subject_kind="sample", subject_id=0, at=now, now=now, actor=PROCESS)
