"""The plan on the goals page and on the agreement's: what is under way first, what is over folded, never as spent."""

from django.utils import timezone

from accord.agreement import api as agreements
from accord.kernel.actor import PROCESS
from accord.web.tests.cases import client_of
from accord.web.tests.test_learning import told
from tests.browser.company import AGREEMENT


def planned(year: int) -> None:
    """The sample agreement with a plan of the years around this one."""
    text = AGREEMENT.read_text(encoding="utf-8")
    plan = f"""plan:
  - {{period: {year - 1}, means: The year before, budget: 90_000 USD}}
  - period: {year}
    means: "<b>Fairs</b>"
    budget: {{marketing: 70_000 EUR, sales: 50_000 EUR}}
    reviews: {year}-12-31 23:59
  - {{period: {year + 1}, reviews: {year + 1}-01-04}}

"""
    whole = text[: text.index("plan:  ")] + plan + text[text.index("calendars:  ") :]
    agreements.publish(text=whole, name="a.yaml", by=PROCESS, now=timezone.now(), unsigned_because="a test")


class TestPlan:
    def test_shows_what_is_under_way_first_and_folds_what_is_over(self, cast):
        year = timezone.now().year
        planned(year)
        page = told(client_of(cast["sam"]), "/goals/")
        section = page[page.index('id="plan"') :]
        assert section.index(f'plan-{year}"') < section.index(f'plan-{year + 1}"') < section.index("<details>")
        assert section.index("<details>") < section.index(f'plan-{year - 1}"')
        assert "120,000 EUR" in section
        assert "70,000 EUR" in section
        assert "&lt;b&gt;Fairs" in section
        assert "Leads handed over" in section
        assert "not what was spent" in section

    def test_stands_on_the_agreements_page_in_words(self, cast):
        year = timezone.now().year
        planned(year)
        page = told(client_of(cast["sam"]), "/agreement/")
        assert "120,000 EUR (marketing 70,000 EUR and sales 50,000 EUR)" in page
        assert f"review on {year}-12-31 23:59" in page

    def test_tells_reviews_by_the_clocks_that_the_page_names(self, cast):
        planned(timezone.now().year)
        page = told(client_of(cast["sam"]), "/goals/")  # Sam's screens are in UTC
        assert "Europe/Berlin" in page
        assert "11:59 p.m." in page[page.index('id="plan"') :]

    def test_is_left_out_where_the_agreement_has_none(self, cast):
        text = AGREEMENT.read_text(encoding="utf-8")
        whole = text[: text.index("plan:  ")] + text[text.index("calendars:  ") :]
        agreements.publish(text=whole, name="a.yaml", by=PROCESS, now=timezone.now(), unsigned_because="a test")
        assert 'id="plan"' not in told(client_of(cast["sam"]), "/goals/")
