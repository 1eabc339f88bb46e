"""What the tests of telling have in common."""

from accord.outbox import api as outbox
from accord.telling import api, carrying, leasing, spreading
from accord.telling.tests.conftest import NOW


def tell(*to, kind="lead_handed_off", key="handoff:1", now=NOW, **body):
    outbox.tell(
        kind, to=[one.id for one in to], about=("lead", 5), body={"title": "Ada, Acme", **body}, key=key, now=now
    )


def deliver(now=NOW, most=50):
    """What the postman does, in this thread; returns how many arrived."""
    spreading.spread(now=now)
    spreading.bundle(now=now)
    arrived = 0
    for channel_id in leasing.lanes(now=now):
        while most and (held := leasing.take(channel_id=channel_id, now=now)):
            arrived += carrying.carry(held, now=now)
            most -= 1
    return arrived


def webhook(there, *kinds, kind="webhook"):
    return api.connect(kind=kind, name="CRM", address=there.address, kinds=kinds or ["lead_handed_off"], now=NOW)


def switch(channel, *, is_on, now=NOW):
    api.change(channel_id=channel.id, kinds=channel.kinds, is_on=is_on, now=now)
