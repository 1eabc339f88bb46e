"""Two hundred and fifty payloads on the pages that show them: they are read, and nothing of them runs."""

import unicodedata

import psycopg
import pytest
from playwright.sync_api import Page

from tests.browser.chromium import PASSWORD, log_in
from tests.browser.conftest import Desk
from tests.browser.hostile import MARK
from tests.browser.payloads import PAYLOADS
from tests.browser.place import WORKER, place

SHOWN = 60  # long text may be cut on a page


def plain(text: str) -> str:
    """What a reader sees of it: controls of direction and rows of blanks are no text."""
    return " ".join("".join(" " if unicodedata.category(c) in ("Cf", "Cc") else c for c in text).split())


def missing(said: str) -> list[str]:
    said = plain(said)
    return [text for text in PAYLOADS if plain(text)[:SHOWN] not in said]


def read(desk, path: str, part: str = "main") -> str:
    page: Page = desk.open(path)
    return page.locator(part).text_content() or ""


def read_all(desk, path: str) -> str:
    """Every page of a list."""
    said, number, joint = [], 1, "&" if "?" in path else "?"
    while number < 30:
        said.append(read(desk, f"{path}{joint}page={number}"))
        number += 1
        if not desk.page.locator(f"main a[href*='page={number}']").count():
            break
    return "\n".join(said)


@pytest.fixture
def poured(browser, tmp_path):
    with place(f"accord_payloads_{WORKER}", tmp_path, seed=("tests.browser.seed", "payloads")) as here:
        yield here


class TestHostileText:
    def test_is_read_on_every_page_and_runs_on_none(self, browser, poured):
        context = browser.new_context()
        log_in(context, poured.address, "ada@northwind.example", PASSWORD).close()
        desk = Desk(context, poured.address)
        assert len(set(PAYLOADS)) >= 250
        found = {name: missing(said) for name, said in self._pages(desk)}
        assert found == dict.fromkeys(found, [])
        desk.page.wait_for_load_state("networkidle")
        assert desk.dialogs == []
        assert desk.refused == []
        with psycopg.connect(poured.environment["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT * FROM web_cspreport").fetchall() == []

    def _pages(self, desk):
        yield "people: name, title, company", read_all(desk, "/people/")
        yield "companies", read_all(desk, "/accounts/")
        yield "warnings", read_all(desk, "/sources/warnings/")
        yield "agreement", read(desk, "/agreement/")
        yield "events and properties", "\n".join(self._people(desk))

    def _people(self, desk):
        for first in range(0, len(PAYLOADS), 25):
            page = desk.open(f"/people/?q=payload{first}@{MARK}.example")
            yield read(desk, page.locator("main tbody a[href^='/people/']").first.get_attribute("href"))
