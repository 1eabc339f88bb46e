"""The channels that operations connect: mail by the server's settings, chat and webhooks by an address."""

import base64
import secrets
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.db.models import Count

from accord.outside import api as outside
from accord.telling import leasing
from accord.telling.contracts import ChannelCard, ChannelKind, TellingRefused
from accord.telling.kinds import KINDS
from accord.telling.models import Channel, Delivery
from accord.telling.sealed import seal, unseal

ADDRESSED: tuple[ChannelKind, ...] = ("slack", "teams", "webhook")
SECRET_BYTES = 24


def mail_is_connected() -> bool:
    """Whether a mail server is named in the settings."""
    return settings.MAIL_SERVER is not None


def mail_channel(*, now: datetime) -> Channel:
    """The channel of all mail; there is one, connected by the server's settings."""
    channel, _ = Channel.objects.get_or_create(kind="mail", defaults={"name": "Mail", "made_at": now})
    return channel


def connect(*, kind: str, name: str, address: str, kinds: Collection[str], now: datetime) -> ChannelCard:
    """A channel that is told of these kinds from now on. Raises TellingRefused without a name or with a kind there is
    not, AddressRefused for an address that may not be called, NotReached where its name means nothing."""
    if kind not in ADDRESSED or not name.strip():
        raise TellingRefused("a channel has a name, and is one of slack, teams, webhook", code="channel")
    _check_kinds(kinds)
    outside.check(address, allowed=settings.OUTSIDE)
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode() if kind == "webhook" else ""
    row = Channel.objects.create(
        kind=kind,
        name=name.strip()[:100],
        address=seal(address),
        secret=seal(secret),
        kinds=sorted(kinds),
        made_at=now,
    )
    return card(row)


@transaction.atomic
def change(*, channel_id: int, kinds: Collection[str], is_on: bool, now: datetime) -> None:
    """What a channel is told, and whether it leaves at once. What one that is off is told waits until it is on again,
    for a week at most. Raises TellingRefused."""
    _check_kinds(kinds)
    row = open_channel(channel_id)
    leasing.drop_old(now=now)
    row.kinds, row.is_on = sorted(kinds), is_on
    row.save(update_fields=["kinds", "is_on"])


@transaction.atomic
def disconnect(*, channel_id: int, now: datetime) -> None:
    """The channel is told nothing any more; what waited for it is dropped, its log stays. Raises TellingRefused."""
    row = open_channel(channel_id)
    if row.kind == "mail":
        raise TellingRefused("mail is disconnected in the server's settings", code="mail")
    row.closed_at, row.is_on, row.address, row.secret = now, False, "", ""
    row.save(update_fields=["closed_at", "is_on", "address", "secret"])
    Delivery.objects.filter(channel=row, state="waiting").update(state="dropped", done_at=now)


def secret_of(channel_id: int) -> str:
    """The secret by which a webhook's receiver checks signatures. Raises TellingRefused."""
    return unseal(open_channel(channel_id).secret)


def open_channel(channel_id: int) -> Channel:
    """Raises TellingRefused where there is none."""
    row = Channel.objects.filter(pk=channel_id, closed_at=None).first()
    if row is None:
        raise TellingRefused(f"there is no channel {channel_id}", code="no_such_channel")
    return row


def channels() -> list[ChannelCard]:
    """All channels, mail first where it is connected, with how many deliveries wait and how many are parked."""
    rows = [r for r in Channel.objects.filter(closed_at=None).order_by("id") if r.kind != "mail" or mail_is_connected()]
    counts = _counts(row.pk for row in rows)
    return sorted((card(row, *counts[row.pk]) for row in rows), key=lambda one: one.kind != "mail")


def channel(channel_id: int) -> ChannelCard:
    """Raises TellingRefused where there is none."""
    row = open_channel(channel_id)
    return card(row, *_counts([row.pk])[row.pk])


def _counts(channel_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Channel → how many deliveries wait and how many are parked."""
    found = dict.fromkeys(channel_ids, (0, 0))
    rows = Delivery.objects.filter(channel__in=found, state__in=["waiting", "parked"]).values("channel", "state")
    for row in rows.annotate(count=Count("pk")):
        waiting, parked = found[row["channel"]]
        is_waiting = row["state"] == "waiting"
        found[row["channel"]] = (row["count"], parked) if is_waiting else (waiting, row["count"])
    return found


def card(row: Channel, waiting: int = 0, parked: int = 0) -> ChannelCard:
    return ChannelCard(
        id=row.pk,
        kind=cast(ChannelKind, row.kind),
        name=row.name,
        address=_masked(row),
        kinds=tuple(row.kinds),
        is_on=row.is_on,
        failing_since=row.failing_since,
        last_error=row.last_error,
        last_good_at=row.last_good_at,
        rests_until=row.rests_until,
        waiting=waiting,
        parked=parked,
    )


def _masked(row: Channel) -> str:
    """Enough of an address to know it again; the rest of a chat's address is a secret."""
    if row.kind == "mail":
        server: Any = settings.MAIL_SERVER
        return f"{server.host}:{server.port}" if server else ""
    try:
        address = unseal(row.address)
    except TellingRefused:
        return "?"
    if row.kind == "webhook":
        return address
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/…{address[-4:]}"


def _check_kinds(kinds: Collection[str]) -> None:
    unknown = sorted(set(kinds) - KINDS.keys())
    if unknown:
        raise TellingRefused(f"there is no kind {', '.join(unknown)}", code="kind")
