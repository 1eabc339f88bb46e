"""One mail to one mailbox by the administrator's mail server, step by step, so that it is known how far it came."""

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from accord.outside.contracts import MailServer, NotReached

TIMEOUT = 15.0  # seconds for each step
TAKING = 300.0  # seconds for the mail itself: whoever looks through it before the answer may take minutes
LONGEST = 420.0  # seconds for all of it, however slowly the other side speaks


class MailRefused(Exception):
    """The server will not take this mail for this mailbox, now or later; its message is the server's reply."""


def send(server: MailServer, *, sender: str, recipient: str, mail: bytes, own_name: str) -> str:
    """Hand over one mail; returns the server's reply. Raises MailRefused where it never will be taken, NotReached
    where it may be later. Takes at most `LONGEST` seconds."""
    with _session(server, own_name) as session:
        _step(session.mail(sender), "MAIL FROM", is_about_mail=False)
        _step(session.rcpt(recipient), "RCPT TO", is_about_mail=True)
        return _deliver(session, mail)


def _deliver(session: smtplib.SMTP, mail: bytes) -> str:
    """DATA in one piece: once the last byte is sent, a lost connection leaves open whether the server has the mail."""
    try:
        if session.sock is not None:
            session.sock.settimeout(TAKING)
        code, reply = session.data(mail)
    except smtplib.SMTPDataError as error:
        code, reply = error.smtp_code, _bytes(error.smtp_error)
        if code < 400:  # the mail was not asked for, so that it was not sent
            raise NotReached(f"DATA: {code} instead of 354") from None
    except (smtplib.SMTPException, OSError) as error:
        words = f"the connection was lost after DATA ({error}); the server may have it: the next try has the same id"
        raise NotReached(words, may_have_arrived=True) from None
    return _step((code, reply), "DATA", is_about_mail=True)


def _step(answer: tuple[int, bytes], name: str, *, is_about_mail: bool) -> str:
    """`is_about_mail`: what is refused here is this mail or this mailbox, and others may be taken."""
    code, reply = answer
    text = f"{name}: {code} {reply.decode('utf-8', 'replace')}"[:500]
    if 200 <= code < 300:
        return text
    if code >= 500 and is_about_mail:
        raise MailRefused(text)
    raise NotReached(text, only_this=is_about_mail and code != 421)


@contextmanager
def _session(server: MailServer, own_name: str) -> Iterator[smtplib.SMTP]:
    try:
        session = _greeted(server, own_name)
    except smtplib.SMTPResponseException as error:
        raise NotReached(f"{error.smtp_code} {_bytes(error.smtp_error).decode('utf-8', 'replace')}"[:500]) from None
    except (smtplib.SMTPException, OSError) as error:
        raise NotReached(f"{server.host}:{server.port} cannot be reached: {error}") from None
    try:
        yield session
    except (smtplib.SMTPException, OSError) as error:
        raise NotReached(f"the mail server hung up: {error}") from None
    finally:
        session.close()


class _Timed(smtplib.SMTP):
    """A session that is cut off at its end: the time limit of a socket begins anew with every byte."""

    def __init__(self, *given: Any, **more: Any) -> None:
        self._end = threading.Timer(LONGEST, self._cut)
        self._end.daemon = True
        self._end.start()
        try:
            super().__init__(*given, **more)
        except BaseException:
            self._end.cancel()
            raise

    def close(self) -> None:
        self._end.cancel()
        super().close()

    def _cut(self) -> None:
        if self.sock is not None:
            with suppress(OSError):  # it is closed already
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


class _TimedTls(_Timed, smtplib.SMTP_SSL):
    pass


def _greeted(server: MailServer, own_name: str) -> smtplib.SMTP:
    if server.encryption == "tls":
        context = ssl.create_default_context()
        session: smtplib.SMTP = _TimedTls(
            server.host, server.port, local_hostname=own_name, timeout=TIMEOUT, context=context
        )
    else:
        session = _Timed(server.host, server.port, local_hostname=own_name, timeout=TIMEOUT)
    if server.encryption == "starttls":
        session.starttls(context=ssl.create_default_context())
    if server.user:
        session.login(server.user, server.password)
    else:
        session.ehlo_or_helo_if_needed()
    return session


def _bytes(reply: bytes | str) -> bytes:
    return reply if isinstance(reply, bytes) else reply.encode()
