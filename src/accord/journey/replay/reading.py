"""The history of everybody for the conditions of some agreements: from the cache, or decoded in one reading."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import msgspec
import numpy as np
from django.conf import settings

from accord.engines import history as engine
from accord.engines.gathering import Gathering
from accord.engines.history import Batch, Distinct, History
from accord.journey import sealing
from accord.journey.replay.decoding import Coder
from accord.kernel.instants import from_micros
from accord.kernel.touch import Touch, TouchKind, TraitChange
from accord.steps.collect import api as collect
from accord.steps.identity import api as identity
from accord.steps.scoring.api import Conditions

_NEVER = from_micros(0)
_decode = msgspec.json.Decoder().decode
Tell = Callable[[float, str], None]


class Decode(Protocol):
    """Histories for each of the conditions, from one reading of all touches up to a number; each in a folder of its
    own in `into`, called by its place."""

    def __call__(
        self, wanted: Sequence[Conditions], people: Sequence[int], *, tell: Tell, upto: int, into: Path
    ) -> list[History]: ...


PAGE = 500
KEPT = 8  # histories on the disk
MADE_BY = version("accord")  # another one may match or fold otherwise


def folder() -> Path:
    """Where histories and answers are kept; anything in it may be deleted, for it can be made again."""
    return Path(settings.REPLAYS)


@dataclass(frozen=True, slots=True)
class Base:
    """What histories are decoded from: touches up to a number, and everybody there was, in order. `hash` stands for
    all of it: touches, verdicts, who everybody is, and the version of Accord that reads them."""

    upto: int
    people: tuple[int, ...]
    hash: str


def base() -> Base:
    """Everything there is now."""
    upto, people = collect.last_number(), tuple(everybody())
    return Base(upto, people, _hash(upto, people))


def _hash(upto: int, people: Sequence[int]) -> str:
    who = sha256(np.array(people, np.int64).tobytes()).hexdigest()
    said = [MADE_BY, collect.fingerprint(upto=upto), identity.fingerprint(), who]
    return sha256(json.dumps(said).encode()).hexdigest()


def everybody() -> list[int]:
    """All people, in the order of their numbers."""
    found: list[int] = []
    last = 0
    while part := identity.people_after(person_id=last, limit=5000):
        found += part
        last = part[-1]
    return found


def histories(wanted: Sequence[Conditions], on: Base, *, tell: Tell, decode: Decode | None = None) -> list[History]:
    """One history for each of the conditions. Those that lack are decoded in one reading of all touches, here or by
    `decode`, and kept, unless people were told apart otherwise meanwhile."""
    keys = [sha256(f"{on.hash} {one.key}".encode()).hexdigest()[:32] for one in wanted]
    found: dict[str, History | None] = {key: engine.read(folder() / key) for key in keys}
    missing = {key: asked for key, asked in zip(keys, wanted, strict=True) if found[key] is None}
    if missing:
        folder().mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=engine.MAKING, dir=folder()) as name:
            into = Path(name)
            made = (decode or decoded)(list(missing.values()), on.people, tell=tell, upto=on.upto, into=into)
            is_steady = _hash(on.upto, everybody()) == on.hash
            for place, key in enumerate(missing):
                if is_steady:
                    engine.keep(into / str(place), folder() / key)
                found[key] = engine.read(folder() / key) if is_steady else made[place]
        engine.tidied(folder(), keep=KEPT)
    for key in keys:
        engine.used(folder() / key)
    return [history for key in keys if (history := found[key]) is not None]


def decoded(wanted: Sequence[Conditions], people: Sequence[int], *, tell: Tell, upto: int, into: Path) -> list[History]:
    """See `Decode`. Memory does not grow with the touches."""
    coders = [Coder(one) for one in wanted]
    gatherings = [Gathering(np.array(people, np.int64), into) for _ in wanted]
    told = add_all_traits(coders, gatherings, people, tell=tell)
    is_context_read = any(one.reads_context for one in wanted)
    total = max(1, upto)
    for batch in sealing.everything(columns=engine.NEEDED):
        ours = engine.upto(batch, upto)
        rows = told_apart(ours, is_context_read=is_context_read)
        for coder, gathering in zip(coders, gatherings, strict=True):
            gathering.touches += ours.num_rows
            add_touches(coder, gathering, rows, told)
        tell(0.3 + 0.5 * min(1.0, gatherings[0].touches / total), "touches")
    return sorted_into(into, coders, gatherings, tell=tell)


def sorted_into(into: Path, coders: Sequence[Coder], gatherings: Sequence[Gathering], *, tell: Tell) -> list[History]:
    """What was gathered as histories in folders of `into`."""
    found = []
    for place, (coder, gathering) in enumerate(zip(coders, gatherings, strict=True)):
        found.append(gathering.done(coder.done(), list(coder.values), into / str(place)))
        tell(0.8 + 0.2 * (place + 1) / len(gatherings), "sorting")
    return found


def add_all_traits(
    coders: Sequence[Coder], gatherings: Sequence[Gathering], people: Sequence[int], *, tell: Tell
) -> Any:
    """What was learnt of everybody; the numbers of the touches that told it, in order."""
    told = [np.zeros(0, np.int64)]
    for start in range(0, len(people), PAGE):
        part = people[start : start + PAGE]
        changes = identity.histories(person_ids=part)
        told.append(np.array([change.touch_id for some in changes.values() for change in some], np.int64))
        for coder, gathering in zip(coders, gatherings, strict=True):
            _add_traits(coder, gathering, start, [changes[person] for person in part])
        tell(0.3 * (start + len(part)) / len(people), "traits")
    return np.unique(np.concatenate(told))


def told_apart(batch: Any, *, is_context_read: bool) -> Batch:
    """The rows of a batch that somebody did, with each different touch once; with the context where it is needed."""
    rows = engine.human_rows(batch, is_context_read=is_context_read)
    if not is_context_read and any(_hides_path(one) for one in rows.distinct):
        return engine.human_rows(batch, is_context_read=True)
    return rows


def _add_traits(coder: Coder, gathering: Gathering, start: int, changes: Sequence[Sequence[TraitChange]]) -> None:
    rows = [
        (start + place, at, -1 - turned, int(is_on))
        for place, some in enumerate(changes)
        for at, turned, is_on in coder.conditions.turns(some)
    ]
    table = np.array(rows, np.int64).reshape(-1, 4)
    gathering.add(*table.T)


def add_touches(coder: Coder, gathering: Gathering, rows: Batch, told: Any) -> None:
    """Each different touch is judged once, however many rows are it; a row may become several."""
    person = gathering.places(rows.person)
    is_activity = ~engine.within(rows.touch_id, told)
    judged = [_judged(coder, one, is_activity=True) for one in rows.distinct]
    many = np.array([len(codes) for codes in judged], np.int64)
    for which in np.unique(rows.which[~is_activity]).tolist():
        if judged[which]:
            _add_quiet(coder, gathering, rows, person, is_activity, which)
    counts = np.where((person >= 0) & is_activity, many[rows.which] if len(many) else 0, 0)
    flat = np.array([row for codes in judged for row in codes], np.int64).reshape(-1, 2)
    first = np.concatenate([np.zeros(1, np.int64), np.cumsum(many)])
    row = np.repeat(np.arange(len(person)), counts)
    within = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    chosen = flat[first[rows.which[row]] + within]
    gathering.add(person[row], rows.at[row], chosen[:, 0], chosen[:, 1])


def _add_quiet(coder: Coder, gathering: Gathering, rows: Batch, person: Any, is_activity: Any, which: int) -> None:
    """Touches that match something and told a trait: they count, but nobody came back by them."""
    of_them = np.flatnonzero((rows.which == which) & ~is_activity & (person >= 0))
    for code, value in _judged(coder, rows.distinct[which], is_activity=False):
        same = np.full(len(of_them), code), np.full(len(of_them), value)
        gathering.add(person[of_them], rows.at[of_them], *same)


def _judged(coder: Coder, one: Distinct, *, is_activity: bool) -> list[tuple[int, int]]:
    kind = TouchKind(one.kind)
    touch = Touch(0, "", kind, one.name, _NEVER, _NEVER, properties=_json(one.properties), context=_json(one.context))
    return coder.rows_of(touch, is_activity=is_activity)


def _hides_path(one: Distinct) -> bool:
    """The context was left out for a path that is not the touch's own."""
    return '"path"' in one.properties and "path" not in _json(one.properties)


def _json(text: str) -> dict[str, Any]:
    found = _decode(text) if text else {}
    return found if isinstance(found, dict) else {}
