"""Who the buyer is and who stands on either side: parties, motions, lists, profile, personas."""

from typing import Any

from accord.agreement.reading import values
from accord.agreement.reading.nodes import Mapping, Node
from accord.agreement.reading.page import Page
from accord.agreement.reading.stages import SIDES
from accord.agreement.reading.tests_clause import read_test
from accord.agreement.spec import Motion, Party, Persona, Test
from accord.kernel.traits import account_trait

SAYINGS = ("demographics", "behaviours", "interests", "needs", "pains")


def read_parties(page: Page, node: Node | None) -> dict[Any, Party]:
    """Both sides: the team and who signs for it."""
    found: dict[Any, Party] = {}
    both = values.fields(page, node, "parties")
    if both is None:
        return found
    for side in SIDES:
        fields = values.fields(page, both.need(side), f"the party {side}")
        if fields is None:
            continue
        team = values.text(page, fields.need("team"), "team")
        signs = values.text(page, fields.need("signs"), "signs")
        if signs and "@" not in signs:
            page.lose(fields.places["signs"], "signs is the e-mail address of who signs for this side", "bad-words")
        fields.done()
        if team and signs:
            found[side] = Party(team=team, signs=signs)
            page.places.put(found[side], fields.place, fields.places)
    both.done()
    return found


def read_motions(page: Page, node: Node | None) -> tuple[Motion, ...]:
    """The ways this company sells, such as product lines."""
    found = []
    for item in values.items(page, node, "motions"):
        fields = values.fields(page, item, "a motion")
        if fields is None:
            continue
        name = values.ident(page, fields.need("id"), "the id of a motion")
        means = values.text(page, fields.take("means"), "means")
        fields.done(soon=("stages", "scores", "routing", "product", "products"))
        if name:
            page.declare("motion", name, fields.places["id"])
            found.append(Motion(id=name, means=means))
            page.places.put(found[-1], fields.place, fields.places)
    return tuple(found)


def read_lists(page: Page, node: Node | None) -> dict[str, tuple[str, ...]]:
    """Named lists of values that tests refer to."""
    found = {}
    for name, place, value in values.named(page, node, "lists"):
        page.declare("list", name, place)
        found[name] = values.texts(page, value, f"the list {name}")
    return found


def read_profile(page: Page, node: Node | None) -> dict[str, Test]:
    """Tests of the account's traits that make up the ideal customer."""
    found: dict[str, Test] = {}
    if node is None:
        return found
    if not isinstance(node, Mapping):
        values.wrong(page, node, "profile", "a mapping from the account's trait to a test")
        return found
    for key, value in node.pairs:
        name = values.text(page, key, "a trait of the profile")
        if name and (test := read_test(page, value, f"the profile's {name}")):
            found[account_trait(name.removeprefix("account."))] = test
    return found


def read_personas(page: Page, node: Node | None) -> tuple[Persona, ...]:
    """Who buys: each with the titles that make somebody one of them."""
    found = (_persona(page, item) for item in values.items(page, node, "personas"))
    return tuple(one for one in found if one)


def _persona(page: Page, node: Node) -> Persona | None:
    fields = values.fields(page, node, "a persona")
    if fields is None:
        return None
    id_ = values.ident(page, fields.need("id"), "the id of a persona")
    if id_:
        page.declare("persona", id_, fields.places["id"])
    name = values.text(page, fields.take("name"), "name") or id_
    titled = fields.need("title")
    title = read_test(page, titled, "title") if titled else None
    biography = values.text(page, fields.take("biography"), "biography")
    says = values.text(page, fields.take("says"), "says")
    sayings: dict[str, Any] = {key: values.texts(page, fields.take(key), key) for key in SAYINGS}
    fields.done(soon=("content", "accuracy", "behaves", "account"))
    if not (id_ and name and title):
        return None
    made = Persona(id=id_, name=name, title=title, biography=biography, says=says, **sayings)
    page.places.put(made, fields.place, fields.places)
    return made
