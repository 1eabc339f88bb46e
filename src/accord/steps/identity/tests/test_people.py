import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accord.kernel.actor import Actor, ActorKind
from accord.steps.identity import api, people
from accord.steps.identity.contracts import CannotMerge, NoSuchPerson
from accord.steps.identity.tests.cast import MONDAY, arrive, state, touch, who

pytestmark = pytest.mark.django_db
RHEA = Actor(ActorKind.MEMBER, "rhea@northwind.example")
NOW = MONDAY + timedelta(days=500)


class TestVisitors:
    def test_anonymous_history_joins_the_person_who_identifies_themselves(self):
        arrive(touch(0, anon="a"), touch(1, anon="a"), together=False)
        before = who("a")
        arrive(touch(2, "identify", anon="a", user="jane", traits={"email": "Jane@Acme.example"}))
        assert who("a") == who("jane") == who("jane@acme.example") == before
        assert api.person(person_id=before).is_known

    def test_known_person_survives_and_the_other_id_still_resolves(self):
        arrive(touch(0, anon="a"), touch(1, user="jane"), together=False)
        visitor, jane = who("a"), who("jane")
        done = arrive(touch(2, "identify", anon="a", user="jane"))
        assert done.merged == [(jane, visitor)]
        assert api.person(person_id=visitor).id == jane
        assert api.ids_of(person_ids=[jane]) == {jane: [jane, visitor]}

    def test_a_shared_browser_belongs_to_whoever_used_it_first_even_if_told_late(self):
        arrive(touch(5, "identify", anon="a", user="sam"))
        assert who("a") == who("sam")
        done = arrive(touch(3, "identify", anon="a", user="jane"))
        assert who("a") == who("jane") != who("sam")
        assert {who("sam"), who("jane")} <= set(done.person_ids)

    def test_a_shared_browser_stays_there_when_other_browsers_of_the_later_user_are_regrouped(self):
        arrive(
            touch(1, anon="shared", user="jane"), touch(2, anon="shared", user="sam"), touch(3, anon="b", user="sam")
        )
        kim = touch(4, "identify", anon="b", user="kim", traits={"email": "kim@acme.example"})
        arrive(kim)
        assert who("shared") == who("jane") != who("sam")

    def test_touches_stay_with_the_identifier_they_came_by(self):
        done = arrive(touch(0, anon="a", user="jane"), touch(1, anon="a"))
        assert done.placed[0].alias_id != done.placed[1].alias_id
        assert done.placed[0].person_id == done.placed[1].person_id


class TestIdentifiers:
    def test_a_new_address_does_not_lose_history(self):
        arrive(touch(0, "identify", user="jane", traits={"email": "jane@acme.example"}))
        arrive(touch(1, "identify", user="jane", traits={"email": "jane@globex.example"}))
        assert who("jane@acme.example") == who("jane@globex.example") == who("jane")
        assert api.person(person_id=who("jane")).email == "jane@globex.example"

    def test_an_alias_call_joins_both_kinds_of_previous_id(self):
        arrive(touch(0, anon="old"), touch(1, user="older"), together=False)
        arrive(touch(2, "alias", user="jane", previous="old"), touch(3, "alias", user="jane", previous="older"))
        assert who("old") == who("older") == who("jane")

    @pytest.mark.parametrize("junk", ["null", "undefined", "0", "guest", "", "None", " NaN ", "[object Object]"])
    def test_junk_never_joins_anybody(self, junk):
        arrive(touch(0, anon="a", user=junk), touch(1, anon="b", user=junk), touch(2, anon=junk), touch(3, anon=junk))
        assert who("a") != who("b")
        done = arrive(touch(4, anon=junk, user=junk), touch(5, anon=junk, user=junk))
        assert len({p.person_id for p in done.placed}) == 2

    def test_a_shared_mailbox_never_joins_two_users(self):
        arrive(touch(0, "identify", user="jane", traits={"email": "sales@acme.example"}))
        arrive(touch(1, "identify", user="sam", traits={"email": "sales@acme.example"}))
        assert who("jane") != who("sam")

    def test_an_address_joins_two_users(self):
        arrive(touch(0, user="jane-1"), touch(0, user="jane-2"))
        for user in ("jane-1", "jane-2"):
            arrive(touch(1, "identify", user=user, traits={"email": "jane@acme.example"}))
        assert who("jane-1") == who("jane-2")

    def test_nobody_grows_beyond_fifty_identifiers(self):
        said = [touch(i, "identify", user=f"u{i}", traits={"email": "crowd@acme.example"}) for i in range(60)]
        done = arrive(*said)
        assert {o.code for o in done.oddities} == {"too_many_identifiers"}
        assert len({who(f"u{i}") for i in range(60)}) == 12

    def test_what_everybody_uses_is_nobodys(self):
        for start in range(0, 240, 40):
            said = [
                touch(i, "identify", user=f"u{i}", traits={"email": "c@acme.example"}) for i in range(start, start + 40)
            ]
            arrive(*said)
        assert len({who(f"u{i}") for i in range(240)}) == 240

    def test_hostile_values_break_nothing(self):
        huge = "x" * 10_000_000
        deep: object = "end"
        for _ in range(50):
            deep = {"in": deep}
        traits = {"email": ["no"], "name": huge, "nul": "a\x00b", "half": "\ud800", "nan": float("nan"), "deep": deep}
        arrive(
            touch(0, "identify", user=huge, anon="a\x00", traits=traits | {"big": 10**5000, "company": {"name": 7}}),
            touch(1, "identify", user="\ud800x", anon=huge, traits={"email": "a@" + "b" * 500, 5: "five"}),
            touch(2, "group", user=huge, group=huge, traits={"website": huge, "domain": 9, "name": {"a": 1}}),
            touch(3, "alias", user=None, previous=huge, context={"traits": "x"}),
        )


class TestDecisions:
    def test_merge_by_hand_and_back(self):
        arrive(touch(0, user="jane"), touch(1, user="jana"))
        jane, jana = who("jane"), who("jana")
        done = api.merge(one=jana, other=jane, by=RHEA, now=NOW, reason="same person")
        assert done.merged == [(jane, jana)] or done.merged == [(jana, jane)]
        assert who("jane") == who("jana")
        merge = api.merges(person_id=jane)[0]
        back = api.unmerge(merge_id=merge.merge_id, by=RHEA, now=NOW)
        assert back.restored == done.merged
        assert (who("jane"), who("jana")) == (jane, jana)

    def test_unmerge_gives_both_their_identifiers_and_later_touches_their_own_way(self):
        arrive(touch(0, "identify", user="jane", anon="a", traits={"email": "jane@acme.example"}))
        arrive(touch(1, "identify", user="sam", anon="b", traits={"email": "sam@acme.example"}))
        jane, sam = who("jane"), who("sam")
        arrive(touch(2, "identify", user="sam", traits={"email": "jane@acme.example"}))
        assert who("sam") == who("jane") == who("b")
        api.unmerge(merge_id=api.merges(person_id=jane)[0].merge_id, by=RHEA, now=NOW)
        assert (who("jane"), who("a"), who("jane@acme.example")) == (jane, jane, jane)
        assert (who("sam"), who("b"), who("sam@acme.example")) == (sam, sam, sam)
        arrive(touch(3, "identify", user="sam", traits={"email": "jane@acme.example"}), touch(4, anon="b"))
        assert who("sam") == who("b") == sam != who("jane")

    def test_identifiers_can_be_taken_out(self):
        arrive(touch(0, "identify", user="jane", anon="a", traits={"email": "jane@acme.example"}))
        jane = who("jane")
        tablet = next(i for i in api.identifiers(person_id=jane) if i.value == "a")
        api.separate(person_id=jane, alias_ids=[tablet.alias_id], by=RHEA, now=NOW)
        assert who("a") != jane == who("jane")

    def test_merging_by_hand_again_undoes_the_separation(self):
        arrive(touch(0, user="jane"), touch(1, user="jana"))
        jane, jana = who("jane"), who("jana")
        for _ in range(2):
            api.merge(one=jane, other=jana, by=RHEA, now=NOW)
            api.unmerge(merge_id=api.merges(person_id=jane)[0].merge_id, by=RHEA, now=NOW)
        api.merge(one=jane, other=jana, by=RHEA, now=NOW)
        assert who("jane") == who("jana")

    def test_what_cannot_be_is_refused(self):
        arrive(touch(0, user="jane"))
        with pytest.raises(CannotMerge):
            api.merge(one=who("jane"), other=who("jane"), by=RHEA, now=NOW)
        with pytest.raises(CannotMerge):
            api.unmerge(merge_id=7, by=RHEA, now=NOW)
        with pytest.raises(NoSuchPerson):
            api.merge(one=who("jane"), other=10**9, by=RHEA, now=NOW)


class TestTraits:
    def test_last_said_wins_whatever_came_first(self):
        late = touch(9, "identify", user="jane", traits={"job_title": "CIO", "city": None})
        early = touch(1, "identify", user="jane", traits={"job_title": "Intern", "city": "Bonn"})
        again = touch(12, "identify", user="jane", traits={"job_title": "Intern", "city": "Bonn"})
        arrive(late, early, together=False)
        assert state(who("jane")) == {"job_title": "CIO"}
        arrive(again)
        assert state(who("jane")) == {"job_title": "Intern", "city": "Bonn"}
        assert [c.value for c in api.histories(person_ids=[who("jane")])[who("jane")] if c.name == "job_title"] == [
            "Intern",
            "CIO",
            "Intern",
        ]

    def test_an_address_tells_its_kind_and_domain(self):
        arrive(touch(0, "identify", user="jane", traits={"email": "Jane@gmail.com"}))
        assert state(who("jane")) == {"email": "jane@gmail.com", "email_kind": "free", "email_domain": "gmail.com"}
        arrive(touch(1, "identify", user="jane", traits={"email": "nonsense"}))
        assert state(who("jane")) == {"email": "nonsense", "email_kind": "invalid"}

    def test_known_at_an_instant(self):
        arrive(
            touch(0, "identify", user="jane", traits={"city": "Bonn"}),
            touch(9, "identify", user="jane", traits={"city": "Ulm"}),
        )
        jane = who("jane")
        changes = api.histories(person_ids=[jane], until=MONDAY + timedelta(minutes=5))[jane]
        assert [c.value for c in changes] == ["Bonn"]


class TestFind:
    def test_by_name_address_identifier_and_number(self):
        arrive(touch(0, "identify", user="jane-7", traits={"email": "jane@acme.example", "name": "Jane Doe"}))
        jane = who("jane-7")
        for text in ("jane", "DOE", "jane@acme", "jane-7", str(jane), f"#{jane}"):
            assert [p.id for p in api.find(text=text)] == [jane], text
        for text in ("jane-7", "JANE@acme.example", str(jane)):
            found = api.lookup(text=text)
            assert found is not None
            assert found.id == jane
        assert api.find(text="%") == []
        assert api.lookup(text="nobody") is None

    def test_by_the_company_and_its_domain(self, django_assert_num_queries):
        said = {"email": "bob@acme.example", "name": "Bob", "company": {"name": "Acme Tools"}}
        arrive(touch(0, "identify", user="bob", traits=said))
        bob = who("bob")
        for text in ("acme", "Acme T", "acme.example", "@acme.example"):
            with django_assert_num_queries(2):
                assert [p.id for p in api.find(text=text)] == [bob], text
        assert api.find(text="tools.example") == []

    @pytest.mark.parametrize(
        ("name", "typed"),
        [
            ("Ana Núñez", ("ana nunez", "Nunez", "NUÑEZ", "Nun\u0303ez", "ana nu")),
            ("Ana Nunez", ("Ana Núñez", "Núñez", "ana nú")),
            ("Zürcher, Uwe", ("Zurcher", "Zuercher", "ZÜRCHER", "uwe zuercher", "Zuer", "zurch")),
            ("Zuercher Uwe", ("Zürcher", "Uwe Zürcher", "Zür", "zuer")),
            ("Hugo Straße", ("Strasse", "hugo STRASSE")),
            ("Łukasz Żak", ("Lukasz", "zak", "Łukasz", "lukasz ża")),
            ("Søren Ågård", ("Soren", "Soeren", "agard", "Aagaard", "Aagaard Soren")),
            ("Işık Şahin", ("ISIK", "isik", "sahin", "ışık")),
            ("Anne-Marie O’Neill", ("anne marie", "O'Neill", "neill", "marie anne")),
            ("محمد أحمد", ("احمد", "مُحَمَّد", "محمد ا")),
            ("王小明", ("王", "王小明")),
            ("Пётр Мужиков", ("петр", "МУЖИКОВ", "Пётр М")),
        ],
    )
    def test_by_a_name_however_it_is_written(self, name, typed):
        said = {"email": "one@acme.example", "name": name}
        others = touch(1, "identify", user="z", traits={"name": "Zora Unger"})
        arrive(touch(0, "identify", user="x", traits=said), others)
        for text in typed:
            assert [p.name for p in api.find(text=text)] == [name], text

    def test_a_name_that_is_longer_is_not_one_with_two_letters_for_one(self):
        said = [touch(i, "identify", user=f"u{i}", traits={"name": name}) for i, name in enumerate(("Sue", "Susan"))]
        arrive(*said)
        assert [p.name for p in api.find(text="Sue")] == ["Sue"]
        assert [p.name for p in api.find(text="Su")] == ["Sue", "Susan"]

    @pytest.mark.parametrize("text", ["\u0301", "\u200b", "%", "_", "!", "-"])
    def test_what_has_no_letters_is_nobody(self, text):
        arrive(touch(0, "identify", user="x", traits={"email": "x@acme.example", "name": "Ana Núñez"}))
        assert api.find(text=text) == api.find_accounts(text=text) == []

    def test_a_name_that_changes_is_found_by_the_new_one_alone(self):
        arrive(touch(0, "identify", user="x", traits={"name": "Anna Zürcher"}))
        arrive(touch(1, "identify", user="x", traits={"name": "Anna Meier"}))
        assert [api.find(text=text) != [] for text in ("zurcher", "zuercher", "anna z", "meier")] == [
            False, False, False, True,
        ]  # fmt: skip

    @pytest.mark.parametrize("column", ["folded", "spelt"])
    def test_a_name_kept_otherwise_than_it_is_looked_for_is_stale_until_it_is_made_anew(self, column):
        arrive(touch(0, "identify", user="x", traits={"name": "Anna Zürcher"}))
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE identity_person SET {column} = 'other'")
        assert people.stale([who("x")]) == [who("x")]
        people.renew([who("x")])
        assert people.stale([who("x")]) == []

    def test_by_the_company_however_it_is_written(self):
        said = {"email": "bob@sg.example", "name": "Bob", "company": {"name": "Société Générale"}}
        arrive(touch(0, "identify", user="bob", traits=said))
        for text in ("Societe Generale", "société", "SOCIETE GEN"):
            assert [p.name for p in api.find(text=text)] == ["Bob"], text

    def test_of_a_hundred_thousand_names_one_is_found_by_an_index(self):
        arrive(touch(0, "identify", user="x", traits={"name": "Uwe Zürcher", "company": {"name": "Öl AG"}}))
        with connection.cursor() as cursor:
            cursor.execute(
                """INSERT INTO identity_person (home_alias_id, is_known, email, name, folded, traits, first_seen_at,
                                                last_seen_at)
                   SELECT 0, true, 'p' || n || '@x.example', 'P' || n || ' Q' || n, 'p' || n || ' q' || n, '{}', now(),
                          now() FROM generate_series(1, 100000) n"""
            )
            cursor.execute("ANALYZE identity_person")
            with CaptureQueriesContext(connection) as queries:
                assert [p.name for p in api.find(text="Zuercher")] == ["Uwe Zürcher"]
            cursor.execute("EXPLAIN (FORMAT TEXT) " + queries.captured_queries[0]["sql"])
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "Seq Scan on identity_person" not in plan
        assert {"person_name", "person_spelt", "person_words"} <= set(re.findall(r"\w+", plan))


class TestNamesakes:
    @pytest.mark.parametrize("names", [("Uwe Zürcher", "uwe zuercher"), ("Uwe Zürcher", "Uwe Zurcher")])
    def test_a_name_at_one_company_is_the_same_however_it_is_written(self, names):
        said = [{"email": f"{i}@acme.example", "name": name} for i, name in enumerate((*names, "Uwe Meier"))]
        arrive(*[touch(i, "identify", user=f"u{i}", traits=traits) for i, traits in enumerate(said)])
        one, other = who("u0"), who("u1")
        assert api.namesakes(person_ids=[one, other, who("u2")]) == {one: [other], other: [one]}

    def test_another_sign_is_another_name(self):
        said = [{"email": f"{i}@acme.example", "name": name} for i, name in enumerate(("Ann + Bob", "Ann Bob"))]
        arrive(*[touch(i, "identify", user=f"u{i}", traits=traits) for i, traits in enumerate(said)])
        assert api.namesakes(person_ids=[who("u0"), who("u1")]) == {}
