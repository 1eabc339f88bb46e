"""Imported deals: whose they are, at which account, and what they were before."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from accord.connectors.files.messages import group_id
from accord.connectors.files.models import DealTrace, ImportBatch
from accord.connectors.files.rows import instant_of
from accord.connectors.files.seen import Judged, keep
from accord.connectors.files.values import word_key
from accord.kernel.money import Money
from accord.members import api as members
from accord.steps.collect import api as collect
from accord.steps.identity import api as identity
from accord.steps.identity.contracts import PersonCard
from accord.steps.outcomes import api as outcomes
from accord.steps.outcomes.contracts import DealRow

Odd = list[tuple[str, str, int]]


def known_products() -> dict[str, str]:
    """The spelling that stands for each product, by its letters and digits alone; the oldest wins."""
    found: dict[str, str] = {}
    for name in outcomes.products():
        found.setdefault(word_key(name), name)
    return found


def upsert_deals(batch: ImportBatch, judged: Sequence[Judged], now: datetime) -> Odd:
    """Into outcomes, by (source, number); remembers what a changed one was."""
    odd: Odd = []
    whose = _Whose(batch, [j.record.content for j in judged])
    deals = [_deal(j.record.content, whose, j.record.line, odd) for j in judged]
    done = outcomes.upsert_many(source=batch.source_name[:64], deals=deals, now=now)
    keep(batch.pk, judged, [deal.external_id for deal in deals])
    traces = [DealTrace(batch_id=batch.pk, deal_id=deal_id) for deal_id in done.added]
    traces += [DealTrace(batch_id=batch.pk, deal_id=deal_id, before=was) for deal_id, was in done.before.items()]
    DealTrace.objects.bulk_create(traces)
    return odd


def take_back(batch: ImportBatch, now: datetime) -> None:
    """Deals as they were without the batch. Where a later import stands on a deal, that one stays, and what it would
    go back to is what this batch found."""
    latest: dict[int, DealTrace] = {}
    for trace in DealTrace.objects.filter(batch_id=batch.pk).order_by("-pk"):
        latest[trace.deal_id] = trace
    heirs = _heirs(batch, list(latest))
    for deal_id, heir in heirs.items():
        heir.before = latest[deal_id].before
        heir.save(update_fields=["before"])
    mine = [trace for deal_id, trace in latest.items() if deal_id not in heirs]
    outcomes.take_back(
        added=[trace.deal_id for trace in mine if trace.before is None],
        before={trace.deal_id: trace.before for trace in mine if trace.before is not None},
        now=now,
    )


def _heirs(batch: ImportBatch, deal_ids: list[int]) -> dict[int, DealTrace]:
    """The next trace of another batch that stands, by deal."""
    standing = ImportBatch.objects.filter(pk__gt=batch.pk, undone_at=None).values("pk")
    later = DealTrace.objects.filter(deal_id__in=deal_ids, batch_id__in=standing).order_by("-pk")
    return {trace.deal_id: trace for trace in later}


def _deal(content: dict[str, Any], whose: "_Whose", line: int, odd: Odd) -> DealRow:
    account_id, person_id = whose.account(content), whose.person(content)
    if person_id is None and (number := content.get("person_external_id")):
        odd.append(("unknown-person", f"no one person has the number {number}: the deal is kept without", line))
    if account_id is None and (name := content.get("account") or content.get("account_external_id")):
        odd.append(("unknown-account", f"no account {name} yet: the deal is kept without one", line))
    amount = Money(content["amount_minor"], content["currency"]) if "amount_minor" in content else None
    owner = content.get("owner", content.get("owner_email", ""))
    return DealRow(
        external_id=content["external_id"], name=content.get("name", "")[:400],
        product=content.get("product", "")[:200],
        person_id=person_id, account_id=account_id, amount=amount, stage=content["stage"][:200],
        owner_member_id=whose.member(content), owner_name=owner[:200], result=content["result"],
        opened_at=instant_of(content, "opened_at"), closed_at=instant_of(content, "closed_at"),
        lost_reason=content.get("lost_reason", "")[:64],
        extra={name: content[name] for name in ("account", "account_external_id", "account_domain") if name in content},
    )  # fmt: skip


def _numbered(numbers: set[str], source_name: str) -> dict[str, PersonCard]:
    """People by their numbers in the system that the deals come from."""
    ids = {source.name.casefold(): source.id for source in collect.sources()}
    return identity.numbered(numbers=numbers, own=ids.get(source_name.casefold()), source_ids=ids.values())


class _Whose:
    """Accounts, people and members of a chunk, each looked up once."""

    def __init__(self, batch: ImportBatch, contents: list[dict[str, Any]]) -> None:
        vendor = str(batch.mapping.get("vendor", ""))
        self.group = {c["account_external_id"]: group_id(vendor, c["account_external_id"], None, None)
                      for c in contents if "account_external_id" in c}  # fmt: skip
        self.accounts = identity.accounts_called(
            names={c["account"] for c in contents if "account" in c},
            domains={c["account_domain"] for c in contents if "account_domain" in c},
            groups=set(self.group.values()),
        )
        self.people = {email: identity.lookup(text=email) for email in {c["email"] for c in contents if "email" in c}}
        numbers = {c["person_external_id"] for c in contents if "person_external_id" in c}
        self.numbered = _numbered(numbers, batch.source_name) if numbers else {}
        owners = {c["owner_email"] for c in contents if "owner_email" in c} | {c.get("owner", "") for c in contents}
        self.members = {owner: members.by_email(owner) for owner in owners if "@" in owner}

    def account(self, content: dict[str, Any]) -> int | None:
        named = (("group", self.group.get(content.get("account_external_id", ""))),
                 ("domain", content.get("account_domain")),
                 ("name", " ".join(content.get("account", "").casefold().split())))  # fmt: skip
        found = (self.accounts.get((kind, value)) for kind, value in named if value)
        return next((account_id for account_id in found if account_id is not None), self._of_person(content))

    def _of_person(self, content: dict[str, Any]) -> int | None:
        person = self._known(content)
        return person.account_id if person else None

    def person(self, content: dict[str, Any]) -> int | None:
        person = self._known(content)
        return person.id if person else None

    def _known(self, content: dict[str, Any]) -> PersonCard | None:
        """By address, else by number."""
        by_address = self.people.get(content.get("email", ""))
        return by_address or self.numbered.get(content.get("person_external_id", ""))

    def member(self, content: dict[str, Any]) -> int | None:
        member = self.members.get(content.get("owner_email", content.get("owner", "")))
        return member.id if member else None
