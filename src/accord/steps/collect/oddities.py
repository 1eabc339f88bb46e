"""Warnings: what was refused or odd, for the page that shows it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from accord.steps.collect import models
from accord.steps.collect.contracts import Oddity, WarningCard

AT_ONCE = 50  # of one code and source in one call; the rest is counted in the last


def warn(*, oddities: Sequence[Oddity]) -> None:
    """Keep warnings; a flood of one kind is kept as its first fifty and a count."""
    grouped: dict[tuple[int, str], list[Oddity]] = defaultdict(list)
    for oddity in oddities:
        grouped[(oddity.source_id, oddity.code)].append(oddity)
    models.Warning.objects.bulk_create(row for group in grouped.values() for row in _rows(group))


def _rows(group: list[Oddity]) -> list[models.Warning]:
    more = len(group) - AT_ONCE
    rows = [
        models.Warning(source_id=o.source_id, at=o.at, code=o.code, message=o.message, message_id=o.message_id,
                excerpt=o.excerpt)
        for o in group[:AT_ONCE]
    ]  # fmt: skip
    if more > 0:
        rows[-1].message += f"; and {more} more like it"
    return rows


def warnings(*, page: int = 1, size: int = 50, source_id: int | None = None, code: str = "") -> list[WarningCard]:
    """One page of warnings, newest first."""
    rows = models.Warning.objects.order_by("-at", "-id")
    if source_id is not None:
        rows = rows.filter(source_id=source_id)
    if code:
        rows = rows.filter(code=code)
    found = list(rows[(page - 1) * size : page * size])
    names = dict(models.Source.objects.filter(id__in={w.source_id for w in found}).values_list("id", "name"))
    return [
        WarningCard(w.id, w.source_id, names.get(w.source_id, ""), w.at, w.code, w.message, w.message_id, w.excerpt)
        for w in found
    ]


def forget_warnings(*, before: datetime) -> int:
    """Drop warnings older than an instant; how many went."""
    return models.Warning.objects.filter(at__lt=before).delete()[0]
