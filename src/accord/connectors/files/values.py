"""What a cell means: instants, amounts, words for a deal's stage, e-mail addresses, spellings of a product."""

import re
import unicodedata
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Literal
from urllib.parse import urlsplit

from accord.kernel.instants import from_micros, parse_instant

Result = Literal["open", "won", "lost"]

_EMAIL = re.compile(r"[^@\s<>\"(),:;\\\[\]]{1,64}@[\w-]+(?:\.[\w-]+)+", re.UNICODE)
_LOOSE_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6})\d*)?)?\s*(Z|UTC)?$")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(.*)$")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(.*)$")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(.*)$")
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₽": "RUB", "₹": "INR"}
_DIGITS = {0x0660 + n: str(n) for n in range(10)} | {0x06F0 + n: str(n) for n in range(10)}
_DIGITS |= {0xFF10 + n: str(n) for n in range(10)} | {0x066B: ".", 0x066C: ","}

# HubSpot's default pipeline and Salesforce's default StageName values, Maven's words, and plain ones; by `word_key`.
STAGE_WORDS: dict[str, Result] = {
    **dict.fromkeys(("won", "closedwon", "signed", "customer", "yes", "выиграна", "赢单", "贏單"), "won"),
    **dict.fromkeys(("lost", "closedlost", "abandoned", "проиграна", "输单", "輸單"), "lost"),
    **dict.fromkeys(
        ("open", "new", "engaging", "prospecting", "qualification", "needsanalysis", "valueproposition", "demo",
         "iddecisionmakers", "perceptionanalysis", "proposalpricequote", "proposal", "negotiationreview", "negotiation",
         "appointmentscheduled", "qualifiedtobuy", "presentationscheduled", "decisionmakerboughtin", "contractsent",
         "discovery", "inprogress", "pipeline"),
        "open",
    ),
}  # fmt: skip


class Unclear(ValueError):
    """The value cannot be read; its message says why."""


def instant(text: str, date_format: str | None) -> datetime:
    """An instant in UTC; a date alone is its midnight. Raises Unclear, also where day and month could be swapped."""
    if date_format:
        return _by_format(text, date_format)
    if text.isdigit() and len(text) in (10, 13, 16):
        return from_micros(int(text) * 10 ** (16 - len(text)))
    for reading in (text, _padded(text), _year_first(text)):
        at = parse_instant(reading)
        if at is not None:
            return at
    if match := _DOTTED.match(text):
        return instant(f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}{match[4]}", None)
    if match := _SLASHED.match(text):
        return _slashed(match)
    raise Unclear("not a date; say date_format in the map")


def _by_format(text: str, date_format: str) -> datetime:
    try:
        at = datetime.strptime(text, date_format)  # noqa: DTZ007 - a zone, where the format has one, is kept
    except ValueError as cause:
        raise Unclear(f"not a date like {date_format}") from cause
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _padded(text: str) -> str:
    match = _LOOSE_TIME.match(text)
    if match is None:
        return text
    day, hour, minute, second, fraction, _ = match.groups()
    return f"{day}T{int(hour):02}:{minute}:{second or '00'}.{(fraction or '0'):0<6}+00:00"


def _year_first(text: str) -> str:
    match = _YEAR_FIRST.match(text)
    return _padded(f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}{match[4]}") if match else text


def _slashed(match: re.Match[str]) -> datetime:
    first, second = int(match[1]), int(match[2])
    if first <= 12 and second <= 12 and first != second:
        raise Unclear("day and month could be swapped; say date_format in the map")
    day, month = (first, second) if first > 12 else (second, first)
    return instant(f"{match[3]}-{month:02}-{day:02}{match[4]}", None)


def amount(text: str) -> tuple[Decimal, str | None]:
    """The exact amount and the currency its sign names. Of "." and "," the last is the decimal point; a single ","
    before three digits divides thousands. Raises Unclear."""
    currency = next((code for sign, code in _SIGNS.items() if sign in text), None)
    plain = re.sub(r"[^\d.,()\-−]", "", text.translate(_DIGITS)).replace("−", "-")
    negative = plain.startswith("(") or plain.startswith("-")
    plain = plain.strip("()-")
    point = max(plain.rfind("."), plain.rfind(","))
    if point >= 0 and _divides_thousands(plain, point):
        point = -1
    whole = re.sub(r"[.,]", "", plain[:point] if point >= 0 else plain)
    fraction = plain[point + 1 :] if point >= 0 else ""
    try:
        value = Decimal(f"{whole or '0'}.{fraction or '0'}") if whole or fraction else Decimal("NaN")
    except InvalidOperation as cause:
        raise Unclear("not an amount") from cause
    if not value.is_finite() or (re.search(r"[^\W\d_]{4,}", text)):
        raise Unclear("not an amount")
    return (-value if negative else value), currency


def _divides_thousands(plain: str, point: int) -> bool:
    sign = plain[point]
    return plain.count(sign) > 1 or (sign == "," and "." not in plain and len(plain) - point == 4)


def email(text: str) -> str | None:
    """The address in lower case, or None where the text is none."""
    plain = text.strip().removeprefix("mailto:").lower()
    return plain if _EMAIL.fullmatch(plain) and len(plain) <= 254 else None


def domain(text: str) -> str | None:
    """The host of a web site or domain, without www; None where there is none."""
    plain = text.strip().lower()
    try:
        host = urlsplit(plain if "//" in plain else f"//{plain}").hostname or ""
    except ValueError:
        return None
    host = host.removeprefix("www.").rstrip(".")
    return host if "." in host and " " not in host else None


def truth(text: str) -> bool | None:
    """Yes or no in the words of exports; None where it is neither."""
    plain = text.strip().lower()
    if plain in ("true", "1", "yes", "y", "t", "да", "是", "نعم"):
        return True
    return False if plain in ("false", "0", "no", "n", "f", "нет", "否", "لا") else None


def word_key(text: str) -> str:
    """Letters and digits only, without case: "Closed Won", "closedwon" and "CLOSED-WON" are one word."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def stage_result(word: str, is_won: bool | None, is_closed: bool | None) -> Result | None:
    """Won, lost or open; None where the word is not known. The vendor's own flags count before the word."""
    if is_won:
        return "won"
    if is_closed:
        return "lost"
    key = word_key(word)
    if key in STAGE_WORDS:
        return STAGE_WORDS[key]
    return "open" if is_closed is False else None
