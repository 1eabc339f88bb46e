"""Every key an agreement may have, with what it means: the source of the JSON Schema and of the reference."""

from dataclasses import dataclass
from typing import get_args

from accord.agreement.spec import Decided

DECISIONS: tuple[str, ...] = get_args(Decided)


@dataclass(frozen=True, slots=True)
class Key:
    """`form` names what may stand after the key: another form, `[form]` for a list of it, `{form}` for a mapping."""

    name: str
    form: str
    means: str
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A mapping with these keys. `example` is a piece of an agreement that is fit to be read."""

    name: str
    title: str
    means: str
    keys: tuple[Key, ...]
    example: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """A single value; `pattern` is what the schema demands of its text, `kind` its JSON type."""

    name: str
    means: str
    kind: str = "string"
    pattern: str = ""
    choices: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


UNITS = "second|minute|hour|day|week"
WORDS = (
    Word("text", "Words of any kind, at most 2,000 characters."),
    Word("id", "Small letters, digits, `-` and `_`; stays the same for ever.", pattern="^[a-z0-9][a-z0-9_-]{0,63}$"),
    Word("integer", "A whole number.", kind="integer"),
    Word("number", "A number up to 9,007,199,254,740,991 either way.", kind="number"),
    Word("flag", "`true` or `false`.", kind="boolean"),
    Word("value", "A text, a number, `true` or `false`.", kind="any"),
    Word(
        "duration",
        "A length of time. A day is 24 hours; months and years have no fixed length and are refused.",
        pattern=f"^[0-9]{{1,9}}\\s+({UNITS})s?$",
        examples=("30 days", "4 hours", "2 weeks"),
    ),
    Word(
        "count",
        "How often a rule counts. A window rolls: a touch counts when fewer than so many counted ones lie in the "
        "window that ends with it.",
        pattern="^(every time|once|once\\s+per\\s+.+|first\\s+[0-9]+(\\s+per\\s+.+)?)$",
        examples=("every time", "once", "first 3", "first 3 per 7 days", "once per path", "once per day"),
    ),
    Word("side", "One of the two sides.", choices=("marketing", "sales")),
    Word("decision", "What people or deals decide.", choices=DECISIONS),
    Word("strategy", "How a lead finds its rep.", choices=("round_robin",)),
    Word("consequence", "What becomes of a rejected lead.", choices=("recycle", "disqualify")),
    Word(
        "trait",
        "`email` is the person's, `account.industry` the company's. However a client spells it "
        "(`jobTitle`, `title`), it is one trait (`job_title`).",
        examples=("email", "job_title", "account.industry"),
    ),
)
