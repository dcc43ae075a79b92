"""Questions before the law is fixed: the people of a batch by counts, saved simulations, the law that cites one."""

from django.db import connection

from jadibisa.journey.registration import queries as registration
from jadibisa.journey.selection import queries
from jadibisa.journey.selection.models import Entry, SimulationRow
from jadibisa.journey.selection.rules.comparing import Inputs, Setting
from jadibisa.journey.selection.rules.simulation import LETTERS
from jadibisa.journey.selection.types import Law, SimulationState, SimulationView, batch_id
from jadibisa.journey.verification import queries as verification
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.refusals import N_, Refusal

ROLL = """
select c.regency, c.traits, count(*) from selection_entry e join verification_case c using (application_id)
where e.batch_id = %(batch)s group by c.regency, c.traits
"""


def people(batch: int) -> dict[str, list[int]]:
    """Of each regency how many there are of each type over W, D, L: the frozen roll, or the pool as it is now."""
    found: dict[str, list[int]] = {}
    if Entry.objects.filter(batch_id=batch).exists():
        with connection.cursor() as cursor:
            cursor.execute(ROLL, {"batch": batch})
            rows = list(cursor.fetchall())
    else:
        rows = verification.pool_counts(batch)
    for regency, traits, count in rows:
        found.setdefault(regency, [0] * 2 ** len(LETTERS))[traits] += count
    return dict(sorted(found.items()))


def setting(seats: int, law: Law) -> Setting:
    """A law with its seats and the weights of its places."""
    return Setting(seats, law, tuple(queries.places_of(law)))


def inputs(batch: int, seats: int, other: Law, seeds: int) -> Inputs:
    """Everything for a simulation: the law in force on the people of a batch, and another law.

    Raises:
        Refusal: `unknown_batch`, and what the policy does not say.
    """
    now = setting(queries.seats(batch), queries.law(batch))
    return Inputs(batch_id(batch), seeds, LETTERS, people(batch), now, setting(seats, other))


def _view(row: SimulationRow) -> SimulationView:
    return SimulationView(
        row.pk, row.batch_id, row.seeds, row.done, SimulationState(row.state), row.inputs, row.result, row.sha256, row.by, row.begun_at,
        row.done_at,
    )  # fmt: skip


def simulations(batch: int | None = None) -> list[SimulationView]:
    """Saved simulations, newest first, without their long texts."""
    rows = SimulationRow.objects.defer("inputs", "result", "tally").order_by("-pk")
    light = rows if batch is None else rows.filter(batch_id=batch)
    return [
        SimulationView(
            row.pk, row.batch_id, row.seeds, row.done, SimulationState(row.state), "", "", row.sha256, row.by, row.begun_at, row.done_at
        )
        for row in light
    ]  # fmt: skip


def simulation(number: int) -> SimulationView:
    """One saved simulation.

    Raises:
        Refusal: `simulation_unknown`.
    """
    row = SimulationRow.objects.filter(pk=number).defer("tally").first()
    if row is None:
        raise Refusal("simulation_unknown", N_("Simulasi nomor %(number)d tidak ada."), status=404, number=number)
    return _view(row)


def tally(number: int) -> list[object]:
    """The winners of the seeds that are done."""
    return list(SimulationRow.objects.values_list("tally", flat=True).get(pk=number))


def cited(batch: int) -> str:
    """The SHA-256 of the simulation that the policy of a batch cites; "" for none."""
    view = registration.batch(batch)
    return registration.policy_of(batch).text("selection.simulation", on=wib_day(view.closes_at))


def by_sha256(sum_: str) -> SimulationView | None:
    """The finished simulation with this SHA-256."""
    row = SimulationRow.objects.filter(sha256=sum_, state=SimulationState.DONE).defer("tally").first()
    return _view(row) if row else None
