"""Every key an agreement may have, with what it means: the source of the JSON Schema and of the reference."""

from dataclasses import dataclass
from typing import get_args

from accord.agreement.spec import Decided, Expects, Facet, Hours, IfNobody, Metric, Owner, Period, Revise, Strategy
from accord.agreement.spec.services import Happening

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
    Word(
        "weekly",
        "A day of the week and an hour of it, in the agreement's time zone.",
        pattern="^([Mm]on|[Tt]ues|[Ww]ednes|[Tt]hurs|[Ff]ri|[Ss]atur|[Ss]un)day\\s+([01]?[0-9]|2[0-3]):[0-5][0-9]$",
        examples=("monday 10:00",),
    ),
    Word(
        "revise",
        "How long a version is in force before it is to be revised, by the calendar.",
        choices=get_args(Revise),
    ),
    Word(
        "until",
        "A day, which counts to its end in the agreement's time zone, or an instant; without an offset it is meant in "
        "that zone too.",
        pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}.*)?$",
        examples=("2026-09-30", "2026-09-30T18:00", "2026-09-30T16:00:00Z"),
    ),
    Word("side", "One of the two sides.", choices=("marketing", "sales")),
    Word("decision", "What people or deals decide.", choices=DECISIONS),
    Word(
        "metric",
        "What a goal is measured by: amounts and numbers of deals won, amounts of deals opened on a lead, leads that "
        "became MQL, companies that bought for the first time. The last four are in nothing that Accord holds: people "
        "report their figures.",
        choices=get_args(Metric),
    ),
    Word("period", "A period of the calendar, in the agreement's time zone.", choices=get_args(Period)),
    Word(
        "target",
        "An amount with its currency for a metric of money, a share with at most two decimal places for a market share "
        "or churn, a whole number for the others. Of churn fewer is better: `at most`.",
        kind="any",
        examples=("2_000_000 EUR", "300", "12.5%", "at most 3%"),
    ),
    Word(
        "plan_period",
        "A year, a quarter or a month of the calendar, in the agreement's time zone.",
        kind="any",  # editors read a year as a number
        pattern="^2[01][0-9]{2}(-([Qq][1-4]|0[1-9]|1[0-2]))?$",
        examples=("2026", "2026-Q4", "2026-11"),
    ),
    Word(
        "amount",
        "An amount with its currency.",
        pattern="^[0-9][0-9_,]*(\\.[0-9]{1,4})?\\s+[A-Z]{3}$",
        examples=("120_000 EUR",),
    ),
    Word(
        "review_point",
        "A day, which is meant from 09:00 on, or a day and an hour of it; in the agreement's time zone.",
        pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]+[0-9]{2}:[0-9]{2})?$",
        examples=("2026-11-16", "2026-11-16 10:00"),
    ),
    Word(
        "happening",
        "What starts or stops a clock; what stops it may be several: `accepted_or_rejected`, or a list.",
        choices=get_args(Happening),
    ),
    Word(
        "allowance",
        "How much time there is. Of working time only open hours count; a working day is as long as an open day of "
        "that calendar's week on average, a working week as many of them as it has open days. Without `working` a day "
        "is 24 hours.",
        pattern="^[0-9]{1,6}\\s+((working|business)[\\s-]+)?(minute|hour|day|week)s?$",
        examples=("4 working hours", "2 working days", "30 days"),
    ),
    Word(
        "rung",
        "What is done when so much of the time is used up: `remind` whoever owes it, show it as `at risk`, "
        "`tell manager`, `reroute` the lead by the routes, or put it back into the `pool` of nobody; both "
        "only where sales has a lead in hand, not for requests or what marketing owes.",
        pattern="^([Rr]emind|[Aa]t risk|[Tt]ell manager|[Rr]e-?route|[Pp]ool)\\s+at\\s+[0-9]{1,5}\\s*%$",
        examples=("remind at 50%", "at risk at 75%", "tell manager at 100%", "reroute at 150%", "pool at 200%"),
    ),
    Word("reassigned", "What becomes of the time when another owner gets the lead.", choices=("restarts", "continues")),
    Word("snoozed", "What becomes of the time while the owner puts the lead off.", choices=("runs on", "pauses")),
    Word(
        "volume",
        "So many leads, and the stage that they reach.",
        pattern="^[0-9][0-9_]{0,9}\\s+[a-z0-9][a-z0-9_-]{0,63}$",
        examples=("300 mql",),
    ),
    Word("percent", "A share of a whole.", pattern="^[0-9]{1,3}\\s*%$", examples=("60%",)),
    Word("expects", "Better leads, or worse ones.", choices=get_args(Expects)),
    Word(
        "strategy",
        "Whose turn it is: all alike; by their weights; or whoever has the fewest open leads for their weight. In "
        "turn, two members of equal weight who could take the same leads never differ by more than one.",
        choices=get_args(Strategy),
    ),
    Word(
        "owner",
        "Whose lead it is already: who has its account; who has a lead of somebody of the same name at the same "
        "account, perhaps the same human being; who had this lead before it was recycled.",
        choices=get_args(Owner),
    ),
    Word("facet", "What of the lead must be among what the member serves or speaks.", choices=get_args(Facet)),
    Word("at_hours", "Whether a member gets leads only while their calendar is open.", choices=get_args(Hours)),
    Word("if_nobody", "Wait for somebody, or ask the next route.", choices=get_args(IfNobody)),
    Word("consequence", "What becomes of a rejected lead.", choices=("recycle", "disqualify")),
    Word(
        "trait",
        "`email` is the person's, `account.industry` the company's. However a client spells it "
        "(`jobTitle`, `title`), it is one trait (`job_title`).",
        examples=("email", "job_title", "account.industry"),
    ),
)
