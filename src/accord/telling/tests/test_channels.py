"""What each channel is given, by the letter of its own documentation."""

import base64
import json
import re
import textwrap
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from accord.telling.channels import slack, teams, webhook
from accord.telling.channels.letterbox import Parcel
from accord.telling.contracts import Shown
from accord.telling.tests.conftest import NOW

HOSTILE = "<!channel> <https://evil.example|Ada> & *bold* [x](https://evil.example) </script>\u202e @everyone"


def parcel(sentence=HOSTILE, **more):
    notice = Shown(7, "lead_handed_off", "user-plus", sentence, "why: <b>", "/leads/5/", NOW, None, (("kept", "12"),))
    body = {"about": {"kind": "lead", "id": 5}, "to": ["sam@northwind.example"], "at": "", "body": {}}
    return Parcel(key="msg_1", notices=(notice,), bodies=(body,), home="https://a.example", now=NOW, **more)


class TestSlack:
    def test_shows_names_as_they_are_and_opens_the_lead(self):
        said = slack.payload(parcel())
        section, table, actions = said["blocks"]
        assert section["text"] == {"type": "plain_text", "text": f"{HOSTILE}\nwhy: <b>", "emoji": False}
        assert table["text"]["text"] == "kept · 12"
        assert actions["elements"][0]["url"] == "https://a.example/leads/5/"

    def test_makes_no_mention_and_no_link_of_a_name(self):
        text = slack.payload(parcel())["text"]
        assert "<" not in text
        assert "&lt;!channel&gt;" in text

    def test_keeps_within_what_a_section_takes(self):
        assert len(slack.payload(parcel("x" * 9000))["blocks"][0]["text"]["text"]) <= 3000


class TestTeams:
    def test_is_a_card_whose_names_are_not_read_as_markdown(self):
        said = teams.payload(parcel())
        (attached,) = said["attachments"]
        card = attached["content"]
        assert (said["type"], attached["contentType"], card["type"], card["version"]) == (
            "message",
            "application/vnd.microsoft.card.adaptive",
            "AdaptiveCard",
            "1.4",
        )
        assert {block["type"] for block in card["body"]} == {"RichTextBlock"}
        assert card["body"][0]["inlines"][0]["text"] == HOSTILE
        assert card["actions"] == [
            {"type": "Action.OpenUrl", "title": "Open in Accord", "url": "https://a.example/leads/5/"}
        ]

    def test_refused_with_status_200_is_refused(self, loopback):
        from accord.outside.tests.receiver import answering, receiver

        with receiver(answering(200, b"Webhook message delivery failed with error: 413")) as there:
            assert not teams.send(parcel(address=there.address)).is_sent


class TestNoAnswer:
    @pytest.mark.parametrize(
        ("channel", "words"), [(slack, "come twice"), (teams, "come twice"), (webhook, "the next try has the same id")]
    )
    def test_says_what_the_next_try_means(self, loopback, channel, words):
        from accord.outside.tests.receiver import receiver

        with receiver(lambda _request, _count: None) as there:
            outcome = channel.send(parcel(address=there.address, secret="whsec_eHh4"))
        assert not outcome.is_sent
        assert words in outcome.words


class TestSignature:
    def test_is_that_of_the_reference_vectors(self, shared_data):
        vector = json.loads((shared_data("webhooks") / "standard_webhooks_vectors.json").read_text())["sign"]
        for secret in (vector["secret"], vector["secret"].removeprefix("whsec_")):
            signed = webhook.signature(secret, vector["msg_id"], vector["timestamp"], vector["payload"].encode())
            assert signed == vector["expected_signature"]

    def test_takes_a_secret_without_its_padding(self):
        whole = base64.b64encode(b"x" * 25).decode()
        assert webhook.signature(whole, "m", 1, b"") == webhook.signature("whsec_" + whole.rstrip("="), "m", 1, b"")

    def test_wants_base64(self):
        with pytest.raises(ValueError, match="base64"):
            webhook.signature("whsec_ü", "m", 1, b"")

    def test_is_of_the_try_while_the_id_stays(self):
        secret = "whsec_" + base64.b64encode(b"y" * 24).decode()
        first = webhook.signed(parcel(secret=secret), b"{}")
        later = webhook.signed(Parcel(**{**_fields(parcel(secret=secret)), "now": NOW + timedelta(hours=1)}), b"{}")
        assert first["webhook-id"] == later["webhook-id"] == "msg_1"
        assert first["webhook-signature"] != later["webhook-signature"]


def _fields(one):
    return {name: getattr(one, name) for name in one.__slots__}


class TestHowTo:
    def test_receiver_of_the_how_to_takes_ours_and_nobody_elses(self):
        """The code that docs/how-to/tell-people.md gives to receivers."""
        page = (Path(__file__).parents[4] / "docs" / "how-to" / "tell-people.md").read_text(encoding="utf-8")
        code = re.search(r"```python\n(.*?)```", page, re.S)[1]
        names = {}
        exec(textwrap.dedent(code), names)
        secret = "whsec_" + base64.b64encode(b"z" * 24).decode()
        sent = parcel(secret=secret)
        sent = Parcel(**{**_fields(sent), "now": datetime.now(UTC)})
        headers = webhook.signed(sent, b"{}")
        assert names["is_ours"](headers, b"{}", secret)
        assert not names["is_ours"](headers, b"{ }", secret)
        assert not names["is_ours"]({**headers, "webhook-timestamp": "1614265330"}, b"{}", secret)
