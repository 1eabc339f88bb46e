"""The editor of the agreement: faults while typing, words at the cursor, nothing that the browser refuses."""

import re

from playwright.sync_api import expect

from accord.web.editing.parts import PARTS
from tests.browser.axe import PHONE, findings, in_light_and_dark


def begun(at_desk, **look):
    desk = at_desk("ada", **look)
    page = desk.open("/agreement/edit/")
    page.get_by_role("button", name="Begin a draft").click()
    page.wait_for_url(re.compile(r"/agreement/edit/\d+/$"))
    return desk


def at_end_of(page, line: str) -> None:
    """The cursor behind a line of the text."""
    page.get_by_label("The text", exact=True).evaluate(
        """(area, line) => {
            const at = area.value.indexOf(line) + line.length;
            area.focus();
            area.setSelectionRange(at, at);
        }""",
        line,
    )


def forms(desk):
    """Of a draft that has begun, each part with its page, everything opened."""
    start = desk.page.url.removeprefix(desk.address)
    for part in PARTS:
        page = desk.open(f"{start}{part}/")
        page.locator("main details").evaluate_all("all => all.forEach(one => { one.open = true; })")
        yield part, page


class TestEditor:
    def test_shows_a_fault_at_its_line_and_leads_there(self, at_desk):
        desk = begun(at_desk)
        page = desk.page
        expect(page.locator("#faults")).to_contain_text("No faults")
        at_end_of(page, "currency: EUR")
        page.keyboard.type("O")
        expect(page.locator("#faults")).to_contain_text("three capitals")
        text = page.get_by_label("The text", exact=True)
        line = text.input_value().split("currency")[0].count("\n") + 1
        expect(page.locator(".editor-lines .is-faulty")).to_have_text(str(line))
        page.keyboard.press("Control+Home")
        page.locator("#faults .fault").click()
        page.keyboard.press("Shift+End")
        assert text.evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)") == "EURO"
        page.keyboard.press("End")
        page.keyboard.press("Backspace")
        expect(page.locator("#faults")).to_contain_text("Both say the same")
        assert desk.refused == []

    def test_offers_what_may_stand_at_the_cursor_by_keys_alone(self, at_desk):
        desk = begun(at_desk, theme="dark", direction="rtl")
        page = desk.page
        at_end_of(page, "currency: EUR")
        page.keyboard.press("Enter")
        words = page.get_by_role("listbox", name="What may stand here")
        page.keyboard.type("pilo")
        expect(words.get_by_role("option").first).to_contain_text("pilot:")
        page.keyboard.press("Escape")
        expect(words).to_be_hidden()
        for _letter in "pilo":
            page.keyboard.press("Backspace")
        page.keyboard.press("Control+Space")
        expect(words).to_be_visible()
        page.keyboard.press("ArrowDown")
        chosen = words.locator("[aria-selected=true]")
        word = chosen.get_attribute("data-word")
        page.keyboard.press("Enter")
        expect(words).to_be_hidden()
        assert f"currency: EUR\n{word}" in page.get_by_label("The text", exact=True).input_value()
        assert desk.refused == []

    def test_forms_and_comparison_keep_the_policy_and_the_width(self, at_desk):
        desk = begun(at_desk, size=PHONE)
        page = desk.page
        start = page.url.removeprefix(desk.address)
        number = start.strip("/").rpartition("/")[2]
        for path in (start, *(f"{start}{part}/" for part in PARTS), f"/agreement/compare/?old=v1&new=p{number}"):
            desk.open(path)
            page.locator("main details").evaluate_all("all => all.forEach(one => { one.open = true; })")
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
        assert desk.refused == []

    def test_forms_can_be_read_by_everybody_in_light_and_dark(self, at_desk, lacking):
        desk = begun(at_desk, bypass_csp=True, reduced_motion="reduce")
        assert {part: found for part, page in forms(desk) if (found := in_light_and_dark(page, lacking))} == {}

    def test_forms_can_be_read_by_everybody_on_a_phone_from_right_to_left(self, at_desk, lacking):
        desk = begun(at_desk, size=PHONE, direction="rtl", bypass_csp=True)
        assert {part: found for part, page in forms(desk) if (found := findings(page, lacking))} == {}
