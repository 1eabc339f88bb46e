"""Criteria: trees of conditions about one person, in full and in short."""

from typing import Any, get_args

from accord.agreement.reading import values
from accord.agreement.reading.nodes import Mapping, Node, Place, Scalar
from accord.agreement.reading.page import Page, did_you_mean
from accord.agreement.reading.tests_clause import read_test, read_tests
from accord.agreement.reading.words import PATH, duration
from accord.agreement.spec import Criterion, Decided, Did
from accord.kernel.traits import account_trait, person_trait

DECIDED: tuple[str, ...] = get_args(Decided)
TREES = {"all": "all_of", "any": "any_of", "none": "none_of"}
KEYS = (*TREES, "did", "known", "in_profile", "persona", "score.NAME", "person.TRAIT", "account.TRAIT")


def read_criterion(page: Page, node: Node | None, what: str) -> Criterion | None:
    """One criterion; a mapping of several keys asks for all of them."""
    if node is None:
        return None
    if isinstance(node, Scalar) and not values.is_empty(node):
        return _decided(page, node, what)
    if not isinstance(node, Mapping):
        values.wrong(page, node, what, "a criterion such as {score.fit: {at_least: 20}} or accepted")
        return None
    if not node.pairs:
        page.lose(node.place, f"{what} is empty", "empty")
        return None
    parts = [made for key, value in node.pairs if (made := _part(page, key, value))]
    if len(parts) < 2:
        return parts[0] if parts else None
    return _put(page, Criterion(all_of=tuple(parts)), node.place)


def trait_name(page: Page, node: Node) -> str | None:
    """`person.email` is `email`, `account.industry` stays; spellings become canonical."""
    written = values.text(page, node, "a trait")
    if written is None:
        return None
    subject, dot, name = written.partition(".")
    if not dot:
        subject, name = "person", written
    if subject not in ("person", "account") or not PATH.fullmatch(name) or "." in name:
        page.lose(node.place, f"“{written}” is no trait; write email, person.email or account.industry", "bad-trait")
        return None
    return person_trait(name) if subject == "person" else f"account.{account_trait(name)}"


def _put(page: Page, made: Criterion, place: Place, **values_at: Place) -> Criterion:
    page.places.put(made, place, values_at)
    return made


def _decided(page: Page, node: Scalar, what: str) -> Criterion | None:
    word = values.choice(page, node, what, DECIDED)
    made: Any = word
    return _put(page, Criterion(decided=made), node.place) if word else None


def _part(page: Page, key: Scalar, node: Node) -> Criterion | None:
    word = key.text
    said: dict[str, Any] = {}
    if word in TREES:
        found = [read_criterion(page, item, f"an entry of {word}") for item in values.items(page, node, word)]
        said[TREES[word]] = tuple(one for one in found if one) or None
    elif word == "did":
        said["did"] = _did(page, node)
    elif word == "known":
        found_names = [trait_name(page, item) for item in values.items(page, node, word, one_will_do=True)]
        said["known"] = tuple(name for name in found_names if name) or None
    elif word == "in_profile":
        said["in_profile"] = values.flag(page, node, word)
    elif word == "persona":
        names = values.items(page, node, word, one_will_do=True)
        found_ids = [values.reference(page, item, "a persona", "persona") for item in names]
        said["persona"] = tuple(name for name in found_ids if name) or None
    else:
        said = _dotted(page, key, node)
    if not any(value is not None for value in said.values()):
        page.holes.add(page.section)
        return None
    return _put(page, Criterion(**said), key.place, value=node.place)


def _dotted(page: Page, key: Scalar, node: Node) -> dict[str, Any]:
    subject, _, name = key.text.partition(".")
    if subject == "score" and name:
        page.refer("score", name, key.place)
        if not isinstance(node, Mapping):
            values.wrong(page, node, key.text, "a test such as {at_least: 20}")
            return {}
        test = read_test(page, node, key.text)
        return {"score": (name, test)} if test else {}
    if subject in ("person", "account") and (trait := trait_name(page, key)):
        test = read_test(page, node, key.text)
        return {"trait": (subject, trait.removeprefix("account."), test)} if test else {}
    if subject not in ("person", "account"):
        page.lose(key.place, f"a criterion knows no “{key.text[:60]}”{did_you_mean(key.text, KEYS)}", "unknown-key")
    return {}


def _did(page: Page, node: Node) -> Did | None:
    if not isinstance(node, Mapping):
        touch = values.text(page, node, "did")
        made = Did(touch=touch) if touch else None
        places: dict[str, Place] = {"touch": node.place}
    else:
        fields = values.fields(page, node, "did")
        assert fields
        touch = values.text(page, fields.need("touch"), "touch")
        where = read_tests(page, fields.take("where"), "where")
        at_least = values.integer(page, fields.take("at_least"), "at_least", most=values.MOST_POINTS)
        within = values.spoken(page, fields.take("within"), "within", duration)
        fields.done(soon=("tags", "topic", "at_most", "product", "funnel_stage"))
        made = (
            Did(touch=touch, where=where, at_least=1 if at_least is None else at_least, within=within)
            if touch
            else None
        )
        places = fields.places
    if made:
        page.places.put(made, node.place, places)
    return made
