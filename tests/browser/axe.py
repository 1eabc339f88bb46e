"""What axe-core finds wrong with a page for those who cannot see, hear or point well."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "front" / "node_modules" / "axe-core" / "axe.min.js"
COLOURS = {"runOnly": ["color-contrast"]}  # all that differs in the dark
PHONE = (360, 740)
SERIOUS = ("serious", "critical")
Finding = tuple[str, list[str]]


def findings(page: Page, lacking: Callable[[str], NoReturn], **options: Any) -> list[Finding]:
    """The serious ones, with the first elements of each. The page's context must bypass its policy (`bypass_csp`)."""
    if not AXE.exists():
        lacking("no axe-core: run npm ci in front/")
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(path=AXE)
    ran = page.evaluate("options => axe.run(document, {resultTypes: ['violations'], ...options})", options)
    return [
        (one["id"], [node["html"][:160] for node in one["nodes"][:3]])
        for one in ran["violations"]
        if one["impact"] in SERIOUS
    ]


def in_light_and_dark(page: Page, lacking: Callable[[str], NoReturn]) -> list[Finding]:
    """Of a page that is shown light and without motion, all; and of the same in the dark, its colours."""
    found = findings(page, lacking)
    page.evaluate("Object.assign(document.documentElement.dataset, {theme: 'dark', bsTheme: 'dark'})")
    return found + findings(page, lacking, **COLOURS)
