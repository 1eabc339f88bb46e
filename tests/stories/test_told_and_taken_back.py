"""What a decision tells is told once it cannot be taken back any more: by every channel, once, or not at all."""

from datetime import timedelta

import pytest

from accord.agreement import api as agreements
from accord.journey import desk
from accord.journey.desk.done import DeskRefused
from accord.kernel.actor import PROCESS
from accord.outbox import api as outbox
from accord.outbox.models import Notice
from accord.outside.contracts import MailServer
from accord.steps.activity import api as activity
from accord.telling import api as telling
from accord.telling import spreading
from accord.telling.carrying import with_bodies
from accord.telling.channels import mail, slack, webhook
from accord.telling.channels.letterbox import Parcel
from accord.telling.connecting import mail_channel
from accord.telling.models import Delivery, Letter
from tests.stories.desk_cases import NORTHWIND, handed, happens, identify, later, lead_of, ready, stage

pytestmark = pytest.mark.django_db

AT = later(minutes=5)
STILL, OVER = AT + timedelta(seconds=12), AT + timedelta(seconds=13)
KINDS = ["feedback_on_rule", "lead_handed_off", "lead_moved", "lead_rerouted"]


@pytest.fixture
def channels(settings):
    """Mail, a chat and a webhook that are told of everything the desk tells."""
    settings.MAIL_SERVER = MailServer("127.0.0.1", 1, encryption="none")
    settings.MAIL_FROM = "Accord <accord@northwind.example>"
    mail_channel(now=AT)
    for kind in ("slack", "webhook"):
        telling.connect(kind=kind, name=kind, address="https://93.184.215.14/hook", kinds=KINDS, now=AT)


@pytest.fixture
def lead(northwind, channels, mara, sam):
    """A ready lead; that it is Sam's is told and done with."""
    one = ready()
    spreading.spread(now=later(minutes=1))
    Delivery.objects.all().delete()
    Letter.objects.all().delete()
    Notice.objects.all().delete()
    return one


def rejected(lead, by):
    return desk.reject(handoff_id=handed(lead).id, reason="not-a-fit", misled=["demo"], by=by, now=AT)


def heard(member, now):
    return [one.notice.kind for one in outbox.received(member_id=member.id, now=now)]


def carried():
    """What leaves the house: to whom by mail, and what by which other channel."""
    letters = list(Letter.objects.values_list("member_id", flat=True))
    others = [(one.channel.kind, *one.kinds) for one in Delivery.objects.order_by("channel_id", "id")]
    return letters, others


class TestARuleThatMisled:
    def test_is_told_of_once_the_window_is_over_and_once(self, lead, sam, mara):
        rejected(lead, sam)
        assert spreading.spread(now=STILL) == 0
        assert (heard(mara, STILL), carried()) == ([], ([], []))
        assert telling.count_unread(member_id=mara.id, now=STILL) == 0
        assert spreading.spread(now=OVER) == 1
        assert spreading.spread(now=OVER) == 0
        assert heard(mara, OVER) == ["feedback_on_rule"]
        assert carried() == ([mara.id], [("slack", "feedback_on_rule"), ("webhook", "feedback_on_rule")])

    def test_taken_back_is_told_to_nobody_by_any_channel(self, lead, sam, mara):
        number = handed(lead).id
        done = rejected(lead, sam)
        desk.undo(token=done.undo_token, by=sam, now=STILL)
        assert activity.marks_of([number]) == {}
        for now in (STILL, OVER, later(days=1)):
            assert spreading.spread(now=now) == 0
            assert [heard(one, now) for one in (mara, sam)] == [[], []]
        assert carried() == ([], [])

    def test_that_went_out_already_is_not_taken_back(self, lead, sam):
        """Whose undo was on its way for too long."""
        done = rejected(lead, sam)
        spreading.spread(now=OVER)
        with pytest.raises(DeskRefused) as refused:
            desk.undo(token=done.undo_token, by=sam, now=STILL)
        assert refused.value.code == "too-late"
        assert handed(lead).state == "rejected"

    def test_is_called_what_the_agreement_calls_it_and_so_is_the_reason(self, lead, sam, mara):
        rejected(lead, sam)
        (shown,) = telling.notices(member_id=mara.id, now=OVER)
        assert shown.sentence == "iris@acme.example, Acme: the rule “Asked for a demo” misled, says Sam"
        assert shown.detail == "Not our kind of company."
        parcel = Parcel(key="msg_1", notices=(shown,), bodies=(), home="https://a.example", now=OVER, reader=mara)
        assert "Asked for a demo" in slack.payload(parcel)["blocks"][0]["text"]["text"]
        written = mail.made(parcel).get_body(["plain"]).get_content()
        assert "Asked for a demo" in written
        assert "Not our kind of company." in written
        (card,) = outbox.notices([shown.id]).values()
        data = webhook.payload(with_bodies(parcel, [card]))["data"]
        assert (data["body"]["rule"], data["body"]["why"]) == ("demo", "not-a-fit")
        assert data["body"]["words"]["rule"] == "Asked for a demo"

    def test_that_the_agreement_has_no_words_for_is_called_by_its_id_in_plain(self, lead, sam, mara):
        plain = NORTHWIND.replace("means: Asked for a demo, ", "")
        late = later(minutes=2)
        agreements.publish(text=plain, name="northwind.yaml", by=PROCESS, now=late, unsigned_because="a test")
        rejected(lead, sam)
        assert "the rule “demo” misled" in telling.notices(member_id=mara.id, now=OVER)[0].sentence


class TestAnyDecision:
    def test_by_another_is_told_to_who_has_the_lead_in_the_words_of_the_agreement(self, lead, sam, rhea):
        desk.recycle(lead_id=lead.id, reason="no-budget", by=rhea, now=AT)
        assert heard(sam, STILL) == []
        (shown,) = telling.notices(member_id=sam.id, now=OVER)
        assert shown.sentence == "Rhea moved iris@acme.example, Acme from “SAL” to “recycled”"
        assert shown.detail == "No budget this period."

    def test_taken_back_is_told_to_nobody_and_neither_is_its_undoing(self, lead, sam, rhea):
        was = stage(lead)
        done = desk.recycle(lead_id=lead.id, reason="no-budget", by=rhea, now=AT)
        desk.undo(token=done.undo_token, by=rhea, now=STILL)
        assert stage(lead) == was
        assert spreading.spread(now=OVER) == 0
        assert heard(sam, OVER) == []

    def test_that_hands_a_lead_over_is_told_to_who_gets_it_unless_taken_back(self, lead, sam, mara):
        happens(identify("otto"))
        otto = lead_of("otto@acme.example")
        done = desk.choose(lead_id=otto.id, to="mql", why="met at the fair", by=mara, now=AT)
        assert handed(otto).member_id == sam.id
        assert heard(sam, STILL) == []
        assert heard(sam, OVER) == ["lead_handed_off"]
        desk.undo(token=done.undo_token, by=mara, now=STILL)
        assert heard(sam, OVER) == []

    def test_of_several_at_once_only_what_stands_is_told(self, lead, sam, mara):
        other = ready("ivy", at=later(minutes=2))
        spreading.spread(now=later(minutes=3))

        def act(number):
            return desk.reject(handoff_id=number, reason="not-a-fit", misled=["demo"], by=sam, now=AT)

        done = desk.together(act, handoff_ids=[handed(lead).id, handed(other).id], by=sam, now=AT)
        desk.undo(token=done.done[0].undo_token, by=sam, now=STILL)
        (shown,) = telling.notices(member_id=mara.id, now=OVER)
        assert shown.path == f"/leads/{other.id}/"

    def test_that_nobody_can_undo_is_told_at_once(self, northwind, channels, sam):
        lead = ready()
        assert heard(sam, lead.entered_stage_at) == ["lead_handed_off"]
        spreading.spread(now=lead.entered_stage_at)
        assert ("webhook", "lead_handed_off") in carried()[1]
