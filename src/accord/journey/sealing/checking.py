"""How it stands with the lake, whether its files are what was sealed and hold each touch once, and what mends it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from accord.engines import lake
from accord.engines.lake import File, Lake, Tally
from accord.journey.models import DroppedMonth
from accord.journey.sealing import mending, owning
from accord.journey.sealing.contracts import WINDOW, Report, Rest, restless
from accord.journey.sealing.knowing import month_of
from accord.journey.sealing.rounds import alone, seal
from accord.kernel.errors import Refused
from accord.steps.collect import api as collect

ONLY = "{} cannot be made anew, for the database has dropped it: put its files back from a back-up of the lake"


class NotSealed(Refused):
    """There is nothing sealed of that month."""

    code = "not_sealed"


@dataclass(frozen=True, slots=True)
class _At:
    now: datetime


def status(*, now: datetime) -> dict[str, Any]:
    """Where the lake is and what it holds by month, as JSON has it; quick, for nothing is read but the manifest and the
    sizes of the files. `wrong` files are missing or cut; `numbers_to_look_at` are so many since the last round; of so
    many `dropped` touches of a month the database has the keys only. Raises StrangeLake, NoCopy, lake.Damaged."""
    found = owning.opened()
    last = collect.last_number()
    if found is None:
        empty: dict[str, Any] = {"sealed_at": None, "generation": 0, "files": 0, "rows": 0, "bytes": 0, "months": []}
        rest = {"retired": 0, "wrong": 0, "keep_months": settings.KEEP_MONTHS}
        return {"address": owning.address(), **empty, "numbers_to_look_at": last, **rest}
    manifest, gone = found.manifest, owning.dropped()
    return {
        "address": owning.address(),
        "sealed_at": manifest.sealed_at or None,
        "generation": manifest.generation,
        "files": len(manifest.files),
        "rows": manifest.rows,
        "bytes": sum(file.bytes for file in manifest.files),
        "months": [
            _month(month, manifest.of(month), gone.get(month))
            for month in sorted(manifest.months)
            if manifest.of(month)
        ],
        "open_from": manifest.before,
        "is_due": is_due(found, now=now),
        "numbers_to_look_at": max(0, last - manifest.looked),
        "retired": len(manifest.retired),
        "wrong": len(found.wrong_at_a_glance()),
        "keep_months": settings.KEEP_MONTHS,
    }


def _month(month: str, files: list[File], gone: DroppedMonth | None) -> dict[str, Any]:
    return {
        "month": month,
        "files": len(files),
        "rows": sum(file.rows for file in files),
        "bytes": sum(file.bytes for file in files),
        "first_at": min(file.first_at for file in files),
        "last_at": max(file.last_at for file in files),
        "dropped": gone.touches if gone else 0,
        "dropped_at": gone.dropped_at if gone else None,
    }


def is_due(found: Lake | None, *, now: datetime) -> bool:
    """Whether a month has been closed long enough that was not sealed yet."""
    return found is None or found.manifest.before != month_of(now - owning.after())


def verify(*, rest: Rest = restless) -> dict[str, Any]:
    """Read every file and compare with the database, as JSON has it: `damaged` files with the reason, how many touches
    are `missing` from the lake, `twice` in it, or `strange` (in the lake, though neither stored nor withdrawn).
    `withdrawn` touches still stand in files until the next round; no reader of Accord's sees them. `unlisted` files do
    not count and are removed by the next round, but for those of dropped months while a listed one is not what was
    sealed. Raises owning.StrangeLake, owning.NoCopy, and lake.Damaged where there is no manifest."""
    found = owning.opened()
    if found is None:
        nothing: dict[str, Any] = {"damaged": [], "missing": 0, "twice": 0, "strange": 0, "withdrawn": 0}
        return {"ok": True, "files": 0, "rows": 0, **nothing, "unlisted": 0}
    damaged = [{"path": file.path, "why": why} for file in found.manifest.files if (why := found.wrong_with(file))]
    bad = {one["path"] for one in damaged}
    tally = lake.tally(found, [file for file in found.manifest.files if file.path not in bad])
    _compare(found, tally, rest)
    withdrawn, strange = tally.strangers(lake.numbers(collect.withdrawn_numbers(upto=tally.upto))[0])
    counts = {"missing": tally.missing, "twice": tally.twice, "strange": strange, "withdrawn": withdrawn}
    is_well = not damaged and not tally.missing and not tally.twice and not strange
    sizes = {"files": len(found.manifest.files), "rows": found.manifest.rows}
    return {"ok": is_well, **sizes, "damaged": damaged, **counts, "unlisted": len(found.unlisted())}


def _compare(found: Lake, tally: Tally, rest: Rest) -> None:
    months = found.manifest.months
    for start in range(0, tally.upto, WINDOW):
        end = min(start + WINDOW, tally.upto)
        text = collect.export(columns=("touch_id",), after=start, upto=end, sealed=months, is_sealed=True)
        tally.expect(lake.numbers(text)[0])
        if not rest(0.0):
            return


def rebuild(*, months: Collection[str] = (), now: datetime, rest: Rest = restless) -> Report:
    """Make these months anew from the database; without any, those of which a file is missing or damaged. Raises
    NotSealed, LakeBusy, owning.StrangeLake, lake.Damaged where there is no manifest, and owning.NoCopy,
    when the others are made anew, for those that the database has no more."""
    with alone():
        found = owning.opened()
        sealed = found.manifest.months if found else {}
        if strange := sorted(set(months) - set(sealed)):
            raise NotSealed(f"Nothing is sealed of {', '.join(strange)}.")
        report = Report()
        if found is None:
            return report
        wrong = set(months) or {file.month for file in found.manifest.files if found.wrong_with(file)}
        for month in sorted(wrong - set(owning.dropped())):
            if report.is_finished:
                found = mending.rebuilt(found, month, _At(now), report, rest)
        owning.check_not_dropped(ONLY, wrong)
        return report


def rebuild_all(*, now: datetime, rest: Rest = restless) -> Report:
    """Forget what was sealed, and seal everything anew; meanwhile everything is read from the database. Raises
    owning.NoCopy."""
    with alone():
        owning.founded(now)
    return seal(now=now, rest=rest)
