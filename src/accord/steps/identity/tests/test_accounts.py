from datetime import timedelta

import pytest

from accord.kernel.actor import Actor, ActorKind
from accord.steps.identity import api
from accord.steps.identity.tests.cast import MONDAY, arrive, state, touch, who

pytestmark = pytest.mark.django_db
RHEA = Actor(ActorKind.MEMBER, "rhea@northwind.example")
NOW = MONDAY + timedelta(days=500)


def account_of(text: str) -> int | None:
    return api.person(person_id=who(text)).account_id


def jane(minute: float = 0, email: str = "jane@acme.example", **traits: object):
    return touch(minute, "identify", user="jane", traits={"email": email, **traits})


class TestDomains:
    def test_colleagues_share_an_account(self):
        arrive(jane(), touch(1, "identify", user="sam", traits={"email": "info@mail.acme.example"}))
        assert account_of("jane") == account_of("sam") is not None
        assert state(who("sam"), "account") == {"domain": "acme.example"}

    @pytest.mark.parametrize("email", ["jane@gmail.com", "jane@mailinator.com", "nonsense"])
    def test_never_by_free_or_disposable_domains(self, email):
        arrive(jane(email=email))
        assert account_of("jane") is None

    def test_a_new_job_is_a_new_account_and_the_old_one_is_remembered(self):
        arrive(jane(5, "jane@globex.example"), jane(0), together=False)
        stays = api.stays(person_id=who("jane"))
        assert [api.account(account_id=s.account_id).domain for s in stays] == ["acme.example", "globex.example"]
        domains = [c.value for c in api.histories(person_ids=[who("jane")])[who("jane")] if c.name == "domain"]
        assert domains == ["acme.example", "globex.example"]


class TestGroups:
    def test_a_group_call_tells_of_the_account_and_wins_over_the_domain(self):
        arrive(touch(0, "group", user="jane", group="g1", traits={"name": "Acme", "employees": 70}), jane(5))
        assert state(who("jane"), "account") == {"name": "Acme", "employees": 70}

    def test_a_web_site_ties_a_group_to_the_domain_and_everybody_moves(self):
        arrive(jane(), touch(1, "group", user="sam", group="g1", traits={"name": "Acme"}))
        group = account_of("sam")
        assert group != account_of("jane")
        done = arrive(touch(2, "group", user="ann", group="g1", traits={"website": "https://www.acme.example/x"}))
        assert account_of("sam") == account_of("jane") == account_of("ann") == api.account(account_id=group).id
        assert {who("sam"), who("ann")} <= set(done.person_ids)
        assert state(who("jane"), "account")["name"] == "Acme"

    def test_free_hosts_and_names_tie_nothing(self):
        arrive(
            touch(0, "group", user="jane", group="g1", traits={"name": "Acme", "website": "linkedin.com/company/acme"}),
            touch(1, "group", user="sam", group="g2", traits={"name": "Acme", "website": "linkedin.com/company/acme"}),
        )
        assert account_of("jane") != account_of("sam")

    def test_new_traits_of_an_account_concern_everybody_there_and_repeated_ones_nobody_else(self):
        arrive(jane(), touch(1, "group", user="sam", group="g", traits={"website": "acme.example", "employees": 10}))
        said = {"website": "acme.example", "employees": 70}
        assert who("jane") in arrive(touch(2, "group", user="sam", group="g", traits=said)).since
        assert who("jane") not in arrive(touch(3, "group", user="sam", group="g", traits=said)).since

    def test_mentioning_the_group_is_enough(self):
        arrive(touch(0, user="jane", group="g1"))
        assert account_of("jane") is not None


class TestClaims:
    def test_a_company_typed_by_a_person_names_the_account_of_their_address(self):
        arrive(jane(company="ACME inc"))
        assert state(who("jane"), "account") == {"name": "ACME inc", "domain": "acme.example"}
        assert state(who("jane"))["company"] == "ACME inc"

    def test_a_group_call_knows_better(self):
        arrive(touch(0, "group", user="sam", group="g", traits={"website": "acme.example", "name": "Acme"}))
        arrive(jane(5, company={"name": "ACME inc", "industry": "software"}))
        account = state(who("jane"), "account")
        assert (account["name"], account["industry"]) == ("Acme", "software")

    def test_a_name_alone_joins_nobody(self):
        arrive(jane(0, "jane@gmail.com", company="Acme"))
        assert account_of("jane") is None


class TestByHand:
    def test_wins_until_changed_by_hand(self):
        arrive(jane(), touch(1, "identify", user="sam", traits={"email": "sam@globex.example"}))
        globex = account_of("sam")
        api.set_account(person_id=who("jane"), account_id=globex, by=RHEA, now=NOW)
        arrive(jane(2), touch(3, "group", user="jane", group="g9"))
        assert account_of("jane") == globex
        assert [s.how for s in api.stays(person_id=who("jane"))][-1] == "hand"
        api.set_account(person_id=who("jane"), account_id=None, by=RHEA, now=NOW + timedelta(days=1))
        assert account_of("jane") is None


class TestByName:
    def test_a_company_is_found_however_its_name_is_written(self):
        arrive(jane(company="Société Générale"), touch(1, "identify", user="z", traits={"email": "z@zora.example"}))
        for text in ("Societe Generale", "SOCIÉTÉ", "societe-gen", "acme.ex"):
            assert [card.name for card in api.find_accounts(text=text)] == ["Société Générale"], text

    @pytest.mark.parametrize(
        ("name", "typed"), [("Müller Bau", "Mueller Bau"), ("Mueller Bau", "MÜLLER  BAU"), ("Müller Bau", "muller bau")]
    )
    def test_a_file_names_a_company_however_it_is_written(self, name, typed):
        arrive(jane(company=name))
        found = api.accounts_called(names=[typed])
        assert found == {("name", " ".join(typed.casefold().split())): account_of("jane")}

    def test_of_two_that_fold_alike_the_one_written_so_is_meant_and_else_none(self):
        arrive(jane(company="Muller Bau"), touch(1, "identify", user="sam", traits={
            "email": "sam@globex.example", "company": "Müller Bau"}))  # fmt: skip
        assert api.accounts_called(names=["MULLER BAU"]) == {("name", "muller bau"): account_of("jane")}
        assert api.accounts_called(names=["Müller Bau"]) == {("name", "müller bau"): account_of("sam")}
        assert api.accounts_called(names=["Mûller Bau"]) == {}

    @pytest.mark.parametrize(("name", "typed"), [("C#", "C++"), ("A-", "A+"), ("Plus", "Plus +"), ("Plus +", "Plus")])
    def test_another_sign_is_another_company(self, name, typed):
        arrive(jane(company=name))
        assert api.accounts_called(names=[typed]) == {}
        assert [card.name for card in api.find_accounts(text=typed)] == [name]

    def test_of_two_with_other_signs_each_is_found_however_it_is_written(self):
        arrive(jane(company="C#"), touch(1, "identify", user="sam", traits={
            "email": "sam@globex.example", "company": "C++"}))  # fmt: skip
        assert api.accounts_called(names=["c ++", "Ｃ＃"]) == {
            ("name", "c ++"): account_of("sam"), ("name", "ｃ＃"): account_of("jane")}  # fmt: skip
