"""The agreement on paper: what stands there, in whose layout, and what is said where it cannot be made."""

from datetime import UTC, datetime

import pytest

from accord.agreement.contracts import Proposal, Signature, Version
from accord.agreement.load import load
from accord.agreement.paper import printing
from accord.agreement.paper.content import page
from accord.agreement.paper.labels import LAYOUTS
from accord.agreement.paper.printing import CannotPrint, printed
from accord.agreement.tests.marked import NORTHWIND, changed
from accord.kernel.actor import PROCESS

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HASH = "a3" * 32
SIGNED = Proposal(
    id=1, state="in force", hash=HASH, name="n", text="", title="t", note="", drafted_by=PROCESS, drafted_at=MONDAY,
    signatures=(
        Signature("sales", "sam@northwind.example", MONDAY, HASH),
        Signature("marketing", "mara@northwind.example", MONDAY, HASH),
    ),
)  # fmt: skip


def version(text=NORTHWIND):
    agreement = load(text, "n")
    return Version(2, 2, HASH, "n", text, agreement.title, agreement, PROCESS, MONDAY, MONDAY)


class TestPage:
    def test_names_both_signatures_with_what_was_signed_and_when(self):
        marketing, sales = page(version(), SIGNED, LAYOUTS["en"])["signatures"]
        assert (sales["done"], marketing["done"]) == ("Signed", "Countersigned")
        assert marketing["email"] == "mara@northwind.example"
        assert (marketing["at"], marketing["hash"]) == ("2026-03-02 10:00 (Europe/Berlin)", HASH)

    def test_says_that_nobody_signed(self):
        made = page(version(), None, LAYOUTS["en"])
        assert made["unsigned_by"] == "river"
        assert [one["done"] for one in made["signatures"]] == [None, None]

    def test_holds_every_rule_and_stage(self):
        made, agreement = page(version(), SIGNED, LAYOUTS["ru"]), version().agreement
        assert [rule["id"] for score in made["scores"] for rule in score["rules"]] == [
            rule.id for score in agreement.scores for rule in score.rules
        ]
        assert len(made["stages"]) == len(agreement.stages)

    def test_says_of_a_pilot_for_whom_how_long_and_what_for(self):
        text = NORTHWIND + "\npilot: {means: Sooner., where: {account.industry: logistics}, until: 2026-09-30}\n"
        assert page(version(text), SIGNED, LAYOUTS["en"])["pilot"] == {
            "means": "Sooner.",
            "scope": "where the company's industry is logistics",
            "until": "2026-09-30",
        }
        assert page(version(), SIGNED, LAYOUTS["en"])["pilot"] is None

    def test_says_the_limits_and_grades_of_a_score_and_the_groups_of_its_rules(self):
        fit, engagement = page(version(), SIGNED, LAYOUTS["en"])["scores"]
        assert fit["bounds"] == "Fit is between −50 and 60; A from 45; B from 25; C from 5."
        assert engagement["bounds"] == "Engagement is between 0 and 100; reading is at most 40."
        assert engagement["rules"][0]["lines"][1].endswith(", in the group reading")

    def test_has_the_same_words_in_every_language(self):
        names = [set(layout.labels) for layout in LAYOUTS.values()]
        assert all(one == names[0] for one in names)
        assert all(all(layout.labels.values()) and len(layout.days) == 7 for layout in LAYOUTS.values())


class TestPrinted:
    @pytest.fixture(autouse=True)
    def _fonts(self, lacking):
        if not (printing.FONTS / printing.NEEDED[0]).exists():
            lacking("the fonts are not here; make install brings them")

    @pytest.mark.parametrize("language", list(LAYOUTS))
    def test_is_a_pdf_and_the_same_bytes_each_time(self, language):
        made = printed(version(), SIGNED, language=language)
        assert made.startswith(b"%PDF-")
        assert made == printed(version(), SIGNED, language=language)

    def test_reads_nothing_of_an_agreement_as_markup(self):
        hostile = changed(("agreement: Northwind lead agreement", "agreement: '#panic(\"x\") $ ] *b* \\ @a <b>'"))
        assert printed(version(hostile), SIGNED).startswith(b"%PDF-")

    def test_is_looked_at_as_a_picture(self):
        assert printed(version(), SIGNED, language="ar", form="png").startswith(b"\x89PNG")

    def test_needs_a_layout(self):
        with pytest.raises(CannotPrint, match="no layout for fr; there are en, ru, ar, zh-hans, zh-hant"):
            printed(version(), SIGNED, language="fr")

    def test_names_the_fonts_that_are_missing(self, tmp_path, monkeypatch):
        monkeypatch.setattr(printing, "FONTS", tmp_path)
        with pytest.raises(CannotPrint, match=r"fonts are missing: NotoSans-Regular\.ttf, .*make install"):
            printed(version(), SIGNED)
