"""A rep and their clocks, by mouse."""

import psycopg
from playwright.sync_api import expect

# By the version in force, which no worker has looked at here: what is reckoned by an older one is reckoned anew first.
LATE = """UPDATE sla_clock SET due_at = now() - interval '1 hour',
        agreement_id = (SELECT id FROM agreement_version WHERE superseded_at IS NULL)
    WHERE id = (SELECT max(id) FROM sla_clock
        WHERE service = 'first-touch' AND ended_at IS NULL AND paused_at IS NULL)"""


class TestClocks:
    def test_one_is_paused_with_a_reason_and_goes_on(self, at_desk):
        page = at_desk("sam").open("/clocks/?service=first-touch")
        page.locator("main tbody a[href^='/clocks/']").first.click()
        page.get_by_text("Pause it").click()
        page.locator("input[name=reason]").fill("The buyer <b>is ill")
        page.get_by_role("button", name="Pause", exact=True).click()
        expect(page.locator("main")).to_contain_text("The clock stands still.")
        expect(page.locator(".facts")).to_contain_text("The buyer <b>is ill")
        page.get_by_role("button", name="Let it go on").click()
        expect(page.locator(".facts")).not_to_contain_text("The buyer")
        expect(page.locator(".clock-history")).to_contain_text("goes on")

    def test_to_excuse_one_that_is_late_is_asked_of_the_other_side(self, at_desk, served):
        with psycopg.connect(served.environment["DATABASE_URL"]) as connection:
            connection.execute(LATE)
        page = at_desk("sam").open("/clocks/?show=late&service=first-touch")
        page.locator("main tbody a[href^='/clocks/']").first.click()
        page.get_by_text("Ask to excuse it").click()
        page.locator("textarea[name=reason]").fill("The phones were down.")
        page.get_by_role("button", name="Ask the other side").click()
        expect(page.locator("main")).to_contain_text("It counts once the other side agrees")
        expect(page.locator("main .note", has_text="Excuse asked for")).to_contain_text("The phones were down.")
        expect(page.get_by_text("Ask to excuse it")).to_have_count(0)
