"""A mail server on loopback that takes mail, or fails as it is told to."""

import email
import email.policy
import socketserver
import threading
import time
from contextlib import contextmanager


class _Session(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())

    def handle(self):
        self.say(self.server.replies.get("greeting", "220 sink"))
        while line := self.rfile.readline():
            self.server.said.append(line.decode().strip())
            word = line.decode().strip().split(":")[0].upper()
            word = word if word in ("MAIL FROM", "RCPT TO") else word.split(" ")[0]
            if word == "QUIT":
                return self.say("221 bye")
            if word == "DATA":
                if self.take() is False:
                    return None
            else:
                self.say(self.server.replies.get(word) or "250 fine")
        return None

    def take(self):
        reply = self.server.replies.get("DATA", "354 go on")
        self.say(reply)
        if not reply.startswith("354"):
            return True
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        end = self.server.replies.get("end", "250 taken")
        if end == "drop after taking":
            self.server.got.append(b"".join(lines))
            return False
        if end.startswith("2"):
            self.server.got.append(b"".join(lines))
        time.sleep(self.server.replies.get("looks", 0.0))
        self.say(end)
        return True


class Mailbox:
    def __init__(self, server):
        self._server, self.port = server, server.server_address[1]

    def behave(self, **replies):
        """What it says at each step: `greeting`, `end` (after the mail), or by the command's word. `looks`: seconds
        that it looks through a mail before it says anything."""
        self._server.replies = {name.replace("_", " "): reply for name, reply in replies.items()}

    @property
    def said(self):
        """Every command that it was given."""
        return self._server.said

    @property
    def mails(self):
        return [email.message_from_bytes(raw, policy=email.policy.default) for raw in self._server.got]

    @property
    def kept(self):
        """What is left when the second mail of the same id is dropped, as servers do."""
        return list({one["Message-ID"]: one for one in self.mails}.values())


@contextmanager
def mailbox():
    socketserver.ThreadingTCPServer.allow_reuse_address = True
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session)
    server.daemon_threads, server.got, server.said, server.replies = True, [], [], {}
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Mailbox(server)
    finally:
        server.shutdown()
        server.server_close()
