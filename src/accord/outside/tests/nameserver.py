"""A name server on loopback that answers what it is told to, and a client that asks it."""

import ipaddress
import random
import socket
import socketserver
import struct
import threading
from contextlib import contextmanager

A, AAAA = 1, 28


class _Asked(socketserver.BaseRequestHandler):
    def handle(self):
        query, connection = self.request
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1 : at + 1 + query[at]].decode())
            at += 1 + query[at]
        kind = struct.unpack("!H", query[at + 1 : at + 3])[0]
        numbers = [ipaddress.ip_address(n) for n in self.server.answers(".".join(labels), kind)]
        found = [n for n in numbers if (n.version == 4) == (kind == A)]
        rows = b"".join(struct.pack("!HHHIH", 0xC00C, kind, 1, 0, len(n.packed)) + n.packed for n in found)
        head = query[:2] + struct.pack("!HHHHH", 0x8180, 1, len(found), 0, 0)
        connection.sendto(head + query[12 : at + 5] + rows, self.client_address)


@contextmanager
def nameserver(answers):
    """Yields a `resolve(host, port)` that asks a server which answers `answers(name, kind)` for each question."""
    with socketserver.UDPServer(("127.0.0.1", 0), _Asked) as server:
        server.answers = answers
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield lambda host, _port: [n for kind in (A, AAAA) for n in _ask(server.server_address, host, kind)]
        server.shutdown()


def _ask(address, host, kind):
    question = b"".join(bytes([len(part)]) + part.encode() for part in host.split(".")) + b"\0"
    number = struct.pack("!H", random.randrange(65536))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(5)
        client.sendto(
            number + struct.pack("!HHHHH", 0x100, 1, 0, 0, 0) + question + struct.pack("!HH", kind, 1), address
        )
        answer = client.recv(4096)
    count, at = struct.unpack("!H", answer[6:8])[0], 12 + len(question) + 4
    for _ in range(count):
        length = struct.unpack("!H", answer[at + 10 : at + 12])[0]
        yield str(ipaddress.ip_address(answer[at + 12 : at + 12 + length]))
        at += 12 + length
