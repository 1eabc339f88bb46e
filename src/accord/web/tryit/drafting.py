"""Where the values of knobs stand in the text of an agreement."""

from collections.abc import Iterator, Mapping
from typing import Any

from accord.agreement.editing import Number, Path, Plain, Set, at

LEAST = ("at_least", "more_than")


def changes_for(plain: Plain, points: Mapping[str, float], thresholds: Mapping[str, float]) -> list[Set]:
    """What to set for points by "score.rule" and thresholds by "stage.score", in the outline of a text."""
    found: list[Set] = []
    for key, value in points.items():
        score, _, rule = key.partition(".")
        found.append(Set(("scores", score, "rules", rule, "points"), Number(_written(value))))
    stages = at(plain, ("stages",))
    for stage, said in stages.items() if isinstance(stages, dict) else ():
        enter = said.get("enter") if isinstance(said, dict) else None
        seen: dict[str, int] = {}
        for name, path in _leasts(enter, ("stages", stage, "enter")):
            seen[name] = seen.get(name, 0) + 1
            key = f"{stage}.{name}" + (f".{seen[name]}" if seen[name] > 1 else "")
            if key in thresholds:
                found.append(Set(path, Number(_written(thresholds[key]))))
    return found


def _leasts(plain: Any, path: Path) -> Iterator[tuple[str, Path]]:
    """Every place that asks a least of a score, in the order in which it is read."""
    if isinstance(plain, list):
        for place, one in enumerate(plain):
            yield from _leasts(one, (*path, place))
    elif isinstance(plain, dict):
        for key, value in plain.items():
            name = str(key).removeprefix("score.")
            if name == key:
                yield from _leasts(value, (*path, key)) if key in ("all", "any", "none") else ()
            elif isinstance(value, dict) and (least := next((one for one in LEAST if one in value), None)):
                yield name, (*path, key, least)


def _written(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
