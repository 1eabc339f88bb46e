"""Who is who, worked out naively from the whole set of messages: written apart from the product, to be slow and plain.

A message is a dict of `at`, `id`, `user`, `anon`, `email`, `previous`. It knows nothing of decisions by hand.
"""

from itertools import combinations
from typing import Any

JUNK = {"null", "undefined", "0", "guest", ""}
ROLES = {"info", "sales"}
MOST, CROWD = 50, 200
Name = tuple[str, str]


def names_of(message: dict[str, Any]) -> tuple[list[Name], list[Name]]:
    """The strong names, best first, and the weak ones."""
    user, anon, email = (message.get(key) for key in ("user", "anon", "email"))
    user = None if user in JUNK else user
    strong: list[Name] = [("user", user)] if user else []
    if email and not (strong and email.split("@")[0] in ROLES):
        strong.append(("email", email.lower()))
    return strong, [("anonymous", anon)] if anon and anon not in JUNK else []


def ties_of(messages: list[dict[str, Any]]) -> dict[frozenset[Name], tuple[Any, str]]:
    """Each pair seen together, with its earliest message."""
    first: dict[frozenset[Name], tuple[Any, str]] = {}
    for message in messages:
        strong, weak = names_of(message)
        pairs = [(strong[0], other) for other in strong[1:] + weak] if strong else []
        previous = message.get("previous")
        if previous and previous not in JUNK and strong:
            pairs += [(strong[0], ("user", previous)), (strong[0], ("anonymous", previous))]
        for one, other in pairs:
            if one != other:
                key, pair = (message["at"], message["id"]), frozenset((one, other))
                first[pair] = min(first.get(pair, key), key)
    return first


def everybody(messages: list[dict[str, Any]]) -> set[frozenset[Name]]:
    """The people: the names of each."""
    ties = ties_of(messages)
    people: list[set[Name]] = [{name} for name in _all_names(messages, ties)]
    strong = [pair for pair in ties if all(kind != "anonymous" for kind, _ in pair)]
    crowd = {n for n in {n for pair in strong for n in pair} if sum(n in pair for pair in strong) > CROWD}
    for pair in sorted(strong, key=lambda p: (ties[p], sorted(p))):
        one, other = (next(p for p in people if name in p) for name in pair)
        size = sum(kind != "anonymous" for kind, _ in one | other)
        if one is not other and not pair & crowd and size <= MOST:
            people.remove(other)
            one |= other
    for anon in [n for p in people for n in p if n[0] == "anonymous"]:
        mine = sorted((ties[p], sorted(p)) for p in ties if anon in p)
        if mine:
            home = next(n for n in mine[0][1] if n != anon)
            people.remove({anon})
            next(p for p in people if home in p).add(anon)
    return {frozenset(p) for p in people}


def _all_names(messages: list[dict[str, Any]], ties: dict[frozenset[Name], Any]) -> set[Name]:
    said = {name for message in messages for part in names_of(message) for name in part}
    return said | {name for pair in ties for name in pair}


def together(people: set[frozenset[Name]]) -> set[frozenset[Name]]:
    """The pairs that are one person; what two partitions differ by."""
    return {frozenset(pair) for person in people for pair in combinations(person, 2)}
