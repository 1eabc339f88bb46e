"""Every page: nothing hostile runs, readers can read it, it fits a phone."""

from pathlib import Path

import psycopg
import pytest

from tests.browser.pages import paths_of

AXE = Path(__file__).parents[2] / "front" / "node_modules" / "axe-core" / "axe.min.js"
LOOKS = {
    "light": {"theme": "light"},
    "dark": {"theme": "dark"},
    "phone, right-to-left": {"size": (360, 740), "direction": "rtl"},
}


class TestEveryPage:
    def test_runs_nothing_hostile_and_fits_360_pixels_without_sideways_scroll(self, at_desk, served):
        desk, wide = at_desk("ada", size=(360, 740)), {}
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

    @pytest.mark.parametrize("look", LOOKS)
    def test_has_no_serious_finding_of_axe(self, at_desk, lacking, look):
        if not AXE.exists():
            lacking("no axe-core: run npm ci in front/")
        desk = at_desk("ada", **LOOKS[look], bypass_csp=True)
        found = {}
        for path in paths_of(desk):
            page = desk.open(path)
            page.add_script_tag(path=AXE)
            ran = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
            serious = [
                (one["id"], [node["html"][:160] for node in one["nodes"][:3]])
                for one in ran["violations"]
                if one["impact"] in ("serious", "critical")
            ]
            if serious:
                found[path] = serious
        assert found == {}
