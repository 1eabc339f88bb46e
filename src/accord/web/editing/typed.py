"""What was typed into the tables as changes of the text, in two rounds: what is there already, then what is new."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.http import QueryDict

from accord.agreement.editing import Add, Change, Move, Path, Plain, Remove, Set, Value, at, list_changes
from accord.web.editing.asking import NUMBER, changes_of, condition, touched, value_of
from accord.web.editing.fields import Field, box
from accord.web.editing.parts import Table


def changes_here(tables: Sequence[Table], typed: QueryDict) -> list[Change]:
    """Of what the text says already: other values, and what is taken out, the last first, for places in lists shift."""
    changed = [one for table in tables for field in table.fields() for one in _changed(field, typed)]
    gone = [path for table in tables for path in _removable(table) if box(path) in typed]
    whole = [path for path in gone if not any(path[: len(other)] == other for other in gone if other != path)]
    moved = [
        Move(table.rows[0].path, before)
        for table in tables
        if table.order and (before := str(typed.get(table.order.name, "")))
    ]
    return [*changed, *moved, *(Remove(path) for path in reversed(whole))]


def changes_new(tables: Sequence[Table], typed: QueryDict, plain: Plain) -> Iterator[Change]:
    """What is added: conditions, then rows. `plain` is the outline after the first round."""
    words = {name: str(typed.get(name, "")) for name in _names(tables)}
    for table in tables:
        for asks in table.all_asks():
            if not asks.path[:-1] or at(plain, asks.path[:-1]) is not None:
                yield from changes_of(asks, words, plain)
    for table in tables:
        yield from _row(table, typed, words)


def _removable(table: Table) -> Iterator[Path]:
    """In the order in which they stand in the text."""
    for row in table.rows:
        yield row.path
    for asks in table.all_asks():
        yield from (one.path for one in asks.rows)


def _names(tables: Sequence[Table]) -> Iterator[str]:
    for table in tables:
        for asks in (*table.all_asks(), *([table.fresh_asks] if table.fresh_asks else [])):
            yield from (field.name for field in asks.fresh)


def _changed(field: Field, typed: QueryDict) -> Iterable[Change]:
    if field.name not in typed:
        return []
    if field.kind == "many":
        chosen = [one for one in typed.getlist(field.name) if one]
        words = "\n".join(
            [*(one for one in field.chosen if one in chosen), *(c for c in chosen if c not in field.chosen)]
        )
    else:
        words = str(typed.get(field.name, ""))
    plain = "\n".join(line.strip() for line in words.replace("\r", "").strip().split("\n") if line.strip())
    if plain == field.value.strip():
        return []
    if not plain:
        return [Remove(field.path)]
    if field.kind in ("lines", "many"):
        return list_changes(field.path, field.chosen, plain.split("\n"))
    return [Set(field.path, _value(field, plain))]


def _value(field: Field, words: str) -> Value:
    return value_of(words) if field.kind in ("number", "amount") and NUMBER.fullmatch(words) else words


def _row(table: Table, typed: QueryDict, words: Mapping[str, str]) -> Iterator[Change]:
    """A row begins with its id; without one there is none."""
    row = {str(field.path[-1]): _typed(field, str(typed.get(field.name, ""))) for field in table.fresh}
    if not row.get("id"):
        return
    before = str(row.pop("before", "")) or None
    made: dict[str, Any] = {key: value for key, value in row.items() if value}
    if isinstance(title := made.get("title"), list):
        made["title"] = {"matches": title}
    if "touch" in made:
        made |= touched(str(made["touch"]))
    if table.path == ("routing",):
        made = _route(made)
    asked = table.fresh_asks and condition(table.fresh_asks.typed(words))
    if asked:
        made = {**made, "when": asked}
    yield Add(table.path, made, before)


def _route(made: dict[str, Any]) -> dict[str, Any]:
    """A route leads to an owner, or to a team."""
    owner, team = made.pop("owner", None), made.pop("team", None)
    to = {"owner": owner} if owner else {"team": team or "sales"}
    return {"id": made.pop("id"), "to": to} | made


def _typed(field: Field, words: str) -> Any:
    plain = words.replace("\r", "").strip()
    if field.kind == "lines":
        return [line.strip() for line in plain.split("\n") if line.strip()]
    return _value(field, plain)
