"""The draws as JSON, for everybody who wants to compute them again."""

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from jadibisa.journey.selection import queries
from jadibisa.journey.selection.forms import parse_ticket
from jadibisa.journey.selection.types import DrawView, Stage, Way

router = Router(tags=["selection"])


class DrawOut(Schema):
    """A draw as it stands."""

    batch: str
    stage: str
    seats: int
    lines: int
    selected: int
    rules_sha256: str
    roll_root: str
    dice: str
    seed: str
    draw_at: str


class FileOut(Schema):
    """A published file."""

    name: str
    size: int
    sha256: str


class TicketOut(Schema):
    """A ticket of a frozen roll; `outcome` is `pending` before the publication; `limit` is "" where types are hidden."""

    ticket: str
    number: str
    compartment: str
    tier: int
    outcome: str
    limit: str
    waiting_place: int
    line: str
    index: int
    proof: list[str]


class CutoffOut(Schema):
    """The last accepted ticket of a group: this number or a smaller one is selected; `-` where nobody is."""

    compartment: str
    tier: int
    type: str
    eligible: int
    selected: int
    number: str
    ticket: str


class BesideOut(Schema):
    """Seats beside the draw: `extra_seat` of this batch, `next_batch` promised; `file` holds the tickets, nothing about people."""

    late_appeals: str
    extra_seats: int
    promises: int
    files: list[str]


def _draw(view: DrawView) -> DrawOut:
    return DrawOut(
        batch=view.batch_id, stage=view.stage, seats=view.seats, lines=view.lines, selected=view.selected, rules_sha256=view.policy_sha256,
        roll_root=view.root, dice=view.dice, seed=view.seed, draw_at=view.draw_at.isoformat(),
    )  # fmt: skip


@router.get("/draws", response=list[DrawOut])
def draws(request: HttpRequest) -> list[DrawOut]:  # noqa: ARG001 - ninja hands it over
    """All draws, newest first."""
    return [_draw(view) for view in queries.draws()]


@router.get("/draws/{int:batch}", response=DrawOut)
def draw(request: HttpRequest, batch: int) -> DrawOut:  # noqa: ARG001 - ninja hands it over
    """One draw."""
    return _draw(queries.known(batch))


@router.get("/draws/{int:batch}/files", response=list[FileOut])
def files(request: HttpRequest, batch: int) -> list[FileOut]:  # noqa: ARG001 - ninja hands it over
    """The published files of a draw."""
    return [FileOut(name=found.name, size=found.size, sha256=found.sha256) for found in queries.files(batch)]


@router.get("/draws/{int:batch}/files/{str:name}", response={200: bytes})
def file(request: HttpRequest, batch: int, name: str) -> HttpResponse:  # noqa: ARG001 - ninja hands it over
    """One published file, byte for byte: CSV and text as the SHA-256 in the list of files says."""
    return HttpResponse(queries.file(batch, name), content_type="application/octet-stream")


@router.get("/draws/{int:batch}/cutoffs", response=list[CutoffOut])
def cutoffs(request: HttpRequest, batch: int) -> list[CutoffOut]:  # noqa: ARG001 - ninja hands it over
    """The whole table of cut-offs; empty before the result is published."""
    queries.known(batch)
    return [
        CutoffOut(
            compartment=one.compartment, tier=one.tier, type=one.label, eligible=one.eligible, selected=one.selected,
            number=one.number, ticket=one.ticket,
        )
        for one in queries.cutoffs(batch)
    ]  # fmt: skip


@router.get("/draws/{int:batch}/beside", response=BesideOut)
def beside(request: HttpRequest, batch: int) -> BesideOut:  # noqa: ARG001 - ninja hands it over
    """What appeals that were won after the freeze were given; the draw itself does not change by it."""
    queries.known(batch)
    counts = queries.beside_counts(batch)
    names = [one.name for one in queries.files(batch) if one.name.startswith("additions-")]
    return BesideOut(
        late_appeals=queries.late_appeals(batch), extra_seats=counts[Way.EXTRA_SEAT], promises=counts[Way.NEXT_BATCH], files=names
    )  # fmt: skip


@router.get("/draws/{int:batch}/tickets/{str:ticket}", response=TicketOut)
def ticket(request: HttpRequest, batch: int, ticket: str) -> TicketOut:  # noqa: ARG001 - ninja hands it over
    """One ticket with the proof that it is in the roll."""
    view = queries.ticket(batch, parse_ticket(ticket))
    published = queries.known(batch).stage is Stage.PUBLISHED
    outcome = ("selected" if view.selected else "waiting") if published else "pending"
    return TicketOut(
        ticket=view.ticket, number=view.number, compartment=view.compartment, tier=view.tier, outcome=outcome,
        limit=view.cutoff.number if view.cutoff else "", waiting_place=view.waiting_place, line=view.line, index=view.index,
        proof=list(view.proof),
    )  # fmt: skip
