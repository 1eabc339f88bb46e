"""What each person does, and when, driven by the truth about them. Happenings are small; `payloads` writes them out."""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from accord.connectors.sample.world import Human, World

DAY = 86_400.0
CAMPAIGNS = (("spring-launch", "google", "cpc"), ("audit-guide", "linkedin", "paid-social"), ("brand", "google", "cpc"),
             ("partner-summit", "partner", "referral"), ("newsletter", "newsletter", "email"))  # fmt: skip
CHANNELS = ("organic", "direct", "campaign", "referral", "social")
ASSETS = ("audit-guide", "sso-checklist", "lead-agreement-template", "roi-worksheet")
WEBINARS = ("One list for two teams", "Audits without tears", "What the best hand-offs share", "Scores that add up")
DOCS = ("start", "sso", "api", "webhooks", "import", "roles", "audit-log", "sandbox", "limits", "exports")
PAGES = ("/", "/product", "/customers", "/blog/hand-off", "/blog/scoring", "/about", "/integrations", "/security")


class Happening(NamedTuple):
    """`at` in seconds of the story, `who` a person's number, `what` and `with_` as `payloads` knows them."""

    at: float
    who: int
    seq: int
    what: str
    with_: str


def of(human: Human, world: World, seed: int) -> list[Happening]:
    """Everything one person does, in order of time."""
    dice = Random(f"{seed}:does:{human.number}")
    life = _Life(human, world, dice)
    life.visits()
    life.mails()
    life.webinars()
    life.asks()
    found = sorted(event for event in life.found if 0 <= event[0] < world.days * DAY)
    return [Happening(at, human.number, seq, what, with_) for seq, (at, what, with_) in enumerate(found)]


def known_from(happenings: list[Happening]) -> float | None:
    """When the person first said who they are."""
    return next((h.at for h in happenings if h.what in ("form", "crm")), None)


class _Life:
    def __init__(self, human: Human, world: World, dice: Random) -> None:
        self.human, self.world, self.dice = human, world, dice
        self.found: list[tuple[float, str, str]] = []
        self.heat = human.need * human.timing if human.kind == "buyer" else 0.05
        self.span = 20 + 120 * dice.random()

    def add(self, at: float, what: str, with_: str = "") -> None:
        self.found.append((at, what, with_))

    def visits(self) -> None:
        """Sessions that thicken around the project; a form somewhere in the first ones."""
        human, dice = self.human, self.dice
        count = 2 + int(dice.expovariate(1 / (4.2 + 12 * self.heat + 3 * human.curiosity)))
        days = sorted(human.first_day + self.span * dice.random() ** 1.4 for _ in range(count))
        days[0] = human.first_day
        form = dice.randrange(min(3, count)) if dice.random() < 0.9 else None
        for number, day in enumerate(days):
            at = self.moment(day)
            self.session(at)
            if number == form:
                asset = dice.choice(ASSETS)
                self.add(at + 400, "form", asset)
                self.add(at + 420, "download", asset)
            elif human.curiosity * dice.random() > 0.55:
                self.add(at + 420, "download", dice.choice(ASSETS))
        if form is None:
            self.add(self.moment(human.first_day + 2), "crm")

    def moment(self, day: float) -> float:
        """An hour of business where they are, on a working day there."""
        country, dice = self.human.company.country, self.dice
        whole = int(day)
        while (whole + self.world.days) % 7 not in country.workdays and dice.random() < 0.9:
            whole += 1
        hour = 9 + 9 * dice.betavariate(1.8, 2.2) if dice.random() < 0.88 else 24 * dice.random()
        return whole * DAY + ((hour - country.utc_offset) % 24) * 3600 + dice.random() * 60

    def session(self, at: float) -> None:
        dice, human = self.dice, self.human
        self.add(at, "session", self.arrived_by())
        if human.kind == "job-seeker" and dice.random() < 0.75:
            pages = [
                "/careers",
                *(f"/careers/{job}" for job in dice.sample(("engineer", "sales", "support", "design"), 2)),
            ]
        else:
            pages = [self.page() for _ in range(1 + int(dice.expovariate(1 / (3.4 + 5 * self.heat))))]
        for number, page in enumerate(pages[:18]):
            self.add(at + 1 + 35 * number + 20 * dice.random(), "page", page)

    def page(self) -> str:
        """Documentation is read by those who need it; prices by those whose time has come; the rest by everybody."""
        dice, human = self.dice, self.human
        weights = (6 * self.heat + 0.04, 2.2 * self.heat * human.company.budget + 0.12 * human.curiosity, 1.1, 0.02)
        kind = dice.choices(("docs", "pricing", "other", "careers"), weights)[0]
        if kind == "docs":
            return f"/docs/{dice.choice(DOCS)}"
        if kind == "pricing":
            return dice.choice(("/pricing", "/pricing", "/pricing/compare"))
        return "/careers" if kind == "careers" else dice.choice(PAGES)

    def arrived_by(self) -> str:
        dice = self.dice
        channel = dice.choices(CHANNELS, (34, 22, 24, 8, 12))[0]
        return f"campaign:{dice.randrange(len(CAMPAIGNS))}" if channel == "campaign" else channel

    def mails(self) -> None:
        """A letter every two weeks once they are known; scanners at some companies open every link within seconds."""
        dice, human = self.dice, self.human
        day = human.first_day + 6
        for number in range(int(min(14, (self.world.days - day) / 14))):
            at = self.moment(day + 14 * number)
            if human.company.has_scanner and not human.is_free_mail:
                self.add(at, "scan", str(number))
            if dice.random() < 0.1 + 0.25 * human.curiosity:
                self.add(at + 3600 * dice.random() * 8 + 90, "click", str(number))
            if dice.random() < 0.004:
                self.add(at + 7200, "unsubscribe", str(number))
                return

    def webinars(self) -> None:
        """One a month. Curiosity brings people there, not need: attendance says nothing about who buys."""
        human, dice = self.human, self.dice
        first = int(human.first_day // 30) + 1
        for month in range(first, first + 4):
            if dice.random() < 0.06 + 0.42 * human.curiosity**2:
                held = (month * 30 + 14) * DAY + 14 * 3600
                self.add(held - 5 * DAY * dice.random() - 3600, "register", str(month))
                if dice.random() < 0.6:
                    self.add(held + 120 * dice.random(), "attend", str(month))

    def asks(self) -> None:
        """A trial or a demo when need and time meet; now and then without either."""
        human, dice = self.human, self.dice
        ripe = self.heat * (0.5 + 0.5 * human.authority)
        if human.kind == "competitor" or (human.is_free_mail and human.kind != "buyer"):
            ripe = 0.02
        later = human.first_day + self.span * (0.35 + 0.5 * dice.random())
        if dice.random() < 0.03 + 0.45 * ripe:
            self.trial(self.moment(later))
        if dice.random() < 0.02 + 0.42 * ripe:
            self.add(self.moment(later + 4), "demo")

    def trial(self, at: float) -> None:
        dice = self.dice
        self.add(at, "trial")
        for number in range(int(3 + 22 * self.heat * dice.random())):
            self.add(
                self.moment(at / DAY + 0.7 + number * 0.8), "use", dice.choice(("board", "import", "report", "invite"))
            )


def passers_by(world: World, seed: int) -> Iterator[Happening]:
    """Visitors who never say who they are, and crawlers. Their numbers are below zero."""
    dice = Random(f"{seed}:passers-by")
    for number in range(int(len(world.humans) * 1.2)):
        at = world.days * DAY * dice.random() ** 0.85
        for seq in range(1 + int(dice.expovariate(0.45))):
            yield Happening(min(at + seq * 47, world.days * DAY - 1), -1000 - number, seq, "page", dice.choice(PAGES))
    for day in range(world.days):
        for bot in range(3):
            for seq in range(1 + int(len(world.humans) / 1000)):
                at = (day + dice.random()) * DAY
                yield Happening(at, -1 - bot, day * 100 + seq, "page", dice.choice((*PAGES, "/pricing", "/docs/api")))
