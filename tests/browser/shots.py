"""Write a picture of every page into a folder: python -m tests.browser.shots ADDRESS FOLDER [EMAIL PASSWORD [LOOK …]].

The member must be an administrator; nothing is decided, only a file is uploaded and tried dry.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.chromium import PASSWORD, chromium, log_in, look

PAGES = {
    "queue": "/queue/",
    "work": "/queue/?state=accepted",
    "feedback": "/learning/feedback/",
    "people": "/people/",
    "accounts": "/accounts/",
    "add": "/leads/new/?q=acme",
    "clocks": "/clocks/",
    "routing": "/routing/",
    "fairness": "/routing/fairness/",
    "suppressed": "/suppressed/",
    "missing-fields": "/missing/fields/?field=person.job_title",
    "board": "/board/",
    "board-people": "/board/leads/?service=first-touch&which=kept&since=2020-01-01&until=2100-01-01",
    "funnel": "/funnel/",
    "missing": "/missing/",
    "stalled": "/stalled/?side=",
    "stalled-stages": "/stalled/stages/",
    "stalled-deals": "/stalled/deals/",
    "requests": "/requests/",
    "request-new": "/requests/new/",
    "known": "/known/?q=acme",
    "funnel-by": "/funnel/?by=source",
    "funnel-people": "/funnel/people/?stage=mql",
    "agreement": "/agreement/",
    "tryouts": "/agreement/tryouts/",
    "tryout-new": "/agreement/tryouts/new/",
    "versions": "/agreement/versions/",
    "proposals": "/agreement/proposals/",
    "drafts": "/agreement/edit/",
    "compare": "/agreement/compare/",
    "goals": "/goals/",
    "rules": "/learning/",
    "rule-people": "/learning/people/?rule=pricing&which=won",
    "profile": "/learning/profile/",
    "suggestion": "/learning/suggestion/",
    "imports": "/imports/",
    "sources": "/sources/",
    "warnings": "/sources/warnings/",
    "notices": "/notices/",
    "wishes": "/notices/wishes/",
    "channels": "/channels/",
    "channel-new": "/channels/new/",
    "members": "/members/",
    "password": "/password/",
    "nothing": "/nothing-here/",
}
LINKED = {
    "person": ("/people/", "/people/"),
    "account": ("/accounts/", "/accounts/"),
    "source": ("/sources/", "/sources/"),
    "proposal": ("/agreement/proposals/", "/agreement/proposals/"),
    "draft": ("/agreement/edit/", "/agreement/edit/"),
    "lead": ("/funnel/people/?stage=sal", "/leads/"),
    "lead-qualified": ("/funnel/people/?stage=sql", "/leads/"),
    "lead-deal": ("/funnel/people/?stage=opportunity", "/leads/"),
}
LOOKS = {
    "light": {"theme": "light", "direction": "ltr", "size": (1360, 860)},
    "dark": {"theme": "dark", "direction": "ltr", "size": (1360, 860)},
    "rtl": {"theme": "light", "direction": "rtl", "size": (1360, 860)},
    "phone": {"theme": "light", "direction": "ltr", "size": (360, 740)},
    "phone-rtl": {"theme": "dark", "direction": "rtl", "size": (360, 740)},
}
Shoot = Callable[[str, bool], None]
CSV = b"Email,Full name,Position,Firm\nnora@newco.example,Nora Vale,CIO,NewCo\nnobody,Gus,,\n"


def found(page: Page, address: str, start: str, pattern: str) -> str | None:
    """The first link of that kind on a page."""
    page.goto(address + start)
    link = page.locator(f'main a[href*="{pattern}"]').first
    return link.get_attribute("href") if link.count() else None


def main(address: str, folder: Path, email: str, password: str, looks: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for name in looks or LOOKS:
            _look(browser, name, address, folder, email, password)


def _look(browser: Browser, name: str, address: str, folder: Path, email: str, password: str) -> None:
    one = LOOKS[name]
    width, height = one["size"]
    context = browser.new_context(viewport={"width": width, "height": height})
    look(context, address, theme=one["theme"], direction=one["direction"])
    login = context.new_page()
    login.goto(f"{address}/login/")
    login.screenshot(path=folder / f"login-{name}.png")
    page = log_in(context, address, email, password)

    def shoot(label: str, is_whole: bool = True) -> None:
        page.wait_for_timeout(200)
        page.screenshot(path=folder / f"{label}-{name}.png", full_page=is_whole)

    pages = dict(PAGES)
    for label, (start, pattern) in LINKED.items():
        if link := found(page, address, start, pattern):
            pages[label] = link
    for label, path in pages.items():
        answer = page.goto(address + path)
        if answer is not None and answer.status >= 500:
            raise RuntimeError(f"{path} answers {answer.status}")
        shoot(label, label != "queue")
    _dialogs(page, address, shoot)
    _deals(page, address, pages, shoot)
    _import(page, address, shoot)
    context.close()


def _dialogs(page: Page, address: str, shoot: Shoot) -> None:
    """The queue with what opens over it."""
    page.goto(f"{address}/queue/")
    row = page.locator("[data-row]").first
    if not row.count():
        return
    row.click()
    page.wait_for_selector("#panel .why-table")
    shoot("panel", False)
    page.keyboard.press("x")
    shoot("together", False)
    page.keyboard.press("Escape")
    for label, key in (("snooze", "s"), ("reject", "r"), ("palette", "Control+k"), ("keys", "?")):
        page.keyboard.press(key)
        page.wait_for_timeout(300)
        shoot(label, False)
        page.keyboard.press("Escape")


def _deals(page: Page, address: str, pages: dict[str, str], shoot: Shoot) -> None:
    """The forms of a decision as pages of their own, and what is opened on a person's page."""
    for label, key in (("lead-qualified", "o"), ("lead-deal", "w"), ("lead-deal", "l")):
        page.goto(address + pages.get(label, "/queue/"))
        link = page.locator(f"main [data-key={key}]").first
        if link.count():
            page.goto(address + str(link.get_attribute("href")))
            shoot(f"decision-{key}")
    if "person" in pages:
        page.goto(f"{address}{pages['person']}?at=2026-09-15T12:00")
        page.locator("main details").evaluate_all("all => all.forEach(one => { one.open = true; })")
        shoot("person-then")


def _import(page: Page, address: str, shoot: Shoot) -> None:
    page.goto(f"{address}/imports/")
    page.locator("input[type=file]").set_input_files({"name": "fair.csv", "mimeType": "text/csv", "buffer": CSV})
    page.get_by_role("button", name="Upload").click()
    page.wait_for_selector("[data-dry-form]")
    shoot("import-new")
    page.locator("button[name=dry]").click()
    page.wait_for_selector("[data-after-dry]")
    shoot("import-dry")


if __name__ == "__main__":
    chosen = sys.argv[3:5] if len(sys.argv) > 4 else ["ada@northwind.example", PASSWORD]
    main(sys.argv[1], Path(sys.argv[2]), chosen[0], chosen[1], sys.argv[5:])
