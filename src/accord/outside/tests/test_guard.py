"""Targets that must not be called, whatever they are called."""

import ipaddress

import pytest

from accord.outside import api, guard
from accord.outside.contracts import AddressRefused, Allowed, NotReached
from accord.outside.tests.nameserver import A, nameserver
from accord.outside.tests.receiver import answering, receiver

CLOSED_4 = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "127.0.0.2",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.0.1",
    "169.254.169.254",
    "169.254.170.2",
    "172.16.0.1",
    "172.20.10.5",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.255.255",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "224.0.0.251",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
]
CLOSED_6 = [
    "::",
    "::1",
    "::2",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::",
    "2002:c0a8:1::1",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fd00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "ff05::1:3",
    "ff0e::1",
]
WRITTEN = [
    "http://127.1/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://0/",
    "http://0x0/",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/",
    "http://[0::1]/",
    "http://[::ffff:7f00:1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[0:0::0]/",
    "http://127.0.0.1./",
    "http://0300.0250.0.1/",
    "http://[::ffff:0a00:1]/",
    "http://2852039166/",
    "http://0xa9fea9fe/",
    "http://169.254.43518/",
    "http://10.1/",
    "http://3232235521/",
]
MALFORMED = [
    "",
    "/etc/passwd",
    "//93.184.216.34/",
    "file:///etc/passwd",
    "ftp://93.184.216.34/",
    "gopher://93.184.216.34/_x",
    "dict://93.184.216.34:11211/",
    "ldap://93.184.216.34/",
    "javascript:alert(1)",
    "data:text/plain,x",
    "unix:///var/run/docker.sock",
    "https://",
    "https:///path",
    "https://user@93.184.216.34/",
    "https://user:word@93.184.216.34/",
    "https://93.184.216.34@127.0.0.1/",
    "https://127.0.0.1\\@93.184.216.34/",
    "https://93.184.216.34:0/",
    "https://93.184.216.34:99999/",
    "https://93.184.216.34:x/",
    "https://93.184.216.34/a b",
    "https://93.184.216.34/\r\nHost: inside",
    "https://93.184.216.34/\tx",
    "https://93.184.216.34/\0",
    "https://[fe80::1%25eth0]/",
    "https://[::1/",
    "https://[zz]/",
    "https://93.184.216.34/é",
    "https://" + "a" * 70 + ".example/",
    "https://93.184.216.34/" + "a" * 2000,
    " https://93.184.216.34/",
    "https://93.184.216.34/`id`",
]
OPEN = Allowed(plain_http=True)
TARGETS = [f"http://{n}/" for n in CLOSED_4] + [f"http://[{n}]/" for n in CLOSED_6] + WRITTEN + MALFORMED


class TestCheck:
    def test_has_at_least_120_targets_to_refuse(self):
        assert len(set(TARGETS)) == len(TARGETS) >= 120

    @pytest.mark.parametrize("target", TARGETS, ids=ascii)
    def test_refuses(self, target):
        with pytest.raises((AddressRefused, NotReached)) as refusal:
            guard.check(target, allowed=OPEN)
        if target not in MALFORMED:
            assert refusal.type is AddressRefused or "not known" in str(refusal.value)

    @pytest.mark.parametrize("number", ["93.184.216.34", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.32.0.1"])
    def test_lets_the_public_internet_through(self, number):
        assert guard.check(f"https://{number}/x?y=1", allowed=Allowed()).path == "/x?y=1"
        assert guard.is_open(ipaddress.ip_address("2606:2800:220:1:248:1893:25c8:1946"))

    def test_wants_encryption_unless_it_is_allowed_without(self):
        with pytest.raises(AddressRefused, match="only https"):
            guard.check("http://93.184.216.34/", allowed=Allowed())
        assert guard.check("http://93.184.216.34/", allowed=OPEN).port == 80

    def test_lets_through_what_the_administrator_allows_and_nothing_beside_it(self):
        inside = Allowed((ipaddress.ip_network("10.1.0.0/16"), ipaddress.ip_network("fd00:1::/32")))
        assert guard.check("https://10.1.2.3:8443/", allowed=inside).named == "10.1.2.3:8443"
        assert guard.check("https://[fd00:1::5]/", allowed=inside).named == "[fd00:1::5]"
        for target in ("https://10.2.0.1/", "https://[::ffff:10.1.2.3]/", "https://[fd00:2::5]/"):
            with pytest.raises(AddressRefused):
                guard.check(target, allowed=inside)


class TestNames:
    def ask(self, *numbers):
        with nameserver(lambda _name, _kind: numbers) as resolve:
            return guard.check("https://hooks.example/", allowed=Allowed(), resolve=resolve)

    def test_are_looked_up_whatever_they_are_called(self):
        assert self.ask("93.184.216.34", "2606:2800:220:1::1").numbers == ("93.184.216.34", "2606:2800:220:1::1")

    @pytest.mark.parametrize("number", ["127.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fd00:ec2::254"])
    def test_that_mean_a_number_inside_are_refused_even_beside_a_public_one(self, number):
        for numbers in ((number,), ("93.184.216.34", number)):
            with pytest.raises(AddressRefused, match="not on the public internet"):
                self.ask(*numbers)

    def test_that_mean_nothing_are_not_reached(self):
        with pytest.raises(NotReached):
            self.ask()

    def test_are_looked_up_once_so_that_a_second_answer_changes_nothing(self):
        """Rebinding: the first answer is allowed, every later one is somewhere else."""
        asked = []

        def answers(_name, kind):
            asked.append(kind)
            return ["127.0.0.1"] if asked.count(A) == 1 else ["127.0.0.2"]

        allowed = Allowed((ipaddress.ip_network("127.0.0.1/32"),), plain_http=True)
        with nameserver(answers) as resolve, receiver() as there:
            address = f"http://hooks.example:{there.port}/in"
            assert api.post(address, body=b"{}", headers={}, allowed=allowed, resolve=resolve).status == 200
            assert there.got[0][1]["Host"] == f"hooks.example:{there.port}"
            assert asked.count(A) == 1
            with pytest.raises(AddressRefused):
                api.post(address, body=b"{}", headers={}, allowed=allowed, resolve=resolve)


class TestRedirections:
    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_are_an_answer_and_not_followed(self, status):
        allowed = Allowed((ipaddress.ip_network("127.0.0.1/32"),), plain_http=True)
        with receiver() as inside, receiver(answering(status, Location=inside.address)) as there:
            answer = api.post(there.address, body=b"{}", headers={}, allowed=allowed)
            assert (answer.status, answer.is_good, inside.got) == (status, False, [])
