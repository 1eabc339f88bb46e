"""Mail, plain and HTML. Nothing in it tells that it was opened; the id is the same in every try, so that a server which
has the mail already can drop the second one."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import cache
from pathlib import Path

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _

from accord.outside import api as outside
from accord.outside.contracts import NotReached
from accord.telling.channels.letterbox import Outcome, Parcel
from accord.telling.kinds import KINDS
from accord.telling.unsubscribing import address_of

STYLES = Path(__file__).parent.parent / "mail.css"


def send(parcel: Parcel) -> Outcome:
    assert parcel.reader is not None
    if settings.MAIL_SERVER is None:
        return Outcome(is_sent=False, words="no mail server is named in the settings: ACCORD_MAIL_URL")
    sender = parseaddr(settings.MAIL_FROM)[1]
    try:
        reply = outside.send(
            settings.MAIL_SERVER,
            sender=sender,
            recipient="@".join(_mailbox(parcel.reader.email)),
            mail=made(parcel).as_bytes(),
            own_name=_domain(),
        )
    except outside.MailRefused as error:
        return Outcome(is_sent=False, words=str(error), lasting=True, of_channel=False)
    except NotReached as error:
        return Outcome(is_sent=False, words=error.message, of_channel=not error.only_this)
    return Outcome(is_sent=True, words=reply)


def made(parcel: Parcel) -> EmailMessage:
    """The mail, with everything that a mailbox needs to sort it, thread it and stop it."""
    assert parcel.reader is not None
    mail = EmailMessage(policy=SMTP)
    mail["Message-ID"] = f"<{parcel.key}@{_domain()}>"
    mail["Date"] = format_datetime(parcel.now)
    mail["From"] = settings.MAIL_FROM
    mail["To"] = Address(_line(parcel.reader.name), *_mailbox(parcel.reader.email))
    mail["Subject"] = _subject(parcel)
    stop = address_of(parcel.reader.id, _only_kind(parcel), parcel.home)
    mail["List-Unsubscribe"] = f"<{stop}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["Auto-Submitted"] = "auto-generated"
    values = {"parcel": parcel, "stop": stop, "subject": _subject(parcel), "language": get_language()}
    values["direction"] = "rtl" if get_language_bidi() else "ltr"
    mail.set_content(_plain(parcel, stop), cte="quoted-printable")
    html = css_inline.inline(render_to_string("telling/mail.html", values), extra_css=_styles())
    mail.add_alternative(html, subtype="html", cte="quoted-printable")
    return mail


def _plain(parcel: Parcel, stop: str) -> str:
    parts = []
    for one in parcel.notices:
        rows = "\n".join(" | ".join(row) for row in one.table)
        link = parcel.home + one.path if one.path else ""
        parts.append("\n".join(filter(None, [one.sentence, one.detail, rows, link])))
    foot = _("You get this because of your wishes in Accord.")
    parts.append(f"-- \n{foot}\n{parcel.home}/notices/wishes/\n{_('No more mail like this')}: {stop}")
    return "\n\n".join(parts) + "\n"


def _subject(parcel: Parcel) -> str:
    count = len(parcel.notices)
    if count == 1:
        return _line(parcel.notices[0].sentence)
    first = _line(parcel.notices[0].sentence)
    return ngettext("%(first)s, and %(n)d more", "%(first)s, and %(n)d more", count - 1) % {
        "first": first,
        "n": count - 1,
    }


def _line(text: str) -> str:
    """One line of a header; the marks that hold names apart are for pages."""
    text = text.replace("\u2068", "").replace("\u2069", "")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:200]


def _mailbox(address: str) -> tuple[str, str]:
    """Name and domain, the domain in the letters that every mail server takes."""
    local, _at, domain = address.rpartition("@")
    return local, domain.encode("idna").decode()


def _only_kind(parcel: Parcel) -> str:
    kinds = {one.kind for one in parcel.notices}
    return kinds.pop() if len(kinds) == 1 and kinds <= KINDS.keys() else "all"


def _domain() -> str:
    return parseaddr(settings.MAIL_FROM)[1].rpartition("@")[2] or "localhost"


@cache
def _styles() -> str:
    return STYLES.read_text(encoding="utf-8")
