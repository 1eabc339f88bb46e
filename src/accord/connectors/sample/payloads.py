"""Happenings as the messages that a web site, a mailing, a webinar tool, the product and a CRM would send."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from accord.connectors.sample.behaviour import CAMPAIGNS, WEBINARS, Happening
from accord.connectors.sample.world import Company, Human, World

SITE = "https://northwind.example"
SOURCES = {"web": "Website", "mail": "Mailings", "webinar": "Webinar tool", "product": "Product", "crm": "CRM"}
BOTS = ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)")  # fmt: skip
AGENTS = ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
          "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15",
          "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148")  # fmt: skip
REFERRERS = {"organic": "https://www.google.com/", "social": "https://www.linkedin.com/", "referral": "https://partner.example/",
             "direct": ""}  # fmt: skip
Message = dict[str, Any]


class Writer:
    """Turns happenings, in order of time, into (source, message). The same happenings give the same bytes."""

    def __init__(self, world: World, begin: datetime, seed: int) -> None:
        self.world, self.begin, self.seed = world, begin, seed
        self.arrived: dict[int, str] = {}

    def messages(self, happening: Happening) -> list[tuple[str, Message]]:
        """The messages of one happening; a few have none."""
        if happening.who < 0:
            return [("web", self._stranger(happening))]
        human = self.world.humans[happening.who]
        if happening.what == "session":
            self.arrived[human.number] = happening.with_
            return []
        return [(source, self._stamped(happening, n, message)) for n, (source, message) in
                enumerate(_WRITE[happening.what](self, human, happening.with_))]  # fmt: skip

    def company(self, company: Company, at: float) -> tuple[str, Message]:
        """What the CRM's enrichment knows of a company."""
        happening = Happening(at, company.number, 0, "company", "")
        traits = {"name": company.name, "domain": company.domain, "industry": company.industry,
                  "employees": company.employees, "country": company.country.code}  # fmt: skip
        message = {"type": "group", "groupId": f"crm-{company.number}", "traits": traits}
        return "crm", {**message, "messageId": f"s{self.seed}-c{company.number}", **self.times(happening)}

    def _stamped(self, happening: Happening, number: int, message: Message) -> Message:
        key = f"s{self.seed}-{happening.who}-{happening.seq}" + (f"-{number}" if number else "")
        return {**message, "messageId": key, **self.times(happening)}

    def times(self, happening: Happening) -> Message:
        at = (self.begin + timedelta(seconds=round(happening.at, 3))).isoformat(timespec="milliseconds")
        return {"timestamp": at, "receivedAt": at}

    def _stranger(self, happening: Happening) -> Message:
        is_bot = happening.who > -100
        agent = BOTS[-happening.who - 1] if is_bot else AGENTS[happening.who % len(AGENTS)]
        message = {"type": "page", "anonymousId": f"v{self.seed}-{-happening.who}", "context": {"userAgent": agent},
                   "properties": {"path": happening.with_, "url": SITE + happening.with_}}  # fmt: skip
        return self._stamped(happening, 0, message)

    def page(self, human: Human, path: str) -> list[tuple[str, Message]]:
        came = self.arrived.get(human.number, "direct")
        context: Message = {"userAgent": AGENTS[human.number % len(AGENTS)]}
        query = ""
        if came.startswith("campaign:"):
            name, source, medium = CAMPAIGNS[int(came.partition(":")[2])]
            context["campaign"] = {"name": name, "source": source, "medium": medium}
            query = f"?utm_campaign={name}&utm_source={source}&utm_medium={medium}"
        properties = {"path": path, "url": SITE + path + query, "referrer": REFERRERS.get(came, "")}
        return [
            ("web", {"type": "page", "anonymousId": self.device(human), "properties": properties, "context": context})
        ]

    def device(self, human: Human) -> str:
        return f"d{self.seed}-{human.number}"

    def form(self, human: Human, asset: str) -> list[tuple[str, Message]]:
        dice = Random(f"{self.seed}:form:{human.number}")
        traits: Message = {"email": human.email, "first_name": human.first, "last_name": human.last, "name": human.full}
        if dice.random() < 0.93:
            traits["job_title"] = human.title
        if dice.random() < 0.95 and human.kind != "student":
            traits["company"] = human.company.name
        if dice.random() < 0.5:
            traits["country"] = human.company.country.code
        return [("web", {"type": "identify", "anonymousId": self.device(human), "traits": traits})]

    def crm(self, human: Human, _: str) -> list[tuple[str, Message]]:
        traits = {"external_id": f"C{human.number:06}", "email": human.email, "name": human.full,
                  "job_title": human.title, "company": human.company.name}  # fmt: skip
        return [("crm", {"type": "identify", "traits": traits})]


def _web(event: str, key: str) -> Callable[[Writer, Human, str], list[tuple[str, Message]]]:
    def write(writer: Writer, human: Human, value: str) -> list[tuple[str, Message]]:
        return [("web", {"type": "track", "event": event, "anonymousId": writer.device(human),
                         "properties": {key: value} if value else {}})]  # fmt: skip

    return write


def _mail(event: str) -> Callable[[Writer, Human, str], list[tuple[str, Message]]]:
    def write(writer: Writer, human: Human, value: str) -> list[tuple[str, Message]]:
        properties = {"mail": f"letter-{value}", "link": f"{SITE}/blog/{int(value) % 9}", "link_id": 1}
        return [("mail", {"type": "track", "event": event, "properties": properties,
                          "context": {"traits": {"email": human.email}}})]  # fmt: skip

    return write


def _scan(writer: Writer, human: Human, value: str) -> list[tuple[str, Message]]:
    """A scanner opens all the letter's links at once."""
    found = []
    for link in range(4):
        properties = {"mail": f"letter-{value}", "link": f"{SITE}/blog/{link}", "link_id": link}
        found.append(("mail", {"type": "track", "event": "Email Link Clicked", "properties": properties,
                               "context": {"traits": {"email": human.email}}}))  # fmt: skip
    return found


def _webinar(event: str) -> Callable[[Writer, Human, str], list[tuple[str, Message]]]:
    def write(writer: Writer, human: Human, value: str) -> list[tuple[str, Message]]:
        properties = {"webinar": WEBINARS[int(value) % len(WEBINARS)], "number": int(value)}
        return [("webinar", {"type": "track", "event": event, "properties": properties,
                             "context": {"traits": {"email": human.email, "name": human.full}}})]  # fmt: skip

    return write


def _demo(writer: Writer, human: Human, _: str) -> list[tuple[str, Message]]:
    return [*writer.form(human, ""), *_web("Demo Requested", "form")(writer, human, "demo")]


def _trial(writer: Writer, human: Human, _: str) -> list[tuple[str, Message]]:
    """The product knows its users by number, and ties that to the browser they signed up with."""
    who = {"userId": f"u{writer.seed}-{human.number}", "anonymousId": writer.device(human)}
    traits = {"email": human.email, "name": human.full}
    return [("product", {"type": "identify", **who, "traits": traits}),
            ("product", {"type": "track", "event": "Trial Started", **who, "properties": {"plan": "team"}}),
        ]  # fmt: skip


def _use(writer: Writer, human: Human, value: str) -> list[tuple[str, Message]]:
    return [("product", {"type": "track", "event": "Feature Used", "userId": f"u{writer.seed}-{human.number}",
                         "properties": {"feature": value}})]  # fmt: skip


_WRITE: dict[str, Callable[[Writer, Human, str], list[tuple[str, Message]]]] = {
    "page": Writer.page,
    "form": Writer.form,
    "crm": Writer.crm,
    "download": _web("Content Downloaded", "asset"),
    "demo": _demo,
    "unsubscribe": _mail("Unsubscribed"),
    "click": _mail("Email Link Clicked"),
    "scan": _scan,
    "register": _webinar("Webinar Registered"),
    "attend": _webinar("Webinar Attended"),
    "trial": _trial,
    "use": _use,
}


def body(messages: list[Message]) -> bytes:
    """One batch as it goes into the inbox."""
    return json.dumps({"batch": messages}, ensure_ascii=False, separators=(",", ":")).encode()
