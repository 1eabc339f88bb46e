"""What a typed or pasted text says of somebody: addresses, domains, phone numbers, names. Pure."""

import re
from dataclasses import dataclass

LONGEST = 4000
MOST = 5  # of each kind; a whole mail thread pasted by mistake asks no more than that

_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+", re.UNICODE)
_SITE = re.compile(
    r"(?:https?://)?(?:www\.)?((?:[\w-]+\.)+[^\W\d_]{2,24})(?=[/\s,;:)>\]]|$)", re.UNICODE | re.IGNORECASE
)
_PHONE = re.compile(r"(?<![\w@.])\+?\(?\d[\d\s()./-]{5,22}\d(?![\w@])")
_NAMED = re.compile(r"^[\"“']?([^<>\"“”@]{2,80}?)[\"”']?\s*[<(]?\s*$")
_LABEL = re.compile(
    r"^(?:tel|phone|mobile|mob|fax|e-?mail|mail|web|www|from|to|cc|t|m|p|e|w)\b\s*[.:]\s*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Clues:
    """Phones are their digits alone. `names` are whole lines, or what stands before an address."""

    addresses: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def clues_of(text: str) -> Clues:
    """Everything that might name a person or a company, in the order it was found."""
    lines = [line.strip(" \t,;|*•") for line in text.replace("\0", "")[:LONGEST].splitlines()]
    addresses, domains, phones, names = [], [], [], []
    for line in filter(None, lines):
        found = _ADDRESS.findall(line)
        addresses += [one.lower().rstrip(".") for one in found]
        rest = _LABEL.sub("", _ADDRESS.sub(" ", line)).strip()
        domains += [one.lower() for one in _SITE.findall(rest)]
        rest = _SITE.sub(" ", rest)
        phones += [digits for digits in map(_digits, _PHONE.findall(rest)) if 7 <= len(digits) <= 15]
        rest = " ".join(_PHONE.sub(" ", rest).split())
        if (named := _NAMED.match(rest.rstrip("<(> ").strip())) and any(sign.isalpha() for sign in rest):
            names.append(named[1].strip(" ,;:-–|"))
    domains += [address.rpartition("@")[2] for address in addresses]
    return Clues(_first(addresses), _first(domains), _first(phones), _first(filter(None, names)))


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit() and sign.isascii())


def _first(found: "list[str] | filter[str]") -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))[:MOST]
