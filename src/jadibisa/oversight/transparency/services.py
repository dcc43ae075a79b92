"""Commands of transparency: sign a day."""

import hashlib
from datetime import date, datetime

from django.db import transaction

from jadibisa.foundation.facts.services import record
from jadibisa.foundation.plumbing.crypto import signing_key
from jadibisa.kernel.actors import Actor
from jadibisa.oversight.transparency import queries, rules
from jadibisa.oversight.transparency.models import DailyRoot
from jadibisa.oversight.transparency.types import Place


def sign_day(day: date, *, by: Actor, at: datetime) -> bool:
    """Sign everything that the record gained since the last signed day.

    Args:
        day: the calendar day in WIB that gives the root its name.
        by: who acts.
        at: the programme's time.

    Returns:
        Whether a root was made: not when the day has one, and not when nothing but the last signature came in.
    """
    last = queries.newest()
    if last is not None and last.day >= day:
        return False
    with transaction.atomic():
        facts, transfers, until = queries.gathered(last.until if last else Place())
        if not transfers and len(facts) <= (last is not None):
            return False
        previous = hashlib.sha256(queries.statement_of(last) if last else b"").digest()
        roots = rules.root(facts), rules.root(transfers)
        words = rules.statement(
            day=day.isoformat(),
            facts=len(facts),
            facts_root=roots[0],
            transfers=len(transfers),
            transfers_root=roots[1],
            previous=previous,
        )
        DailyRoot.objects.create(
            day=day,
            facts=len(facts),
            facts_root=roots[0].hex(),
            transfers=len(transfers),
            transfers_root=roots[1].hex(),
            previous=previous.hex(),
            signature=signing_key().sign(words).hex(),
            signed_at=at,
            last_transaction=until.transaction,
            last_fact=until.fact,
            last_transfer_transaction=until.transfer_transaction,
            last_transfer=until.transfer,
        )
        data = {"day": day.isoformat(), "facts": len(facts), "transfers": len(transfers), "facts_root": roots[0].hex()}
        record("transparency.signed", by=by, at=at, subjects=[queries.subject_of(day)], data=data)
    return True
