"""The cast: Sam sells, Mara markets, Rhea runs operations; a mail server and receivers on loopback."""

import ipaddress
from datetime import UTC, datetime

import pytest

from accord.members import api as members
from accord.outside.contracts import Allowed, MailServer
from accord.telling.connecting import mail_channel
from accord.telling.tests.mailbox import mailbox

NOW = datetime(2026, 10, 5, 9, tzinfo=UTC)


@pytest.fixture
def sam(db):
    return members.add(email="sam@northwind.example", role="rep", name="Sam Sells", now=NOW)


@pytest.fixture
def mara(db):
    return members.add(email="mara@northwind.example", role="marketer", name="Mara Markets", now=NOW)


@pytest.fixture
def loopback(settings):
    settings.OUTSIDE = Allowed((ipaddress.ip_network("127.0.0.0/8"),), plain_http=True)


@pytest.fixture
def server(db, settings):
    """A mail server that is connected; its faults are set by `server.behave(...)`."""
    with mailbox() as there:
        settings.MAIL_SERVER = MailServer("127.0.0.1", there.port, encryption="none")
        settings.MAIL_FROM = "Accord <accord@northwind.example>"
        settings.ADDRESS = "https://accord.northwind.example"
        mail_channel(now=NOW)
        yield there
