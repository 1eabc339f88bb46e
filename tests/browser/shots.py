"""Write a picture of every page into a folder: python -m tests.browser.shots ADDRESS FOLDER [EMAIL PASSWORD]."""

import sys
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.chromium import PASSWORD, chromium, log_in, look

PAGES = {
    "queue": "/queue/",
    "work": "/queue/?state=accepted",
    "people": "/people/",
    "accounts": "/accounts/",
    "add": "/leads/new/?q=acme",
    "funnel": "/funnel/",
    "funnel-by": "/funnel/?by=source",
    "funnel-people": "/funnel/people/?stage=mql",
    "agreement": "/agreement/",
    "imports": "/imports/",
    "sources": "/sources/",
    "warnings": "/sources/warnings/",
    "members": "/members/",
    "password": "/password/",
    "missing": "/nothing-here/",
}
LOOKS = {
    "light": {"theme": "light", "direction": "ltr", "size": (1360, 860)},
    "dark": {"theme": "dark", "direction": "ltr", "size": (1360, 860)},
    "rtl": {"theme": "light", "direction": "rtl", "size": (1360, 860)},
    "phone": {"theme": "light", "direction": "ltr", "size": (360, 740)},
}


def found(page: Page, address: str, start: str, pattern: str) -> str | None:
    """The first link of that kind on a page."""
    page.goto(address + start)
    link = page.locator(f'main a[href*="{pattern}"]').first
    return link.get_attribute("href") if link.count() else None


def main(address: str, folder: Path, email: str = "ada@northwind.example", password: str = PASSWORD) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for name, one in LOOKS.items():
            width, height = one["size"]
            context = browser.new_context(viewport={"width": width, "height": height})
            look(context, address, theme=one["theme"], direction=one["direction"])
            login = context.new_page()
            login.goto(f"{address}/login/")
            login.screenshot(path=folder / f"login-{name}.png")
            page = log_in(context, address, email, password)
            pages = dict(PAGES)
            for label, start, pattern in (
                ("panel", "/queue/", "/queue/"),
                ("person", "/people/?q=person0", "/people/"),
                ("account", "/accounts/", "/accounts/"),
                ("source", "/sources/", "/sources/"),
                ("lead", "/funnel/people/?stage=sal", "/leads/"),
            ):
                if link := found(page, address, start, f"{pattern}") if label != "panel" else _row(page, address):
                    pages[label] = link
            for label, path in pages.items():
                page.goto(address + path)
                page.wait_for_timeout(150)
                page.screenshot(path=folder / f"{label}-{name}.png", full_page=label not in ("queue", "panel"))
            context.close()


def _row(page: Page, address: str) -> str | None:
    page.goto(f"{address}/queue/")
    row = page.locator("[data-row]").first
    return row.get_attribute("href") if row.count() else None


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:5])
