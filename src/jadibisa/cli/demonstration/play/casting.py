"""The cast: as whom a visitor may look around, with Ayu in each state of the journey."""

from collections.abc import Callable, Iterable
from uuid import UUID

from jadibisa.cli.demonstration.play.world import Batch, World
from jadibisa.foundation.people import services as people
from jadibisa.journey.funding.models import Incentive
from jadibisa.journey.funding.types import IncentiveState
from jadibisa.journey.selection.models import Entry, Promise
from jadibisa.journey.training.models import LearnerRow, PurchaseRow
from jadibisa.journey.training.types import LearnerState, PurchaseState
from jadibisa.journey.verification.models import Case
from jadibisa.journey.verification.types import CaseState
from jadibisa.journey.work import queries as work
from jadibisa.kernel.actors import Role

Find = Callable[[Batch], Iterable[UUID]]


def cast(world: World) -> None:
    """Name the cast; a state in which nobody is stays out."""
    taken: set[UUID] = set()
    for place, (slug, words, batch_number, find) in enumerate(STATES, 1):
        batch = world.batches[batch_number]
        order = sorted(
            (one for one in find(batch) if one in batch.people and one not in taken),
            key=lambda one: _first_ayu(batch, one),
        )
        if order:
            taken.add(order[0])
            name = batch.people[order[0]].name
            people.cast(slug, f"{name}: {words}", Role.CITIZEN, place=place, application_id=order[0])


def _first_ayu(batch: Batch, one: UUID) -> tuple[bool, str]:
    person = batch.people[one]
    return not person.name.startswith("Ayu"), person.nik


def _cases(*states: CaseState) -> Find:
    return lambda batch: Case.objects.filter(batch_number=batch.number, state__in=states).values_list(
        "application_id", flat=True
    )


def _appealable(batch: Batch) -> Iterable[UUID]:
    return Case.objects.filter(batch_number=batch.number, state=CaseState.REFUSED, appealed=False).values_list(
        "application_id", flat=True
    )


def _not_selected(batch: Batch) -> Iterable[UUID]:
    return Entry.objects.filter(batch=batch.number, selected=False).values_list("application_id", flat=True)


def _promised(batch: Batch) -> Iterable[UUID]:
    return Promise.objects.filter(batch=batch.number).values_list("application_id", flat=True)


def _learners(state: LearnerState, *, bought: bool) -> Find:
    rows = (
        LearnerRow.objects.filter(state=state, purchases__gt=0)
        if bought
        else LearnerRow.objects.filter(state=state, purchases=0)
    )
    return lambda batch: rows.filter(batch=batch.number).values_list("application_id", flat=True)


def _purchases(state: PurchaseState) -> Find:
    return lambda batch: PurchaseRow.objects.filter(state=state, learner__batch=batch.number).values_list(
        "learner_id", flat=True
    )


def _paid(batch: Batch) -> Iterable[UUID]:
    paid = Incentive.objects.filter(state=IncentiveState.PAID, allotment__batch_id=batch.number).values_list(
        "allotment_id", flat=True
    )
    return set(paid) - set(_placed(batch))


def _placed(batch: Batch) -> Iterable[UUID]:
    return work.placed_applications(batch.number)


STATES: tuple[tuple[str, str, int, Find], ...] = (
    ("diperiksa", "sudah mendaftar, datanya sedang diperiksa", 72, _cases(CaseState.WAITING, CaseState.REVIEW, CaseState.ASKING)),
    ("terverifikasi", "terverifikasi, menunggu undian", 72, _cases(CaseState.VERIFIED)),
    ("ditolak", "ditolak, masih bisa mengajukan keberatan", 72, _appealable),
    ("belum-terpilih", "belum terpilih di gelombang 71", 71, _not_selected),
    ("dijanjikan", "keberatannya menang sesudah undian, dijanjikan kursi", 71, _promised),
    ("terpilih", "terpilih, belum membeli kursus, hari ini batasnya", 71, _learners(LearnerState.ACTIVE, bought=False)),
    ("menunggu-kelas", "sudah membeli kursus, kelasnya belum mulai", 71, _purchases(PurchaseState.BOUGHT)),
    ("biaya-bersama", "memesan sertifikat AI, tinggal membayar bagiannya", 71, _purchases(PurchaseState.UNPAID)),
    ("belajar", "sedang belajar", 71, _purchases(PurchaseState.REDEEMED)),
    ("lulus", "lulus kursus, insentif dijadwalkan", 71, _purchases(PurchaseState.RATED)),
    ("dibayar", "lulus dan insentif sudah dibayar", 68, _paid),
    ("bekerja", "sudah bekerja", 68, _placed),
    ("dicabut", "tidak membeli kursus pada waktunya, kepesertaan dicabut", 68, _learners(LearnerState.MISSED, bought=False)),
)  # fmt: skip
