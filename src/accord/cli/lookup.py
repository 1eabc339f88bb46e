"""`accord lookup`"""

from typing import Annotated

import typer

from accord.cli.door import AsJson, console, open_database, print_json, print_table, shortened
from accord.kernel.errors import Refused


def lookup(
    text: Annotated[str, typer.Argument(help="A name, e-mail address, domain or phone number, or several lines.")],
    as_json: AsJson = False,
) -> None:
    """Do we know them? People and companies named by TEXT, with their leads, owner and deals."""
    if not text.strip():
        raise Refused("say who or what to look for", code="text")
    open_database()
    from accord.journey import knowing

    found = knowing.look_up(text=text)
    if as_json:
        print_json(found.as_dict())
        return
    people = (
        (
            one.person.id,
            one.person.label,
            one.account.label if one.account else "",
            ", ".join(lead.stage for lead in one.leads),
            one.owner.label if one.owner else "",
            f"{one.person.last_seen_at:%Y-%m-%d}",
        )
        for one in found.people
    )
    nobody = f"Nobody is known by {shortened(text)}."
    print_table("People", ["id", "name", "company", "leads", "owner", "seen"], people, nothing=nobody)
    if found.has_more:
        console.print("More people are called so; name them more exactly.", highlight=False)
    owners = {card.id: found.owners[card.id].label if card.id in found.owners else "" for card in found.accounts}
    companies = ((card.id, card.label, card.domain, owners[card.id]) for card in found.accounts)
    none = f"No company is known by {shortened(text)}."
    print_table("Companies", ["id", "name", "domain", "owner"], companies, nothing=none)
