"""A version on its way into force: put forward, changed, signed by both sides, declined, withdrawn."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection

from accord.agreement import api
from accord.agreement.contracts import AgreementFault
from accord.agreement.models import RevisionRow, SignatureRow, VersionRow
from accord.agreement.proposals import NothingSaid
from accord.agreement.tests.marked import NORTHWIND, changed
from accord.kernel.actor import PROCESS, Actor, ActorKind
from accord.ledger import api as ledger

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = changed(("points: 60,", "points: 55,"))
THIRD = changed(("points: 60,", "points: 50,"))
FAULTY = changed(("points: 60,", "points: 0,"))


def member(name):
    return Actor(ActorKind.MEMBER, f"{name}@northwind.example")


MARA, SAM, RHEA, IVO = (member(name) for name in ("mara", "sam", "rhea", "ivo"))
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def first():
    return api.publish(text=NORTHWIND, name="northwind.yaml", by=RHEA, now=MONDAY)


def proposed(text=SECOND, *, by=MARA, now=MONDAY + DAY, **more):
    made = api.draft(text=text, name="second.yaml", by=by, now=now, **more)
    return api.propose(proposal_id=made.id, by=by, now=now)


def sign(proposal, by=MARA, *, now=MONDAY + 2 * DAY, **more):
    return api.sign(proposal_id=proposal.id, by=by, now=now, **more)


def countersign(proposal, by=SAM, *, now=MONDAY + 3 * DAY, **more):
    return api.countersign(proposal_id=proposal.id, by=by, now=now, **more)


def told(proposal):
    return [fact.kind for fact in reversed(ledger.about("proposal", proposal.id))]


class TestDraft:
    def test_may_have_faults_and_has_no_effect(self, first):
        made = api.draft(text=FAULTY, name="half.yaml", by=IVO, now=MONDAY)
        assert (made.state, made.title, made.drafted_by) == ("draft", "Northwind lead agreement", IVO)
        assert api.proposal(made.id) == made
        assert api.current() == first

    def test_is_put_forward_only_without_faults(self):
        made = api.draft(text=FAULTY, name="half.yaml", by=MARA, now=MONDAY)
        with pytest.raises(AgreementFault, match=r"half\.yaml:\d+"):
            api.propose(proposal_id=made.id, by=MARA, now=MONDAY)
        assert api.proposal(made.id).state == "draft"

    def test_is_not_put_forward_where_it_is_in_force_already(self):
        made = api.draft(text=NORTHWIND, name="same.yaml", by=MARA, now=MONDAY)
        with pytest.raises(api.AlreadyInForce):
            api.propose(proposal_id=made.id, by=MARA, now=MONDAY)

    def test_asks_for_no_instant_gone_by(self):
        with pytest.raises(api.NotBefore, match="gone by"):
            proposed(in_force_from=MONDAY)

    def test_is_not_signed(self):
        made = api.draft(text=SECOND, name="second.yaml", by=MARA, now=MONDAY)
        with pytest.raises(api.NotNow, match="put it forward first"):
            sign(made)


class TestSigning:
    def test_by_one_side_only_has_no_effect(self, first):
        signed = sign(proposed())
        assert (signed.state, [s.email for s in signed.signatures]) == ("signed", [MARA.name])
        assert api.current() == api.in_force(MONDAY + 9 * DAY) == first
        assert api.take_effect(now=MONDAY + 9 * DAY) is None

    @pytest.mark.parametrize(("one", "other"), [(MARA, SAM), (SAM, MARA)])
    def test_by_both_sides_puts_it_in_force_whichever_signs_first(self, first, one, other):
        done = countersign(sign(proposed(), one), other)
        version = api.current()
        assert (done.state, done.version_id, version.number) == ("in force", version.id, 2)
        assert version.in_force_from == MONDAY + 3 * DAY == api.version(first.id).superseded_at
        assert [(s.email, s.hash) for s in done.signatures] == [(one.name, version.hash), (other.name, version.hash)]
        assert api.proposal_of(version.id) == done

    def test_comes_one_after_the_other(self):
        one = proposed()
        with pytest.raises(api.NotNow, match="sign it first"):
            countersign(one)
        sign(one)
        with pytest.raises(api.NotNow, match="the other side countersigns"):
            sign(one, SAM)

    @pytest.mark.parametrize("by", [RHEA, IVO, PROCESS, Actor(ActorKind.IMPORT, MARA.name), member("command-line")])
    def test_is_for_the_parties_only(self, by):
        one = proposed()
        with pytest.raises(api.NotTheParty, match=r"mara@northwind\.example for marketing and sam"):
            sign(one, by)
        with pytest.raises(api.NotTheParty):
            api.decline(proposal_id=one.id, by=by, reason="no", now=MONDAY + DAY)

    def test_nobody_signs_for_both_sides(self):
        signed = sign(proposed())
        with pytest.raises(api.OneForBoth):
            countersign(signed, MARA)
        assert api.current().number == 1

    def test_refuses_who_is_named_on_both_sides(self):
        both = NORTHWIND.replace("signs: sam@", "signs: MARA@")
        assert [fault.code for fault in api.check(both, "n")] == ["same-signature"]
        VersionRow.objects.create(  # as a version from before that check
            number=2, hash="0" * 64, name="n", text=both, title="Old", published_by=str(RHEA),
            published_at=MONDAY, in_force_from=MONDAY,
        )  # fmt: skip
        one = proposed()
        with pytest.raises(api.OneForBoth):
            sign(one, MARA)
        assert api.side_of(MARA.name, now=MONDAY + DAY) is None

    def test_is_by_the_parties_in_force_where_the_parties_themselves_change(self):
        one = proposed(changed(("signs: sam@", "signs: yara@")))
        with pytest.raises(api.NotTheParty):
            sign(one, member("yara"))
        countersign(sign(one, SAM), MARA)
        assert api.side_of("Yara@northwind.example", now=MONDAY + 4 * DAY) == "sales"
        with pytest.raises(api.NotTheParty):
            sign(proposed(SECOND, now=MONDAY + 4 * DAY), SAM, now=MONDAY + 5 * DAY)

    def test_is_for_what_was_read(self):
        one = proposed()
        api.change(proposal_id=one.id, text=THIRD, by=MARA, now=MONDAY + DAY)
        with pytest.raises(api.ChangedSince):
            sign(one, SAM, hash=one.hash)

    def test_refuses_what_was_put_forward_against_another_version(self):
        one, other = proposed(), proposed(THIRD)
        sign(one)
        countersign(sign(other), now=MONDAY + 3 * DAY)
        with pytest.raises(api.Outdated):
            countersign(one, now=MONDAY + 4 * DAY)
        again = api.propose(proposal_id=one.id, by=SAM, now=MONDAY + 4 * DAY)
        assert (again.state, again.signatures) == ("proposed", ())
        countersign(sign(again, now=MONDAY + 4 * DAY), now=MONDAY + 5 * DAY)
        assert (api.current().number, api.proposal(other.id).state) == (3, "superseded")

    def test_is_lost_where_the_same_content_is_put_forward_against_another_version(self):
        one, other = sign(proposed()), proposed(THIRD)
        assert not one.is_outdated(api.in_force(MONDAY + DAY))
        countersign(sign(other), now=MONDAY + 3 * DAY)
        later = MONDAY + 4 * DAY
        assert api.proposal(one.id).is_outdated(api.in_force(later))
        again = api.change(proposal_id=one.id, text=one.text, by=SAM, now=later)
        assert (again.state, again.signatures, again.hash) == ("proposed", (), one.hash)
        assert not again.is_outdated(api.in_force(later))

    def test_is_recorded_with_the_hash_of_what_was_signed(self):
        done = countersign(sign(proposed()))
        facts = ledger.about("proposal", done.id)
        assert told(done) == ["proposal_drafted", "proposal_made", "proposal_signed", "proposal_countersigned"]
        assert [(f.actor, f.body["side"], f.body["hash"]) for f in facts[:2]] == [
            (SAM, "sales", done.hash),
            (MARA, "marketing", done.hash),
        ]
        (published,) = ledger.about("agreement", done.version_id)
        assert (published.actor, published.body["proposal"]) == (SAM, done.id)
        assert [one["email"] for one in published.body["signatures"]] == [MARA.name, SAM.name]

    def test_cannot_be_forged_afterwards(self):
        sign(proposed())
        with pytest.raises(IntegrityError, match="does not change"):
            SignatureRow.objects.update(email=SAM.name)

    def test_content_signed_cannot_be_changed_afterwards(self):
        sign(proposed())
        with pytest.raises(IntegrityError, match="does not change"):
            RevisionRow.objects.update(text=THIRD)


class TestChange:
    def test_takes_the_signature(self, first):
        signed = sign(proposed())
        again = api.change(proposal_id=signed.id, text=THIRD, by=SAM, now=MONDAY + 2 * DAY)
        assert (again.state, again.signatures) == ("proposed", ())
        with pytest.raises(api.NotNow, match="sign it first"):
            countersign(again)
        assert api.current() == first
        fact = ledger.about("proposal", signed.id)[0]
        assert (fact.kind, fact.body["was"], fact.body["lost"]) == ("proposal_changed", signed.hash, [MARA.name])
        assert [revision.hash for revision in api.revisions(signed.id)] == [again.hash, signed.hash]

    def test_of_nothing_leaves_the_signature(self):
        signed = sign(proposed())
        same = api.change(proposal_id=signed.id, text=SECOND.replace("\n", "\r\n"), by=SAM, now=MONDAY + 2 * DAY)
        assert (same.state, len(same.signatures)) == ("signed", 1)

    def test_brings_no_faults_into_what_was_put_forward(self):
        signed = sign(proposed())
        with pytest.raises(AgreementFault):
            api.change(proposal_id=signed.id, text=FAULTY, by=SAM, now=MONDAY + 2 * DAY)
        assert api.proposal(signed.id) == signed

    def test_comes_too_late_once_it_is_countersigned(self):
        done = countersign(sign(proposed()))
        with pytest.raises(api.NotNow, match="propose another"):
            api.change(proposal_id=done.id, text=THIRD, by=SAM, now=MONDAY + 4 * DAY)


class TestEnd:
    def test_declined_by_a_party_with_the_reason(self):
        one = api.decline(proposal_id=sign(proposed()).id, by=SAM, reason="Too many leads", now=MONDAY + 2 * DAY)
        assert (one.state, one.ended_by, one.reason) == ("declined", SAM, "Too many leads")
        with pytest.raises(api.NotNow):
            countersign(one)
        assert ledger.about("proposal", one.id)[0].reason == "Too many leads"

    def test_withdrawn_by_who_put_it_forward(self):
        one = proposed(by=RHEA)
        with pytest.raises(api.NotTheParty, match="rhea@"):
            api.withdraw(proposal_id=one.id, by=IVO, reason="no", now=MONDAY + DAY)
        one = api.withdraw(proposal_id=one.id, by=RHEA, reason="I erred", now=MONDAY + DAY)
        assert (one.state, told(one)[-1]) == ("withdrawn", "proposal_withdrawn")
        with pytest.raises(api.NotNow, match="withdrawn"):
            sign(one)

    def test_withdrawn_by_anybody_whose_role_reaches_so_far(self):
        one = api.withdraw(proposal_id=proposed().id, by=RHEA, reason="stale", now=MONDAY + DAY, own_only=False)
        assert one.state == "withdrawn"

    @pytest.mark.parametrize("end", [api.decline, api.withdraw])
    def test_needs_a_reason(self, end):
        with pytest.raises(NothingSaid):
            end(proposal_id=proposed().id, by=MARA, reason=" ", now=MONDAY + DAY)

    @pytest.mark.parametrize("end", [api.decline, api.withdraw])
    def test_comes_too_late_once_it_is_in_force(self, end):
        done = countersign(sign(proposed()))
        with pytest.raises(api.NotNow):
            end(proposal_id=done.id, by=MARA, reason="regret", now=MONDAY + 4 * DAY)


class TestFromAnInstant:
    AT = MONDAY + 7 * DAY

    def waiting(self):
        return countersign(sign(proposed(in_force_from=self.AT)))

    def test_waits_and_then_takes_effect_at_that_very_instant(self, first):
        one = self.waiting()
        assert (one.state, one.version_id) == ("countersigned", None)
        assert api.take_effect(now=self.AT - timedelta(microseconds=1)) is None
        assert api.in_force(self.AT) == first
        version = api.take_effect(now=self.AT + DAY)
        assert (version.number, version.in_force_from, version.published_at) == (2, self.AT, self.AT + DAY)
        assert (api.in_force(self.AT - timedelta(microseconds=1)).id, api.in_force(self.AT)) == (first.id, version)
        assert api.proposal(one.id).state == "in force"
        assert api.take_effect(now=self.AT + DAY) is None

    def test_begins_at_once_where_the_instant_has_gone_by_before_both_signed(self):
        one = sign(proposed(in_force_from=MONDAY + 2 * DAY))
        countersign(one, now=MONDAY + 5 * DAY)
        assert api.current().in_force_from == MONDAY + 5 * DAY

    def test_one_version_waits_at_a_time(self):
        one, other = self.waiting(), sign(proposed(THIRD))
        with pytest.raises(api.OneWaits, match=f"proposal {one.id} is countersigned"):
            countersign(other)
        with pytest.raises(api.OneWaits):
            api.publish(text=THIRD, name="n", by=RHEA, now=MONDAY + 4 * DAY, unsigned_because="in a hurry")
        api.withdraw(proposal_id=one.id, by=SAM, reason="We found a mistake", now=MONDAY + 4 * DAY)
        countersign(other, now=MONDAY + 4 * DAY)
        assert api.current().hash == other.hash

    def test_what_waits_is_taken_back_by_a_party_only(self):
        with pytest.raises(api.NotTheParty):
            api.withdraw(proposal_id=self.waiting().id, by=RHEA, reason="no", now=MONDAY + 4 * DAY, own_only=False)


class TestPilot:
    TEXT = (
        NORTHWIND + "\npilot:\n  means: Logistics first.\n  where: {account.industry: logistics}\n  until: 2026-09-30\n"
    )

    def test_is_signed_like_any_version_and_stands_beside_the_main_one(self, first):
        waits = sign(proposed())
        done = countersign(sign(proposed(self.TEXT)))
        assert api.pilot(MONDAY + 4 * DAY).id == done.version_id
        assert api.current() == first
        countersign(waits, now=MONDAY + 5 * DAY)
        assert api.current().hash == waits.hash

    def test_that_may_not_begin_is_not_put_forward(self, first):
        countersign(sign(proposed(self.TEXT)))
        again = self.TEXT.replace("Logistics first.", "Again.")
        for text, words in (
            (again, "end it first, or let this one begin when that one is over"),
            (self.TEXT.replace("2026-09-30", "2026-01-31"), "give it a later “until”"),
        ):
            with pytest.raises(api.NotAPilot, match=words):
                proposed(text, now=MONDAY + 4 * DAY)
        assert [one.state for one in api.proposals()] == ["draft", "draft", "in force"]

    def test_that_may_begin_no_more_is_neither_signed_nor_countersigned(self, first):
        second = proposed(self.TEXT.replace("Logistics first.", "Again."))
        third = sign(proposed(self.TEXT.replace("Logistics first.", "Third.")))
        countersign(sign(proposed(self.TEXT)))
        for verb, one in ((sign, second), (countersign, third)):
            with pytest.raises(api.NotAPilot, match="one at a time"):
                verb(one, now=MONDAY + 5 * DAY)
        assert [api.proposal(one.id).state for one in (second, third)] == ["proposed", "signed"]

    def test_is_over_at_its_end_whoever_has_noticed(self, first):
        done = countersign(sign(proposed(self.TEXT)))
        told = api.proposal(done.id)
        over = datetime(2026, 9, 30, 22, tzinfo=UTC)
        assert [told.standing(at) for at in (over - DAY, over)] == ["in force", "over"]
        api.close_pilot(version_id=done.version_id, now=over)
        assert api.proposal(done.id).state == "over"


class TestPublish:
    def test_of_a_second_version_is_refused_with_the_way_to_go(self):
        with pytest.raises(api.SignaturesNeeded) as raised:
            api.publish(text=SECOND, name="n", by=RHEA, now=MONDAY + DAY)
        said = raised.value.message
        assert "mara@northwind.example for marketing and sam@northwind.example for sales" in said
        assert "Nobody can log in yet as mara@northwind.example or sam@northwind.example" in said

    def test_by_force_is_recorded_with_its_reason(self):
        version = api.publish(text=SECOND, name="n", by=RHEA, now=MONDAY + DAY, unsigned_because="Both have left")
        (fact,) = ledger.about("agreement", version.id)
        assert (fact.reason, api.proposal_of(version.id)) == ("Both have left", None)


class TestDiscussion:
    def test_is_kept_latest_first(self):
        one = proposed()
        for words, by in (("Why 55?", SAM), ("Fewer no-shows.", MARA)):
            api.comment(proposal_id=one.id, text=words, by=by, now=MONDAY + DAY)
        assert [(c.by, c.text) for c in api.comments(one.id)] == [(MARA, "Fewer no-shows."), (SAM, "Why 55?")]
        assert [c.text for c in api.comments(one.id, offset=1)] == ["Why 55?"]

    def test_says_something(self):
        with pytest.raises(NothingSaid):
            api.comment(proposal_id=proposed().id, text="  ", by=SAM, now=MONDAY)

    def test_of_no_proposal_is_refused(self):
        with pytest.raises(api.NoSuchProposal):
            api.comment(proposal_id=404, text="Hello", by=SAM, now=MONDAY)


class TestList:
    def test_is_latest_first_with_those_open_apart(self, django_assert_num_queries):
        done = countersign(sign(proposed()))
        rest = [proposed(THIRD, now=MONDAY + 4 * DAY) for _ in range(3)]
        with django_assert_num_queries(3):
            assert [p.id for p in api.proposals()] == [*(p.id for p in reversed(rest)), done.id]
        assert [p.id for p in api.proposals(open_only=True, limit=2)] == [rest[2].id, rest[1].id]
        assert api.proposals(offset=3)[0].signatures == done.signatures
        assert api.proposal(404) is None


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def at_once(self, *acts):
        def one(act):
            try:
                return act()
            except (api.NotNow, api.ChangedSince) as refusal:
                return refusal
            finally:
                connection.close()

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(one, acts))

    def test_one_of_two_first_signatures_counts(self):
        one = proposed()
        results = self.at_once(lambda: sign(one, MARA), lambda: sign(one, SAM))
        assert sorted(type(result).__name__ for result in results) == ["NotNow", "Proposal"]
        assert len(api.proposal(one.id).signatures) == 1

    def test_pressing_twice_makes_one_version(self):
        one = sign(proposed())
        results = self.at_once(*[lambda: countersign(one)] * 3)
        assert sorted(type(result).__name__ for result in results) == ["NotNow", "NotNow", "Proposal"]
        assert [version.number for version in api.versions()] == [2, 1]

    def test_a_change_and_a_signature_never_meet(self):
        one = proposed()
        change = api.change
        self.at_once(
            lambda: change(proposal_id=one.id, text=THIRD, by=SAM, now=MONDAY + 2 * DAY),
            lambda: sign(one, hash=one.hash),
        )
        found = api.proposal(one.id)
        assert all(signature.hash == found.hash for signature in found.signatures)
