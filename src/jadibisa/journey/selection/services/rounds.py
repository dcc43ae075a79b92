"""The round of the beacon: asked for when its time has come, checked, and kept; the fallback only by its announced rule."""

from datetime import datetime

from django.db import transaction

from jadibisa.foundation.facts.queries import about
from jadibisa.foundation.facts.services import record
from jadibisa.journey.registration.types import batch_subject
from jadibisa.journey.selection import queries
from jadibisa.journey.selection.gateways import beacons
from jadibisa.journey.selection.gateways.drand import BeaconDownError
from jadibisa.journey.selection.models import Draw
from jadibisa.journey.selection.rules import formats
from jadibisa.journey.selection.rules.beacon import (
    check_pulse,
    is_signed,
    pulse_text,
    read_pulse,
    require_come,
    round_after,
    time_of,
)
from jadibisa.journey.selection.services.keeping import keep, locked, same, turn
from jadibisa.journey.selection.types import BeaconView, Chain, Pulse, Stage
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.refusals import N_, Refusal

UNANSWERED = "selection.beacon_unanswered"


def offered_chain(name: str | None = None) -> Chain:
    """The chain that a new draw announces.

    Args:
        name: the hash that was proposed; it must still be that chain.

    Raises:
        Refusal: `beacon_changed`.
    """
    chain = beacons.chain()
    if name is not None and name != chain.hash:
        raise Refusal(
            "beacon_changed", N_("Suar acak dalam pengaturan bukan yang diusulkan. Tolak usulan ini, lalu usulkan lagi."),
            status=409, field="beacon",
        )  # fmt: skip
    return chain


def collect_round(
    batch: int, *, by: Actor, at: datetime, signature: str = "", beacon: beacons.Beacon | None = None
) -> Pulse | None:
    """Get the round that counts, check it and keep it for ever; asked again it changes nothing.

    The network is asked outside of any lock. A pasted signature is checked the same way; that of the fallback holds only when
    the announced round cannot be had a day later.

    Args:
        batch: number of the batch.
        by: who asks.
        at: the programme's time.
        signature: pasted by an officer where there is no network, alone or as drand's whole answer.
        beacon: whom to ask; the one of the settings when missing.

    Returns:
        The round; None where no beacon was announced, or where dice and witnesses alone hold by the announced rule.

    Raises:
        Refusal: `draw_unknown`, `stage_out_of_order`, `beacon_too_early`, `beacon_unreachable`, `beacon_round_wrong`,
            `beacon_signature_wrong`, `signature_unreadable`, `beacon_unannounced`, `other_inputs`.
    """
    with transaction.atomic():
        draw = locked(batch)
    view = queries.beacon(batch)
    if view is None:
        if signature:
            raise Refusal(
                "beacon_unannounced",
                N_("Undian ini tidak memakai suar acak. Kosongkan tanda tangannya."),
                field="signature",
            )
        return None
    if not turn(draw, Stage.SEEDED) or view.pulse is not None:
        return _same_again(view, signature)
    numbers = _numbers(draw, view)
    if not numbers:
        return None
    require_come(view.promise.chain, numbers[0], at)
    given = _given(view, numbers, signature, at) if signature else None
    wrong: Refusal | None = None
    for number in (number for number in numbers if at >= time_of(view.promise.chain, number)):
        try:
            pulse = (
                given
                if given and given.number == number
                else _ask(beacon or beacons.beacon(), view.promise.chain, number)
            )
        except BeaconDownError:
            _note(batch, view, number, by=by, at=at)
        except Refusal as refusal:
            wrong = wrong or refusal
            _note(batch, view, number, by=by, at=at)
        else:
            return _keep(batch, pulse, by=by, at=at)
    if _holds_without(draw, view, at):
        return None
    raise wrong or _unreachable(numbers[0])


def _numbers(draw: Draw, view: BeaconView) -> list[int]:
    """The announced rounds that come after the dice, in their order; none where dice and witnesses alone hold."""
    if draw.dice_at is None:
        return []
    first = round_after(view, draw.dice_at)
    return [number for number in (view.promise.number, view.promise.fallback) if first and number >= first]


def _ask(beacon: beacons.Beacon, chain: Chain, number: int) -> Pulse:
    pulse = beacon.fetch(chain, number)
    check_pulse(chain, pulse, number)
    return pulse


def _given(view: BeaconView, numbers: list[int], signature: str, at: datetime) -> Pulse:
    """A pasted round, which must be an announced one that has come."""
    chain = view.promise.chain
    pulse = read_pulse(signature, numbers[0])
    if not signature.strip().startswith("{"):
        signed = (number for number in numbers if is_signed(chain, Pulse(number, pulse.signature)))
        pulse = Pulse(next(signed, numbers[0]), pulse.signature)
    check_pulse(chain, pulse, pulse.number if pulse.number in numbers else numbers[0])
    require_come(chain, pulse.number, at)
    return pulse


def _same_again(view: BeaconView, signature: str) -> Pulse | None:
    if signature and view.pulse is not None:
        same(view.pulse, read_pulse(signature, view.pulse.number))
    return view.pulse


def _note(batch: int, view: BeaconView, number: int, *, by: Actor, at: datetime) -> None:
    """Write down for each round that it was asked for in its time and did not come: once, and once more when dice may hold alone."""
    if number not in _unanswered(batch, view.alternative_at if at >= view.alternative_at else None):
        with transaction.atomic():
            record(UNANSWERED, by=by, at=at, subjects=[batch_subject(batch)], data={"batch": batch, "round": number})


@transaction.atomic
def _keep(batch: int, pulse: Pulse, *, by: Actor, at: datetime) -> Pulse:
    """Keep a checked round: it cannot be changed any more."""
    draw, view = locked(batch), queries.beacon(batch)
    if not turn(draw, Stage.SEEDED) or (view is not None and view.pulse is not None):
        same(view.pulse if view else None, pulse)
        return pulse
    keep(batch, formats.PULSE, pulse_text(pulse))
    record(
        "selection.round_collected", by=by, at=at, subjects=[batch_subject(batch)],
        data={"batch": batch, "round": pulse.number, "signature": pulse.signature},
    )  # fmt: skip
    return pulse


def _unanswered(batch: int, since: datetime | None) -> set[int]:
    """The rounds that were asked for in vain, since some time."""
    noted = about(batch_subject(batch), verbs=[UNANSWERED])
    return {int(fact.data["round"]) for fact in noted if since is None or fact.at >= since}


def _holds_without(draw: Draw, view: BeaconView, at: datetime) -> bool:
    """Whether dice and witnesses alone hold now: announced, and a day after the fallback each round was asked for in vain."""
    return (
        view.promise.alternative
        and at >= view.alternative_at
        and set(_numbers(draw, view)) <= _unanswered(draw.batch_id, view.alternative_at)
    )


def _unreachable(number: int) -> Refusal:
    return Refusal(
        "beacon_unreachable",
        N_("Putaran %(round)d belum terbaca dari suar. Coba lagi, atau tempel tanda tangannya. Cadangan hanya yang sudah diumumkan."),
        status=409, field="signature", round=number,
    )  # fmt: skip


def round_of(draw: Draw, view: BeaconView, at: datetime) -> Pulse | None:
    """The kept round for the seed file, checked again; None where dice and witnesses alone hold.

    Raises:
        Refusal: `beacon_too_early`, `beacon_unreachable`, `beacon_round_wrong`, `beacon_signature_wrong`.
    """
    numbers = _numbers(draw, view)
    if view.pulse is not None:
        check_pulse(view.promise.chain, view.pulse, view.pulse.number if view.pulse.number in numbers else numbers[0])
        return view.pulse
    if not numbers or draw.stage != Stage.DICE or _holds_without(draw, view, at):
        return None
    require_come(view.promise.chain, numbers[0], at)
    raise _unreachable(numbers[0])


def collect_due(*, by: Actor, at: datetime) -> int:
    """Ask for the rounds of all draws that wait for one; what does not come is asked for again an hour later.

    Returns:
        How many came.
    """
    come = 0
    for batch in queries.waiting_for_round(at):
        try:
            come += collect_round(batch, by=by, at=at) is not None
        except Refusal:
            continue
    return come
