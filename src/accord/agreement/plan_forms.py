"""The forms of the plan."""

from accord.agreement.vocabulary import Form, Key

PLANNED = Form(
    "planned",
    "Plan",
    "What both sides mean to spend in a period, and when they sit down together; a budget, reviews or both. What came "
    "in the period is on the goals page and in `accord report plan`. Both parties, executives and operations are told "
    "of a review on the working day before, by the first calendar, and have it in their calendar feed.",
    (
        Key("period", "plan_period", "For when; each period once.", True),
        Key("means", "text", "What is planned."),
        Key("budget", "budget", "What it may cost: one amount, or one for each side."),
        Key("reviews", "review_points", "When both sides sit down together, within the period."),
    ),
    "plan:\n  - {period: 2026-Q4, budget: 120_000 EUR, reviews: [2026-11-16 10:00, 2026-12-14 10:00]}\n"
    "  - {period: 2027-Q1, means: Two fairs, budget: {marketing: 90_000 EUR, sales: 30_000 EUR},\n"
    "     reviews: 2027-02-15}",
)
BUDGET = Form(
    "budget",
    "Budget",
    "An amount, or the part of each side, both in one currency.",
    (Key("marketing", "amount", "What marketing may spend."), Key("sales", "amount", "What sales may spend.")),
)
PLAN_FORMS = (PLANNED, BUDGET)
