"""From a telling to what arrives, against real servers on loopback."""

import json
from datetime import timedelta

import pytest

from accord.members import api as members
from accord.outbox import api as outbox
from accord.outside.tests.receiver import answering, receiver
from accord.telling import api, carrying, leasing, spreading, wishes
from accord.telling.contracts import Habits, TellingRefused, Wish
from accord.telling.kinds import KINDS
from accord.telling.models import Channel, Delivery, Letter
from accord.telling.tests.conftest import NOW

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def tell(*to, kind="lead_handed_off", key="handoff:1", now=NOW, **body):
    outbox.tell(
        kind, to=[one.id for one in to], about=("lead", 5), body={"title": "Ada, Acme", **body}, key=key, now=now
    )


def deliver(now=NOW, most=50):
    """What the postman does, in this thread; returns how many arrived."""
    spreading.spread(now=now)
    spreading.bundle(now=now)
    arrived = 0
    for channel_id in leasing.lanes(now=now):
        while most and (held := leasing.take(channel_id=channel_id, now=now)):
            arrived += carrying.carry(held, now=now)
            most -= 1
    return arrived


def webhook(there, *kinds, kind="webhook"):
    return api.connect(kind=kind, name="CRM", address=there.address, kinds=kinds or ["lead_handed_off"], now=NOW)


def switch(channel, *, is_on, now=NOW):
    api.change(channel_id=channel.id, kinds=channel.kinds, is_on=is_on, now=now)


class TestMail:
    def test_arrives_plain_and_as_html_with_what_a_mailbox_needs(self, sam, server):
        tell(sam, why="pricing three times")
        assert deliver() == 1
        (mail,) = server.mails
        assert mail["Subject"] == "Ada, Acme is yours to work"
        assert mail["To"] == "Sam Sells <sam@northwind.example>"
        assert mail["Message-ID"].endswith("@northwind.example>")
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert mail["List-Unsubscribe"].startswith("<https://accord.northwind.example/unsubscribe/")
        plain, html = (mail.get_body(kind).get_content() for kind in (["plain"], ["html"]))
        assert "pricing three times" in plain
        assert "pricing three times" in html
        assert 'style="' in html
        assert "<style" not in html
        assert "<img" not in html

    def test_arrives_at_an_international_domain(self, server):
        tell(members.add(email="sam@bücher.example", role="rep", name="Sam", now=NOW))
        assert deliver() == 1
        assert [line.lower() for line in server.said if line.upper().startswith("RCPT")] == [
            "rcpt to:<sam@xn--bcher-kva.example>"
        ]
        assert server.mails[0]["To"] == "Sam <sam@xn--bcher-kva.example>"

    def test_cannot_be_made_into_another_one_by_a_name(self, sam, server):
        tell(sam, title="Eve\r\nBcc: all@example.com\u2028<script>alert(1)</script> & “co”")
        deliver()
        (mail,) = server.mails
        assert mail["Bcc"] is None
        assert mail["Subject"].startswith("Eve Bcc: all@example.com <script>alert(1)</script> &")
        assert "<script>" not in mail.get_body(["html"]).get_content()

    def test_of_one_moment_is_one_mail(self, sam, mara, server):
        for number in range(3):
            tell(sam, mara, key=f"handoff:{number}")
        assert deliver() == 2
        assert {mail["Subject"] for mail in server.mails} == {"Ada, Acme is yours to work, and 2 more"}

    def test_waits_for_the_digest_and_for_the_end_of_quiet_hours(self, sam, mara, server):
        api.set_wishes(member_id=sam.id, wishes={"lead_handed_off": Wish(app=True, mail="digest")}, habits=Habits(16))
        api.set_wishes(member_id=mara.id, wishes={}, habits=Habits(8, 8 * 60, 12 * 60))
        tell(sam, mara)
        tell(sam, mara, key="handoff:2", now=NOW + 2 * SECOND)
        assert deliver() == 0
        assert deliver(NOW.replace(hour=12)) == 1
        assert deliver(NOW.replace(hour=16)) == 1
        assert [mail["To"].partition("@")[0] for mail in server.mails] == ["Mara Markets <mara", "Sam Sells <sam"]
        assert {mail["Subject"] for mail in server.mails} == {"Ada, Acme is yours to work, and 1 more"}

    def test_leaves_out_what_was_read_in_the_app_meanwhile(self, sam, server):
        api.set_wishes(member_id=sam.id, wishes={}, habits=Habits(8, 0, 720))
        tell(sam)
        deliver()
        outbox.mark_read(member_id=sam.id, now=NOW)
        assert deliver(NOW + DAY) == 0
        assert not Letter.objects.exists()

    def test_that_waited_for_its_hour_does_not_leave_once_nobody_wants_it(self, sam, server):
        api.set_wishes(member_id=sam.id, wishes={}, habits=Habits(8, 0, 720))
        tell(sam)
        tell(sam, key="board:1", kind="board_weekly")
        assert deliver() == 0
        wishes.stop_mail(member_id=sam.id, kind="lead_handed_off")
        assert deliver(NOW + DAY) == 1
        assert [row.kinds for row in Delivery.objects.all()] == [["board_weekly"]]

    def test_none_at_all_holds_for_kinds_that_come_later(self, sam, server, monkeypatch):
        wishes.stop_mail(member_id=sam.id, kind="all")
        monkeypatch.setitem(KINDS, "goal_reached", KINDS["board_weekly"])
        assert api.wishes_of(sam.id)["goal_reached"] == Wish(app=True, mail="off")
        tell(sam, kind="goal_reached")
        assert deliver() == 0
        assert not Letter.objects.exists()

    def test_of_one_digest_is_not_cut_in_two(self, sam, mara, server, django_assert_max_num_queries):
        for number in range(6):
            tell(sam, mara, key=f"handoff:{number}")
        spreading.spread(now=NOW)
        with django_assert_max_num_queries(14):  # however many notices
            assert spreading.bundle(now=NOW, limit=3) == 1
        assert spreading.bundle(now=NOW, limit=3) == 1
        assert sorted(len(row.notice_ids) for row in Delivery.objects.all()) == [6, 6]

    def test_goes_to_nobody_who_does_not_want_it_or_left(self, sam, mara, server):
        api.set_wishes(member_id=sam.id, wishes={"lead_handed_off": Wish(app=True, mail="off")})
        tell(sam, mara)
        spreading.spread(now=NOW)
        spreading.bundle(now=NOW)
        members.set_active(member_id=mara.id, is_active=False)
        assert deliver() == 0
        assert [row.state for row in Delivery.objects.all()] == ["dropped"]

    def test_does_not_leave_and_does_not_pile_up_without_a_server(self, sam):
        tell(sam)
        assert deliver() == 0
        assert not Letter.objects.exists()
        assert api.count_unread(member_id=sam.id) == 1

    def test_is_in_the_readers_language_and_zone(self, sam, server):
        from accord.members.models import Member

        Member.objects.filter(pk=sam.id).update(time_zone="Asia/Kolkata", language="ar")
        tell(sam, kind="clock_reminder", service="answer", due="2026-10-05T10:00:00Z")
        deliver()
        html = server.mails[0].get_body(["html"]).get_content()
        assert 'dir="rtl"' in html
        assert "3:30" in server.mails[0]["Subject"] or "15:30" in server.mails[0]["Subject"]


class TestFaultsOfAMailServer:
    def test_421_is_tried_again_later_and_is_shown(self, sam, server):
        server.behave(greeting="421 too busy")
        tell(sam)
        assert deliver() == 0
        (channel,) = api.channels()
        assert (channel.failing_since, channel.waiting, channel.parked) == (NOW, 1, 0)
        assert "421" in channel.last_error
        assert deliver(NOW + SECOND) == 0
        server.behave()
        assert deliver(NOW + 30 * SECOND) == 1
        (channel,) = api.channels()
        assert (channel.failing_since, channel.waiting, channel.last_error) == (None, 0, "")

    @pytest.mark.parametrize("step", ["RCPT_TO", "end"])
    def test_550_is_parked_at_once_and_holds_up_nobody_else(self, sam, mara, server, step):
        server.behave(**{step: "550 no such user"})
        tell(sam)
        assert deliver() == 0
        server.behave()
        tell(mara, key="handoff:2")
        assert deliver() == 1
        (channel,) = api.channels()
        assert (channel.failing_since, channel.parked) == (None, 1)
        (parked,) = api.deliveries(channel_id=channel.id, state="parked")
        assert (parked.to, "550 no such user" in parked.last_error) == (sam.email, True)

    def test_450_of_one_mailbox_does_not_rest_the_channel(self, sam, mara, server):
        server.behave(RCPT_TO="450 greylisted")
        tell(sam)
        deliver()
        assert api.channels()[0].failing_since is None
        server.behave()
        tell(mara, key="handoff:2")
        assert deliver() == 1
        assert deliver(NOW + 30 * SECOND) == 1

    def test_dropped_after_data_is_sent_again_under_the_same_id(self, sam, server):
        server.behave(end="drop after taking")
        tell(sam)
        assert deliver() == 0
        server.behave()
        assert deliver(NOW + 30 * SECOND) == 1
        assert (len(server.mails), len(server.kept)) == (2, 1)
        (done,) = api.deliveries(channel_id=api.channels()[0].id)
        assert [one.outcome for one in done.attempts] == ["not reached", "sent"]
        assert "may have it" in done.attempts[0].excerpt


class TestWebhooks:
    def test_carry_who_what_and_a_signature(self, sam, loopback, settings):
        settings.ADDRESS = "https://accord.northwind.example"
        with receiver() as there:
            channel = webhook(there)
            tell(sam, kind="board_weekly", key="other")
            tell(sam, why="trial")
            assert deliver() == 1
            ((_, headers, body),) = there.got
        said = json.loads(body)
        assert (said["type"], said["timestamp"]) == ("lead.handed_off", "2026-10-05T09:00:00Z")
        assert said["data"]["about"] == {"kind": "lead", "id": 5, "url": None}
        assert (said["data"]["to"], said["data"]["text"]) == ([sam.email], "Ada, Acme is yours to work")
        assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))
        from accord.telling.channels.webhook import signature

        expected = signature(api.secret_of(channel.id), headers["webhook-id"], int(NOW.timestamp()), body)
        assert headers["webhook-signature"] == expected

    def test_are_tried_again_with_the_same_id_and_waits_that_grow(self, sam, loopback):
        with receiver(answering(500, b"broken")) as there:
            channel = webhook(there)
            tell(sam)
            now, waits = NOW, []
            for _ in range(4):
                deliver(now)
                row = Delivery.objects.get()
                waits.append((max(row.due_at, Channel.objects.get(kind="webhook").rests_until) - now).total_seconds())
                now += timedelta(seconds=waits[-1])
            there.behave(answering(200))
            assert deliver(now) == 1
            assert len({headers["webhook-id"] for _, headers, _ in there.got}) == 1
            assert waits == sorted(waits)
            (done,) = api.deliveries(channel_id=channel.id)
            assert [one.status for one in done.attempts] == [500, 500, 500, 500, 200]

    def test_429_is_left_alone_as_long_as_it_asks(self, sam, loopback):
        with receiver(answering(429, Retry_After="900")) as there:
            webhook(there)
            tell(sam)
            deliver()
            there.behave(answering(200))
            assert deliver(NOW + 890 * SECOND) == 0
            assert deliver(NOW + 901 * SECOND) == 1

    def test_a_redirection_to_loopback_is_not_followed(self, sam, loopback):
        with receiver() as inside, receiver(answering(307, Location=inside.address)) as there:
            channel = webhook(there)
            tell(sam)
            assert deliver() == 0
            assert inside.got == []
            assert "not followed" in api.deliveries(channel_id=channel.id)[0].last_error

    def test_410_switches_the_channel_off_and_says_so(self, sam, loopback):
        with receiver(answering(410)) as there:
            channel = webhook(there)
            tell(sam)
            deliver()
            shown = api.channel(channel.id)
            assert (shown.is_on, shown.parked, "410" in shown.last_error) == (False, 1, True)

    def test_that_never_answer_are_parked_and_can_be_sent_anew(self, sam, loopback):
        with receiver(answering(503)) as there:
            channel = webhook(there)
            tell(sam)
            deliver(now := NOW)
            while api.channel(channel.id).waiting:
                now += timedelta(hours=8)
                deliver(now)
            (parked,) = api.deliveries(channel_id=channel.id, state="parked")
            assert len(parked.attempts) == len(there.got) == 14
            there.behave(answering(200))
            assert api.replay(delivery_ids=[parked.id], channel_id=channel.id, now=now) == 1
            assert deliver(now) == 1
            assert len({headers["webhook-id"] for _, headers, _ in there.got}) == 1

    def test_one_that_fails_does_not_hold_up_another(self, sam, loopback):
        with receiver(answering(500)) as broken, receiver() as well:
            webhook(broken)
            webhook(well)
            for number in range(5):
                tell(sam, key=f"handoff:{number}")
            assert deliver() == 5
            assert (len(broken.got), len(well.got)) == (1, 5)

    def test_retry_now_does_not_wait(self, sam, loopback):
        with receiver(answering(500)) as there:
            channel = webhook(there)
            tell(sam)
            deliver()
            there.behave(answering(200))
            assert api.retry(channel_id=channel.id, now=NOW + SECOND) == 1
            assert deliver(NOW + SECOND) == 1

    def test_to_an_address_inside_are_not_connected_and_not_called(self, sam, loopback, settings):
        with receiver() as there:
            webhook(there)
            settings.OUTSIDE = type(settings.OUTSIDE)()
            with pytest.raises(Exception, match="only https"):
                webhook(there)
            tell(sam)
            assert deliver() == 0
            assert there.got == []
            assert "only https" in api.channels()[0].last_error


class TestLease:
    def test_lost_to_another_holder_says_nothing_any_more(self, sam, loopback):
        with receiver() as there:
            channel = webhook(there)
            tell(sam)
            spreading.spread(now=NOW)
            first = leasing.take(channel_id=channel.id, now=NOW, seconds=0)
            second = leasing.take(channel_id=channel.id, now=NOW)
            assert (first.pk, second.fence - first.fence) == (second.pk, 1)
            assert leasing.take(channel_id=channel.id, now=NOW) is None
            leasing.drop(first, now=NOW, why="too late")
            assert Delivery.objects.get().state == "waiting"
            carrying.carry(second, now=NOW)
            assert Delivery.objects.get().state == "sent"

    def test_of_what_kills_its_carrier_each_time_is_parked(self, sam, loopback):
        with receiver() as there:
            channel = webhook(there)
            tell(sam)
            spreading.spread(now=NOW)
            while leasing.take(channel_id=channel.id, now=NOW, seconds=0):
                pass
            row = Delivery.objects.get()
            assert (row.state, row.tries) == ("parked", 15)


class TestChannels:
    def test_keep_addresses_and_secrets_sealed(self, loopback):
        with receiver() as there:
            channel = webhook(there, kind="slack")
            row = Channel.objects.get(kind="slack")
            assert there.address not in row.address
            assert there.address.rpartition("/")[2] not in api.channel(channel.id).address.partition("…")[0]

    def test_that_are_closed_are_told_nothing(self, sam, loopback):
        with receiver() as there:
            closed = webhook(there)
            api.disconnect(channel_id=closed.id, now=NOW)
            tell(sam)
            assert deliver() == 0
            with pytest.raises(TellingRefused):
                api.channel(closed.id)

    @pytest.mark.parametrize("kind", ["webhook", "slack"])
    def test_that_were_off_get_what_was_told_meanwhile_each_once_and_within_a_week(self, sam, loopback, kind):
        with receiver(answering(200, b"ok")) as there:
            channel = webhook(there, kind=kind)
            switch(channel, is_on=False)
            for day in range(3):
                tell(sam, key=f"handoff:{day}", now=NOW + day * DAY)
                assert deliver(NOW + day * DAY) == 0
            assert api.channel(channel.id).waiting == 3
            switch(channel, is_on=True, now=NOW + 8 * DAY)
            assert deliver(NOW + 8 * DAY) == 2
            switch(channel, is_on=False, now=NOW + 8 * DAY)
            switch(channel, is_on=True, now=NOW + 8 * DAY)
            assert (deliver(NOW + 8 * DAY), len(there.got)) == (0, 2)
            (first,) = api.deliveries(channel_id=channel.id, state="dropped")
            assert (first.made_at, first.last_error) == (NOW, "the channel was off for longer than a week")

    def test_that_stay_off_do_not_pile_up(self, sam, loopback):
        with receiver() as there:
            off, on = webhook(there), webhook(there)
            switch(off, is_on=False)
            tell(sam)
            spreading.spread(now=NOW)
            assert leasing.drop_old(now=NOW + 7 * DAY) == 0
            assert leasing.drop_old(now=NOW + 7 * DAY + SECOND) == 1
            assert (api.channel(off.id).waiting, api.channel(on.id).waiting) == (0, 1)

    def test_mail_that_was_off_leaves_when_it_is_on_again(self, sam, server):
        mail = api.channels()[0]
        switch(mail, is_on=False)
        tell(sam)
        assert deliver() == 0
        switch(mail, is_on=True, now=NOW + DAY)
        assert deliver(NOW + DAY) == 1

    def test_try_out_reaches_only_the_one_that_is_tried(self, sam, loopback, server):
        with receiver() as there, receiver() as other:
            channel = webhook(there)
            webhook(other)
            api.try_out(channel_id=channel.id, to=sam.id, now=NOW)
            assert deliver() == 1
            assert (json.loads(there.got[0][2])["type"], other.got, server.mails) == ("channel.try", [], [])
        mail = next(one for one in api.channels() if one.kind == "mail")
        api.try_out(channel_id=mail.id, to=sam.id, now=NOW + SECOND)
        assert deliver(NOW + SECOND) == 1
        assert server.mails[0]["Subject"] == "Accord reaches you here"

    def test_refuse_what_they_do_not_know(self):
        for kind, kinds in (("fax", []), ("slack", ["nothing"]), ("mail", [])):
            with pytest.raises(TellingRefused):
                api.connect(kind=kind, name="x", address="https://93.184.216.34/", kinds=kinds, now=NOW)
