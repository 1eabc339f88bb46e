"""Every page: nothing hostile runs, readers can read it, it fits a phone."""

from pathlib import Path

import psycopg

from tests.browser.pages import paths_of

AXE = Path(__file__).parents[2] / "front" / "node_modules" / "axe-core" / "axe.min.js"
COLOURS = ["color-contrast"]  # all that differs in the dark


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

    def test_has_no_serious_finding_of_axe_in_light_or_dark(self, at_desk, lacking):
        desk, found = at_desk("ada", bypass_csp=True, reduced_motion="reduce"), {}
        for path in paths_of(desk):
            page = desk.open(path)
            light = _serious(page, lacking)
            page.evaluate("Object.assign(document.documentElement.dataset, {theme: 'dark', bsTheme: 'dark'})")
            if serious := light + _serious(page, lacking, runOnly=COLOURS):
                found[path] = serious
        assert found == {}

    def test_has_none_on_a_phone_from_right_to_left(self, at_desk, lacking):
        desk, found = at_desk("ada", size=(360, 740), direction="rtl", bypass_csp=True), {}
        for path in paths_of(desk):
            if serious := _serious(desk.open(path), lacking):
                found[path] = serious
        assert found == {}


def _serious(page, lacking, **options):
    """What axe finds there, with the first elements that it means."""
    if not AXE.exists():
        lacking("no axe-core: run npm ci in front/")
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(path=AXE)
    ran = page.evaluate("options => axe.run(document, {resultTypes: ['violations'], ...options})", options)
    return [
        (one["id"], [node["html"][:160] for node in one["nodes"][:3]])
        for one in ran["violations"]
        if one["impact"] in ("serious", "critical")
    ]
