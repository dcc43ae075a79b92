"""Before the law is fixed: keep a simulation, let its seeds go on piece by piece, stop it; and hold a policy to the one it cites."""

from datetime import datetime

from django.db import transaction

from jadibisa.foundation.facts.services import record
from jadibisa.foundation.plumbing.jobs import defer
from jadibisa.journey.registration.types import batch_subject
from jadibisa.journey.selection.models import SimulationRow
from jadibisa.journey.selection.queries import simulations
from jadibisa.journey.selection.rules import comparing
from jadibisa.journey.selection.types import Law, SimulationState
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.refusals import N_, Refusal

FIRST = 30
PIECE = 6000  # rows (a seed in a place) of one piece: about a second


@transaction.atomic
def save_simulation(batch: int, inputs: comparing.Inputs, *, by: Actor, at: datetime) -> int:
    """Keep a simulation; its first seeds are drawn at once, a job draws the others. The same inputs are kept once.

    Args:
        batch: number of the batch whose people these are.
        inputs: of the simulation; traits and places that neither law names are merged.
        by: who asks.
        at: the programme's time.

    Returns:
        The number of the simulation.

    Raises:
        Refusal: `seeds_unfit`, `unknown_trait`, `seats_missing`, and what the quota table refuses.
    """
    kept = comparing.named(inputs)
    tried = comparing.trials(kept)
    text = comparing.inputs_text(kept)
    first = min(FIRST, kept.seeds)
    row, made = SimulationRow.objects.get_or_create(
        inputs_sha256=comparing.sha256(text),
        defaults={
            "batch_id": batch, "inputs": text, "seeds": kept.seeds, "state": SimulationState.RUNNING, "by": by.label, "begun_at": at,
            "tally": comparing.begun(tried),
        },
    )  # fmt: skip
    if made:
        _note("selection.simulation_begun", row, by=by, at=at)
        _go_on(row, comparing.gone_on(tried, row.tally, range(first)), first, by=by, at=at)
    return int(row.pk)


def _note(verb: str, row: SimulationRow, *, by: Actor, at: datetime) -> None:
    data = {"batch": row.batch_id, "simulation": row.pk, "seeds": row.seeds, "done": row.done, "sha256": row.sha256}
    record(verb, by=by, at=at, subjects=[batch_subject(row.batch_id)], data=data)


def _go_on(row: SimulationRow, tally: list[object], done: int, *, by: Actor, at: datetime) -> None:
    """Write how far the seeds are; with the last one the result."""
    row.tally, row.done = tally, done
    if row.done < row.seeds:
        row.save(update_fields=["tally", "done"])
        defer("selection.simulate", queue="selection", after_seconds=1, number=row.pk)
        return
    inputs = comparing.read_inputs(row.inputs)
    row.result = comparing.result_text(inputs, comparing.summed(inputs, tally, row.seeds))
    row.sha256, row.state, row.done_at = comparing.sha256(row.result), SimulationState.DONE, at
    row.save(update_fields=["tally", "done", "result", "sha256", "state", "done_at"])
    _note("selection.simulated", row, by=by, at=at)


def advance_simulation(number: int, *, by: Actor, at: datetime) -> None:
    """Draw the next piece of seeds; what was stopped, or drawn by another job meanwhile, is left alone.

    Raises:
        Refusal: `simulation_unknown`.
    """
    view = simulations.simulation(number)
    if view.state is not SimulationState.RUNNING:
        return
    tried = comparing.trials(comparing.read_inputs(view.inputs))
    piece = max(10, PIECE // max(len(trial.seats) for trial in tried))
    seeds = range(view.done, min(view.seeds, view.done + piece))
    more = comparing.gone_on(tried, comparing.begun(tried), seeds)
    with transaction.atomic():
        row = SimulationRow.objects.select_for_update().get(pk=number)
        if row.state == SimulationState.RUNNING and row.done == seeds.start:
            _go_on(row, comparing.added(row.tally, more), seeds.stop, by=by, at=at)


@transaction.atomic
def stop_simulation(number: int, *, by: Actor, at: datetime) -> None:
    """Stop a simulation that is running; the seeds that are drawn stay.

    Raises:
        Refusal: `simulation_unknown`, `simulation_done`.
    """
    _turn(number, SimulationState.STOPPED, "selection.simulation_stopped", by=by, at=at)


@transaction.atomic
def resume_simulation(number: int, *, by: Actor, at: datetime) -> None:
    """Let a simulation that was stopped go on where it stood.

    Raises:
        Refusal: `simulation_unknown`, `simulation_done`.
    """
    if _turn(number, SimulationState.RUNNING, "selection.simulation_resumed", by=by, at=at):
        defer("selection.simulate", queue="selection", number=number)


def _turn(number: int, state: SimulationState, verb: str, *, by: Actor, at: datetime) -> bool:
    """Change the state of a simulation that is not done; a second click changes nothing."""
    row = SimulationRow.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise Refusal("simulation_unknown", N_("Simulasi nomor %(number)d tidak ada."), status=404, number=number)
    if row.state == SimulationState.DONE:
        raise Refusal("simulation_done", N_("Simulasi ini sudah selesai."), status=409)
    if row.state == state:
        return False
    row.state = state
    row.save(update_fields=["state"])
    _note(verb, row, by=by, at=at)
    return True


def require_cited(batch: int, law: Law) -> None:
    """Hold a policy to the simulation that it cites: it must be there, finished, and of this law.

    Raises:
        Refusal: `simulation_not_there`, `simulation_of_another_law`.
    """
    sum_ = simulations.cited(batch)
    if not sum_:
        return
    found = simulations.by_sha256(sum_)
    if found is None:
        raise Refusal(
            "simulation_not_there",
            N_(
                "Aturan menyebut simulasi %(sum)s, tetapi simulasi itu tidak tersimpan. Simpan dulu atau hapus sebutannya."
            ),
            status=409,
            sum=f"{sum_[:12]}…",
        )
    if other := comparing.differences(comparing.read_inputs(found.inputs).tried.law, law):
        raise Refusal(
            "simulation_of_another_law",
            N_(
                "Aturan menyebut simulasi nomor %(number)d, tetapi isinya berbeda: %(words)s. Buat simulasi dari aturan ini."
            ),
            status=409,
            number=found.number,
            words=", ".join(f"selection.{word}" for word in other),
        )
