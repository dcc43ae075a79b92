"""Questions about schemes, batches, applications and drafts."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from jadibisa.foundation.facts.queries import subjects_of
from jadibisa.foundation.people.queries import unseal_many
from jadibisa.foundation.plumbing import clock, crypto
from jadibisa.journey.registration.models import Application, Batch, Draft, EqualityAnswer, Scheme
from jadibisa.journey.registration.types import (
    ApplicationColumns,
    ApplicationView,
    BatchTotals,
    BatchView,
    DraftView,
    JobStatus,
    Occupation,
    Proofs,
    SchemeView,
    Schooling,
    Trait,
    batch_state,
    batch_subject,
    read_reference,
    scheme_subject,
)
from jadibisa.kernel.clock import wib_day
from jadibisa.kernel.journey import Step, StepState
from jadibisa.kernel.policy import Policy, load
from jadibisa.kernel.refusals import N_, Refusal

DRAFT_PURPOSE = "registration/drafts"
Row = tuple[int, str, datetime, datetime, int, datetime]
_FIELDS = ("number", "scheme_id", "opens_at", "closes_at", "seats", "draw_at")


# ---- schemes and batches ---------------------------------------------------------------------------


@lru_cache(maxsize=32)
def _policy(code: str, sha256: str) -> Policy:
    """A policy never changes under its code and hash, so it is read once."""
    return load(Scheme.objects.get(code=code, sha256=sha256).text, code)


def schemes() -> list[SchemeView]:
    """All loaded policy files by code."""
    return [
        SchemeView(row.code, row.name, row.sha256, row.loaded_at)
        for row in Scheme.objects.defer("text").order_by("code")
    ]


def scheme_text(code: str) -> str | None:
    """A policy file word for word."""
    return Scheme.objects.filter(code=code).values_list("text", flat=True).first()


def policy_of(batch_number: int) -> Policy:
    """The policy of a batch.

    Raises:
        Refusal: `unknown_batch`.
    """
    found = Batch.objects.filter(number=batch_number).values_list("scheme_id", "scheme__sha256").first()
    if found is None:
        raise _unknown_batch()
    return _policy(*found)


def policies_of(batch_numbers: Iterable[int]) -> dict[int, Policy]:
    """The policies of several batches; one that does not exist is left out."""
    rows = Batch.objects.filter(number__in=set(batch_numbers)).values_list("number", "scheme_id", "scheme__sha256")
    return {number: _policy(scheme, sha256) for number, scheme, sha256 in rows}


def policy_sha256(batch_number: int) -> str:
    """The SHA-256 of a batch's policy file."""
    return policy_of(batch_number).sha256


def _unknown_batch() -> Refusal:
    return Refusal("unknown_batch", N_("Gelombang itu tidak ada."), status=404)


def _batch(row: Row, at: datetime) -> BatchView:
    return BatchView(*row, state=batch_state(row[2], row[3], at))


def batch(number: int, at: datetime | None = None) -> BatchView:
    """One batch as it is at an instant; now, if none is told.

    Raises:
        Refusal: `unknown_batch`.
    """
    row = Batch.objects.filter(number=number).values_list(*_FIELDS).first()
    if row is None:
        raise _unknown_batch()
    return _batch(row, at or clock.now())


def batches(at: datetime | None = None) -> list[BatchView]:
    """All batches as they are at an instant (now, if none is told), newest first."""
    at = at or clock.now()
    return [_batch(row, at) for row in Batch.objects.order_by("-number").values_list(*_FIELDS)]


def open_batch_at(at: datetime) -> BatchView | None:
    """The batch that takes registrations at an instant; the one that closes first if there are several."""
    row = (
        Batch.objects.filter(opens_at__lte=at, closes_at__gt=at)
        .order_by("closes_at", "number")
        .values_list(*_FIELDS)
        .first()
    )
    return _batch(row, at) if row else None


def next_batch_after(at: datetime) -> BatchView | None:
    """The next batch that will open."""
    row = Batch.objects.filter(opens_at__gt=at).order_by("opens_at", "number").values_list(*_FIELDS).first()
    return _batch(row, at) if row else None


def totals(batch_number: int) -> BatchTotals:
    """Applications of a batch by province and channel."""
    by_province: Counter[str] = Counter()
    by_channel: Counter[str] = Counter()
    grouped = (
        Application.objects.filter(batch_id=batch_number).values_list("province", "channel").annotate(count=Count("id"))
    )
    for province, channel, count in grouped.order_by("province", "channel"):
        by_province[province] += count
        by_channel[channel] += count
    return BatchTotals(sum(by_channel.values()), dict(by_province), dict(by_channel))


def count(batch_number: int) -> int:
    """How many applications a batch has."""
    return Application.objects.filter(batch_id=batch_number).count()


def counts() -> dict[int, int]:
    """How many applications each batch has."""
    rows = Application.objects.values_list("batch_id").annotate(count=Count("id")).order_by("batch_id")
    return dict(rows)


# ---- applications ------------------------------------------------------------------------------------


def _traits(*, woman: bool, disabled: bool, laid_off: bool) -> Trait:
    return (
        (Trait.W if woman else Trait.NONE)
        | (Trait.D if disabled else Trait.NONE)
        | (Trait.L if laid_off else Trait.NONE)
    )


def _application(row: Application) -> ApplicationView:
    return ApplicationView(
        row.id,
        row.batch_id,
        row.person_id,
        row.reference,
        row.ticket,
        row.channel,
        row.companion_account_id,
        row.submitted_at,
        row.province,
        row.regency,
        row.gender,
        row.birth_date,
        Schooling(row.schooling),
        JobStatus(row.job_status),
        Occupation(row.occupation),
        row.in_education,
        row.motive,
        tuple(row.interests),
        _traits(woman=row.trait_woman, disabled=row.trait_disabled, laid_off=row.trait_laid_off),
        row.consent_version,
        row.equality_at is not None,
    )


def _views(rows: "QuerySet[Application]") -> list[ApplicationView]:
    return [_application(row) for row in rows.defer("disability_sealed", "proofs_sealed")]


def application(application_id: UUID) -> ApplicationView:
    """One application.

    Raises:
        Refusal: `unknown_application`.
    """
    found = _views(Application.objects.filter(id=application_id))
    if not found:
        raise Refusal("unknown_application", N_("Pendaftaran itu tidak ada."), status=404)
    return found[0]


def applications(ids: Iterable[UUID]) -> dict[UUID, ApplicationView]:
    """Many applications by id."""
    return {view.id: view for view in _views(Application.objects.filter(id__in=list(ids)))}


def application_by_reference(reference: str) -> ApplicationView | None:
    """The application with a reference, in whatever way a person types it."""
    canonical = read_reference(reference)
    found = _views(Application.objects.filter(reference=canonical)) if canonical else []
    return found[0] if found else None


def applications_of_person(person_id: UUID) -> list[ApplicationView]:
    """All applications of a person, newest batch first."""
    return _views(Application.objects.filter(person_id=person_id).order_by("-batch_id"))


def columns(batch_number: int) -> list[ApplicationColumns]:
    """All applications of a batch by id, as checks and statistics need them."""
    return _columns(Application.objects.filter(batch_id=batch_number).order_by("id"))


def columns_of(ids: Iterable[UUID]) -> list[ApplicationColumns]:
    """Some applications by id, as checks need them."""
    return _columns(Application.objects.filter(id__in=list(ids)).order_by("id"))


def _columns(rows: "QuerySet[Application]") -> list[ApplicationColumns]:
    wanted = rows.values_list(
        "id",
        "person_id",
        "ticket",
        "province",
        "regency",
        "gender",
        "birth_date",
        "schooling",
        "job_status",
        "occupation",
        "in_education",
        "submitted_at",
        "channel",
        "trait_woman",
        "trait_disabled",
        "trait_laid_off",
    )
    return [
        ApplicationColumns(
            *row[:7], Schooling(row[7]), JobStatus(row[8]), Occupation(row[9]), row[10],
            traits=int(row[13]) | int(row[14]) << 1 | int(row[15]) << 2, submitted_at=row[11], channel=row[12],
        )
        for row in wanted.iterator(chunk_size=5000)
    ]  # fmt: skip


def batches_of(ids: Iterable[UUID]) -> dict[UUID, int]:
    """The batch of each application."""
    return dict(Application.objects.filter(id__in=list(ids)).values_list("id", "batch_id"))


def persons_of(ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """The person of each application."""
    return dict(Application.objects.filter(id__in=list(ids)).values_list("id", "person_id"))


def proofs_of(ids: Iterable[UUID]) -> dict[UUID, Proofs]:
    """What applications claim and prove, opened; the caller has a reason and leaves a fact."""
    rows = Application.objects.filter(id__in=list(ids)).values_list(
        "id", "person_id", "disability_sealed", "proofs_sealed"
    )
    items = [
        (application_id, person_id, context, sealed)
        for application_id, person_id, disability, proofs in rows
        for context, sealed in (("disability", disability), ("proofs", proofs))
        if sealed is not None
    ]
    opened = unseal_many(
        [
            (person_id, f"{context}|{application_id}", bytes(sealed))
            for application_id, person_id, context, sealed in items
        ]
    )
    told: dict[UUID, dict[str, str]] = {}
    for (application_id, _person, context, _sealed), text in zip(items, opened, strict=True):
        told.setdefault(application_id, {}).update(
            {"disability": text} if context == "disability" else json.loads(text)
        )
    return {application_id: Proofs(**values) for application_id, values in told.items()}


def equality_counts(batch_number: int, field: str) -> Mapping[str, int]:
    """How often each optional answer to one question was given in a batch."""
    rows = (
        EqualityAnswer.objects.filter(batch_id=batch_number)
        .exclude(**{field: ""})
        .values_list(field)
        .annotate(count=Count("id"))
    )
    return dict(rows.order_by(field))


# ---- drafts -------------------------------------------------------------------------------------------


def draft(draft_id: UUID, at: datetime) -> DraftView | None:
    """A draft that is still kept."""
    return _draft(Draft.objects.filter(id=draft_id, expires_at__gt=at).first())


def sent_as(draft_id: UUID) -> UUID | None:
    """The application that a draft became."""
    return Draft.objects.filter(id=draft_id).values_list("application_id", flat=True).first()


def draft_by_reference(reference: str, phone: str, at: datetime) -> DraftView | None:
    """A draft that is not sent yet, by what its owner wrote down and the phone number in it."""
    rows = Draft.objects.filter(
        reference=reference, phone_index=crypto.blind_index("draft_phone", phone), expires_at__gt=at, application=None
    )
    return _draft(rows.first())


def drafts_ending(after: datetime, until: datetime) -> list[DraftView]:
    """Drafts whose owners asked to come back and that end in a period, by id; for reminders."""
    rows = Draft.objects.filter(
        expires_at__gt=after, expires_at__lte=until, application=None, phone_index__isnull=False
    )
    return [found for found in map(_draft, rows.order_by("id")) if found is not None]


def _draft(row: Draft | None) -> DraftView | None:
    if row is None:
        return None
    plain = crypto.unseal(bytes(row.sealed), key=crypto.derive(DRAFT_PURPOSE), context=f"draft|{row.id}")
    return DraftView(row.id, row.reference, row.expires_at, json.loads(plain), row.application_id)


# ---- the journey and the record -------------------------------------------------------------------------


def steps_of(application_id: UUID) -> list[Step]:
    """The first line of the journey."""
    view = application(application_id)
    detail = _("Nomor pendaftaran Anda %(reference)s.") % {"reference": view.reference}
    return [Step("registration", StepState.DONE, _("Pendaftaran terkirim"), detail, at=view.submitted_at)]


def rows_without_fact() -> int:
    """Applications, batches and schemes that no fact names; 0 is fine."""
    submitted = subjects_of(["registration.submitted"])
    opened = subjects_of(["registration.batch_opened", "registration.policy_loaded"])
    missing = sum(1 for found in Application.objects.values_list("id", flat=True).iterator() if found not in submitted)
    missing += sum(
        1 for number in Batch.objects.values_list("number", flat=True) if batch_subject(number) not in opened
    )
    return missing + sum(
        1 for code in Scheme.objects.values_list("code", flat=True) if scheme_subject(code) not in opened
    )


def draft_days(batch_number: int) -> int:
    """How many days a draft is kept."""
    return policy_of(batch_number).integer("registration.draft_days", on=policy_day(batch_number))


def policy_day(batch_number: int) -> date:
    """The day on which a batch's policy is read for eligibility: the day it closes.

    Raises:
        Refusal: `unknown_batch`.
    """
    closes_at = Batch.objects.filter(number=batch_number).values_list("closes_at", flat=True).first()
    if closes_at is None:
        raise _unknown_batch()
    return wib_day(closes_at)
