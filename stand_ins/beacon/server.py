"""The chain behind HTTP as drand serves one, and doors that set its clock and its faults.

Run it: `python -m stand_ins.beacon.server --port 8182`. It listens on 127.0.0.1 only and keeps everything in memory.
"""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from stand_ins.beacon.core import GENESIS, NAME, PERIOD, Chain, DownError, Json, MissingError, WrongError

HOST, PORT = "127.0.0.1", 8182
LARGEST_BODY = 10_000


class Handler(BaseHTTPRequestHandler):
    """Rounds for everybody, with or without the chain's hash in front; two doors for the stage hands."""

    server_version = "beacon"
    chain: Chain

    def do_GET(self) -> None:
        """A round, the chain, or all chains."""
        try:
            self._reply(200, self._asked(self.path.removeprefix(f"/{self.chain.hash}")))
        except MissingError:
            self._reply(404, {"error": "there is no such round yet"})
        except DownError:
            self._reply(503, {"error": "the beacon is down"})

    def _asked(self, path: str) -> Json | list[str]:
        if path == "/chains":
            return [self.chain.hash]
        if path == "/info":
            return self.chain.info()
        if path == "/public/latest":
            return self.chain.round()
        found = re.fullmatch(r"/public/([1-9][0-9]{0,17})", path, flags=re.ASCII)
        if found is None:
            raise MissingError
        return self.chain.round(int(found[1]))

    def do_POST(self) -> None:
        """Set the clock or the faults."""
        doors = {"/_stage/clock": self.chain.set_clock, "/_stage/faults": self.chain.set_faults}
        door = doors.get(self.path)
        if door is None:
            self._reply(404, {"error": "there is /_stage/clock and /_stage/faults"})
            return
        try:
            self._reply(200, door(self._body()))
        except WrongError as error:
            self._reply(400, {"error": str(error)})

    def _body(self) -> object:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or int(length) > LARGEST_BODY:
            raise WrongError(f"a body of at most {LARGEST_BODY} bytes with its length")
        try:
            return json.loads(self.rfile.read(int(length)))
        except ValueError:
            raise WrongError("the body is no JSON") from None

    def _reply(self, status: int, body: object) -> None:
        raw = json.dumps(body, separators=(",", ":")).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's word
        """Nothing: what it tells is public, and it is asked often."""


def serve(chain: Chain, port: int = 0) -> ThreadingHTTPServer:
    """A server on this machine only; port 0 takes a free one."""
    server = ThreadingHTTPServer((HOST, port), type("Bound", (Handler,), {"chain": chain}))
    server.daemon_threads = True
    return server


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until Ctrl-C."""
    own = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    own.add_argument("--port", type=int, default=PORT)
    own.add_argument("--word", default=NAME, help="the word that the key is made from")
    own.add_argument("--name", default=NAME, help="the beacon id")
    own.add_argument("--genesis", type=int, default=GENESIS, help="when round 1 appears, in seconds since 1970")
    own.add_argument("--period", type=int, default=PERIOD, help="seconds between rounds")
    own.add_argument("--now", help="the chain's clock at the start, an instant with its zone; real time when missing")
    told = own.parse_args(arguments)
    if not 0 < told.genesis < 2**62 or not 0 < told.period < 2**32:
        own.error("genesis and period are positive")
    chain = Chain(told.word, told.name, told.genesis, told.period)
    try:
        if told.now:
            chain.set_clock({"now": told.now})
        server = serve(chain, told.port)
    except (WrongError, OSError) as error:
        sys.stderr.write(f"beacon: {error}\n")
        return 1
    with server:
        sys.stderr.write(f"beacon {chain.hash} at http://{HOST}:{server.server_port}/\n")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
