"""The person's line of the journey, and the record."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from jadibisa.foundation.facts.queries import about, subjects_of
from jadibisa.journey.verification.models import Case, ExclusionList, Recipient
from jadibisa.journey.verification.queries.cases import appeal_until, case
from jadibisa.journey.verification.types import (
    REASONS,
    CaseState,
    list_subject,
)
from jadibisa.kernel.journey import Holder, Step, StepState

# Facts of the help desk, which stands a storey higher: the newest tells whether somebody's appeal is open.
APPEAL_OPENED = "tickets.appeal_opened"
APPEALS = (APPEAL_OPENED, "tickets.appeal_won", "tickets.appeal_rejected")


def _appeals(application_id: UUID) -> bool:
    """Whether an appeal against the refusal is open."""
    return any(fact.verb == APPEAL_OPENED for fact in about(application_id, limit=1, verbs=APPEALS))


def steps_of(application_id: UUID) -> list[Step]:
    """The second line of the journey."""
    view = case(application_id)
    if view is None:
        return [
            Step(
                "verification", StepState.RUNNING, _("Pendaftaran Anda menunggu pemeriksaan."), holder=Holder.PROGRAMME
            )
        ]
    url = reverse("verification:mine")
    if view.state is CaseState.VERIFIED:
        return [Step("verification", StepState.DONE, _("Data Anda sudah cocok."), at=view.decided_at)]
    if view.state is CaseState.REFUSED:
        advice, appeals = REASONS[view.reasons[0]], _appeals(application_id)
        return [
            Step(
                "verification", StepState.STOPPED, _(advice.sentence),
                _("Keberatan Anda sedang diperiksa petugas.") if appeals else _(advice.next), at=view.decided_at,
                until=None if appeals else appeal_until(view), url=url, button=_("Lihat alasan"),
            )
        ]  # fmt: skip
    if view.state is CaseState.ASKING:
        return [
            Step(
                "verification", StepState.RUNNING, _("Kami perlu penjelasan Anda."), view.question, until=view.due_at,
                holder=Holder.PERSON, url=url, button=_("Jawab sekarang"),
                consequence=_("Tanpa jawaban, pendaftaran ini tidak ikut undian."),
            )
        ]  # fmt: skip
    title = (
        _("Petugas kami memeriksa data Anda.") if view.state is CaseState.REVIEW else _("Data Anda sedang diperiksa.")
    )
    detail = _("Situs Dukcapil sedang lambat. Isian Anda aman.") if view.delayed_at else ""
    return [Step("verification", StepState.RUNNING, title, detail, until=view.due_at, holder=Holder.PROGRAMME, url=url)]


def rows_without_fact() -> int:
    """Cases, lists and recipients that no fact names; 0 is fine."""
    begun = subjects_of(["verification.begun"])
    missing = sum(1 for found in Case.objects.values_list("application_id", flat=True).iterator() if found not in begun)
    designated = subjects_of(["verification.designated"])
    missing += sum(
        1 for found in Recipient.objects.values_list("application_id", flat=True).iterator() if found not in designated
    )
    imported = subjects_of(["verification.list_imported"])
    return missing + sum(
        1
        for kind, as_of in ExclusionList.objects.values_list("kind", "as_of")
        if list_subject(kind, as_of) not in imported
    )
