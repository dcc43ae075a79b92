"""Before the seed: the announcement, and the frozen roll with its quota table."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from importlib.metadata import version

from django.db import transaction

from jadibisa.foundation.facts import queries as facts
from jadibisa.foundation.facts.services import record
from jadibisa.foundation.places import queries as places
from jadibisa.journey.registration import queries as registration
from jadibisa.journey.registration.types import BatchView, batch_subject
from jadibisa.journey.selection import queries
from jadibisa.journey.selection.models import Draw, DrawFile
from jadibisa.journey.selection.rules import beacon as beacons
from jadibisa.journey.selection.rules import formats, merkle
from jadibisa.journey.selection.rules.objections import require_objections
from jadibisa.journey.selection.rules.quota import quota as compute_quota
from jadibisa.journey.selection.services.entries import Entries, commitments, enter, entries_of, roll_files
from jadibisa.journey.selection.services.keeping import keep, locked, record_many, same, turn
from jadibisa.journey.selection.services.simulations import require_cited
from jadibisa.journey.selection.types import Announcement, Chain, Law, Stage, batch_id
from jadibisa.journey.verification import queries as verification
from jadibisa.kernel.actors import Actor
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.policy import Policy
from jadibisa.kernel.refusals import N_, Refusal

BEFORE_THE_DRAW = timedelta(hours=1)
APPEAL_OPENED = ("tickets.appeal_opened",)  # facts of the help desk, which stands a storey higher
APPEAL_DECIDED = ("tickets.appeal_won", "tickets.appeal_rejected")


@transaction.atomic
def announce(
    batch: int,
    *,
    by: Actor,
    at: datetime,
    witnesses: Sequence[tuple[str, str]] = (),
    objections_until: datetime | None = None,
    beacon: Chain | None = None,
) -> None:
    """Promise the draw: rules, seats, times, witnesses' commitments, all before anybody can know the seed.

    Args:
        batch: number of the batch.
        by: who announces.
        at: the programme's time.
        witnesses: name and SHA-256 (hex) of the secret of each witness.
        objections_until: until when the frozen roll may be objected to; an hour before the draw when missing.
        beacon: the chain whose round at the time of the draw goes into the seed; its fallback is announced with it.

    Raises:
        Refusal: `not_funded`, `floors_beyond_seats`, `objections_unfit`, `announced_too_late`, `other_inputs`,
            `chance_missing`, `witness_unreadable`, `witness_twice`, `beacon_not_begun`,
            `simulation_not_there`, `simulation_of_another_law`.
    """
    view, policy = registration.batch(batch), registration.policy_of(batch)
    if not facts.exists("funding.funded", batch_subject(batch)):
        raise Refusal(
            "not_funded",
            N_("Anggaran gelombang %(batch)d belum ada. Dana harus disiapkan dulu."),
            status=409,
            batch=batch,
        )
    law = queries.law(batch)
    if (least := _least_seats(law)) > view.seats:
        raise Refusal(
            "floors_beyond_seats",
            N_("Batas bawah berjumlah %(floors)d, lebih dari %(seats)d kursi. Turunkan batas bawah."),
            status=409,
            floors=least,
            seats=view.seats,
        )
    require_cited(batch, law)
    until = objections_until or view.draw_at - BEFORE_THE_DRAW
    require_objections(until, view.closes_at, view.draw_at)
    promise = Announcement(
        batch_id(batch),
        policy.sha256,
        view.seats,
        until.isoformat(),
        view.draw_at.isoformat(),
        tuple(witnesses),
        version("jadibisa"),
        _drand(beacon, view.draw_at, alternative=bool(witnesses)),
    )
    _draw, new = Draw.objects.get_or_create(
        batch_id=batch,
        defaults={
            "stage": Stage.ANNOUNCED, "seats": view.seats, "policy_sha256": policy.sha256, "open_types": law.open_types,
            "traits": list(law.traits), "objections_until": until, "draw_at": view.draw_at, "announced_at": at,
            "witnesses": [list(pair) for pair in witnesses],
        },
    )  # fmt: skip
    if new and at >= view.closes_at:
        raise Refusal("announced_too_late", N_("Undian harus diumumkan sebelum pendaftaran ditutup."), status=409)
    if new:
        formats.require_chance(witnesses, beacon=beacon is not None)
    keep(batch, formats.POLICY, (registration.scheme_text(view.scheme_code) or "").encode())
    keep(batch, formats.ANNOUNCEMENT, formats.announcement_text(promise))
    if beacon is not None:
        keep(batch, formats.CHAIN, beacons.chain_text(beacon))
    keep(batch, formats.CHECKER, queries.CHECKER.read_bytes())
    if new:
        record(
            "selection.announced",
            by=by,
            at=at,
            subjects=[batch_subject(batch)],
            data={"batch": batch, "rules": policy.sha256},
        )


def _drand(chain: Chain | None, draw_at: datetime, *, alternative: bool) -> str:
    """What the announcement says of the beacon."""
    if chain is None:
        return formats.NOTHING
    return beacons.promise_text(beacons.promise_for(chain, draw_at, alternative=alternative))


def _least_seats(law: Law) -> int:
    """The larger of the floors of all provinces and the floors of all regencies that get seats of their own."""
    regencies = [regency for regency in places.regencies() if law.splits(regency.province)]
    return max(law.province_floor * len(places.provinces()), law.regency_floor * len(regencies))


@transaction.atomic
def freeze(batch: int, *, by: Actor, at: datetime) -> None:
    """Freeze the roll: files, sums, Merkle root and quota table; from here on nobody comes in and nobody goes out.

    Raises:
        Refusal: `draw_unknown`, `registration_open`, `cases_unsettled`, `appeals_open`, `lists_stale`, `policy_changed`,
            `other_inputs`, and those of the quota table.
    """
    draw = locked(batch)
    new = turn(draw, Stage.FROZEN)
    view, policy = registration.batch(batch), registration.policy_of(batch)
    law = queries.law(batch)
    _may_freeze(draw, view, policy, at)
    people, tree, quota_sum = write_roll(draw, law)
    if not new:
        same(draw.root, tree.root.hex())
        return
    draw.stage, draw.root, draw.lines, draw.frozen_at = Stage.FROZEN, tree.root.hex(), tree.size, at
    draw.save(update_fields=["stage", "root", "lines", "frozen_at"])
    enter(batch, people)
    record(
        "selection.frozen", by=by, at=at, subjects=[batch_subject(batch)],
        data={"batch": batch, "root": draw.root, "lines": draw.lines, "quota": quota_sum},
    )  # fmt: skip
    record_many("selection.listed", people.application_ids(), by=by, at=at, batch=batch)


def write_roll(draw: Draw, law: Law) -> tuple[Entries, merkle.Tree, str]:
    """Keep the files of a roll: its lines, the quota table, the sums, the tree; again the same bytes or a refusal.

    Returns:
        The people in the order of the roll, the tree over their lines, and the SHA-256 of the quota table.
    """
    batch, people = draw.batch_id, entries_of(draw.batch_id, law)
    shown, openings = people.labels(law), b""
    if not law.open_types:
        shown, openings = commitments(batch, people, shown)
    files = roll_files(people, shown)
    tree = merkle.tree_of(b"".join(files.values()))
    counts = people.people(2 ** len(law.traits))
    table = compute_quota(batch_id(batch), draw.seats, law, queries.places_of(law), counts)
    sums = {name: keep(batch, name, content) for name, content in files.items()}
    sums[formats.QUOTA] = keep(batch, formats.QUOTA, formats.quota_text(table))
    published = [formats.POLICY, formats.ANNOUNCEMENT, formats.CHAIN]
    sums |= dict(DrawFile.objects.filter(batch_id=batch, name__in=published).values_list("name", "sha256"))
    keep(batch, formats.SUMS, formats.sums_text(sums))
    _keep_tree(batch, tree)
    if not law.open_types:
        keep(batch, formats.OPENINGS, openings, public=False)
    return people, tree, sums[formats.QUOTA]


def _keep_tree(batch: int, tree: merkle.Tree) -> None:
    """Keep the tree in files that a database can take, so that each proof is a few slices of them."""
    hashes = merkle.hashes_in(tree.size)
    for start in range(0, hashes, formats.TREE_PART):
        part = tree.hashes[start * merkle.DIGEST : (start + formats.TREE_PART) * merkle.DIGEST]
        keep(batch, formats.tree_part(start, hashes), part)


def _may_freeze(draw: Draw, view: BatchView, policy: Policy, at: datetime) -> None:
    if policy.sha256 != draw.policy_sha256:
        raise Refusal(
            "policy_changed",
            N_("Berkas aturan berbeda dari yang diumumkan. Undian ini tidak boleh dilanjutkan."),
            status=409,
        )
    if at < view.closes_at:
        raise Refusal(
            "registration_open", N_("Pendaftaran masih dibuka. Daftar dibekukan sesudah ditutup."), status=409
        )
    if draw.stage != Stage.ANNOUNCED:
        return
    if unsettled := verification.unsettled(draw.batch_id):
        raise Refusal(
            "cases_unsettled", N_("Masih ada %(count)d verifikasi yang belum selesai."), status=409, count=unsettled
        )
    if appeals := _open_appeals(draw.batch_id):
        raise Refusal(
            "appeals_open",
            N_("Masih ada %(count)d keberatan yang belum diputuskan. Putuskan dulu di meja tiket bantuan."),
            status=409,
            count=appeals,
        )
    days = policy.integer("eligibility.stale_list_days", on=wib_day(view.closes_at))
    if stale := verification.stale_lists(at, days, draw.batch_id):
        raise Refusal(
            "lists_stale",
            N_("Daftar pengecualian sudah lama: %(lists)s. Muat daftar yang baru."),
            status=409,
            lists=", ".join(stale),
        )


def _open_appeals(batch: int) -> int:
    """How many people of a batch wait for the decision on their appeals, as the record tells."""
    waiting = facts.unsettled(APPEAL_OPENED, APPEAL_DECIDED)
    return sum(number == batch for number in registration.batches_of(waiting).values())
