"""One seeded web process and one browser for all tests of pages."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.chromium import EXECUTABLE, PASSWORD, chromium, log_in, look
from tests.browser.place import WORKER, Place, place

VENDOR = Path(__file__).parents[2] / "src" / "accord" / "web" / "static" / "vendor"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, lacking: Callable[[str], NoReturn]) -> Iterator[Place]:
    if EXECUTABLE is None:
        lacking("no Chromium on this machine")
    if not (VENDOR / "htmx.js").exists():
        lacking("no front-end files: run front/collect.py")
    with place(f"accord_browser_{WORKER}", tmp_path_factory.mktemp("browser")) as here:
        yield here


@pytest.fixture(scope="session")
def browser(served: Place) -> Iterator[Browser]:
    with chromium() as one:
        yield one


@pytest.fixture(scope="session")
def log_ins(browser: Browser, served: Place) -> dict[str, object]:
    """What each member's browser keeps, so that only one log-in each is needed."""
    kept = {}
    for name in ("sam", "ada", "sigrid"):
        context = browser.new_context()
        log_in(context, served.address, f"{name}@northwind.example", PASSWORD).close()
        kept[name] = context.storage_state()
        context.close()
    return kept


class Desk:
    """A member at a browser: `page`, and what went wrong meanwhile."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.address = context, address
        self.dialogs: list[str] = []
        self.refused: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("dialog", self._dialog)
        self.page.on(
            "console", lambda said: self.refused.append(said.text) if "Content Security" in said.text else None
        )
        self.page.on("pageerror", lambda error: self.refused.append(str(error)))

    def _dialog(self, dialog: object) -> None:
        self.dialogs.append(str(dialog))
        dialog.dismiss()  # type: ignore[attr-defined]

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page


@pytest.fixture
def at_desk(browser: Browser, served: Place, log_ins: dict[str, object]):
    """`at_desk("sam")` is Sam's browser; theme, direction and size may be said."""
    made: list[BrowserContext] = []

    def sit(
        name: str, *, theme: str = "light", direction: str = "ltr", size: tuple[int, int] = (1360, 860), **more: object
    ) -> Desk:
        context = browser.new_context(
            storage_state=log_ins[name], viewport={"width": size[0], "height": size[1]}, **more
        )
        look(context, served.address, theme=theme, direction=direction)
        made.append(context)
        return Desk(context, served.address)

    yield sit
    for context in made:
        context.close()
