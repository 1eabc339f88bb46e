"""Chromium as this machine has it, driven by playwright."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

PASSWORD = "nine lives of a lead"
EXECUTABLE = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """One headless browser."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=EXECUTABLE, args=FLAGS)
        yield browser
        browser.close()


def log_in(context: BrowserContext, address: str, email: str, password: str) -> Page:
    """A page of that member."""
    page = context.new_page()
    page.goto(f"{address}/login/")
    page.get_by_label("E-mail").or_(page.locator("input[name=login]")).first.fill(email)
    page.locator("input[name=password]").fill(password)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(lambda url: "/login/" not in url)
    return page


def look(context: BrowserContext, address: str, *, theme: str = "light", direction: str = "ltr") -> None:
    """The theme and direction, as the member's switches would set them."""
    names = {"theme": theme, "direction": direction}
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in names.items()])
