"""People, accounts and touches come from files, through the same river as everything else."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from accord.connectors.files import api as files
from accord.connectors.files.mapping import MapRefused
from accord.journey import river
from accord.kernel.actor import Actor, ActorKind
from accord.steps.collect import api as collect
from accord.steps.identity import api as identity
from accord.steps.outcomes import api as outcomes

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
RHEA = Actor(ActorKind.MEMBER, "rhea@northwind.example")
PEOPLE = "E-mail,First name,Last name,Title,Company,Favourite colour\n"


def imported(kind, path: Path, **how):
    result = files.run(file=path, kind=kind, by=RHEA, now=NOW, **how)
    settle()
    return result


def settle() -> None:
    while river.drain(now=NOW):
        pass


def written(folder: Path, text: str, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


class TestPeople:
    def test_are_known_by_their_address_and_every_other_column_is_a_trait(self, tmp_path):
        imported("people", written(tmp_path, PEOPLE + "Anna@Acme.example,Anna,Weber,CIO,Acme,green\n"))
        anna = identity.lookup(text="anna@acme.example")
        assert (anna.name, anna.traits["job_title"], anna.traits["favourite_colour"]) == ("Anna Weber", "CIO", "green")
        assert identity.account(account_id=anna.account_id).domain == "acme.example"

    def test_a_dry_run_changes_nothing(self, tmp_path):
        result = imported(
            "people", written(tmp_path, PEOPLE + "anna@acme.example,Anna,Weber,CIO,Acme,green\n"), dry_run=True
        )
        assert (result.new, collect.waiting()[0]) == (1, 0)
        assert identity.lookup(text="anna@acme.example") is None

    def test_imported_again_are_the_same_and_changed_where_they_changed(self, tmp_path):
        path = written(tmp_path, PEOPLE + "anna@acme.example,Anna,Weber,CIO,,\nboris@acme.example,Boris,Orlov,CTO,,\n")
        imported("people", path)
        again = imported("people", path)
        assert (again.new, again.changed, again.same) == (0, 0, 2)
        later = imported("people", written(tmp_path, PEOPLE + "anna@acme.example,Anna,Weber,CEO,,\n"))
        assert (later.new, later.changed, later.same) == (0, 1, 0)
        assert identity.lookup(text="anna@acme.example").traits["job_title"] == "CEO"

    def test_two_rows_of_one_address_are_one_person(self, tmp_path):
        result = imported(
            "people", written(tmp_path, PEOPLE + "a@acme.example,Anna,,CIO,,\nA@ACME.example,,Weber,,,red\n")
        )
        assert (result.rows, result.new, result.joined) == (2, 1, 1)
        assert identity.lookup(text="a@acme.example").name == "Anna Weber"

    def test_hubspots_contacts_come_in_by_their_numbers(self, shared_data):
        result = imported("people", shared_data("vendor_csv") / "hubspot" / "contact_data.csv")
        assert (result.rows, result.new + result.joined, result.refused) == (22, 22, 0)
        assert identity.lookup(text="78971951").traits["company"] == "SampleCompany"

    def test_of_five_scripts_and_any_encoding_keep_their_names(self, tmp_path):
        path = tmp_path / "people.csv"
        path.write_bytes("Email;Name\nivan@romashka.example;Иван Петров\n".encode("cp1251"))
        imported("people", path)
        assert identity.lookup(text="ivan@romashka.example").name == "Иван Петров"


class TestAccounts:
    def test_are_joined_with_the_domain_their_people_write_from(self, tmp_path):
        imported("people", written(tmp_path, PEOPLE + "anna@acme.example,Anna,Weber,CIO,,\n"))
        imported(
            "accounts",
            written(tmp_path, "Name,Website,Employees,Industry\nAcme Ltd,https://www.acme.example/de,250,software\n"),
        )
        anna = identity.lookup(text="anna@acme.example")
        acme = identity.account(account_id=anna.account_id)
        assert (acme.name, acme.traits["employees"], acme.traits["industry"]) == ("Acme Ltd", 250, "software")

    def test_deals_find_them_by_name(self, shared_data):
        maven = shared_data("maven_crm")
        result = imported("accounts", maven / "accounts.csv")
        assert (result.new, result.refused) == (85, 0)
        imported("deals", maven / "sales_pipeline.csv", source_name="maven")
        page = outcomes.deals(result="won", limit=5000)
        assert len(page) == 4238
        without = [deal for deal in page if deal.account_id is None]
        assert not without, without[:3]


class TestTouches:
    def test_of_the_clickstream_are_all_there(self, shared_data):
        path = shared_data("clickstream") / "retentioneering_ecom.csv.gz"
        result = imported("touches", path, source_name="shop")
        assert (result.rows, result.new, result.refused) == (31_106, 31_106, 0)
        people = identity.find(text="user_0", limit=1000)
        touches = collect.touches_of(alias_ids=[a for ids in identity.aliases_of(
            person_ids=[p.id for p in people]).values() for a in ids])  # fmt: skip
        assert (len(people), len(touches)) == (600, 31_106)
        assert len({t.touch.properties["session_id"] for t in touches}) == 3605
        assert imported("touches", path, source_name="shop").same == 31_106

    def test_are_messages_one_a_line_and_come_in_once(self, tmp_path):
        message = {
            "type": "track",
            "event": "Demo Requested",
            "userId": "u1",
            "messageId": "m1",
            "timestamp": "2026-05-01T10:00:00Z",
        }
        path = tmp_path / "touches.jsonl.gz"
        path.write_bytes(gzip.compress((json.dumps(message) + "\n").encode() * 2))
        result = imported("touches", path)
        assert (result.rows, result.new, result.joined) == (2, 1, 1)
        assert imported("touches", path).same == 1
        (touch,) = collect.touches_of(
            alias_ids=identity.aliases_of(person_ids=[identity.lookup(text="u1").id]).popitem()[1]
        )
        assert touch.touch.occurred_at == datetime(2026, 5, 1, 10, tzinfo=UTC)


class TestUndo:
    def test_of_people_leaves_nothing(self, tmp_path):
        result = imported("people", written(tmp_path, PEOPLE + "anna@acme.example,Anna,Weber,CIO,Acme,green\n"))
        files.undo(batch_id=result.batch_id, by=RHEA, now=NOW)
        assert identity.lookup(text="anna@acme.example") is None
        assert (identity.find(text="Anna"), identity.find_accounts(text="acme")) == ([], [])

    def test_leaves_what_others_said_and_the_same_file_comes_in_again(self, tmp_path):
        first = written(tmp_path, PEOPLE + "anna@acme.example,Anna,Weber,CIO,Acme,\n", "first.csv")
        imported("people", first, source_name="crm")
        second = written(tmp_path, PEOPLE + "anna@acme.example,Anna,Weber,CEO,Acme,red\n", "second.csv")
        result = imported("people", second, source_name="fair")
        files.undo(batch_id=result.batch_id, by=RHEA, now=NOW)
        anna = identity.lookup(text="anna@acme.example")
        assert (anna.traits["job_title"], "favourite_colour" in anna.traits) == ("CIO", False)
        assert imported("people", second, source_name="fair").new == 1
        assert identity.lookup(text="anna@acme.example").traits["favourite_colour"] == "red"

    def test_of_touches_parts_whom_they_had_joined(self, tmp_path):
        lines = [
            {"type": "identify", "userId": "u1", "messageId": "a", "traits": {"name": "Anna"}},
            {"type": "identify", "userId": "u2", "messageId": "b", "traits": {"name": "Boris"}},
        ]
        imported("touches", written(tmp_path, "\n".join(map(json.dumps, lines)), "a.jsonl"), source_name="web")
        joining = {"type": "alias", "userId": "u1", "previousId": "u2", "messageId": "c"}
        joined = imported("touches", written(tmp_path, json.dumps(joining), "b.jsonl"), source_name="web")
        assert identity.lookup(text="u1").id == identity.lookup(text="u2").id
        files.undo(batch_id=joined.batch_id, by=RHEA, now=NOW)
        assert (identity.lookup(text="u1").name, identity.lookup(text="u2").name) == ("Anna", "Boris")
        assert imported("touches", tmp_path / "b.jsonl", source_name="web").new == 1
        assert identity.lookup(text="u1").id == identity.lookup(text="u2").id

    def test_of_accounts_takes_back_what_was_said_of_them(self, tmp_path):
        imported("people", written(tmp_path, PEOPLE + "anna@acme.example,Anna,Weber,CIO,,\n"))
        table = written(tmp_path, "Name,Website,Employees\nAcme Ltd,https://www.acme.example,250\nGlobex,,9\n", "a.csv")
        result = imported("accounts", table)
        files.undo(batch_id=result.batch_id, by=RHEA, now=NOW)
        acme = identity.account(account_id=identity.lookup(text="anna@acme.example").account_id)
        assert (acme.name, acme.domain, "employees" in acme.traits) == ("", "acme.example", False)
        assert identity.find_accounts(text="globex") == []


class TestMapping:
    def test_that_names_a_column_the_file_lacks_is_refused(self, tmp_path):
        mapping = files.load_map("columns: {Mail: email}", "map.yaml", "people")
        with pytest.raises(Exception, match="no column Mail"):
            imported("people", written(tmp_path, "Address,Name\na@b.example,A\n"), mapping=mapping)

    def test_with_a_slip_says_where(self):
        with pytest.raises(MapRefused, match=r"map\.yaml:1:16: unknown field amout of deals; did you mean amount"):
            files.load_map("columns: {Sum: amout}", "map.yaml", "deals")


def test_messages_that_cannot_be_stored_are_refused_with_their_line(tmp_path):
    good = {"type": "track", "event": "Demo Requested", "userId": "jane", "timestamp": "2026-05-01T09:00:00Z"}
    bad = [{"type": "track"}, {"type": "trak", "userId": "jane"}, {"type": "track", "userId": "jane"}]
    path = written(tmp_path, "".join(json.dumps(one) + "\n" for one in (good, *bad)), "touches.jsonl")
    result = imported("touches", path)
    assert (result.new, result.refused, [fault.line for fault in result.faults]) == (1, 3, [2, 3, 4])
    assert "neither userId nor anonymousId" in result.faults[0].reason
