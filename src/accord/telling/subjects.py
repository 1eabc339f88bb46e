"""What notices are about, by present names: one query a room, however many notices."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from accord.agreement import api as agreements
from accord.outbox.contracts import NoticeCard
from accord.planning import api as planning
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle

Subject = tuple[str, int]


def names_of(notices: Collection[NoticeCard]) -> dict[Subject, tuple[str, str]]:
    """Subject → its name now, and the path of its page (""; it has none)."""
    wanted: dict[str, set[int]] = {}
    for one in notices:
        wanted.setdefault(one.about[0], set()).add(one.about[1])
    found: dict[Subject, tuple[str, str]] = {}
    found |= _leads(wanted.get("lead", set()))
    found |= _people(wanted.get("person", set()))
    found |= {("proposal", i): (_proposal(i), f"/agreement/proposals/{i}/") for i in wanted.get("proposal", ())}
    found |= {
        ("request", one.id): (one.goal, f"/requests/{one.id}/")
        for one in planning.named(wanted.get("request", ())).values()
    }
    found |= {("request", i): ("", f"/requests/{i}/") for i in wanted.get("request", ())}
    found |= {("version", i): _version(i) for i in wanted.get("version", ())}
    return found


def name_of(notice: NoticeCard, names: Mapping[Subject, tuple[str, str]]) -> tuple[str, str]:
    """The subject's name and path. One that no room knows by number is called by the body's `title`. Where the body has
    a `path`, that page is opened, and not the subject's own."""
    title, path = str(notice.body.get("title") or ""), str(notice.body.get("path") or "")
    known = names.get(notice.about, ("", ""))
    return known[0] or title or f"{notice.about[0]} {notice.about[1]}", path if path.startswith("/") else known[1]


def _leads(ids: Collection[int]) -> dict[Subject, tuple[str, str]]:
    cards = lifecycle.leads(ids) if ids else {}
    people = identity.people(person_ids={card.person_id for card in cards.values()}) if cards else {}
    accounts = identity.accounts(account_ids={card.account_id for card in cards.values() if card.account_id})
    found = {}
    for number, card in cards.items():
        person = people.get(card.person_id)
        account = accounts.get(card.account_id or 0)
        label = person.label if person else _("Lead %(number)s") % {"number": number}
        words = f"{label}, {account.label}" if account else label
        found["lead", number] = (words, f"/leads/{number}/")
    return found


def _people(ids: Collection[int]) -> dict[Subject, tuple[str, str]]:
    cards = identity.people(person_ids=ids) if ids else {}
    return {("person", number): (card.label, f"/people/{number}/") for number, card in cards.items()}


def _proposal(number: int) -> str:
    return _("proposal %(number)s") % {"number": number}


def _version(version_id: int) -> tuple[str, str]:
    found = agreements.version(version_id)
    if found is None:
        return _("a version"), ""
    return _("Version %(number)s of the agreement") % {"number": found.number}, f"/agreement/{found.number}/"
