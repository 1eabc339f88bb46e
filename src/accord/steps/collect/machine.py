"""Which touches a machine made: crawlers that say so, and link scanners that open a mail faster than anybody reads.

Pure. A cluster is judged as a whole, so that the verdict does not depend on the order of arrival.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache

from accord.kernel.touch import Touch, TouchKind
from accord.steps.collect.contracts import StoredTouch

WINDOW = timedelta(seconds=10)
LINKS = 3  # so many different links of one mail within the window: nobody reads so fast
_CRAWLER = re.compile(
    r"(?P<name>[\w.-]*(?:bot|crawler|spider|slurp|scraper)\b[\w.-]*|facebookexternalhit|ia_archiver|lighthouse|"
    r"google-inspectiontool|mediapartners-google|headless_?scan\w*|barracuda\w*|proofpoint\w*|mimecast\w*|"
    r"safelinks\w*|pingdom\w*|uptimerobot|curl/|wget/|python-requests/|go-http-client/|phantomjs)",
    re.IGNORECASE,
)
_NOT_CRAWLERS = re.compile(r"cubot", re.IGNORECASE)  # a maker of telephones
CLICKS = frozenset({"email link clicked", "email clicked", "link clicked in email", "mail link clicked"})


def crawler(touch: Touch) -> str | None:
    """Why the touch's user agent is a machine's; None where it is not."""
    agent = touch.context.get("userAgent") or touch.context.get("user_agent")
    if not isinstance(agent, str) or not agent:
        return None
    return _crawler_in(agent[:1000])


@lru_cache(maxsize=8192)
def _crawler_in(agent: str) -> str | None:
    found = _CRAWLER.search(_NOT_CRAWLERS.sub("", agent))
    return f"crawler: {found.group('name')}" if found else None


def is_mail_click(touch: Touch) -> bool:
    return touch.kind is TouchKind.TRACK and touch.name.lower() in CLICKS


def scanned(clicks: Iterable[StoredTouch]) -> dict[int, str]:
    """Touch number → why, for clicks of one mail by one identifier on so many different links within the window."""
    by_mail: dict[tuple[int, str], list[StoredTouch]] = defaultdict(list)
    for click in clicks:
        by_mail[(click.alias_id, _mail(click.touch))].append(click)
    return {touch_id: why for found in by_mail.values() for touch_id, why in _bursts(found).items()}


def _bursts(clicks: list[StoredTouch]) -> dict[int, str]:
    clicks.sort(key=lambda c: (c.touch.occurred_at, c.touch.message_id))
    judged: dict[int, str] = {}
    start = 0
    for end, click in enumerate(clicks):
        while _since(clicks[start], click.touch.occurred_at) > WINDOW:
            start += 1
        window = clicks[start : end + 1]
        if len(window) >= LINKS and len({_link(c.touch) for c in window}) >= LINKS:
            judged.update((c.touch_id, f"link scanner: {LINKS} links of one mail within 10 seconds") for c in window)
    return judged


def _since(click: StoredTouch, at: datetime) -> timedelta:
    return at - click.touch.occurred_at


def _mail(touch: Touch) -> str:
    p = touch.properties
    return str(p.get("email_id") or p.get("campaign_id") or p.get("campaign_name") or p.get("email_subject") or "")


def _link(touch: Touch) -> str:
    p = touch.properties
    return str(p.get("link_url") or p.get("url") or p.get("link_id") or p.get("href") or "")
