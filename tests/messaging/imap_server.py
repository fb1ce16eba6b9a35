"""A mailbox over IMAP, as little of it as a reader of bounces asks for, with the faults that a real one has."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class ImapServer(socketserver.ThreadingTCPServer):
    """One user's one folder: `mails` by number, `seen` of them, and what was said; `fault` breaks a command."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails: dict[int, bytes] = {}
        self.seen: set[int] = set()
        self.said: list[str] = []
        self.fault = ""

    @property
    def url(self) -> str:
        return f"imap://rebotes%40portal.example:cl%2Fave-secreta@127.0.0.1:{self.server_address[1]}/Devueltos%20hoy"

    @classmethod
    @contextmanager
    def running(cls) -> Iterator["ImapServer"]:
        with cls() as server:
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
            yield server
            server.shutdown()


class _Session(socketserver.StreamRequestHandler):
    server: ImapServer

    def handle(self) -> None:
        self._say("* OK ready")
        while line := self.rfile.readline().decode().strip():
            tag, _space, command = line.partition(" ")
            self.server.said.append(command)
            if self.server.fault and self.server.fault in command:
                return  # hangs up
            self._answer(tag, command)
            if command.startswith("LOGOUT"):
                return

    def _answer(self, tag: str, command: str) -> None:
        server = self.server
        ok = True
        if command.startswith("CAPABILITY"):
            self._say("* CAPABILITY IMAP4rev1")
        elif command.startswith("LOGIN"):
            ok = command == 'LOGIN rebotes@portal.example "cl/ave-secreta"'
        elif command.startswith("SELECT"):
            ok = command == 'SELECT "Devueltos hoy"'
        elif command.startswith("UID SEARCH"):
            self._say("* SEARCH " + " ".join(str(n) for n in server.mails if n not in server.seen))
        elif fetch := re.match(r"UID FETCH (\d+) (.*)", command):
            number, what = int(fetch[1]), fetch[2]
            content = server.mails[number]
            if "SIZE" in what:
                self._say(f"* {number} FETCH (UID {number} RFC822.SIZE {len(content)})")
            else:
                self._say(f"* {number} FETCH (UID {number} BODY[] {{{len(content)}}}")
                self.wfile.write(content + b")\r\n")
        elif store := re.match(r"UID STORE (\d+) \+FLAGS\.SILENT \(\\Seen\)", command):
            server.seen.add(int(store[1]))
        self._say(f"{tag} {'OK' if ok else 'NO'} done")

    def _say(self, words: Any) -> None:
        self.wfile.write(f"{words}\r\n".encode())
