"""What one of us filled in is corrected from the page of the lead it belongs to."""

from playwright.sync_api import expect


def test_a_typo_is_corrected_beside_who_filled_it_in(at_desk):
    desk = at_desk("sigrid")
    page = desk.open("/leads/new/?q=tilda")
    page.locator("input[name=email]").fill("tilda@typo.example")
    page.locator("input[name=job_title]").fill("Haed of IT")
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_url(lambda address: "/leads/new/" not in address)
    filled = page.locator(".filled")
    expect(filled).to_contain_text("Haed of IT by Sigrid")
    filled.locator("summary").first.click()
    box = filled.get_by_label("Job title")
    expect(box).to_have_value("Haed of IT")
    box.fill("Head of IT")
    filled.get_by_role("button", name="Change").first.click()
    expect(page.locator("main")).to_contain_text("Score and stage follow it")
    expect(page.locator(".filled")).to_contain_text("Head of IT by Sigrid")
    expect(page.locator(".filled")).to_contain_text("before: Haed of IT")
    expect(page.locator(".record-head")).to_contain_text("Head of IT")
    assert desk.refused == []
