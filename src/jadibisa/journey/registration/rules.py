"""The law of registration as pure functions: names, batches, declared obstacles, what a policy may say."""

from collections.abc import Collection
from datetime import date, datetime

from jadibisa.journey.registration.types import (
    LONGEST_ADDRESS,
    LONGEST_MOTIVE,
    LONGEST_PROOF,
    BatchState,
    NewApplication,
    Obstacle,
    Occupation,
    batch_state,
    clean_name,
    clean_text,
    require_birth_date,
    require_nik,
)
from jadibisa.kernel.clock import age_on, wib_day
from jadibisa.kernel.policy import EVERY_PROVINCE, Parameter, Policy
from jadibisa.kernel.refusals import N_, Refusal


def require_open(opens_at: datetime, closes_at: datetime, at: datetime) -> None:
    """Refuse an application outside the period.

    Raises:
        Refusal: `batch_not_open_yet`, `batch_closed`.
    """
    state = batch_state(opens_at, closes_at, at)
    if state is BatchState.PLANNED:
        raise Refusal("batch_not_open_yet", N_("Gelombang ini belum dibuka. Isian Anda tetap kami simpan."), status=409)
    if state is BatchState.CLOSED:
        raise Refusal(
            "batch_closed",
            N_("Gelombang ini sudah ditutup. Isian Anda tetap kami simpan untuk gelombang berikutnya."),
            status=409,
        )


def require_batch(
    number: int,
    opens_at: datetime,
    closes_at: datetime,
    seats: int,
    draw_at: datetime,
    latest: tuple[int, datetime] | None,
) -> None:
    """Refuse a batch whose numbers do not fit together.

    Args:
        number: number of the batch.
        opens_at: first instant of registration.
        closes_at: first instant that is too late.
        seats: how many are drawn.
        draw_at: when the draw is.
        latest: number of a batch that exists with this number or a higher one, with its opening; None if there is none.

    Raises:
        Refusal: `batch_number`, `batch_seats`, `batch_times`, `batch_exists`.
    """
    if not 0 < number < 100_000:  # noqa: PLR2004 - five digits fit the reference
        raise Refusal("batch_number", N_("Nomor gelombang adalah angka dari 1 sampai 99999."), field="number")
    if latest is not None and latest[0] == number:
        raise Refusal("batch_exists", N_("Gelombang dengan nomor itu sudah ada."), field="number", status=409)
    if not 0 < seats < 100_000_000:  # noqa: PLR2004 - more than the whole labour force is a typing error
        raise Refusal("batch_seats", N_("Jumlah kursi adalah angka dari 1 sampai 99.999.999."), field="seats")
    if not opens_at < closes_at < draw_at:
        raise Refusal("batch_times", N_("Urutannya harus: dibuka, lalu ditutup, lalu undian."), field="closes_at")


def obstacles(
    policy: Policy,
    closes_at: datetime,
    *,
    birth_date: date | None,
    in_education: bool | None,
    occupation: Occupation | None,
) -> tuple[Obstacle, ...]:
    """What somebody declares that does not fit the policy; None is not told yet.

    Args:
        policy: the batch's policy.
        closes_at: the age counts on the day the batch closes.
        birth_date: as on the KTP.
        in_education: at school or university now.
        occupation: office held.

    Returns:
        All obstacles, in the order of the law.
    """
    day = wib_day(closes_at)
    found = []
    if birth_date is not None:
        age = age_on(birth_date, day)
        if age < policy.integer("eligibility.minimum_age", on=day):
            found.append(Obstacle.TOO_YOUNG)
        if age > policy.integer("eligibility.maximum_age", on=day):
            found.append(Obstacle.TOO_OLD)
    if in_education and policy.flag("eligibility.in_education_excluded", on=day):
        found.append(Obstacle.IN_EDUCATION)
    if occupation is not None and occupation in policy.texts("eligibility.excluded_occupations", on=day):
        found.append(Obstacle.OCCUPATION)
    return tuple(found)


def require_policy(policy: Policy, file: str, provinces: Collection[str]) -> None:
    """Refuse a policy that names what this step does not know.

    Args:
        policy: what the file says.
        file: its name, for the refusals.
        provinces: the codes of all provinces.

    Raises:
        Refusal: `policy_refused` with file, line and reason.
    """
    known = {str(occupation) for occupation in Occupation}
    for parameter in policy.parameters["eligibility.excluded_occupations"]:
        for word in parameter.value:
            if word not in known:
                raise Refusal(
                    "policy_refused",
                    N_("%(file)s, baris %(line)d: pekerjaan %(word)s tidak dikenal."),
                    file=file, line=parameter.line, word=word,
                )  # fmt: skip
    for parameter in policy.parameters["eligibility.recipients_per_family_card"]:
        if parameter.value not in {1, 2}:
            raise Refusal(
                "policy_refused",
                N_("%(file)s, baris %(line)d: peserta per Kartu Keluarga harus 1 atau 2."),
                file=file, line=parameter.line,
            )  # fmt: skip
    for parameter in policy.parameters["selection.regencies"]:
        _require_regencies(policy, parameter, file, provinces)


def _require_regencies(policy: Policy, split: Parameter, file: str, provinces: Collection[str]) -> None:
    """Provinces whose seats go to their regencies must exist, and the way of sharing must work with few seats."""
    codes = () if tuple(split.value) == (EVERY_PROVINCE,) else split.value
    unknown = sorted(set(codes) - set(provinces))
    if unknown:
        raise Refusal(
            "policy_refused",
            N_("%(file)s, baris %(line)d: provinsi %(word)s tidak dikenal. Tulis kode dua angka, atau all sendirian."),
            file=file, line=split.line, word=unknown[0],
        )  # fmt: skip
    for method in policy.parameters["selection.method"]:
        begin = max(method.valid_from, split.valid_from)
        end = min(method.valid_until or date.max, split.valid_until or date.max)
        if split.value and method.value == "huntington-hill" and begin <= end:
            raise Refusal(
                "policy_refused",
                N_("%(file)s, baris %(line)d: cara huntington-hill tidak dapat membagi kursi ke kabupaten."),
                file=file, line=method.line,
            )  # fmt: skip


def require_application(row: NewApplication, today: date, *, demonstration: bool) -> None:
    """Refuse an application whose content cannot be right; doors have asked kindly before, other ways may not have.

    Raises:
        Refusal: at the first thing that is wrong.
    """
    require_nik(row.person.nik, demonstration=demonstration)
    if clean_name(row.person.name) != row.person.name:
        raise Refusal(
            "name_signs", N_("Nama hanya berisi huruf, titik, petik, dan tanda hubung. Hapus tanda lain."), field="name"
        )
    require_birth_date(row.person.birth_date, today)
    clean_text(row.person.address, field="address", longest=LONGEST_ADDRESS)
    clean_text(row.motive, field="motive", longest=LONGEST_MOTIVE)
    for proof in (row.disability_proof, row.laid_off_proof):
        clean_text(proof, field="proof", longest=LONGEST_PROOF)
    if not row.consent_version:
        raise Refusal("consent_missing", N_("Kami perlu persetujuan Anda sebelum memeriksa data."), field="consent")
