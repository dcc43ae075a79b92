"""The worker: jobs from the queue, facts to their listeners, what the timetable says; every second until told to stop."""

import logging
import signal
import threading
from collections.abc import Callable
from types import FrameType

from django.db import connection, transaction
from procrastinate.contrib.django import app

from jadibisa.config.prepare import let_go
from jadibisa.foundation.facts.services import deliver
from jadibisa.foundation.messages.services import hand_over
from jadibisa.foundation.plumbing import clock
from jadibisa.foundation.plumbing.timetable import run_due

log = logging.getLogger(__name__)
PAUSE_SECONDS = 1.0
MOST_FACTS = 2000  # a turn; then jobs and the timetable have theirs
WAITING_JOB = (
    "select exists (select from procrastinate_jobs where status = 'todo' and coalesce(scheduled_at, now()) <= now())"
)


def run_jobs() -> bool:
    """Run every job that waits; tells whether there was one."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING_JOB)
        row = cursor.fetchone()
    if not row or not row[0]:
        return False
    worker = app.connector.get_worker_connector()  # type: ignore[attr-defined]  # Django's connector has it
    with app.replace_connector(worker):
        app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    return True


def tell_listeners() -> bool:
    """Hand on facts that a listener has not heard; tells whether there were any."""
    return deliver(most=MOST_FACTS) > 0


def send_messages() -> bool:
    """Hand messages to their carrier: a one-time code lives ten minutes."""
    return hand_over(clock.now()) > 0


def follow_timetable() -> bool:
    """Run what is due by the programme's clock; tells whether anything was."""
    return run_due(clock.now()) > 0


PARTS: tuple[Callable[[], bool], ...] = (tell_listeners, run_jobs, send_messages, follow_timetable)


def turn() -> bool:
    """One turn of everything; a part that fails says so in the log and is tried again; tells whether more may wait."""
    busy = False
    for part in PARTS:
        try:
            busy = part() or busy
        except Exception:
            log.exception("the worker's part %s failed and is tried again", part.__name__)
            let_go()
    return busy


def work() -> None:
    """Turn until SIGTERM or SIGINT."""
    stop = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    while not stop.is_set():
        busy = turn()
        if transaction.get_autocommit():
            connection.close()
        stop.wait(0 if busy else PAUSE_SECONDS)
    let_go()
