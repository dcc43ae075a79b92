"""Four eyes: an officer proposes a stage, a second person decides, and the stage runs in the same transaction."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from jadibisa.foundation.people import services as people
from jadibisa.foundation.people.queries import proposal as proposal_of
from jadibisa.foundation.people.types import Proposal
from jadibisa.journey.registration.types import batch_subject
from jadibisa.journey.selection.models import Draw
from jadibisa.journey.selection.services.ceremony import make_seed, record_dice
from jadibisa.journey.selection.services.keeping import turn
from jadibisa.journey.selection.services.outcome import publish, run
from jadibisa.journey.selection.services.roll import announce, freeze
from jadibisa.journey.selection.services.rounds import collect_round, offered_chain
from jadibisa.journey.selection.services.waiting import replace
from jadibisa.journey.selection.types import ACT_STAGES, Act
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.refusals import N_, Refusal

Command = Callable[..., object]
ACTS: Mapping[Act, Command] = {
    Act.ANNOUNCE: lambda batch, given, **who: announce(
        batch,
        witnesses=[(name, commitment) for name, commitment in given.get("witnesses", [])],
        objections_until=datetime.fromisoformat(given["objections_until"]) if given.get("objections_until") else None,
        beacon=offered_chain(given["beacon"]) if given.get("beacon") else None,
        **who,
    ),
    Act.FREEZE: lambda batch, _given, **who: freeze(batch, **who),
    Act.DICE: lambda batch, given, **who: record_dice(batch, given["dice"], given.get("secrets"), **who),
    Act.SEED: lambda batch, given, **who: make_seed(batch, given.get("secrets", {}), **who),
    Act.RUN: lambda batch, _given, **who: run(batch, **who),
    Act.PUBLISH: lambda batch, _given, **who: publish(batch, **who),
    Act.REPLACE: lambda batch, _given, **who: replace(batch, **who),
}
REHEARSED = frozenset({Act.ANNOUNCE, Act.DICE, Act.SEED})


class _RehearsalOverError(Exception):
    """Takes a rehearsal back."""


def _rehearse(command: Command, batch: int, given: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """Run a stage and take it back."""
    with suppress(_RehearsalOverError), transaction.atomic():
        command(batch, given, by=by, at=at)
        raise _RehearsalOverError


def propose_stage(batch: int, act: Act, given: Mapping[str, Any], *, by: Actor, at: datetime, why: str = "") -> UUID:
    """Propose a stage; before the seed the beacon's round is collected, outside of any lock.

    Light stages are rehearsed and taken back, so that a mistake shows before the second person is asked.

    Raises:
        Refusal: what the stage itself would refuse; `stage_done`; `proposal_open`.
    """
    if act is Act.SEED:
        collect_round(batch, by=by, at=at, signature=str(given.get("signature") or ""))
    return _propose(batch, act, given, by=by, at=at, why=why)


@transaction.atomic
def _propose(batch: int, act: Act, given: Mapping[str, Any], *, by: Actor, at: datetime, why: str) -> UUID:
    draw = Draw.objects.filter(batch_id=batch).first()
    stage = ACT_STAGES.get(act)
    if draw is not None and stage is not None and not turn(draw, stage):
        raise Refusal("stage_done", N_("Tahap ini sudah selesai."), status=409)
    if act in REHEARSED:
        _rehearse(ACTS[act], batch, given, by=by, at=at)
    return people.propose(f"selection.{act}", batch_subject(batch), {"batch": batch, **given}, by=by, at=at, why=why)


def decide_stage(
    proposal_id: UUID, *, approve: bool, by: Actor, at: datetime, why: str = "", batch: int | None = None
) -> Proposal:
    """Decide a proposed stage, of this batch where one is named; approved, it runs at once and in one piece with the decision.

    Before a seed is approved the beacon is asked again, outside of any lock: a round that came in between counts.

    Raises:
        Refusal: `proposal_unknown`, `own_proposal`, `already_decided`, and what the stage refuses.
    """
    found = proposal_of(proposal_id)
    if found is None or found.kind not in {f"selection.{act}" for act in Act}:
        raise Refusal("proposal_unknown", N_("Usulan itu tidak ada."), status=404)
    act = Act(found.kind.removeprefix("selection."))
    if approve and act is Act.SEED and found.subject == batch_subject(int(found.payload["batch"])):
        collect_round(int(found.payload["batch"]), by=by, at=at)
    return _decide(found, act, approve=approve, by=by, at=at, why=why, batch=batch)


@transaction.atomic
def _decide(
    found: Proposal, act: Act, *, approve: bool, by: Actor, at: datetime, why: str, batch: int | None
) -> Proposal:
    subject = None if batch is None else batch_subject(batch)
    proposal = people.decide(found.id, kind=found.kind, subject=subject, approve=approve, by=by, at=at, why=why)
    if approve:
        given = dict(proposal.payload)
        ACTS[act](given.pop("batch"), given, by=by, at=at)
    return proposal
