"""What is different about who buys and who agrees: parties, motions, lists, profile, personas."""

from collections.abc import Iterator, Mapping, Sequence

from accord.agreement.diff.contracts import Said
from accord.agreement.diff.criteria import test
from accord.agreement.diff.fields import FieldWords, fields, key_order, keyed, list_field, plain_field, rows, text_field
from accord.agreement.diff.words import instead, value_of
from accord.agreement.spec import Motion, Party, Persona, Test
from accord.agreement.wording import list_of, trait_words, words_of

_PERSONA_LISTS = ("demographics", "behaviours", "interests", "needs", "pains")


def parties(old: Mapping[str, Party], new: Mapping[str, Party]) -> Iterator[Said]:
    """Who stands on either side, and who signs."""

    def changed(path: str, a: Party, b: Party) -> Iterator[Said]:
        side = path.rpartition(".")[2]
        words: FieldWords = {
            "team": plain_field(lambda x, y: f"the team of {side} is now called {instead(f'“{y}”', f'“{x}”')}"),
            "signs": plain_field(lambda x, y: f"{side} is now signed for by {instead(y, x)}"),
        }
        yield from fields(path, side, a, b, words)

    yield from keyed(
        "parties",
        old,
        new,
        came=lambda side, one: f"{side} is now a party: {one.signs} signs for the team “{one.team}”",
        went=lambda side, _: f"{side} is no longer a party",
        changed=changed,
    )
    yield from key_order("parties", old, new, "party")


def motions(old: Sequence[Motion], new: Sequence[Motion]) -> Iterator[Said]:
    """The ways the company sells."""
    yield from rows(
        "motions",
        old,
        new,
        noun="motion",
        came=lambda one: f"there is a new motion, {one.id}" + (f": {one.means}" if one.means else ""),
        went=lambda one: f"there is no motion {one.id} any more",
        changed=lambda at, a, b: fields(at, f"the motion {b.id}", a, b, {"means": text_field(f"the motion {b.id}")}),
    )


def lists(old: Mapping[str, Sequence[str]], new: Mapping[str, Sequence[str]]) -> Iterator[Said]:
    """Named lists of values."""
    yield from keyed(
        "lists",
        old,
        new,
        came=lambda name, values: f"there is a new list, {name}: {list_of(values)}",
        went=lambda name, _: f"there is no list {name} any more",
        changed=lambda at, a, b: list_field(at, f"the list {at.removeprefix('lists.')}", a, b),
    )
    yield from key_order("lists", old, new, "list")


def profile(old: Mapping[str, Test], new: Mapping[str, Test]) -> Iterator[Said]:
    """The ideal customer."""
    yield from keyed(
        "profile",
        old,
        new,
        came=lambda name, one: f"the profile now also asks that {trait_words('account', name)} {words_of(one)}",
        went=lambda name, _: f"the profile no longer asks for {trait_words('account', name)}",
        changed=lambda at, a, b: test(at, "the profile", trait_words("account", at.removeprefix("profile.")), a, b),
    )
    yield from key_order("profile", old, new, "trait")


def personas(old: Sequence[Persona], new: Sequence[Persona]) -> Iterator[Said]:
    """Who takes part in a purchase."""
    yield from rows(
        "personas",
        old,
        new,
        noun="persona",
        came=lambda one: f"there is a new persona, {one.id}: {value_of(one)}",
        went=lambda one: f"there is no persona {one.id} any more",
        changed=_persona,
    )


def _persona(path: str, old: Persona, new: Persona) -> Iterator[Said]:
    who = f"the persona {new.id}"
    words: FieldWords = {
        "name": plain_field(lambda a, b: f"{who} is now called {instead(f'“{b}”', f'“{a}”')}"),
        "title": lambda at, a, b: test(at, who, "the job title", a, b),
        "biography": text_field(who, "biography"),
        "says": text_field(who, "says"),
    } | {name: lambda at, a, b, name=name: list_field(at, f"{name} of {who}", a, b) for name in _PERSONA_LISTS}
    yield from fields(path, who, old, new, words)
