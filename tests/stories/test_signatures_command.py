"""`accord agreement list|show|propose|sign|countersign|decline|withdraw`."""

import json
from datetime import datetime

import pytest
from typer.testing import CliRunner

from accord.agreement import api as agreements
from accord.agreement.paper import printing
from accord.agreement.tests.marked import EXAMPLES, changed
from accord.cli import versions
from accord.cli.agreement import app
from accord.cli.door import now
from accord.kernel.errors import AccordError
from accord.members import api as members

MARA, SAM, RHEA, DORA = (f"{name}@northwind.example" for name in ("mara", "sam", "rhea", "dora"))
pytestmark = pytest.mark.django_db


@pytest.fixture
def newer(tmp_path):
    file = tmp_path / "newer.yaml"
    file.write_text(changed(("points: 60,", "points: 55,")), encoding="utf-8")
    return file


@pytest.fixture(autouse=True)
def northwind():
    run("publish", EXAMPLES / "northwind.yaml")
    for email, role in ((MARA, "marketer"), (SAM, "rep"), (RHEA, "operations"), (DORA, "sdr")):
        members.add(email=email, role=role, now=now())


def run(*words, status=0):
    """What it prints; `accord` prints the message of a refusal and exits with 1."""
    try:
        done = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    except AccordError as refusal:
        assert status == 1
        return refusal.message
    assert done.exit_code == status, done.output
    return done.stdout


def said(*words, status=0):
    return json.loads(run(*words, "--json", status=status))


def proposed(newer, *more):
    return said("propose", newer, "--as", MARA, *more)["proposal"]


class TestTheWayIntoForce:
    def test_goes_by_propose_sign_and_countersign(self, newer):
        number = proposed(newer, "--note", "Demos come too easily")
        assert said("show", "--proposal", number)["note"] == "Demos come too easily"
        assert said("sign", number, "--as", SAM)["state"] == "signed"
        assert [one["version"] for one in said("list")["versions"]] == [1]
        done = said("countersign", number, "--as", MARA)
        assert (done["state"], done["version"]) == ("in force", 2)
        listed = said("list")
        assert [(v["version"], v["proposal"]) for v in listed["versions"]] == [(2, number), (1, None)]
        assert [s["email"] for s in listed["versions"][0]["signatures"]] == [SAM, MARA]
        shown = said("show")
        assert (shown["version"], shown["hash"]) == (2, done["hash"])
        assert "points: 55," in shown["text"]
        assert listed["revision"]["is_due"] is False

    def test_waits_for_the_instant_asked_for(self, newer):
        number = proposed(newer, "--from", "2999-01-01T00:00:00Z")
        said("sign", number, "--as", MARA)
        assert "from 2999-01-01 00:00 UTC" in run("countersign", number, "--as", SAM)
        assert said("show", "--proposal", number)["state"] == "countersigned"
        assert said("show")["version"] == 1

    def test_begins_with_the_text_in_force(self, tmp_path):
        file = tmp_path / "next.yaml"
        file.write_text(run("show", "--text"), encoding="utf-8")
        assert "this very content is in force already" in run("propose", file, status=1)

    def test_says_who_cannot_sign_yet(self, newer):
        members.set_active(member_id=members.by_email(SAM).id, is_active=False)
        done = CliRunner().invoke(app, ["propose", str(newer), "--as", MARA])
        assert f"Nobody can log in yet as {SAM}" in done.stderr
        assert MARA not in done.stderr

    def test_is_told_to_people_in_words(self, newer):
        number = run("propose", newer, "--as", MARA).split()[1]
        assert "The other side countersigns it" in run("sign", number, "--as", MARA)
        assert f"signed for marketing by {MARA}" in run("show", "--proposal", number)
        assert "Version 1" in run("show", 1)
        assert "signed" in run("list")


class TestRefusals:
    def test_the_wrong_party(self, newer):
        assert f"by the version in force {MARA} for marketing and {SAM} for sales" in run(
            "sign", proposed(newer), "--as", RHEA, status=1
        )

    def test_both_sides_by_one_person(self, newer):
        number = proposed(newer)
        run("sign", number, "--as", MARA)
        assert "the other side countersigns" in run("countersign", number, "--as", MARA, status=1)

    def test_nobody_in_particular(self, newer):
        assert "--as EMAIL" in run("sign", proposed(newer), status=1)

    def test_somebody_unknown_or_switched_off(self, newer):
        assert "no active member" in run("propose", newer, "--as", "ivo@northwind.example", status=1)
        members.set_active(member_id=members.by_email(SAM).id, is_active=False)
        assert "no active member" in run("sign", proposed(newer), "--as", SAM, status=1)

    def test_a_role_that_may_not(self, newer):
        assert "the role sdr" in run("propose", newer, "--as", DORA, status=1)

    def test_a_file_with_faults_names_them(self, tmp_path):
        file = tmp_path / "faulty.yaml"
        file.write_text(changed(("points: 60,", "points: 0,")), encoding="utf-8")
        assert run("propose", file, status=1).startswith("faulty.yaml:")
        assert said("list")["proposals"] == []

    def test_publishing_what_must_be_signed(self, newer):
        words = run("publish", newer, status=1)
        assert "accord agreement propose FILE, then sign and countersign it" in words
        assert said("publish", newer, "--force-unsigned", "Both have left the company")["version"] == 2

    def test_a_proposal_or_version_that_is_not_there(self):
        assert run("show", 9, status=1) == "there is no version 9; see: accord agreement list"
        assert run("show", "--proposal", 9, status=1) == "there is no proposal 9"
        assert run("sign", 9, "--as", MARA, status=1) == "there is no proposal 9"


class TestWhatIsOutdated:
    @pytest.fixture
    def overtaken(self, newer):
        number = proposed(newer)
        run("sign", number, "--as", MARA)
        newer.write_text(changed(("points: 60,", "points: 50,")), encoding="utf-8")
        run("publish", newer, "--force-unsigned", "Both were away")
        return number

    def test_is_listed_so_with_what_to_do(self, overtaken):
        assert [one["is_outdated"] for one in said("list")["proposals"]] == [True]
        assert "outdated" in run("list")  # how the table is cut depends on the terminal
        assert f"accord agreement propose FILE --change {overtaken}" in run("list")
        assert f"accord agreement propose FILE --change {overtaken}" in run("show", "--proposal", overtaken)
        assert said("show", "--proposal", overtaken)["is_outdated"] is True

    def test_is_signed_by_both_once_it_is_put_forward_anew(self, overtaken, newer):
        newer.write_text(run("show", "--proposal", overtaken, "--text"), encoding="utf-8")
        assert said("propose", newer, "--change", overtaken, "--as", MARA)["signatures"] == []
        assert said("show", "--proposal", overtaken)["is_outdated"] is False
        run("sign", overtaken, "--as", SAM)
        assert said("countersign", overtaken, "--as", MARA)["version"] == 3


class TestTheSecondSignature:
    def test_is_asked_for_by_its_command(self, newer):
        number = proposed(newer)
        wanted = f"accord agreement countersign {number} --as {SAM}"
        assert run("sign", number, "--as", MARA).strip().endswith(f"The other side countersigns it: {wanted}")
        assert run("sign", number, "--as", SAM, status=1).endswith(wanted)
        assert "the other side countersigns" in run("sign", number, "--as", MARA, status=1)


class TestEnds:
    def test_declined_with_the_reason(self, newer):
        done = said("decline", proposed(newer), "--reason", "Too many leads", "--as", SAM)
        assert (done["state"], done["ended_by"], done["reason"]) == ("declined", f"member:{SAM}", "Too many leads")

    def test_withdrawn_by_its_author_or_operations(self, newer):
        number = proposed(newer)
        assert f"is {MARA}'s" in run("withdraw", number, "--reason", "no", "--as", SAM, status=1)
        assert said("withdraw", number, "--reason", "A mistake", "--as", RHEA)["state"] == "withdrawn"

    def test_changed_loses_its_signature(self, newer):
        number = proposed(newer)
        run("sign", number, "--as", MARA)
        newer.write_text(changed(("points: 60,", "points: 50,")), encoding="utf-8")
        assert said("propose", newer, "--change", number, "--as", SAM)["signatures"] == []
        assert "sign it first" in run("countersign", number, "--as", SAM, status=1)
        assert len(agreements.revisions(number)) == 2


class TestOnPaper:
    def test_a_version_is_written_as_a_pdf(self, tmp_path, lacking):
        if not (printing.FONTS / printing.NEEDED[0]).exists():
            lacking("the fonts are not here; make install brings them")
        file = tmp_path / "agreement.pdf"
        assert said("show", 1, "--pdf", file, "--language", "ar")["version"] == 1
        assert file.read_bytes().startswith(b"%PDF-")
        assert "no layout for fr" in run("show", 1, "--pdf", file, "--language", "fr", status=1)

    def test_a_proposal_is_not(self, newer, tmp_path):
        assert "not a proposal" in run("show", "--proposal", proposed(newer), "--pdf", tmp_path / "a.pdf", status=1)


def test_a_version_that_is_due_for_revision_is_pointed_out(monkeypatch):
    revision = said("list")["revision"]
    assert revision["is_due"] is False
    monkeypatch.setattr(versions, "now", lambda: datetime.fromisoformat(revision["due_at"]))
    assert said("list")["revision"]["is_due"] is True
    assert f"Version 1 was to be revised by {revision['due_at'][:10]}: propose the next one." in run("list")
