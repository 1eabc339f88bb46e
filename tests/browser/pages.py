"""The pages that are looked at by every test of all pages."""

PATHS = (
    "/queue/",
    "/queue/?state=accepted",
    "/queue/?stage=sal&late=yes",
    "/learning/feedback/",
    "/people/",
    "/people/?q=hostile",
    "/accounts/",
    "/leads/new/",
    "/leads/new/?q=hostile",
    "/clocks/",
    "/clocks/?show=over",
    "/routing/",
    "/routing/fairness/",
    "/board/",
    "/board/leads/?service=first-touch&which=kept&since=2020-01-01&until=2100-01-01",
    "/funnel/",
    "/missing/",
    "/missing/fields/",
    "/missing/fields/?field=person.job_title",
    "/goals/",
    "/suppressed/",
    "/stalled/",
    "/stalled/deals/",
    "/stalled/stages/",
    "/stalled/stages/people/?stage=mql",
    "/requests/",
    "/requests/new/",
    "/known/?q=acme",
    "/funnel/?by=campaign",
    "/funnel/people/?stage=sal",
    "/agreement/",
    "/agreement/1/",
    "/agreement/tryouts/",
    "/agreement/tryouts/new/",
    "/agreement/versions/",
    "/agreement/proposals/",
    "/agreement/proposals/new/",
    "/agreement/compare/",
    "/agreement/edit/",
    "/imports/",
    "/sources/",
    "/sources/warnings/",
    "/notices/",
    "/notices/wishes/",
    "/channels/",
    "/channels/new/",
    "/members/",
    "/password/",
    "/nothing-here/",
)
FOUND = (
    ("/queue/", "[data-row]"),
    ("/people/?q=hostile", "main a[href^='/people/']"),
    ("/accounts/", "main a[href^='/accounts/']"),
    ("/accounts/?q=%3Cscript", "main a[href^='/accounts/']"),
    ("/clocks/", "main tbody a[href^='/clocks/']"),
    ("/funnel/people/?stage=sal", "main a[href^='/leads/']"),
    ("/agreement/proposals/", "main tbody a[href^='/agreement/proposals/']"),
    ("/agreement/edit/", "main tbody a[href^='/agreement/edit/']"),
    ("/sources/", "main a[href^='/sources/']:not([href*=warnings])"),
)


def paths_of(desk) -> list[str]:
    """All of them, with one record of each kind."""
    found = []
    for start, pattern in FOUND:
        page = desk.open(start)
        found += [link.get_attribute("href") for link in page.locator(pattern).all()[:2]]
    return [*PATHS, *dict.fromkeys(found)]
