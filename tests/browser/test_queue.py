"""A rep works the queue by keys alone."""

import gzip
import re

from playwright.sync_api import expect


def first(page):
    return page.locator("[data-row]").first


def with_the_first_open(desk, path="/queue/"):
    """The queue with its first lead opened by keys, and the number of that lead."""
    page = desk.open(path)
    lead = first(page).get_attribute("data-row")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#panel [data-lead='{lead}']")
    return page, lead


class TestQueue:
    def test_accepts_a_lead_with_two_presses_and_opens_the_next(self, at_desk):
        page, lead = with_the_first_open(at_desk("sam"))
        following = page.locator("[data-row]").nth(1).get_attribute("data-row")
        page.keyboard.press("a")
        expect(page.locator(f"#panel [data-lead='{following}']")).to_be_visible()
        expect(page.locator(f"[data-row='{lead}']")).to_have_count(0)
        expect(page.locator("#toasts")).to_contain_text("Accepted")
        expect(page.locator(f"[data-row='{following}']")).to_have_attribute("aria-current", "true")

    def test_takes_an_acceptance_back_within_eight_seconds(self, at_desk):
        page, lead = with_the_first_open(at_desk("sam"))
        page.keyboard.press("a")
        page.wait_for_selector("#toasts [data-key=u]")
        page.keyboard.press("u")
        page.wait_for_url(re.compile(rf"/queue/{lead}/\?state=waiting"))
        expect(page.locator(f"[data-row='{lead}']")).to_be_visible()
        expect(page.locator(f"#panel [data-lead='{lead}']")).to_be_visible()

    def test_keeps_the_list_and_its_filters_when_something_is_taken_back(self, at_desk):
        page, lead = with_the_first_open(at_desk("sam"), "/queue/?state=waiting&stage=sal")
        page.keyboard.press("a")
        page.wait_for_selector("#toasts [data-key=u]")
        page.keyboard.press("u")
        page.wait_for_url(re.compile(rf"/queue/{lead}/\?state=waiting&stage=sal"))
        expect(page.locator(f"[data-row='{lead}']")).to_be_visible()

    def test_rejects_only_with_a_reason_of_the_agreement(self, at_desk):
        page, lead = with_the_first_open(at_desk("sam"))
        page.keyboard.press("r")
        expect(page.locator("dialog#dialog")).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.locator("dialog#dialog")).to_be_visible()
        page.keyboard.press("2")
        page.keyboard.press("Enter")
        expect(page.locator(f"[data-row='{lead}']")).to_have_count(0)
        expect(page.locator("dialog#dialog")).to_be_hidden()
        expect(page.locator("#toasts")).to_contain_text("Rejected")

    def test_chooses_the_stage_of_a_lead_by_keys_with_a_reason_and_takes_it_back(self, at_desk):
        page, lead = with_the_first_open(at_desk("sam"))
        page.keyboard.press("m")
        expect(page.locator("dialog#dialog")).to_contain_text("Choose the stage")
        page.locator("dialog#dialog [data-choice]").last.check()
        page.locator("dialog#dialog textarea").fill("They are a school")
        page.locator("dialog#dialog .btn-primary").click()
        expect(page.locator(f"[data-row='{lead}']")).to_have_count(0)
        expect(page.locator("#toasts")).to_contain_text("at that stage now")
        page.keyboard.press("u")
        page.wait_for_url(re.compile(rf"/queue/{lead}/\?state=waiting"))
        expect(page.locator(f"[data-row='{lead}']")).to_be_visible()

    def test_snoozes_a_lead_by_keys_wakes_it_and_takes_that_back(self, at_desk):
        desk = at_desk("sam")
        page, lead = with_the_first_open(desk)
        page.keyboard.press("s")
        expect(page.locator("dialog#dialog")).to_contain_text("tomorrow morning")
        page.keyboard.press("3")
        page.keyboard.press("Enter")
        expect(page.locator(f"[data-row='{lead}']")).to_have_count(0)
        expect(page.locator("#toasts")).to_contain_text("Snoozed")
        page = desk.open("/queue/?state=snoozed")
        page.locator(f"[data-row='{lead}']").click()
        expect(page.locator("#panel")).to_contain_text("Snoozed until")
        page.keyboard.press("n")
        expect(page.locator(f"[data-row='{lead}']")).to_have_count(0)
        page.keyboard.press("u")
        page.wait_for_url(re.compile(rf"/queue/{lead}/\?state=snoozed"))
        expect(page.locator("#panel")).to_contain_text("Snoozed until")
        page.keyboard.press("n")
        expect(page.locator("#panel")).not_to_contain_text("Snoozed until")
        expect(desk.open("/queue/").locator(f"[data-row='{lead}']")).to_be_visible()

    def test_explanation_adds_up_before_the_readers_eyes(self, at_desk):
        page = at_desk("sam").open("/queue/")
        first(page).click()
        page.wait_for_selector("#panel .why-table")
        for table in page.locator("#panel .why-table").all():
            lines = [number(text) for text in table.locator("tbody td.number").all_inner_texts()]
            assert round(sum(lines), 2) == number(table.locator("tfoot td.number").inner_text())

    def test_search_and_commands_open_by_keys(self, at_desk):
        page = at_desk("sam").open("/queue/")
        page.keyboard.press("/")
        expect(page.locator("#bar-q")).to_be_focused()
        page.keyboard.press("Escape")
        page.locator("h1").click()
        page.keyboard.press("?")
        expect(page.locator("dialog#help")).to_be_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("Control+k")
        page.keyboard.type("Ingrid")
        expect(page.locator("#found a").first).to_be_visible()

    def test_commands_are_filtered_walked_and_carried_out_by_keys(self, at_desk):
        page = at_desk("sigrid").open("/queue/")
        lead = first(page).get_attribute("data-row")
        page.keyboard.press("Control+k")
        expect(page.locator("#palette li", has_text="Accept the lead")).to_be_hidden()
        page.keyboard.type("right to left")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        first(page).click()
        page.wait_for_selector(f"#panel [data-lead='{lead}']")
        page.keyboard.press("Control+k")
        page.keyboard.type("reject")
        page.keyboard.press("Enter")
        expect(page.locator("dialog#dialog")).to_be_visible()

    def test_address_follows_the_open_lead(self, at_desk):
        page = at_desk("sigrid").open("/queue/")
        lead = first(page).get_attribute("data-row")
        following = page.locator("[data-row]").nth(1).get_attribute("data-row")
        first(page).click()
        page.wait_for_url(f"**/queue/{lead}/?*")
        page.keyboard.press("a")
        page.wait_for_url(f"**/queue/{following}/?*")
        page.keyboard.press("u")
        page.wait_for_url(re.compile(rf"/queue/{lead}/\?state=waiting"))
        expect(page.locator("[data-passes]")).to_contain_text("Taken back")

    def test_a_deal_is_won_by_keys_on_the_page_of_the_lead_and_taken_back(self, at_desk):
        desk = at_desk("sam")
        rows = desk.open("/queue/?state=accepted").locator("[data-row]")
        for lead in [row.get_attribute("data-row") for row in rows.all()]:
            page = desk.open(f"/leads/{lead}/")
            if page.locator("[data-key=w]").count():
                break
        page.keyboard.press("w")
        expect(page.locator("input[name=amount]")).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/leads/{lead}/")
        expect(page.locator("[data-toast]")).to_contain_text("Won")
        page.keyboard.press("u")
        expect(page.locator("[data-key=w]")).to_be_visible()
        assert page.url.endswith(f"/leads/{lead}/")

    def test_several_are_chosen_rejected_and_taken_back_by_keys(self, at_desk):
        page = at_desk("sigrid").open("/queue/")
        chosen = [page.locator("[data-row]").nth(place).get_attribute("data-row") for place in (0, 1)]
        expect(page.locator("#together")).to_be_hidden()
        for _ in chosen:
            page.keyboard.press("j")
            page.keyboard.press("x")
        expect(page.locator("[data-count]")).to_have_text("2")
        page.keyboard.press("r")
        expect(page.locator("dialog#dialog")).to_contain_text("Reject 2 leads")
        page.keyboard.press("2")
        page.keyboard.press("Enter")
        expect(page.locator("#toasts")).to_contain_text("2 leads done")
        expect(page.locator("dialog#dialog")).to_be_hidden()
        for lead in chosen:
            expect(page.locator(f"[data-row='{lead}']")).to_have_count(0)
        page.keyboard.press("u")
        expect(page.locator("#toasts")).to_contain_text("2 taken back")
        for lead in chosen:
            expect(page.locator(f"[data-row='{lead}']")).to_be_visible()

    def test_a_call_is_written_down_by_one_key_and_taken_back(self, at_desk):
        page = at_desk("sam").open("/queue/?state=accepted")
        first(page).click()
        page.wait_for_selector("#panel .story")
        page.keyboard.press("t")
        expect(page.locator("#toasts")).to_contain_text("Written down")
        expect(page.locator("#panel .story")).to_contain_text("Call: reached")
        page.keyboard.press("u")
        expect(page.locator("[data-passes]")).to_contain_text("Taken back")
        expect(page.locator("#panel .story")).not_to_contain_text("Call: reached")

    def test_whether_somebody_may_be_written_to_stands_under_their_name(self, at_desk):
        desk = at_desk("sam")
        page = desk.open("/queue/?state=accepted")
        leads = [page.locator("[data-row]").nth(place).get_attribute("data-row") for place in (0, 1)]
        for lead in leads:
            page.locator(f"[data-row='{lead}']").click()
            expect(page.locator(f"#panel #consent-{lead}")).to_contain_text("They have not said whether they want mail")
            expect(page.locator("#panel .consent")).to_have_count(1)
        page = desk.open(f"/leads/{leads[0]}/")
        expect(page.locator(f"#consent-{leads[0]}")).to_contain_text("They have not said whether they want mail")
        assert desk.refused == []

    def test_a_call_is_written_down_later_with_its_instant(self, at_desk):
        page = at_desk("sam").open("/queue/?state=accepted")
        first(page).click()
        page.wait_for_selector("#panel .story")
        page.fill("#log-note", "they asked for the price list")
        page.fill("#log-when", "2900-01-02T10:00")
        page.focus("#log-when")
        for key in ("Enter", "j", "r", "t"):
            page.keyboard.press(key)
        expect(page.locator("dialog#dialog")).to_be_hidden()
        expect(page.locator("#toasts")).not_to_contain_text("Written down")
        expect(page.locator("#log-when")).to_have_value("2900-01-02T10:00")
        page.get_by_role("button", name="no answer").click()
        expect(page.locator("#log-fault")).to_contain_text("still to come")
        expect(page.locator("#log-when")).to_be_focused()
        expect(page.locator("#log-note")).to_have_value("they asked for the price list")
        page.evaluate("document.querySelector('#log-when').value = new Date().toISOString().slice(0, 16)")
        page.get_by_role("button", name="no answer").click()
        expect(page.locator("#toasts")).to_contain_text("Written down: Call · no answer · ")
        expect(page.locator("#panel .story")).to_contain_text("they asked for the price list")
        page.keyboard.press("u")
        expect(page.locator("[data-passes]")).to_contain_text("Taken back")

    def test_follows_what_others_do_and_keeps_the_place(self, at_desk):
        page = at_desk("ada").open("/queue/")
        rows = page.locator("[data-row]")
        taken, mine, opened = (rows.nth(place).get_attribute("data-row") for place in (0, 3, 1))
        page.locator(f"[data-row='{opened}']").click()
        page.wait_for_selector(f"#panel [data-lead='{opened}'] .why-table")
        page.locator(f"[data-row='{mine}']").focus()
        other = at_desk("ada").open(f"/queue/{taken}/")
        other.wait_for_selector("#panel form[data-htmx-powered]")
        other.keyboard.press("a")
        expect(other.locator("#toasts")).to_contain_text("Accepted")
        page.evaluate("htmx.trigger(document.getElementById('news'), 'news')")
        expect(page.locator(f"[data-row='{taken}']")).to_have_count(0)
        expect(page.locator(f"[data-row='{mine}']")).to_be_focused()
        expect(page.locator(f"[data-row='{opened}']")).to_have_attribute("aria-current", "true")
        expect(page.locator(f"#panel [data-lead='{opened}']")).to_be_visible()
        other.keyboard.press("u")
        other.wait_for_url(re.compile(rf"/queue/{taken}/\?state="))

    def test_says_when_the_open_lead_was_taken_by_another(self, at_desk):
        page = at_desk("ada").open("/queue/")
        lead = first(page).get_attribute("data-row")
        first(page).click()
        page.wait_for_selector(f"#panel [data-lead='{lead}'] .why-table")
        other = at_desk("ada").open(f"/queue/{lead}/")
        other.wait_for_selector("#panel form[data-htmx-powered]")
        other.keyboard.press("a")
        expect(other.locator("#toasts")).to_contain_text("Accepted")
        page.evaluate("htmx.trigger(document.getElementById('news'), 'news')")
        expect(page.locator("#panel-news")).to_contain_text("has accepted this lead meanwhile")
        other.keyboard.press("u")
        other.wait_for_url(re.compile(rf"/queue/{lead}/\?state="))

    def test_one_thumb_is_enough_on_a_phone(self, at_desk):
        page = at_desk("sam", size=(360, 740)).open("/queue/")
        first(page).click()
        expect(page.locator("#panel a[href^='tel:']").first).to_be_visible()
        box = page.locator("#panel [data-key=a]").bounding_box()
        assert box["y"] > 740 / 2
        assert box["height"] >= 40

    def test_a_view_is_kept_and_found_in_the_commands(self, at_desk):
        page = at_desk("sam").open("/queue/")
        page.locator(".queue-narrow summary").click()
        page.locator("select[name=grade]").select_option("A")
        page.wait_for_url("**grade=A**")
        page.locator("input[name=name]").fill("Best fit <b>")
        page.get_by_role("button", name="Keep").click()
        expect(page.locator(".kept-views")).to_contain_text("Best fit <b>")
        page.keyboard.press("Control+k")
        page.keyboard.type("best")
        expect(page.locator("#found a", has_text="Best fit")).to_be_visible()

    def test_says_so_when_the_last_lead_is_answered(self, at_desk):
        page = at_desk("sigrid").open("/queue/")
        first(page).click()
        page.wait_for_selector("#panel [data-lead]")
        for _ in range(40):
            lead = page.locator("#panel [data-lead]").get_attribute("data-lead")
            page.keyboard.press("a")
            expect(page.locator(f"[data-row='{lead}']")).to_have_count(0)
            if not page.locator("[data-row]").count():
                break
        expect(page.locator("#panel")).to_contain_text("Nothing waits for you")
        expect(page.locator("#rows-none")).to_contain_text("Nothing waits for you")

    def test_works_without_script(self, at_desk):
        page = at_desk("sam", java_script_enabled=False).open("/queue/")
        lead = first(page).get_attribute("data-row")
        first(page).click()
        page.get_by_role("button", name="Accept").click()
        expect(page.locator(f"[data-row='{lead}']")).to_have_count(0)

    def test_script_of_the_queue_weighs_less_than_80_kilobytes(self, at_desk):
        desk = at_desk("sam")
        weights = []
        desk.page.on(
            "response", lambda got: weights.append(len(gzip.compress(got.body()))) if ".js" in got.url else None
        )
        desk.open("/queue/")
        desk.page.wait_for_load_state("networkidle")
        assert 0 < sum(weights) < 80_000


def number(text: str) -> float:
    return float(text.replace("−", "-").replace("+", "").replace(",", "").replace("\u2068", "").replace("\u2069", ""))
