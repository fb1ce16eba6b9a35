"""A mail server that takes everything and keeps nothing, for measures: run it, it prints its port."""

import socketserver
import sys


class Server(socketserver.ThreadingTCPServer):
    """One thread a connection, on this machine only."""

    allow_reuse_address = True
    daemon_threads = True


class Dialogue(socketserver.StreamRequestHandler):
    """As little SMTP as a client needs, with PIPELINING as most servers have it."""

    disable_nagle_algorithm = True
    wbufsize = -1

    def handle(self) -> None:
        self._say(b"220 measure")
        taken = 0
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self._say(b"354 go on")
                while self.rfile.readline() != b".\r\n":
                    pass
                taken += 1
                self._say(b"250 2.0.0 queued as %d" % taken)
            elif verb == b"EHLO":
                self._say(b"250-measure\r\n250-PIPELINING\r\n250 SIZE 10000000")
            elif verb == b"QUIT":
                self._say(b"221 bye")
                return
            else:
                self._say(b"250 ok")

    def _say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")
        self.wfile.flush()


if __name__ == "__main__":
    with Server(("127.0.0.1", 0), Dialogue) as server:
        sys.stdout.write(f"{server.server_address[1]}\n")
        sys.stdout.flush()
        server.serve_forever()
