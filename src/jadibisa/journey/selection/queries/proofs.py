"""Cut out of the kept files: a ticket's line of the roll, and the hashes that prove it."""

from django.db import connection
from django.db.models.functions import Substr

from jadibisa.journey.selection.models import DrawFile, Entry
from jadibisa.journey.selection.rules import formats, merkle

LONGEST_LINE = 128  # a line of the roll: ticket, compartment, tier, and a type or a commitment of 64 digits
_LINE = """
select substring(content from position(%s::bytea in content) for %s)
from selection_drawfile where batch_id = %s and name = %s
"""


def line(batch: int, entry: Entry) -> str:
    """The ticket's line of the roll, found by its first sixteen letters where the file lies."""
    name = formats.part_name("roll", entry.compartment)
    with connection.cursor() as cursor:
        cursor.execute(_LINE, (entry.ticket.encode(), LONGEST_LINE, batch, name))
        return bytes(cursor.fetchone()[0]).split(b"\n", 1)[0].decode()


def proof(batch: int, place: int, lines: int) -> tuple[str, ...]:
    """The hashes from a line to the root, read as slices of the kept tree."""
    hashes = merkle.hashes_in(lines)
    slices: dict[str, dict[str, Substr]] = {}
    for at, offset in enumerate(merkle.proof_offsets(place, lines)):
        start = offset % formats.TREE_PART * merkle.DIGEST + 1
        slices.setdefault(formats.tree_part(offset, hashes), {})[f"h{at:02}"] = Substr("content", start, merkle.DIGEST)
    found: dict[str, bytes] = {}
    for name, wanted in slices.items():
        found |= DrawFile.objects.filter(batch_id=batch, name=name).annotate(**wanted).values(*wanted).get()
    return tuple(bytes(found[key]).hex() for key in sorted(found))
