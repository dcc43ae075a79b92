"""Tables of registration: schemes, batches, drafts, applications, equality answers kept apart."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from jadibisa.journey.registration.types import Channel, JobStatus, Occupation, Schooling


class Scheme(models.Model):
    """A policy file, kept word for word; it is never changed, a new text gets a new code."""

    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    text = models.TextField()
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="scheme_sha256")]


class Batch(models.Model):
    """A batch: when it opens and closes, how many seats, when the draw is."""

    number = models.PositiveIntegerField(primary_key=True)
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="+")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    seats = models.PositiveIntegerField()
    draw_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("closes_at")) & Q(closes_at__lt=F("draw_at")), name="batch_times"
            ),
            models.CheckConstraint(condition=Q(seats__gt=0) & Q(number__gt=0), name="batch_numbers"),
        ]
        indexes = [models.Index(fields=["closes_at"], name="batch_closes")]


class Application(models.Model):
    """One person's application to one batch."""

    id = models.UUIDField(primary_key=True)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    key = models.CharField(max_length=80, unique=True)
    reference = models.CharField(max_length=20, unique=True)
    ticket = models.CharField(max_length=16, unique=True)
    channel = models.CharField(max_length=12)
    companion_account_id = models.UUIDField(null=True)
    submitted_at = models.DateTimeField()
    province = models.CharField(max_length=2)
    regency = models.CharField(max_length=5)
    gender = models.CharField(max_length=1)
    birth_date = models.DateField()
    schooling = models.CharField(max_length=3)
    job_status = models.CharField(max_length=16)
    occupation = models.CharField(max_length=20)
    in_education = models.BooleanField()
    motive = models.CharField(max_length=300)
    interests = ArrayField(models.CharField(max_length=40), default=list)
    trait_woman = models.BooleanField()
    trait_disabled = models.BooleanField()
    trait_laid_off = models.BooleanField()
    disability_sealed = models.BinaryField(null=True)
    proofs_sealed = models.BinaryField(null=True)
    consent_version = models.CharField(max_length=20)
    equality_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "person"], name="application_once_a_batch"),
            models.CheckConstraint(condition=Q(ticket__regex=r"^[0-9A-HJKMNP-TV-Z]{16}$"), name="application_ticket"),
            models.CheckConstraint(condition=Q(regency__startswith=F("province")), name="application_place"),
            models.CheckConstraint(condition=Q(schooling__in=list(Schooling)), name="application_schooling"),
            models.CheckConstraint(condition=Q(job_status__in=list(JobStatus)), name="application_job_status"),
            models.CheckConstraint(condition=Q(occupation__in=list(Occupation)), name="application_occupation"),
            models.CheckConstraint(condition=Q(channel__in=list(Channel)), name="application_channel"),
            models.CheckConstraint(condition=Q(gender__in=["F", "M"]), name="application_gender"),
            models.CheckConstraint(condition=~Q(consent_version=""), name="application_consent"),
        ]
        indexes = [
            models.Index(fields=["batch", "province"], name="application_batch_province"),
        ]


class Draft(models.Model):
    """Answers on their way, sealed; gone after the policy's days."""

    id = models.UUIDField(primary_key=True)
    reference = models.CharField(max_length=12, unique=True)
    sealed = models.BinaryField()
    phone_index = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    application = models.ForeignKey(Application, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="draft_expires")]


class EqualityAnswer(models.Model):
    """Optional answers for statistics, without the application that gave them."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="+")
    province = models.CharField(max_length=2)
    gender = models.CharField(max_length=1)
    difficulty = models.CharField(max_length=12, blank=True, default="")
    head_of_household = models.CharField(max_length=12, blank=True, default="")
    caregiver = models.CharField(max_length=12, blank=True, default="")
    first_time = models.CharField(max_length=12, blank=True, default="")
    device = models.CharField(max_length=12, blank=True, default="")
