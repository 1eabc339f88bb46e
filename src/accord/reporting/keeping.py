"""Reports that take more than a page may: made by the worker or a command, kept, and shown as they were made."""

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app

from accord.reporting.models import Kept

TASK = "accord.reporting.tasks.make"
KINDS = ("profile", "suggestion", "refusal")
KEEP = 20


@dataclass(frozen=True, slots=True)
class KeptReport:
    made_at: datetime
    body: dict[str, Any]


def keep(kind: str, body: dict[str, Any], *, now: datetime) -> None:
    """The newest of its kind; the oldest beyond twenty go."""
    Kept.objects.create(kind=kind, made_at=now, body=json.loads(json.dumps(body, default=_plain)))
    old = Kept.objects.filter(kind=kind).order_by("-made_at", "-id").values_list("id", flat=True)[KEEP:]
    Kept.objects.filter(id__in=list(old)).delete()


def newest(*kinds: str) -> tuple[str, KeptReport] | None:
    """The newest of any of these kinds, with its kind."""
    row = Kept.objects.filter(kind__in=kinds).order_by("-made_at", "-id").first()
    return (row.kind, KeptReport(row.made_at, row.body)) if row else None


def ask_for(kind: str, **named: Any) -> None:
    """Let the worker make a report."""
    transaction.on_commit(lambda: app.configure_task(TASK, queue="accord").defer(kind=kind, named=named) and None)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
