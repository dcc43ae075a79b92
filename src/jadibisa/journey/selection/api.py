"""The draws as JSON, for everybody who wants to compute them again."""

from django.http import HttpRequest
from ninja import Router, Schema

from jadibisa.journey.selection import queries
from jadibisa.journey.selection.forms import parse_ticket
from jadibisa.journey.selection.types import DrawView, Stage

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
