"""The registry behind HTTP, and a door that makes it slow or down.

Run it: `python -m stand_ins.identity_registry.server --port 8180 --population population.jsonl`. It listens on 127.0.0.1
only and keeps everything in memory.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from stand_ins.identity_registry.core import DownError, Json, Registry, WrongError, read_population

HOST, PORT = "127.0.0.1", 8180
LARGEST_BODY = 1_000_000


class Handler(BaseHTTPRequestHandler):
    """Two doors: enquiries, and the mood."""

    server_version = "identity-registry"
    registry: Registry

    def do_POST(self) -> None:
        """Answer enquiries, or change the mood."""
        doors = {"/v1/check": self.registry.check, "/_stage/mood": self._mood}
        door = doors.get(self.path)
        if door is None:
            self._reply(404, {"error": "there is /v1/check and /_stage/mood"})
            return
        try:
            self._reply(200, door(self._body()))
        except WrongError as error:
            self._reply(400, {"error": str(error)})
        except DownError:
            self._reply(503, {"error": "the registry is down"})

    def do_GET(self) -> None:
        """How it stands."""
        if self.path != "/_stage/mood":
            self._reply(404, {"error": "there is /_stage/mood"})
            return
        self._reply(200, self._shown())

    def _mood(self, told: Json) -> Json:
        self.registry.change_mood(told)
        return self._shown()

    def _shown(self) -> Json:
        mood = self.registry.mood
        return {
            "slow": mood.slow,
            "down": mood.down,
            "persons": len(self.registry.population),
            "asked": self.registry.asked,
        }

    def _body(self) -> Json:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            raise WrongError(f"a body of at most {LARGEST_BODY} bytes with its length")
        try:
            found = json.loads(self.rfile.read(int(length)))
        except ValueError:
            raise WrongError("the body is no JSON") from None
        if not isinstance(found, dict):
            raise WrongError("the body is a JSON object")
        return found

    def _reply(self, status: int, body: Json) -> None:
        raw = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's word
        """Nothing: a NIK must not stand in a log."""


def serve(registry: Registry, port: int) -> ThreadingHTTPServer:
    """A server on this machine only; port 0 takes a free one."""
    return ThreadingHTTPServer((HOST, port), type("Bound", (Handler,), {"registry": registry}))


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until Ctrl-C."""
    own = argparse.ArgumentParser(description=__doc__)
    own.add_argument("--port", type=int, default=PORT)
    own.add_argument(
        "--population",
        type=Path,
        help="JSON lines, as `jadibisa population` writes them; without it everybody is mirrored",
    )
    own.add_argument("--slow", type=float, default=0.0, help="seconds before each answer")
    own.add_argument("--down", action="store_true", help="answer nothing but 503")
    given = own.parse_args(arguments)
    try:
        registry = Registry(read_population(given.population) if given.population else {})
        registry.change_mood({"slow": given.slow, "down": given.down})
        server = serve(registry, given.port)
    except (WrongError, OSError) as error:
        sys.stderr.write(f"identity registry: {error}\n")
        return 1
    with server:
        sys.stderr.write(
            f"identity registry at http://{HOST}:{server.server_port}/, {len(registry.population)} persons\n"
        )
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
