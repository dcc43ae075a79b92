"""Questions about how far a draw is: who did each stage, who waits before whom, whom auditors look at again."""

from uuid import UUID

from jadibisa.foundation.facts import queries as facts
from jadibisa.journey.registration.types import batch_subject
from jadibisa.journey.selection.models import DrawFile, Entry
from jadibisa.journey.selection.rules import formats
from jadibisa.journey.selection.types import Audited

MOST_FACTS = 500


def doers(batch: int) -> dict[str, tuple[str, str]]:
    """The roles of who proposed and who approved each act of a draw, the newest approval of each; no names.

    Returns:
        `{"selection.freeze": ("selection_officer", "approver")}`; acts of the command line are not in it.
    """
    told = facts.about(batch_subject(batch), limit=MOST_FACTS, verbs=["people.proposed", "people.decided"])
    proposed: dict[str, str] = {}
    found: dict[str, tuple[str, str]] = {}
    for fact in reversed(told):
        kind, role = str(fact.data["kind"]), fact.by.partition(":")[0]
        if fact.verb == "people.proposed":
            proposed[kind] = role
        elif fact.data["decision"] == "approved":
            found[kind] = (proposed.get(kind, ""), role)
    return found


def ahead(application_id: UUID) -> int:
    """How many people still wait before somebody on the waiting list of the same compartment and type."""
    entry = Entry.objects.filter(application_id=application_id).first()
    if entry is None or not entry.waiting_place:
        return 0
    return Entry.objects.filter(
        batch_id=entry.batch_id, compartment=entry.compartment, kind=entry.kind, selected=False, replaced_at=None,
        waiting_place__lt=entry.waiting_place,
    ).count()  # fmt: skip


def audited(batch: int) -> list[Audited]:
    """The sample of winners, then of the whole roll, in the order of the published file; empty before the publication."""
    content = DrawFile.objects.filter(batch_id=batch, name=formats.AUDIT).values_list("content", flat=True).first()
    lines = [line.split(",") for line in bytes(content or b"").decode("ascii").splitlines()]
    rows = Entry.objects.filter(batch_id=batch, ticket__in=[ticket for _list, ticket in lines])
    known = {row.ticket: row for row in rows}
    looked_at = facts.named("selection.audited", [row.application_id for row in known.values()]) if known else set()
    return [
        Audited(
            kind == "winner", ticket, known[ticket].application_id, known[ticket].compartment, bool(known[ticket].selected),
            known[ticket].application_id in looked_at,
        )
        for kind, ticket in lines if ticket in known
    ]  # fmt: skip
