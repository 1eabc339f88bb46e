"""Versions and proposals on the screens: read by everybody, signed by the parties, without script."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accord.agreement import api as agreements
from accord.agreement.paper import printing
from accord.agreement.tests.marked import NORTHWIND, changed
from accord.kernel.actor import Actor, ActorKind
from accord.members import api as members

ROLES = {"mara": "marketer", "sam": "rep", "dora": "sdr", "rhea": "operations", "elena": "executive"}
SECOND = changed(("points: 60,", "points: 55,"))
pytestmark = pytest.mark.django_db


def email(name):
    return f"{name}@northwind.example"


def actor(name):
    return Actor(ActorKind.MEMBER, email(name))


@pytest.fixture
def cast():
    now = timezone.now()
    agreements.publish(text=NORTHWIND, name="northwind.yaml", by=actor("rhea"), now=now - timedelta(days=120))
    clients = {}
    for name, role in ROLES.items():
        card = members.add(email=email(name), role=role, name=name.title(), now=now)
        clients[name] = Client()
        clients[name].force_login(get_user_model().objects.get(pk=card.id))
    return clients


def proposed(text=SECOND, **more):
    now = timezone.now()
    made = agreements.draft(text=text, name="second.yaml", by=actor("mara"), now=now, note="Demos <b>", **more)
    return agreements.propose(proposal_id=made.id, by=actor("mara"), now=now)


def read(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.content.decode()


def press(client, one, what, **data):
    path = f"/agreement/proposals/{one.id}/{what}/"
    answer = client.post(path, {"hash": one.hash, **data}, follow=True)
    return answer.content.decode()


class TestSigning:
    def test_says_what_is_signed_before_it_is(self, cast):
        one = proposed()
        page = read(cast["sam"], f"/agreement/proposals/{one.id}/signature/")
        assert one.hash in page
        assert "Northwind lead agreement" in page
        assert "now counts 55 instead of 60" in page
        assert agreements.proposal(one.id).state == "proposed"

    def test_warns_where_it_was_changed_since_its_page_was_opened(self, cast):
        one = proposed()
        path = f"/agreement/proposals/{one.id}/signature/?read="
        assert "changed since you opened" not in read(cast["sam"], path + one.hash)
        assert "changed since you opened" in read(cast["sam"], path + "0" * 64)

    def test_by_both_sides_puts_it_in_force(self, cast):
        one = proposed()
        assert "Signed. The other side countersigns it." in press(cast["sam"], one, "signature")
        assert "Countersigned." in press(cast["mara"], one, "countersignature")
        page = read(cast["dora"], "/agreement/")
        assert "Version 2" in page
        assert email("sam") in page
        assert email("mara") in page

    def test_refuses_who_is_no_party_in_words(self, cast):
        one = proposed()
        assert "does not decide on proposal" in press(cast["rhea"], one, "signature")
        assert agreements.proposal(one.id).signatures == ()

    def test_refuses_what_was_changed_since_it_was_read(self, cast):
        one = proposed()
        agreements.change(
            proposal_id=one.id, text=changed(("points: 60,", "points: 50,")), by=actor("mara"), now=timezone.now()
        )
        assert "was changed since you read it" in press(cast["sam"], one, "signature")

    def test_shows_each_side_the_buttons_it_may_press(self, cast):
        one = proposed()
        wanted = {
            "mara": {"signature", "refusal", "withdrawal"},
            "sam": {"signature", "refusal"},
            "rhea": {"withdrawal"},
            "dora": set(),
            "elena": set(),
        }
        shown = {
            name: {
                word
                for word in ("signature", "countersignature", "refusal", "withdrawal", "proposing")
                if f"/{word}/" in read(client, f"/agreement/proposals/{one.id}/")
            }
            for name, client in cast.items()
        }
        assert shown == wanted

    def test_of_a_version_that_waits_tells_from_when(self, cast):
        one = proposed(in_force_from=timezone.now() + timedelta(days=3))
        press(cast["sam"], one, "signature")
        press(cast["mara"], one, "countersignature")
        assert agreements.proposal(one.id).state == "countersigned"
        assert f"/agreement/proposals/{one.id}/" in read(cast["dora"], "/agreement/")


class TestWhatIsOutdated:
    def test_is_shown_so_on_the_agreement_and_in_the_list(self, cast):
        one = proposed()
        for path in ("/agreement/", "/agreement/proposals/"):
            assert "outdated" not in read(cast["sam"], path)
        third, by = changed(("points: 60,", "points: 50,")), actor("rhea")
        agreements.publish(text=third, name="x.yaml", by=by, now=timezone.now(), unsigned_because="Both were away")
        for path in ("/agreement/", "/agreement/proposals/"):
            page = read(cast["sam"], path)
            assert "outdated" in page
            assert "put forward anew before anybody signs" in page
        agreements.propose(proposal_id=one.id, by=actor("mara"), now=timezone.now())
        assert "outdated" not in read(cast["sam"], "/agreement/proposals/")


class TestEnds:
    def test_are_given_with_a_reason(self, cast):
        one = proposed()
        answer = cast["sam"].post(f"/agreement/proposals/{one.id}/refusal/", {"reason": " "})
        assert answer.status_code == 422
        assert "Too many leads" in press(cast["sam"], one, "refusal", reason="Too many leads")
        assert agreements.proposal(one.id).state == "declined"

    def test_are_the_authors_or_operations(self, cast):
        one = proposed()
        assert "they or operations can withdraw it" in press(cast["sam"], one, "withdrawal", reason="no")
        press(cast["rhea"], one, "withdrawal", reason="stale")
        assert agreements.proposal(one.id).state == "withdrawn"


class TestProposing:
    def send(self, client, text, **more):
        file = SimpleUploadedFile("second.yaml", text if isinstance(text, bytes) else text.encode())
        return client.post("/agreement/proposals/new/", {"file": file, "note": "Why", **more}, follow=True)

    def test_takes_a_file_with_a_note_and_an_instant(self, cast):
        page = self.send(cast["sam"], SECOND, begins="2999-01-01T00:00").content.decode()
        (one,) = agreements.proposals()
        assert (one.state, one.note) == ("proposed", "Why")
        assert one.in_force_from - timezone.now() > timedelta(days=365 * 900)
        assert "What changes" in page

    def test_tells_every_fault_and_keeps_nothing(self, cast):
        answer = self.send(cast["mara"], changed(("points: 60,", "points: 0,")))
        assert answer.status_code == 422
        assert "second.yaml:" in answer.content.decode()
        assert agreements.proposals() == []

    @pytest.mark.parametrize("data", [{"text": b"\xff\xfe"}, {"text": NORTHWIND}, {"text": SECOND, "begins": "soon"}])
    def test_refuses_what_is_no_new_version(self, cast, data):
        assert self.send(cast["mara"], **data).status_code == 422
        assert agreements.proposals() == []

    def test_is_not_for_every_role(self, cast):
        assert self.send(cast["dora"], SECOND).status_code == 403


class TestPages:
    def test_show_what_changes_what_for_and_the_discussion(self, cast):
        one = proposed()
        press(cast["dora"], one, "comments", text="Why <i>55</i>?")
        page = read(cast["elena"], f"/agreement/proposals/{one.id}/")
        for words in ("55 instead of", "Demos &lt;b&gt;", "Why &lt;i&gt;55&lt;/i&gt;?", email("dora")):
            assert words in page
        assert cast["dora"].post(f"/agreement/proposals/{one.id}/comments/", {"text": " "}).status_code == 422

    def test_warn_where_nobody_could_sign_the_next_one(self, cast):
        words = "no later version can be countersigned"
        assert words not in read(cast["sam"], f"/agreement/proposals/{proposed().id}/")
        one = proposed(changed(("signs: sam@northwind.example", "signs: nobody@northwind.example")))
        page = read(cast["sam"], f"/agreement/proposals/{one.id}/")
        assert words in page
        assert "nobody@northwind.example" in page

    def test_do_not_say_that_nothing_changes_where_that_cannot_be_told(self, cast):
        made = agreements.draft(text=SECOND + "\nno: [yaml", name="x", by=actor("mara"), now=timezone.now())
        for path in ("", "withdrawal/"):
            page = read(cast["mara"], f"/agreement/proposals/{made.id}/{path}")
            assert "It has faults yet" in page
            assert "Nothing that would be carried out otherwise" not in page

    def test_compare_only_what_is_there_and_with_what_is_in_force(self, cast):
        pilot = "\npilot: {means: Logistics earlier., where: {account.industry: logistics}, until: 2099-03-31}\n"
        one = proposed(SECOND + pilot)
        press(cast["mara"], one, "signature")
        press(cast["sam"], one, "countersignature")
        assert '<option value="v1" selected>' in read(cast["elena"], "/agreement/compare/")
        for wrong in ("old=v1&new=v99", "old=abc", "new=p99999"):
            read(cast["elena"], f"/agreement/compare/?{wrong}", 404)

    def test_list_versions_and_proposals(self, cast):
        one = proposed()
        press(cast["mara"], one, "signature")
        press(cast["sam"], one, "countersignature")
        versions = read(cast["dora"], "/agreement/versions/")
        assert versions.index("/agreement/2/") < versions.index("/agreement/1/")
        assert "in force" in read(cast["dora"], "/agreement/proposals/")
        assert "superseded" not in read(cast["dora"], "/agreement/proposals/")

    def test_remind_of_a_revision_that_is_due(self, cast):
        assert "It was to be revised by" in read(cast["mara"], "/agreement/")
        one = proposed()
        press(cast["mara"], one, "signature")
        press(cast["sam"], one, "countersignature")
        assert "It was to be revised by" not in read(cast["mara"], "/agreement/")
        assert "It was to be revised by" not in read(cast["mara"], "/agreement/1/")

    def test_give_the_document_in_a_layout(self, cast, lacking):
        if not (printing.FONTS / printing.NEEDED[0]).exists():
            lacking("the fonts are not here; make install brings them")
        answer = cast["dora"].get("/agreement/versions/1.pdf?language=ar")
        assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
        assert cast["dora"].get("/agreement/versions/1.pdf?language=fr").status_code == 409
        assert cast["dora"].get("/agreement/versions/9.pdf").status_code == 404

    def test_that_are_not_there_are_not_found(self, cast):
        read(cast["dora"], "/agreement/proposals/99/", status=404)

    def test_ask_few_queries_however_many_rows(self, cast):
        def asked(path):
            with CaptureQueriesContext(connection) as caught:
                read(cast["rhea"], path)
            return len(caught)

        one = proposed()
        paths = ("/agreement/", "/agreement/versions/", "/agreement/proposals/", f"/agreement/proposals/{one.id}/")
        few = [asked(path) for path in paths]
        for _ in range(5):
            proposed()
            agreements.comment(proposal_id=one.id, text="So", by=actor("sam"), now=timezone.now())
        many = [asked(path) for path in paths]
        assert max(many) <= 25
        assert many == few
