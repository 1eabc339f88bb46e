"""Companies and people with the truth about them that nobody at Northwind can see: need, budget, authority, timing."""

from dataclasses import dataclass
from math import exp
from random import Random

from accord.connectors.sample.names import COUNTRIES, TONGUES, Country

INDUSTRIES = (
    ("software", 24, 0.36),
    ("finance", 14, 0.36),
    ("manufacturing", 18, 0.12),
    ("logistics", 12, 0.38),
    ("healthcare", 10, 0.36),
    ("retail", 14, 0.12),
    ("education", 6, 0.06),
    ("gambling", 2, 0.04),
)
"""Industry, weight, and how likely a company of it has a project: the agreement prizes manufacturing, wrongly, and
overlooks logistics and healthcare."""

TITLES = (("IT Director", 0.95, 9), ("Head of IT", 0.85, 8), ("CIO", 1.0, 5), ("CTO", 0.95, 6), ("CMO", 0.9, 5),
          ("VP Revenue", 0.9, 5), ("Head of Sales", 0.8, 7), ("Sales Operations Manager", 0.6, 8),
          ("Marketing Manager", 0.55, 12), ("Demand Generation Lead", 0.5, 7), ("Systems Engineer", 0.35, 10),
          ("Developer", 0.25, 10), ("Analyst", 0.2, 9), ("Office Manager", 0.15, 5))  # fmt: skip
COMPETITORS = ("rivalsoft.example", "contoso-crm.example", "leadmonger.example")
FREE_MAIL = {"russian": "mail.ru", "hans": "qq.com", "hant": "yahoo.com.tw", "arabic": "gmail.com"}
BUY_FROM_FREE_MAIL = ("russian", "hans")
"""Where founders and directors write from free mail as a matter of course."""

DACH = ("DE", "AT", "CH")


@dataclass(frozen=True, slots=True)
class Company:
    number: int
    name: str
    domain: str
    country: Country
    industry: str
    employees: int
    need: float
    budget: float
    project_day: float | None
    """When they look for something like Northwind, as a day of the story; None: never."""
    has_scanner: bool
    is_competitor: bool = False


@dataclass(frozen=True, slots=True)
class Human:
    number: int
    first: str
    last: str
    full: str
    email: str
    title: str
    kind: str
    """buyer, bystander, student, job-seeker or competitor."""
    company: Company
    authority: float
    curiosity: float
    first_day: float
    timing: float
    is_free_mail: bool
    roll: float
    """Fate's die, between 0 and 1."""

    @property
    def need(self) -> float:
        return self.company.need

    @property
    def chance(self) -> float:
        """How likely they buy once sales works them well: need, budget, authority and timing, and nothing else."""
        if self.kind != "buyer":
            return 0.0
        drive = 3.2 * self.need + 2.4 * self.company.budget + 1.6 * self.authority + 2.6 * self.timing - 6.1
        return 1 / (1 + exp(-1.6 * drive))

    @property
    def buys(self) -> bool:
        return self.roll < self.chance


@dataclass(frozen=True, slots=True)
class World:
    companies: tuple[Company, ...]
    humans: tuple[Human, ...]
    days: int

    @property
    def by_email(self) -> dict[str, Human]:
        return {human.email: human for human in self.humans}


def build(*, people: int, companies: int, days: int, seed: int) -> World:
    """The same world for the same arguments."""
    firms = [_company(Random(f"{seed}:company:{n}"), n, days) for n in range(companies)]
    rivals = [_competitor(n, domain, companies) for n, domain in enumerate(COMPETITORS)]
    shares = [Random(f"{seed}:share:{firm.number}").paretovariate(3.0) for firm in firms]
    taken: set[str] = set()
    humans = []
    for number in range(people):
        dice = Random(f"{seed}:human:{number}")
        firm = firms[number] if number < companies <= people // 2 else dice.choices(firms, shares)[0]
        humans.append(_human(dice, number, firm, rivals, days, taken))
    return World((*firms, *rivals), tuple(humans), days)


def _company(dice: Random, number: int, days: int) -> Company:
    country = dice.choices(COUNTRIES, [c.weight for c in COUNTRIES])[0]
    industry, _, likely = dice.choices(INDUSTRIES, [i[1] for i in INDUSTRIES])[0]
    employees = int(min(60_000, max(3, dice.lognormvariate(5.3, 1.7))))
    fitting = 50 <= employees <= 5000
    has_project = dice.random() < likely * (1.5 if fitting else 0.5)
    written, latin = dice.choice(TONGUES[country.tongue].firms)
    name, domain = _firm_name(country.tongue, written, latin, industry, number)
    return Company(
        number, name, domain, country, industry, employees,
        need=dice.betavariate(5, 2) if has_project else dice.betavariate(1.5, 6),
        budget=dice.betavariate(4, 2) if fitting else dice.betavariate(2, 4),
        project_day=dice.uniform(0.04, 1.05) * days if has_project else None,
        has_scanner=dice.random() < 0.12,
    )  # fmt: skip


def _firm_name(tongue: str, written: str, latin: str, industry: str, number: int) -> tuple[str, str]:
    words = {"software": "Systems", "finance": "Capital", "manufacturing": "Works", "logistics": "Logistics",
             "healthcare": "Health", "retail": "Retail", "education": "Academy", "gambling": "Gaming"}  # fmt: skip
    form, slug = TONGUES[tongue].form, f"{latin}-{words[industry].lower()}-{number}"
    if tongue in ("russian", "arabic"):
        return (
            f"{form} «{written} {number}»" if tongue == "russian" else f"{form} {written} {number}",
            f"{slug}.example",
        )
    joined = (
        f"{written}{number}{form}" if tongue in ("hans", "hant") else f"{written} {words[industry]} {number} {form}"
    )
    return joined, f"{slug}.example"


def _competitor(number: int, domain: str, companies: int) -> Company:
    name = domain.split(".")[0].replace("-", " ").title()
    return Company(companies + number, name, domain, COUNTRIES[4], "software", 300, 0.0, 0.0, None, False, True)


def _human(dice: Random, number: int, firm: Company, rivals: list[Company], days: int, taken: set[str]) -> Human:
    kind = dice.choices(("worker", "student", "job-seeker", "competitor"), (86, 6, 5, 3))[0]
    firm = dice.choice(rivals) if kind == "competitor" else firm
    title, authority, _ = dice.choices(TITLES, [t[2] for t in TITLES])[0]
    title, authority = (
        ("Student" if dice.random() < 0.7 else "Intern", 0.02) if kind == "student" else (title, authority)
    )
    tongue = firm.country.tongue
    (first, latin_first), (last, latin_last) = dice.choice(TONGUES[tongue].first), dice.choice(TONGUES[tongue].last)
    first_day, timing = _arrival(dice, firm, days)
    free = kind in ("student", "job-seeker") or dice.random() < (0.35 if tongue in BUY_FROM_FREE_MAIL else 0.04)
    return Human(
        number, first, last, f"{last}{first}" if TONGUES[tongue].is_family_first else f"{first} {last}",
        _address(f"{latin_first}.{latin_last}", firm, tongue, free, dice, taken), title,
        kind if kind != "worker" else "buyer" if firm.project_day is not None else "bystander", firm, authority,
        dice.betavariate(2, 3), first_day, timing, free and kind != "competitor", dice.random(),
    )  # fmt: skip


def _arrival(dice: Random, firm: Company, days: int) -> tuple[float, float]:
    """When they first come, and how ripe the time is: committees come together around their project."""
    if firm.project_day is not None and dice.random() < 0.8:
        return min(days - 0.5, max(0.0, firm.project_day + dice.gauss(-12, 18))), dice.betavariate(5, 2)
    return days * dice.random() ** 0.8, dice.betavariate(1.5, 5)


def _address(local: str, firm: Company, tongue: str, free: bool, dice: Random, taken: set[str]) -> str:
    host = FREE_MAIL.get(tongue, dice.choice(("gmail.com", "outlook.com", "gmail.com"))) if free else firm.domain
    if dice.random() < 0.006 and not firm.is_competitor:
        host = "mailinator.com"
    name, number = local, 1
    while f"{name}@{host}" in taken or (free and number == 1):
        number += 1
        name = f"{local}{number if not free else dice.randrange(10, 9999)}"
    taken.add(f"{name}@{host}")
    return f"{name}@{host}"
