"""From a telling to what arrives, against real servers on loopback."""

import json
from datetime import timedelta

import pytest

from accord.outside.tests.receiver import answering, receiver
from accord.telling import api, carrying, leasing, spreading
from accord.telling.contracts import TellingRefused
from accord.telling.models import Channel, Delivery
from accord.telling.tests.cases import deliver, switch, tell, webhook
from accord.telling.tests.conftest import NOW

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


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

    def test_that_refuse_with_friendly_words_show_the_status(self, sam, loopback):
        with receiver(answering(500, b"ok")) as there:
            channel = webhook(there)
            tell(sam)
            deliver()
            assert api.channel(channel.id).last_error == "it answered 500: ok"
            assert api.deliveries(channel_id=channel.id)[0].last_error == "it answered 500: ok"
            there.behave(answering(503, b""))
            api.retry(channel_id=channel.id, now=NOW)
            deliver()
            assert api.channel(channel.id).last_error == "it answered 503"

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
