"""Two criteria, or two tests, as sentences about who asks for what."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from accord.agreement import describe
from accord.agreement.diff.contracts import Said
from accord.agreement.diff.words import entries, exact, instead, is_same, told_apart
from accord.agreement.spec import Criterion, Test
from accord.agreement.wording import known_words, list_of, trait_words, value_words, words_of

_LISTS = {
    "any_of": ("{} may now also be {} for {}", "{} may no longer be {} for {}"),
    "matches": ("{} may now also have the words {} for {}", "{} may no longer have the words {} for {}"),
    "none_of": ("{} may not be {} either for {}", "{} may now be {} for {}"),
}
_BOUNDS = ("at_least", "at_most", "more_than", "less_than")


def criterion(path: str, who: str, old: Criterion, new: Criterion) -> Iterator[Said]:
    """`MQL no longer asks for job title`."""
    if is_same(old, new):
        return
    if old.any_of and new.any_of:
        found = list(_ways(path, who, old.any_of, new.any_of))
    elif _is_tree(old) or _is_tree(new):
        found = []
    else:
        found = list(_parts(path, who, old, new))
    yield from found or [_whole(path, who, old, new)]


def test(path: str, who: str, subject: str, old: Test, new: Test) -> Iterator[Said]:
    """`MQL now asks that engagement is at least 30 instead of 40`."""
    differ = [name for name in Test.model_fields if not is_same(getattr(old, name), getattr(new, name))]
    if len(differ) == 1 and (said := _one_operator(path, who, subject, differ[0], old, new)):
        yield from said
        return
    now, before = told_apart(words_of(new), words_of(old), new, old)
    yield Said(path, "changed", f"{who} now asks that {subject} {instead(now, before.removeprefix('is '))}")


def _one_operator(path: str, who: str, subject: str, name: str, old: Test, new: Test) -> list[Said]:
    before, after = getattr(old, name), getattr(new, name)
    if before is None or after is None:
        return []
    if name in _LISTS:
        came, went, is_reordered = entries(before, after)
        if is_reordered or not (came or went):
            return []
        now, no_longer = _LISTS[name]
        said = [Said(path, "changed", now.format(subject, list_of(came, "or"), who))] if came else []
        return said + ([Said(path, "changed", no_longer.format(subject, list_of(went, "or"), who))] if went else [])
    if name in _BOUNDS and sum(getattr(new, one) is not None for one in _BOUNDS) == 1:
        words = f"{subject} is {name.replace('_', ' ')} {instead(value_words(after), value_words(before))}"
        return [Said(path, "changed", f"{who} now asks that {words}")]
    return []


def _is_tree(one: Criterion) -> bool:
    return bool(one.any_of or one.none_of)


def _whole(path: str, who: str, old: Criterion, new: Criterion) -> Said:
    now, before = told_apart(describe.criterion(new), describe.criterion(old), new, old)
    return Said(path, "changed", f"{who} now asks that {now}; before, it asked that {before}")


def _parts(path: str, who: str, old: Criterion, new: Criterion) -> Iterator[Said]:
    for before, after in _paired(_atoms(old), _atoms(new)):
        if before is None and after is not None:
            yield Said(path, "changed", f"{who} now asks {_asked(after, 'also ')}")
        elif before is not None and after is None:
            yield Said(path, "changed", f"{who} no longer asks {_asked(before)}")
        elif before is not None and after is not None:
            yield from _pair(path, who, before, after)


def _pair(path: str, who: str, old: Criterion, new: Criterion) -> Iterator[Said]:
    if old.score and new.score:
        yield from test(path, who, new.score[0], old.score[1], new.score[1])
    elif old.trait and new.trait:
        yield from test(path, who, trait_words(*new.trait[:2]), old.trait[2], new.trait[2])
    else:
        now, before = told_apart(describe.criterion(new), describe.criterion(old), new, old)
        yield Said(path, "changed", f"{who} now asks that {now}, instead of that {before}")


def _asked(one: Criterion, also: str = "") -> str:
    if one.known:
        return f"{also}for {list_of([known_words(name) for name in one.known])}"
    return f"{also}that {describe.criterion(one)}"


def _ways(path: str, who: str, old: Sequence[Criterion], new: Sequence[Criterion]) -> Iterator[Said]:
    """Of alternatives each is enough by itself."""
    came, went, is_reordered = entries(old, new)
    for one in came:
        yield Said(path, "changed", f"for {who} it is now also enough that {describe.criterion(one)}")
    for one in went:
        yield Said(path, "changed", f"for {who} it is no longer enough that {describe.criterion(one)}")
    if is_reordered:
        said = "; ".join(describe.criterion(one) for one in new)
        yield Said(path, "changed", f"the ways to {who} stand in another order: {said}")


def _atoms(one: Criterion) -> list[Criterion]:
    """What must all hold, each by itself."""
    if one.all_of:
        return [atom for part in one.all_of for atom in _atoms(part)]
    if one.known:
        return [Criterion(known=(name,)) for name in one.known]
    return [one]


def _paired(old: list[Criterion], new: list[Criterion]) -> list[tuple[Criterion | None, Criterion | None]]:
    """What went with what came of the same kind; what stayed is left out."""
    came, went, _ = entries(old, new)
    left: dict[Any, list[Criterion]] = defaultdict(list)
    for one in went:
        left[_kind(one)].append(one)
    pairs: list[tuple[Criterion | None, Criterion | None]] = []
    for one in came:
        same = left[_kind(one)]
        pairs.append((same.pop(0) if same else None, one))
    gone: list[tuple[Criterion | None, Criterion | None]] = [(one, None) for rest in left.values() for one in rest]
    return gone + pairs


def _kind(one: Criterion) -> Any:
    """Two of a kind are one that changed; `known` is added and taken away."""
    if one.score:
        return "score", one.score[0]
    if one.trait:
        return "trait", *one.trait[:2]
    if one.did:
        return "did", one.did.touch
    if one.known:
        return "known", exact(one)
    return tuple(name for name, value in one if value is not None)
