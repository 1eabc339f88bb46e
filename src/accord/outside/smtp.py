"""One mail to one mailbox by the administrator's mail server, step by step, so that it is known how far it came."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from accord.outside.contracts import MailServer, NotReached

TIMEOUT = 15.0  # seconds for each step


class MailRefused(Exception):
    """The server will not take this mail for this mailbox, now or later; its message is the server's reply."""


def send(server: MailServer, *, sender: str, recipient: str, mail: bytes, own_name: str) -> str:
    """Hand over one mail; returns the server's reply. Raises MailRefused where it never will be taken, NotReached
    where it may be later."""
    with _session(server, own_name) as session:
        _step(session.mail(sender), "MAIL FROM", is_about_mail=False)
        _step(session.rcpt(recipient), "RCPT TO", is_about_mail=True)
        return _deliver(session, mail)


def _deliver(session: smtplib.SMTP, mail: bytes) -> str:
    """DATA in one piece: once the last byte is sent, a lost connection leaves open whether the server has the mail."""
    try:
        code, reply = session.data(mail)
    except smtplib.SMTPDataError as error:
        code, reply = error.smtp_code, _bytes(error.smtp_error)
    except (smtplib.SMTPException, OSError) as error:
        words = f"the connection was lost after DATA ({error}); the server may have it: the next try has the same id"
        raise NotReached(words, may_have_arrived=True) from None
    return _step((code, reply), "DATA", is_about_mail=True)


def _step(answer: tuple[int, bytes], name: str, *, is_about_mail: bool) -> str:
    """`is_about_mail`: what is refused here is this mail or this mailbox, and others may be taken."""
    code, reply = answer
    text = f"{name}: {code} {reply.decode('utf-8', 'replace')}"[:500]
    if code < 400:
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


def _greeted(server: MailServer, own_name: str) -> smtplib.SMTP:
    if server.encryption == "tls":
        context = ssl.create_default_context()
        session: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, local_hostname=own_name, timeout=TIMEOUT, context=context
        )
    else:
        session = smtplib.SMTP(server.host, server.port, local_hostname=own_name, timeout=TIMEOUT)
    if server.encryption == "starttls":
        session.starttls(context=ssl.create_default_context())
    if server.user:
        session.login(server.user, server.password)
    else:
        session.ehlo_or_helo_if_needed()
    return session


def _bytes(reply: bytes | str) -> bytes:
    return reply if isinstance(reply, bytes) else reply.encode()
