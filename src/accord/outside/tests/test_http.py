import ipaddress
import socket
import ssl
import threading
import time
from contextlib import contextmanager

import pytest

from accord.outside import api
from accord.outside.contracts import Allowed, NotReached
from accord.outside.tests.receiver import answering, receiver

LOOPBACK = Allowed((ipaddress.ip_network("127.0.0.0/8"),), plain_http=True)


def post(address, **more):
    return api.post(address, body=b'{"a":1}', headers={"X-A": "b\r\nX-C: d"}, allowed=LOOPBACK, **more)


@contextmanager
def speaking(*parts, pause=0.0):
    """A server that reads a request and then says exactly this."""

    def talk():
        with listening.accept()[0] as connection:
            connection.recv(65536)
            for part in parts:
                try:
                    connection.sendall(part)
                except OSError:
                    return
                time.sleep(pause)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=talk, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"


class TestPost:
    def test_sends_the_body_and_the_headers_and_gives_back_the_answer(self):
        with receiver(answering(202, b"taken")) as there:
            answer = post(there.address)
        ((path, headers, body),) = there.got
        assert (path, body, headers["X-A"], "X-C" in headers) == ("/in", b'{"a":1}', "b  X-C: d", False)
        assert (answer.status, answer.excerpt, answer.is_good) == (202, "taken", True)

    def test_reads_how_long_it_is_to_wait(self):
        date = "Wed, 21 Oct 2026 07:28:30 GMT"
        for said, seconds in (("120", 120.0), (date, 30.0), ("soon", None), ("999999999999999", 86400.0)):
            head = f"HTTP/1.1 429 Slow\r\nDate: Wed, 21 Oct 2026 07:28:00 GMT\r\nRetry-After: {said}\r\n\r\n".encode()
            with speaking(head) as address:
                assert post(address).retry_after == seconds

    def test_understands_chunks_and_interim_answers(self):
        parts = (
            b"HTTP/1.1 100 Go on\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        )
        with speaking(*parts) as address:
            assert post(address).excerpt == "abc"

    def test_reads_no_more_than_it_wants(self):
        flood = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 3_000_000
        with speaking(flood) as address:
            answer = post(address)
        assert (answer.status, len(answer.excerpt)) == (200, 2000)

    def test_does_not_wait_for_a_body_that_trickles(self):
        with speaking(b"HTTP/1.1 200 OK\r\n\r\n", *[b"x"] * 60, pause=0.1) as address:
            assert post(address).seconds < 4

    @pytest.mark.parametrize(
        "parts",
        [(), (b"SSH-2.0-x\r\n\r\n",), (b"HTTP/1.1 200 OK\r\n",), (b"HTTP/1.1 abc\r\n\r\n",), (b"\xff" * 200_000,)],
        ids=["nothing", "ssh", "half", "status", "noise"],
    )
    def test_says_that_it_may_have_arrived_where_the_answer_is_none(self, parts):
        with speaking(*parts) as address, pytest.raises(NotReached) as trouble:
            post(address)
        assert trouble.value.may_have_arrived

    def test_ends_in_time_whatever_trickles(self):
        began = time.monotonic()
        with speaking(*[b"H"] * 100, pause=0.05) as address, pytest.raises(NotReached, match="too long"):
            post(address, seconds=0.6)
        assert time.monotonic() - began < 2

    def test_says_that_nothing_was_sent_where_nobody_listens(self):
        with pytest.raises(NotReached) as trouble:
            post("http://127.0.0.1:1/")
        assert not trouble.value.may_have_arrived

    def test_trusts_no_certificate_that_nobody_signed(self, tmp_path):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(_certificate(tmp_path))
        with receiver(context=context) as there, pytest.raises(NotReached, match="certificate is not trusted"):
            post(there.address)
        assert there.got == []


def _certificate(folder):
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(1), now + timedelta(1))
    signed = made.add_extension(
        x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=True
    ).sign(key, hashes.SHA256())
    text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + signed.public_bytes(serialization.Encoding.PEM)
    path = folder / "own.pem"
    path.write_bytes(text)
    return path
