"""A small SMTP server in a thread, which can be told to behave badly."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import Enum, auto
from typing import Self


class Mood(Enum):
    """What the server does with a recipient's mail."""

    TAKE = auto()
    LATER_AT_RECIPIENT = auto()
    LATER_AFTER_DATA = auto()
    NO_AT_RECIPIENT = auto()
    NO_AFTER_DATA = auto()
    CLOSE_AT_RECIPIENT = auto()
    DROP_BEFORE_ANSWER = auto()
    TAKE_AND_DROP = auto()
    HANG = auto()


class SmtpServer(socketserver.ThreadingTCPServer):
    """It keeps what it took, and how often somebody connected."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Dialogue)
        self.taken: list[bytes] = []
        self.connections = 0
        self.answers_lost = 0
        self.sender_answer = "250 ok"
        self.pipelining = True
        # What it says to DATA when nobody is to get the text: some servers ask for it all the same.
        self.nobody_answer = "503 5.5.1 no recipient"
        self.senders: list[str] = []
        self.mood: Callable[[str], Mood] = lambda _recipient: Mood.TAKE
        self.released = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def received(self) -> list[EmailMessage]:
        """The mails that it took, read."""
        return [message_from_bytes(text, _class=EmailMessage, policy=policy.default) for text in self.taken]

    def recipients(self) -> list[str]:
        """Who got mail, in order."""
        return [str(message["To"]) for message in self.received]

    @classmethod
    @contextmanager
    def running(cls, port: int = 0) -> Iterator[Self]:
        """A server for the time of the block, at any port or at that one."""
        with cls(port) as server:
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
            thread.start()
            try:
                yield server
            finally:
                server.released.set()
                server.shutdown()
                thread.join()


class _Dialogue(socketserver.StreamRequestHandler):
    server: SmtpServer
    disable_nagle_algorithm = True  # each answer leaves at once, as those of real servers do
    mood = Mood.TAKE
    has_recipient = False

    def handle(self) -> None:
        self.server.connections += 1
        self.say("220 test")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "QUIT":
                self.say("221 bye")
                return
            if verb == "EHLO":
                self.say("250-test\r\n" + "250-PIPELINING\r\n" * self.server.pipelining + "250 SIZE 10000000")
            elif verb == "MAIL":
                self.server.senders.append(line.partition("<")[2].partition(">")[0])
                self.has_recipient = False
                self.say(self.server.sender_answer)
            elif verb == "RCPT":
                if not self.recipient(line.partition("<")[2].rstrip(">")):
                    return
            elif verb == "DATA":
                if not self.data():
                    return
            else:
                self.say("250 ok")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def recipient(self, address: str) -> bool:
        """Answer RCPT; false to hang up."""
        self.mood = self.server.mood(address)
        if not self.server.sender_answer.startswith("250"):
            self.say("503 5.5.1 no sender")
            return True
        match self.mood:
            case Mood.LATER_AT_RECIPIENT:
                self.say("450 4.2.0 greylisted")
            case Mood.NO_AT_RECIPIENT:
                self.say("550 5.1.1 no such user")
            case Mood.CLOSE_AT_RECIPIENT:
                self.say("421 4.3.2 going down")
                return False
            case Mood.HANG:
                self.server.released.wait(30)
                return False
            case _:
                self.has_recipient = True
                self.say("250 ok")
        return True

    def data(self) -> bool:
        """Take the text and answer; false to hang up."""
        if not self.has_recipient and not self.server.nobody_answer.startswith("354"):
            self.say(self.server.nobody_answer)
            return True
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if not line:  # cut in the middle: a server takes no half of a mail (RFC 5321, 4.1.1.4)
            return False
        if not self.has_recipient:
            self.say("554 5.5.1 no valid recipients")
            return True
        match self.mood:
            case Mood.LATER_AFTER_DATA:
                self.say("451 4.3.0 try later")
            case Mood.NO_AFTER_DATA:
                self.say("554 5.7.1 looks like spam")
            case Mood.DROP_BEFORE_ANSWER:
                return False
            case _:
                self.server.taken.append(b"".join(lines))
                if self.mood is Mood.TAKE_AND_DROP:
                    self.server.answers_lost += 1
                    return False
                self.say(f"250 2.0.0 queued as {len(self.server.taken)}")
        return True
