"""Those who are killed in the drills, each a process of its own: who buys, who works, and who looks afterwards.

    python -m tests.races.killed setup 60 · server 0 · worker · check

Every line on standard output is one word and one id: what is tried, and what was acknowledged. A line that was written
outlives its writer.
"""

import json
import logging
import os
import sys
import threading
from collections.abc import Callable
from itertools import count
from uuid import UUID

from jadibisa.config.prepare import start_django

BUYERS = 4
SMALL = 100  # sen
MISSED = "training.first_purchase_missed"


def say(word: str, subject: object = "") -> None:
    """One line, whole or not at all."""
    os.write(1, f"{word} {subject}\n".encode())


def setup(people: int) -> None:
    """A batch whose winners have balances."""
    start_django(tables_only=True)
    from tests.journey.funding import world

    world.winners(people)


def halves() -> tuple[list[UUID], list[UUID]]:
    """Participants who buy, and participants who will miss their first purchase."""
    from jadibisa.journey.funding.models import Allotment

    ids = list(Allotment.objects.order_by("pk").values_list("pk", flat=True))
    return ids[: len(ids) // 2], ids[len(ids) // 2 :]


class Crowd:
    """Buyers who hold, settle and void without end, as threads of the web server; and who missed the first purchase."""

    def __init__(self, life: int) -> None:
        """A life of the server; ids of different lives differ."""
        from jadibisa.foundation.facts.models import FactRow
        from jadibisa.foundation.plumbing import clock
        from jadibisa.foundation.plumbing.chance import named_uuid

        self.life, self.at, self.provider = life, clock.now(), named_uuid("kill", "provider")
        self.buyers, missing = halves()
        told = FactRow.objects.filter(verb=MISSED).values_list("subjects", flat=True)
        known = {who for subjects in told for who in subjects}
        self.missing = [who for who in missing if who not in known]

    def purchase(self, thread: int, number: int) -> None:
        """Hold; then settle, void, or leave it."""
        from jadibisa.foundation.plumbing.chance import named_uuid
        from jadibisa.journey.funding import services
        from jadibisa.journey.funding.types import Hold
        from jadibisa.kernel.actors import SYSTEM

        one = named_uuid("kill", str(self.life), str(thread), str(number))
        say("try", one)
        hold = Hold(one, self.buyers[(thread + number) % len(self.buyers)], self.provider, SMALL, None)
        if services.hold([hold], by=SYSTEM, at=self.at) == [None]:
            say("held", one)
            if number % 3 == 0 and services.settle([one], by=SYSTEM, at=self.at) == [None]:
                say("settled", one)
            if number % 3 == 1 and services.void([one], by=SYSTEM, at=self.at) == [None]:
                say("voided", one)

    def miss(self, _thread: int, _number: int) -> None:
        """A fact that the worker hears of: it gives the balance back."""
        from jadibisa.foundation.facts.services import record
        from jadibisa.kernel.actors import SYSTEM

        threading.Event().wait(0.1)
        if self.missing:
            who = self.missing.pop()
            say("tell", who)
            record(MISSED, by=SYSTEM, at=self.at, subjects=[who], data={"batch": 63})
            say("told", who)


def forever(act: Callable[[int, int], None], thread: int) -> None:
    """Whose question the database did not answer does not know, and asks something else."""
    from django.db import connection

    for number in count():
        try:
            act(thread, number)
        except Exception:  # noqa: BLE001 - it was killed
            connection.close()
            threading.Event().wait(0.05)


def server(life: int) -> None:
    """All threads."""
    start_django(tables_only=True)
    crowd = Crowd(life)
    threads = [threading.Thread(target=forever, args=(crowd.purchase, thread)) for thread in range(BUYERS)]
    for thread in [*threads, threading.Thread(target=forever, args=(crowd.miss, 0))]:
        thread.start()


def worker() -> None:
    """The real worker: its listeners give back the balance of who missed the first purchase."""
    start_django()
    logging.disable()
    from jadibisa.config.worker import work

    say("working")
    work()


def check() -> None:
    """Let the listeners hear the rest; then everything that is in the books, as JSON."""
    start_django()
    from jadibisa.foundation.facts.services import deliver
    from jadibisa.foundation.ledger import queries as ledger
    from jadibisa.foundation.ledger.types import AccountKey, AccountType, Flow
    from jadibisa.journey.funding import queries
    from jadibisa.journey.funding.models import PurchaseHold

    deliver()
    returned = {}
    for who in halves()[1]:
        entries = ledger.entries(AccountKey(AccountType.TRAINING_BALANCE, who))
        returned[str(who)] = sum(entry.flow is Flow.REVOKE_RETURN for entry in entries)
    found = {
        "purchases": {str(row.pk): row.state for row in PurchaseHold.objects.all()},
        "returned": returned,
        "breaks": [list(entry) for entry in queries.check().breaks],
        "rows_without_fact": queries.rows_without_fact(),
        "transfers": queries.check().transfers,
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["setup", people]:
            setup(int(people))
        case ["server", life]:
            server(int(life))
        case ["worker"]:
            worker()
        case ["check"]:
            check()
