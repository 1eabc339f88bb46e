"""A page that waits for the river goes on by itself."""

import psycopg
from playwright.sync_api import expect

from accord.journey.locks import RIVER

DRAIN = "from django.utils import timezone; from accord.journey import river; river.drain(now=timezone.now())"


def test_a_lead_that_waits_for_the_river_is_added_as_soon_as_it_is_taken_in(at_desk, served):
    page = at_desk("sigrid").open("/leads/new/?q=wanda")
    page.locator("input[name=email]").fill("wanda@waiting.example")
    with psycopg.connect(served.environment["DATABASE_URL"], autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [RIVER])
        page.get_by_role("button", name="Add", exact=True).click()
        expect(page.locator("main")).to_contain_text("it is being worked on")
    served.run("accord.project.manage", "shell", "-c", DRAIN)
    page.wait_for_url("**/leads/*/")
    expect(page.locator("main")).to_contain_text("wanda@waiting.example")
