"""The ceremony: dice thrown in public, witnesses' secrets, and the seed that follows from them."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from jadibisa.foundation.facts.services import record
from jadibisa.journey.registration.types import batch_subject
from jadibisa.journey.selection import queries
from jadibisa.journey.selection.models import Draw, DrawFile
from jadibisa.journey.selection.rules import formats
from jadibisa.journey.selection.rules.beacon import require_dice_in_time, seed_line
from jadibisa.journey.selection.rules.objections import objections_end
from jadibisa.journey.selection.services.keeping import keep, locked, same, turn
from jadibisa.journey.selection.services.rounds import round_of
from jadibisa.journey.selection.services.stamping import require_stamped
from jadibisa.journey.selection.types import Seed, Stage, batch_id
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.refusals import N_, Refusal


@transaction.atomic
def record_dice(batch: int, dice: str, secrets: Mapping[str, str] | None = None, *, by: Actor, at: datetime) -> None:
    """Publish the 20 ten-sided dice that were thrown in public.

    With a beacon the witnesses open their secrets here, before its round: nobody can withhold one when the result is known.

    Args:
        batch: number of the batch.
        dice: 20 digits; spaces are fine.
        secrets: the secret (hex) of every announced witness, by name, where a round of the beacon comes after the dice.
        by: who writes them down.
        at: the programme's time.

    Raises:
        Refusal: `dice_unreadable`, `objections_open`, `dice_too_late`, `stage_out_of_order`, `other_inputs`,
            `witness_missing`, `witness_wrong`, `secrets_too_early`, `stamp_missing`.
    """
    thrown = "".join(dice.split())
    if len(thrown) != formats.DICE or not (thrown.isascii() and thrown.isdigit()):
        raise Refusal(
            "dice_unreadable",
            N_("Tulis %(count)d angka dadu, masing-masing 0 sampai 9."),
            field="dice",
            count=formats.DICE,
        )
    draw = locked(batch)
    if not turn(draw, Stage.DICE):
        same(draw.dice, thrown)
        return _same_secrets(draw, secrets)
    if at < objections_end(draw.objections_until, draw.frozen_at):
        raise Refusal("objections_open", N_("Masa keberatan belum selesai. Dadu dilempar sesudahnya."), status=409)
    require_stamped(batch)
    if (beacon := queries.beacon(batch)) is not None:
        require_dice_in_time(beacon, at)
    opened: tuple[tuple[str, str], ...] = ()
    if queries.opens_with_dice(batch, at):
        opened = _opened(draw, secrets or {})
    elif secrets:
        raise Refusal(
            "secrets_too_early", N_("Tanpa suar acak, saksi membuka rahasianya sesudah dadu. Kosongkan bagian ini."),
            field="secrets",
        )  # fmt: skip
    draw.stage, draw.dice, draw.dice_at, draw.secrets = Stage.DICE, thrown, at, [list(pair) for pair in opened]
    draw.save(update_fields=["stage", "dice", "dice_at", "secrets"])
    record(
        "selection.dice_thrown", by=by, at=at, subjects=[batch_subject(batch)], data={"batch": batch, "dice": thrown}
    )
    return None


@transaction.atomic
def make_seed(batch: int, secrets: Mapping[str, str] | None = None, *, by: Actor, at: datetime) -> str:
    """Write the seed file; its SHA-256 is the SEED. A round of the beacon must have been collected before.

    Args:
        batch: number of the batch.
        secrets: the secret (hex) of every announced witness, by name, where they were not opened with the dice.
        by: who makes it.
        at: the programme's time.

    Returns:
        The SEED.

    Raises:
        Refusal: `witness_missing`, `witness_wrong`, `draw_too_early`, `beacon_too_early`, `beacon_unreachable`,
            `stage_out_of_order`, `other_inputs`.
    """
    draw = locked(batch)
    new = turn(draw, Stage.SEEDED)
    if new and at < draw.draw_at:
        raise Refusal("draw_too_early", N_("Waktu undian belum tiba."), status=409)
    quota = DrawFile.objects.values_list("sha256", flat=True).get(batch_id=batch, name=formats.QUOTA)
    beacon = queries.beacon(batch)
    drand = formats.NOTHING if beacon is None else seed_line(beacon.promise.chain, round_of(draw, beacon, at))
    if draw.secrets:
        _same_secrets(draw, secrets)
        witnesses = tuple((name, secret) for name, secret in draw.secrets)
    else:
        witnesses = _opened(draw, secrets or {})
    content = formats.seed_text(
        Seed(batch_id(batch), draw.policy_sha256, draw.root, draw.lines, quota, draw.dice, witnesses, drand)
    )
    found = keep(batch, formats.SEED, content)
    if new:
        draw.stage, draw.seed, draw.seeded_at = Stage.SEEDED, found, at
        draw.save(update_fields=["stage", "seed", "seeded_at"])
        record("selection.seeded", by=by, at=at, subjects=[batch_subject(batch)], data={"batch": batch, "seed": found})
    same(draw.seed, found)
    return found


def _same_secrets(draw: Draw, secrets: Mapping[str, str] | None) -> None:
    """Refuse other secrets than those that were opened with the dice."""
    if secrets:
        same(dict(draw.secrets), dict(secrets))


def _opened(draw: Draw, secrets: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The witnesses' secrets in the announced order, each checked against its commitment."""
    unknown = sorted(set(secrets) - {name for name, _commitment in draw.witnesses})
    if unknown:
        raise Refusal(
            "witness_wrong", N_("Saksi %(name)s tidak ada dalam pengumuman."), field="secrets", name=unknown[0]
        )
    opened = []
    for name, commitment in draw.witnesses:
        if name not in secrets:
            raise Refusal("witness_missing", N_("Rahasia saksi %(name)s belum ada."), field="secrets", name=name)
        formats.check_witnesses([(name, secrets[name])])
        if hashlib.sha256(bytes.fromhex(secrets[name])).hexdigest() != commitment:
            raise Refusal(
                "witness_wrong", N_("Rahasia saksi %(name)s tidak cocok dengan pengumuman."), field="secrets", name=name
            )
        opened.append((name, secrets[name]))
    return tuple(opened)
