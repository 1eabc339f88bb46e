"""The document while it is read: its faults, the place of each clause, and what was lost to a fault."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from accord.agreement.contracts import Fault
from accord.agreement.reading.nodes import Mapping, Node, Place, Scalar
from accord.agreement.spec import Clause

SOON = "is planned but not built yet; take it out until then"


class Places:
    """Where each clause stands, and each of its values. Clauses are told apart by identity."""

    def __init__(self) -> None:
        self._places: dict[tuple[int, str | int | None], Place] = {}
        self._kept: list[Clause] = []

    def put(self, clause: Clause, place: Place, values: dict[str, Place]) -> None:
        self._kept.append(clause)
        self._places[id(clause), None] = place
        for name, at in values.items():
            self._places[id(clause), name] = at

    def has(self, clause: Clause, name: str) -> bool:
        """The clause's value `name` was written, fit or not."""
        return (id(clause), name) in self._places

    def of(self, clause: Clause, name: str | None = None) -> Place:
        """The place of the clause's value `name`, or of the clause itself where it has none of its own."""
        found = self._places.get((id(clause), name)) or self._places.get((id(clause), None))
        return found or (1, 1)


@dataclass
class Page:
    """`holes` names what lost something to a fault ("parties", "stages.mql", "scores.fit"): a check that would draw
    conclusions from what is missing there keeps silent."""

    file: str
    faults: list[Fault] = field(default_factory=list)
    places: Places = field(default_factory=Places)
    holes: set[str] = field(default_factory=set)
    section: str = ""
    _declared: dict[str, dict[str, Place]] = field(default_factory=dict)
    _referred: list[tuple[str, str, Place]] = field(default_factory=list)

    def declare(self, kind: str, name: str, place: Place) -> None:
        """An id of that kind begins to exist; a second one of the same name is a fault."""
        known = self._declared.setdefault(kind, {})
        if name in known:
            line, column = known[name]
            word = kind.partition(":")[0]
            self.blame(place, f"the {word} “{name}” stands twice; first at {line}:{column}", "duplicate-id")
        known.setdefault(name, place)

    def refer(self, kind: str, name: str, place: Place) -> None:
        """Something names an id of that kind; whether it exists is settled once all is read."""
        self._referred.append((kind, name, place))

    def idle(self, kind: str) -> dict[str, Place]:
        """The ids of that kind that nothing names, with their places; none where something names what is not there,
        for that may mean any of them."""
        known = self._declared.get(kind, {})
        named = {name for of, name, _ in self._referred if of == kind}
        return {name: place for name, place in known.items() if name not in named} if named <= known.keys() else {}

    def settle(self) -> None:
        """Every name that names nothing is a fault."""
        for kind, name, place in self._referred:
            known = self._declared.get(kind, {})
            if name not in known:
                word = kind.partition(":")[0]
                hint = did_you_mean(name, known) or f"; there is no {word} at all"
                self.blame(place, f"there is no {word} “{_short(name)}”{hint}", "unknown-reference")

    def blame(self, place: Place, message: str, code: str) -> None:
        self.faults.append(Fault(self.file, *place, message, code))

    def has_hole(self, *names: str) -> bool:
        """Something was lost in one of these, or in a part of it."""
        return any(hole == name or hole.startswith(f"{name}.") for hole in self.holes for name in names)

    def fault(self, clause: Clause, name: str | None, message: str, code: str) -> Fault:
        """A fault of a clause, at its value `name` where it has a place of its own."""
        return Fault(self.file, *self.places.of(clause, name), message, code)

    def lose(self, place: Place, message: str, code: str) -> None:
        """A fault that leaves a hole in the section being read."""
        self.holes.add(self.section)
        self.blame(place, message, code)


class Fields:
    """The keys of one mapping; every key must be taken before `done`."""

    def __init__(self, page: Page, node: Mapping, what: str, *, place: Place | None = None) -> None:
        self.page, self.what = page, what
        self.place = place or node.place
        self._values = {key.text: (key, value) for key, value in node.pairs}
        self._asked: list[str] = []
        self.places: dict[str, Place] = {}

    def take(self, name: str) -> Node | None:
        """The value of a key that may be left out."""
        self._asked.append(name)
        if name not in self._values:
            return None
        value = self._values[name][1]
        self.places[name] = value.place
        return value

    def need(self, name: str) -> Node | None:
        """The value of a key that must be there."""
        value = self.take(name)
        if value is None:
            self.page.lose(self.place, f"{self.what} needs “{name}”", "missing-key")
        return value

    def key(self, name: str) -> Place:
        """Where the key itself stands."""
        return self._values[name][0].place

    def rest(self) -> list[tuple[Scalar, Node]]:
        """The pairs whose keys nobody asked for."""
        return [pair for name, pair in self._values.items() if name not in self._asked]

    def done(self, soon: Iterable[str] = ()) -> None:
        """Every key that nobody asked for is a fault; `soon` names those that are planned."""
        soon = tuple(soon)
        for key, _ in self.rest():
            if key.text in soon:
                self.page.blame(key.place, f"“{key.text}” {SOON}", "not-built-yet")
            else:
                self._unknown(key)

    def _unknown(self, key: Scalar) -> None:
        hint = did_you_mean(key.text, self._asked)
        for meant in near(key.text, self._asked):
            self.page.holes.add(f"{self.page.section}.{meant}".strip("."))
        self.page.blame(key.place, f"{self.what} knows no “{_short(key.text)}”{hint}", "unknown-key")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """“; did you mean “x”?” or, where nothing is near, the known words."""
    words = sorted(set(known))
    if found := near(word, words):
        return f"; did you mean “{found[0]}”?"
    return f"; known here: {', '.join(words)}" if words else ""


def near(word: str, words: Iterable[str]) -> list[str]:
    """The word that was most likely meant, if any."""
    return get_close_matches(word[:60].lower(), list(words), n=1, cutoff=0.6)


def _short(word: str) -> str:
    return word if len(word) <= 60 else word[:57] + "…"
