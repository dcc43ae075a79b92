"""The process group of `jadibisa run`: web server and worker, each in its own session, ended in order."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

from jadibisa.config.embedded_database import dies_with_parent
from jadibisa.config.state import FailureError

HOST = "127.0.0.1"  # the demonstration listens on loopback only
STOP_SECONDS = 25
ANSWER_SECONDS = 60
PAUSE = 0.05


class StopAsked(BaseException):  # like KeyboardInterrupt: nothing that catches errors may swallow it
    """Somebody pressed Ctrl-C or sent SIGTERM."""


def _ask(_number: int, _frame: FrameType | None) -> NoReturn:
    raise StopAsked


@contextmanager
def stoppable() -> Iterator[None]:
    """Inside, Ctrl-C and SIGTERM raise StopAsked once; what follows is left to end in peace."""
    kept = {number: signal.signal(number, _ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


@contextmanager
def unstoppable() -> Iterator[None]:
    """Inside, Ctrl-C and SIGTERM wait."""
    kept = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


def require_free(port: int) -> None:
    """Refuse a port that somebody has.

    Raises:
        FailureError: with another one that may be free.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind((HOST, port))
        except OSError:
            message = f"Port {port} is in use: end what uses it, or take another one with `make run PORT={port + 1}`."
            raise FailureError(message) from None
        except OverflowError:
            message = f"There is no port {port}: take one between 1024 and 65535."
            raise FailureError(message) from None


def web(port: int) -> Sequence[str]:
    """The command of the web server."""
    options = ["--interface", "wsgi", "--host", HOST, "--port", str(port), "--workers", "1", "--no-ws"]
    options += ["--blocking-threads", "4", "--backpressure", "64", "--log-level", "warning"]
    return [sys.executable, "-m", "granian", *options, "jadibisa.config.wsgi:application"]


def accept(port: int) -> Sequence[str]:
    """The command of the thin accept path."""
    options = ["--interface", "asgi", "--host", HOST, "--port", str(port), "--workers", "1", "--no-ws"]
    options += ["--backlog", "4096", "--backpressure", "4096", "--log-level", "warning"]
    return [sys.executable, "-m", "granian", *options, "jadibisa.config.asgi:application"]


def worker() -> Sequence[str]:
    """The command of the worker."""
    return [sys.executable, "-m", "jadibisa.cli", "worker"]


@contextmanager
def group(commands: Mapping[str, Sequence[str]]) -> Iterator[Mapping[str, "subprocess.Popen[bytes]"]]:
    """Start the commands; at the end stop them, the last one first, and wait until each is gone."""
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands.items():
            children[name] = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGTERM),
                env=os.environ.copy(),
            )
        yield children
    finally:
        with unstoppable():
            for child in reversed(children.values()):
                _end(child)


def _end(child: "subprocess.Popen[bytes]") -> None:
    if child.poll() is None:
        child.terminate()
    try:
        child.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def wait_for_answer(port: int, children: Mapping[str, "subprocess.Popen[bytes]"]) -> None:
    """Wait until the web server listens.

    Raises:
        FailureError: when it does not.
    """
    end = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < end:
        _require_alive(children)
        with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return
        time.sleep(PAUSE)
    message = f"The web server does not answer at port {port}."
    raise FailureError(message)


def watch(children: Mapping[str, "subprocess.Popen[bytes]"]) -> NoReturn:
    """Stay until somebody asks to stop.

    Raises:
        FailureError: when a process ends by itself.
    """
    while True:
        _require_alive(children)
        time.sleep(PAUSE * 4)


def _require_alive(children: Mapping[str, "subprocess.Popen[bytes]"]) -> None:
    for name, child in children.items():
        code = child.poll()
        if code is not None:
            message = f"The {name} ended by itself with code {code}; what it said stands above. Everything is stopped."
            raise FailureError(message)
