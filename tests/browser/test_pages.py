"""Every page: nothing hostile runs, readers can read it, it fits a phone."""

import psycopg

from tests.browser.axe import PHONE, findings, in_light_and_dark
from tests.browser.pages import paths_of


class TestEveryPage:
    def test_runs_nothing_hostile_and_fits_360_pixels_without_sideways_scroll(self, at_desk, served):
        desk, wide = at_desk("ada", size=PHONE), {}
        for path in paths_of(desk):
            page = desk.open(path)
            page.wait_for_load_state("networkidle")
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > 360:
                wide[path] = width
        assert wide == {}
        assert desk.dialogs == []
        assert [one for one in desk.refused if "404" not in one] == []
        with psycopg.connect(served.environment["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT * FROM web_cspreport").fetchall() == []

    def test_has_no_serious_finding_of_axe_in_light_or_dark(self, at_desk, lacking):
        desk, found = at_desk("ada", bypass_csp=True, reduced_motion="reduce"), {}
        for path in paths_of(desk):
            if serious := in_light_and_dark(desk.open(path), lacking):
                found[path] = serious
        assert found == {}

    def test_has_none_on_a_phone_from_right_to_left(self, at_desk, lacking):
        desk, found = at_desk("ada", size=PHONE, direction="rtl", bypass_csp=True), {}
        for path in paths_of(desk):
            if serious := findings(desk.open(path), lacking):
                found[path] = serious
        assert found == {}
