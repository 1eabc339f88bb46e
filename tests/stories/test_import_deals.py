"""Deals come from a file that nobody here wrote, twice, and go again."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from accord.connectors.files import api as files
from accord.journey import river
from accord.kernel.actor import Actor, ActorKind
from accord.steps.identity import api as identity
from accord.steps.outcomes import api as outcomes

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
RHEA = Actor(ActorKind.MEMBER, "rhea@northwind.example")


def imported(path: Path, **how):
    return files.run(file=path, kind="deals", by=RHEA, now=NOW, source_name="maven", **how)


def standing() -> dict[str, tuple[int, int]]:
    return {total.result: (total.count, total.amount_minor) for total in outcomes.totals(source="maven")}


class TestMaven:
    def test_every_deal_comes_in_exactly(self, shared_data):
        result = imported(shared_data("maven_crm") / "sales_pipeline.csv")
        assert (result.rows, result.new, result.refused) == (8800, 8800, 0)
        assert standing() == {"won": (4238, 1_000_553_400), "lost": (2473, 0), "open": (2089, 0)}
        assert result.totals["without_account"] == 1425

    def test_a_dry_run_says_the_same_and_changes_nothing(self, shared_data):
        result = imported(shared_data("maven_crm") / "sales_pipeline.csv", dry_run=True)
        assert (result.new, result.totals["won"], result.totals["won_minor_EUR"]) == (8800, 4238, 1_000_553_400)
        assert (standing(), files.batches()) == ({}, ([], 0))

    def test_the_second_import_changes_nothing_and_undo_leaves_nothing(self, shared_data):
        path = shared_data("maven_crm") / "sales_pipeline.csv"
        first, second = imported(path), imported(path)
        assert (second.new, second.changed, second.same) == (0, 0, 8800)
        files.undo(batch_id=second.batch_id, by=RHEA, now=NOW)
        assert standing()["won"] == (4238, 1_000_553_400)
        files.undo(batch_id=first.batch_id, by=RHEA, now=NOW)
        assert standing() == {}
        assert (imported(path).new, standing()["lost"]) == (8800, (2473, 0))

    def test_a_product_spelt_two_ways_is_one(self, shared_data):
        mapping = files.load_map("product_names: [GTX Pro]", "map.yaml", "deals")
        imported(shared_data("maven_crm") / "sales_pipeline.csv", mapping=mapping)
        assert {"GTX Pro", "GTXPro"} & set(outcomes.products()) == {"GTX Pro"}


class TestPersonOfADeal:
    def people(self, tmp_path, source_name: str, *rows: str) -> None:
        path = tmp_path / "people.csv"
        path.write_text("\n".join(["Contact ID,Email,Company", *rows]) + "\n", encoding="utf-8")
        mapping = files.load_map("columns: {Contact ID: external_id}", "map.yaml", "people")
        files.run(file=path, kind="people", mapping=mapping, by=RHEA, now=NOW, source_name=source_name)
        while river.drain(now=NOW):
            pass

    def deal(self, tmp_path, number: str):
        path = tmp_path / "deals.csv"
        path.write_text(f"deal id,person external id,stage,amount\nD1,{number},Won,7\n", encoding="utf-8")
        result = imported(path)
        return result, outcomes.deals()[0]

    def test_is_found_by_their_number_with_their_account(self, tmp_path):
        self.people(tmp_path, "maven", "C-7,anna@acme.example,Acme", "C-8,gus@globex.example,Globex")
        result, deal = self.deal(tmp_path, "C-7")
        anna = identity.lookup(text="anna@acme.example")
        assert (deal.person_id, deal.account_id, result.notes) == (anna.id, anna.account_id, ())

    def test_is_the_one_whom_the_same_system_knows_by_the_number(self, tmp_path):
        self.people(tmp_path, "another crm", "C-7,gus@globex.example,Globex")
        self.people(tmp_path, "maven", "C-7,anna@acme.example,Acme")
        assert self.deal(tmp_path, "C-7")[1].person_id == identity.lookup(text="anna@acme.example").id

    def test_is_found_in_another_system_where_only_one_has_that_number(self, tmp_path):
        self.people(tmp_path, "another crm", "C-7,gus@globex.example,Globex")
        assert self.deal(tmp_path, "C-7")[1].person_id == identity.lookup(text="gus@globex.example").id

    def test_is_nobody_where_several_or_none_have_it_and_the_note_says_so(self, tmp_path):
        self.people(tmp_path, "one crm", "C-7,gus@globex.example,Globex")
        self.people(tmp_path, "another crm", "C-7,anna@acme.example,Acme")
        for number in ("C-7", "C-9"):
            result, deal = self.deal(tmp_path, number)
            assert deal.person_id is None
            assert [(n.code, number in n.message) for n in result.notes] == [("unknown-person", True)]


class TestAccountOfADeal:
    @pytest.fixture(autouse=True)
    def anna(self, tmp_path):
        path = tmp_path / "people.csv"
        path.write_text("Email,Company\ngus@globex.example,C#\nanna@acme.example,Acme\n", encoding="utf-8")
        files.run(file=path, kind="people", by=RHEA, now=NOW, source_name="maven")
        while river.drain(now=NOW):
            pass
        return identity.lookup(text="anna@acme.example")

    def deal(self, tmp_path, account: str, email: str = ""):
        path = tmp_path / "deals.csv"
        path.write_text(f"deal id,account,email,stage,amount\nD1,{account},{email},Won,7\n", encoding="utf-8")
        result = imported(path)
        return result, outcomes.deals()[0]

    def test_is_no_other_whose_name_differs_by_a_sign_but_that_of_the_person(self, tmp_path, anna):
        result, deal = self.deal(tmp_path, "C++", "anna@acme.example")
        assert (deal.person_id, deal.account_id, result.notes) == (anna.id, anna.account_id, ())

    def test_is_none_where_nobody_is_named_and_the_note_says_so(self, tmp_path):
        result, deal = self.deal(tmp_path, "C++")
        assert (deal.account_id, [note.code for note in result.notes]) == (None, ["unknown-account"])

    def test_is_the_one_of_that_name_with_other_case_and_spaces(self, tmp_path):
        _, deal = self.deal(tmp_path, "c #", "anna@acme.example")
        assert deal.account_id == identity.lookup(text="gus@globex.example").account_id


class TestChangedDeals:
    def test_the_same_number_with_another_stage_is_a_change_that_can_be_undone(self, tmp_path):
        first = table(tmp_path, "D1,Acme,Engaging,100.50", "D2,Globex,Engaging,7")
        imported(first)
        second = imported(table(tmp_path, "D1,Acme,Closed Won,120.75", "D2,Globex,Engaging,7"))
        assert (second.new, second.changed, second.same) == (0, 1, 1)
        assert standing() == {"won": (1, 12_075), "open": (1, 700)}
        files.undo(batch_id=second.batch_id, by=RHEA, now=NOW)
        assert standing() == {"open": (2, 10_750)}

    def test_the_first_import_undone_leaves_what_the_second_said(self, tmp_path):
        first = imported(table(tmp_path, "D1,Acme,Engaging,100"))
        second = imported(table(tmp_path, "D1,Acme,Won,120"))
        files.undo(batch_id=first.batch_id, by=RHEA, now=NOW)
        assert standing() == {"won": (1, 12_000)}
        files.undo(batch_id=second.batch_id, by=RHEA, now=NOW)
        assert standing() == {}

    def test_what_cannot_be_read_is_refused_with_its_line_and_reason(self, tmp_path):
        result = imported(table(tmp_path, "D1,Acme,Won,12 apples", ",Globex,Won,3", "D3,Acme,Won", "D4,Acme,Wobbly,=1"))
        assert [(f.line, f.reason) for f in result.faults] == [
            (2, "not an amount"), (3, "no number of the deal"), (4, "3 fields where the header has 4")]  # fmt: skip
        assert [n.code for n in result.notes] == ["unknown-stage", "unknown-account"]
        lines = list(files.errors_csv(batch_id=result.batch_id))
        assert lines[1] == "2,amount,12 apples,not an amount\r\n"


def table(folder: Path, *rows: str) -> Path:
    path = folder / "deals.csv"
    path.write_text("\n".join(["deal id,account,stage,amount", *rows]) + "\n", encoding="utf-8")
    return path
