"""The people behind a number of a tryout: kept beside its report as columns, packed, and asked by what they have in
common."""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from accord.journey.replay.api import NAMES, HandOffs, best
from accord.journey.trying.contracts import Behind, Change, Changes, Someone
from accord.kernel.instants import from_micros, to_micros

SIDES = ("proposed", "in_force")
DAY = 86_400 * 1_000_000
_TENTHS = [str(tenth) for tenth in range(1, 11)]


@dataclass(frozen=True, slots=True)
class Kept:
    """The hand-offs of both sides as they are kept."""

    columns: Mapping[str, Any]
    names: Mapping[str, Mapping[str, list[str]]]
    time_zone: str

    def of(self, side: str, name: str) -> Any:
        return self.columns[f"{side}.{name}"]

    def named(self, side: str, part: str, name: str) -> Any:
        """Which rows have this name in a part; none where it has no such name."""
        names = self.names.get(side, {}).get(part, [])
        which = self.of(side, part) if part in self.names.get(side, {}) else None
        if which is None or name not in names:
            return np.zeros(len(self.of(side, "person")), np.bool_)
        return which == names.index(name)


def packed(sides: Mapping[str, HandOffs], *, time_zone: str) -> bytes:
    """Both sides in a few bytes a hand-off."""
    columns: dict[str, Any] = {}
    for side, one in sides.items():
        columns |= {f"{side}.person": one.person, f"{side}.at": one.at, f"{side}.member": one.member}
        columns |= {f"{side}.ranked": one.ranked, f"{side}.became": one.became.astype(np.int8)}
        columns |= {f"{side}.{name}": part.astype(np.int32) for name, part in one.parts.items()}
    said = {"names": {side: one.names for side, one in sides.items()}, "time_zone": time_zone}
    columns["said"] = np.frombuffer(json.dumps(said).encode(), np.uint8)
    out = io.BytesIO()
    np.savez_compressed(out, **columns)
    return out.getvalue()


def unpacked(packed: bytes) -> Kept:
    """What `packed` put together."""
    with np.load(io.BytesIO(packed), allow_pickle=False) as found:
        columns = {name: found[name] for name in found.files}
    said = json.loads(columns.pop("said").tobytes())
    return Kept(columns, said["names"], said["time_zone"])


def behind(kept: Kept, side: str, asked: Mapping[str, str], *, offset: int, limit: int) -> Behind:
    """The hand-offs of a side that have all this: `week` (its Monday), `member`, `later` ("from:to" whole days, only
    those whom both hand over), `first` (of each person only the first), or a part by its name (outcome, source,
    persona, a trait of the account). `best` is another question: so many best tenths of the gain curve."""
    if f"{side}.person" not in kept.columns:
        return Behind((), 0)
    if "best" in asked:
        return _best(kept, side, asked["best"], offset=offset, limit=limit)
    chosen = np.ones(len(kept.of(side, "person")), np.bool_)
    for key, value in asked.items():
        chosen &= _chosen(kept, side, key, value)
    rows = np.flatnonzero(chosen)
    outcomes = kept.names[side]["outcome"]
    return Behind(
        tuple(
            Someone(
                person=int(kept.of(side, "person")[row]),
                at=from_micros(int(kept.of(side, "at")[row])),
                outcome=outcomes[int(kept.of(side, "outcome")[row])],
                member=int(kept.of(side, "member")[row]) or None,
            )
            for row in rows[offset : offset + limit].tolist()
        ),
        len(rows),
    )


def _best(kept: Kept, side: str, tenths: str, *, offset: int, limit: int) -> Behind:
    """The best tenths of the people whose outcome is known, whoever of them was handed over."""
    is_told = f"{side}.ranked" in kept.columns and tenths in _TENTHS
    many = best(len(kept.of(side, "ranked")), int(tenths)) if is_told else 0
    people = kept.of(side, "ranked")[:many].tolist() if is_told else []
    who, first = np.unique(kept.of(side, "person"), return_index=True)
    row_of = dict(zip(who.tolist(), first.tolist(), strict=True))
    found = []
    for place, person in enumerate(people[offset : offset + limit], start=offset):
        row = row_of.get(person)
        found.append(
            Someone(
                person=person,
                at=from_micros(int(kept.of(side, "at")[row])) if row is not None else None,
                outcome=NAMES[int(kept.of(side, "became")[place])],
                member=(int(kept.of(side, "member")[row]) or None) if row is not None else None,
            )
        )
    return Behind(tuple(found), len(people))


def changed(kept: Kept, way: str, *, offset: int, limit: int) -> Changes:
    """Who is handed over by one side only, at the first time: all, or those "gained" or "lost"."""
    rows = []
    for direction, ours, theirs in (("gained", "proposed", "in_force"), ("lost", "in_force", "proposed")):
        if f"{ours}.person" not in kept.columns or f"{theirs}.person" not in kept.columns or way not in ("", direction):
            continue
        person, first = np.unique(kept.of(ours, "person"), return_index=True)
        first = first[~np.isin(person, kept.of(theirs, "person"))]
        names = kept.names[ours]["outcome"]
        columns = (kept.of(ours, "at")[first], kept.of(ours, "person")[first], kept.of(ours, "outcome")[first])
        rows += [
            (at, who, direction, names[what]) for at, who, what in zip(*(c.tolist() for c in columns), strict=True)
        ]
    rows.sort(key=lambda row: row[:3])
    return Changes(
        tuple(
            Change(who, direction, from_micros(at), what) for at, who, direction, what in rows[offset : offset + limit]
        ),
        len(rows),
    )


def _chosen(kept: Kept, side: str, key: str, value: str) -> Any:
    at = kept.of(side, "at")
    if key == "week":
        first, last = _week(value, kept.time_zone)
        return (at >= first) & (at < last)
    if key == "member":
        return kept.of(side, "member") == (
            int(value) if value.isascii() and value.isdigit() and len(value) < 18 else -1
        )
    if key == "first":
        chosen = np.zeros(len(at), np.bool_)
        chosen[np.unique(kept.of(side, "person"), return_index=True)[1]] = True
        return chosen
    if key == "later":
        return _later(kept, side, value)
    return kept.named(side, key, value)


def _week(monday: str, time_zone: str) -> tuple[int, int]:
    """The instants at which the week begins and ends; an empty stretch for what is no such day."""
    try:
        day = date.fromisoformat(monday)
        return _midnight(day, time_zone), _midnight(day + timedelta(days=7), time_zone)
    except (ValueError, OverflowError):
        return 0, 0


def _midnight(day: date, time_zone: str) -> int:
    return to_micros(from_micros(0).replace(year=day.year, month=day.month, day=day.day, tzinfo=ZoneInfo(time_zone)))


def _later(kept: Kept, side: str, value: str) -> Any:
    """First hand-offs of people whom both hand over, where the proposal's comes that many days later."""
    low, _, high = value.partition(":")
    others = "in_force" if side == "proposed" else "proposed"
    chosen = np.zeros(len(kept.of(side, "person")), np.bool_)
    if f"{others}.person" not in kept.columns:
        return chosen
    ours, theirs = (np.unique(kept.of(one, "person"), return_index=True) for one in (side, others))
    _, mine, their = np.intersect1d(ours[0], theirs[0], return_indices=True)
    rows = ours[1][mine]
    late = kept.of(side, "at")[rows] - kept.of(others, "at")[theirs[1][their]]
    late = late if side == "proposed" else -late
    is_so = late != 0
    if low:
        is_so &= late >= _days(low)
    if high:
        is_so &= late < _days(high)
    chosen[rows[is_so]] = True
    return chosen


def _days(text: str) -> int:
    digits = text.removeprefix("-")
    return int(text) * DAY if digits.isascii() and digits.isdigit() and len(digits) < 6 else 0
