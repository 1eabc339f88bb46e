"""Do we know them? Before anything new is made."""

import json

import pytest
import typer
from django.db import connection
from django.test.utils import CaptureQueriesContext
from typer.testing import CliRunner

from accord.cli.lookup import lookup
from accord.journey import knowing
from accord.steps.identity import api as identity
from accord.web.tests.cases import client_of
from tests.stories.desk_cases import happens, identify, ready

app = typer.Typer()
app.command()(lookup)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("northwind")]


@pytest.mark.parametrize(
    "text",
    ["iris@acme.example", "Iris Lang <iris@acme.example>", "+49 (30) 1234-567", "030 1234567", "iris lang"],
)
def test_somebody_is_found_by_whatever_names_them(text, sam):
    happens(identify("iris", full_name="Iris Lang", phone="+49 30 1234567"))
    (one,) = knowing.look_up(text=text).people
    assert (one.person.email, one.account.domain) == ("iris@acme.example", "acme.example")


def test_a_signature_names_somebody_new_and_the_company_that_is_known(sam):
    ready()
    found = knowing.look_up(text="Nora New\nHead of Data, Acme\nnora.new@acme.example\n+1 555 010 99 88")
    assert (found.people, [card.domain for card in found.accounts]) == ((), ["acme.example"])


def test_others_of_the_same_name_at_the_company_are_told():
    happens(identify("iris", full_name="Iris Lang"), identify("iris.lang", full_name="Iris Lang"))
    found = knowing.look_up(text="iris@acme.example").people[0]
    other = identity.lookup(text="iris.lang@acme.example")
    assert found.duplicates == (other.id,)


def test_a_phone_is_looked_up_in_its_index():
    happens(identify("iris", phone="+49 30 1234567"))
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as queries:
        identity.called(phone="030 1234567")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + queries.captured_queries[0]["sql"])
        assert "person_phone" in str(cursor.fetchall())


def test_the_number_of_queries_does_not_grow_with_what_is_found(sam):
    happens(*[identify(f"p{i}", full_name=f"Person {chr(97 + i)}") for i in range(9)])
    with CaptureQueriesContext(connection) as queries:
        found = knowing.look_up(text="acme.example", limit=9)
    assert (len(found.people), found.has_more) == (9, False)
    assert len(queries) <= 16


def test_more_than_are_shown_are_told(sam):
    happens(*[identify(f"p{i}", full_name=f"Ada {chr(97 + i)}") for i in range(11)])
    found = knowing.look_up(text="ada")
    assert (len(found.people), found.has_more, found.as_dict()["more_people"]) == (10, True, True)
    assert "More people are called so" in CliRunner().invoke(app, ["ada"]).output
    assert "See them all" in client_of(sam).get("/known/?q=ada").content.decode()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ana Núñez", "Nunez"),
        ("Ana Nunez", "Núñez"),
        ("Uwe Zürcher", "uwe zuercher"),
        ("Uwe Zürcher", "Uwe Zurcher\nHead of Data\n+49 30 1234567"),
        ("Łukasz Żak", "Lukasz Zak <lukasz@old.example>"),
        ("王小明", "王小明"),
    ],
)
def test_a_name_is_known_however_it_is_written(name, text, sam):
    happens(identify("one", full_name=name))
    assert [found.person.name for found in knowing.look_up(text=text).people] == [name]


def test_a_company_is_known_however_it_is_written(sam):
    named = {"name": "Société Générale"}
    happens({"type": "identify", "userId": "iris", "traits": {"email": "iris@sg.example", "name": "Iris Lang",
                                                               "company": named}})  # fmt: skip
    found = knowing.look_up(text="Societe Generale")
    assert [card.name for card in found.accounts] == ["Société Générale"]
    assert [one.person.name for one in found.people] == ["Iris Lang"]


def test_the_command_says_in_words_that_nobody_is_known(sam):
    happens(identify("iris", full_name="Iris Lang"))
    said = CliRunner().invoke(app, ["Zora [b]Unger[/b]"], catch_exceptions=False)
    assert said.exit_code == 0
    assert "Nobody is known by “Zora [b]Unger[/b]”." in said.stdout
    assert "No company is known by “Zora [b]Unger[/b]”." in said.stdout
    assert "Nobody" not in CliRunner().invoke(app, ["iris lang"], catch_exceptions=False).stdout


def test_programs_get_empty_lists_of_whom_nobody_knows(sam):
    said = CliRunner().invoke(app, ["Zora Unger", "--json"], catch_exceptions=False)
    assert (said.exit_code, json.loads(said.stdout)) == (
        0,
        {"people": [], "more_people": False, "accounts": [], "deals": []},
    )
