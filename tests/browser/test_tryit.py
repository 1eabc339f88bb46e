"""The Try-it page in a browser: charts and sliders under the strict policy, in every look, by keyboard."""

import psycopg
import pytest

from tests.browser.axe import PHONE, findings, in_light_and_dark


@pytest.fixture(scope="module")
def tried(served):
    """The address of a finished tryout."""
    return f"/agreement/tryouts/{served.run('tests.browser.tried').split()[-1]}/"


def opened(desk, path):
    page = desk.open(path)
    page.wait_for_selector("#answer table", timeout=30_000)
    page.wait_for_selector("#answer .chart svg")
    return page


def with_all_open(desk, tried):
    """The page with a changed threshold, which it fits, everything opened."""
    page = opened(desk, f"{tried}?knob.mql.engagement=10")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.locator("main details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    return page


class TestTryIt:
    def test_draws_every_chart_and_brings_no_report(self, at_desk, served, tried):
        desk = at_desk("ada")
        page = opened(desk, tried)
        charts = page.locator("[data-chart]").count()
        assert charts >= 6
        assert page.locator("[data-chart] svg").count() == charts
        page.locator("[data-chart=chart-weekly]").hover()
        assert desk.refused == desk.dialogs == []
        with psycopg.connect(served.environment["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT * FROM web_cspreport").fetchall() == []

    def test_a_bar_gives_the_people_behind_it(self, at_desk, tried):
        page = opened(at_desk("ada"), tried)
        chart = page.locator("[data-chart=chart-load]")
        chart.scroll_into_view_if_needed()
        within = chart.evaluate(
            "one => window.echarts.getInstanceByDom(one).convertToPixel({seriesIndex: 0}, [0, 0.5])"
        )
        box = chart.bounding_box()
        page.mouse.click(box["x"] + within[0] - 6, box["y"] + within[1])
        page.wait_for_url("**/people/?**")
        assert page.locator("main tbody tr").count() > 0

    def test_a_slider_moved_by_key_redraws_the_numbers_and_goes_into_the_draft(self, at_desk, tried):
        page = opened(at_desk("ada"), tried)
        slider = page.locator('input[type=range][data-for="knob.mql.engagement"]')
        slider.focus()
        with page.expect_response(lambda answer: "what-if" in answer.url):
            page.keyboard.press("Home")
        page.get_by_role("button", name="Take these values into the draft").wait_for()
        assert page.locator('[name="knob.mql.engagement"]').first.input_value() == slider.input_value()
        assert slider.evaluate("one => one === document.activeElement")
        page.get_by_role("button", name="As written").click()
        page.get_by_role("button", name="Take these values into the draft").wait_for(state="detached")

    def test_has_no_serious_finding_of_axe_in_light_or_dark(self, at_desk, tried, lacking):
        desk = at_desk("ada", bypass_csp=True, reduced_motion="reduce")
        assert in_light_and_dark(with_all_open(desk, tried), lacking) == []

    def test_has_none_on_a_phone_from_right_to_left(self, at_desk, tried, lacking):
        desk = at_desk("ada", size=PHONE, direction="rtl", bypass_csp=True)
        assert findings(with_all_open(desk, tried), lacking) == []
