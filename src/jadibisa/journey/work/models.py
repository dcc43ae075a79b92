"""The tables of work: employers, vacancies, job applications, own skills, outcomes."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q

from jadibisa.journey.work.types import Contract, EmployerState, JobState, OutcomeAnswer, Source, VacancyState


class Employer(models.Model):
    """The role of an organisation that offers work."""

    organisation = models.OneToOneField(
        "people.Organisation", models.PROTECT, primary_key=True, related_name="+", db_column="organisation_id"
    )
    name = models.TextField()
    licence = models.CharField(max_length=13, unique=True)
    sector = models.TextField()
    province = models.CharField(max_length=2)
    regency = models.CharField(max_length=5)
    email = models.TextField()
    address = models.TextField(default="", blank=True)
    state = models.TextField(default=EmployerState.WAITING)
    reason = models.TextField(default="", blank=True)
    proposal_id = models.UUIDField(null=True)
    registered_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(EmployerState)), name="work_employer_state"),
            models.CheckConstraint(
                condition=~Q(state=EmployerState.VERIFIED) | Q(verified_at__isnull=False), name="work_employer_verified"
            ),
        ]
        indexes = [models.Index(fields=["state", "registered_at"], name="work_employer_queue")]


class Vacancy(models.Model):
    """A vacancy; `words` is what the search reads."""

    id = models.UUIDField(primary_key=True)
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="+")
    key = models.TextField()
    title = models.TextField()
    title_key = models.TextField()
    description = models.TextField(default="", blank=True)
    words = models.TextField()
    occupation = models.CharField(max_length=4)
    skills = ArrayField(models.TextField())
    qualification = models.TextField()
    province = models.CharField(max_length=2)
    regency = models.CharField(max_length=5)
    contract = models.TextField()
    months = models.PositiveSmallIntegerField(default=0)
    wage_low = models.BigIntegerField()
    wage_high = models.BigIntegerField()
    places = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    open_to_disabled = models.BooleanField(default=False)
    source = models.TextField(default=Source.EMPLOYER)
    apply_url = models.TextField(default="", blank=True)
    state = models.TextField()
    flags = ArrayField(models.TextField(), default=list, blank=True)
    posted_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    expires_on = models.DateField()
    search = models.GeneratedField(
        expression=SearchVector("words", config="indonesian"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["employer", "key"], name="work_vacancy_key"),
            models.CheckConstraint(condition=Q(state__in=list(VacancyState)), name="work_vacancy_state"),
            models.CheckConstraint(condition=Q(contract__in=list(Contract)), name="work_vacancy_contract"),
            models.CheckConstraint(
                condition=Q(wage_low__gt=0) & Q(wage_low__lte=F("wage_high")), name="work_vacancy_wage"
            ),
            models.CheckConstraint(condition=Q(taken__lte=F("places")), name="work_vacancy_places"),
        ]
        indexes = [
            GinIndex(fields=["search"], name="work_vacancy_search"),
            models.Index(fields=["province", "qualification"], condition=Q(state="open"), name="work_vacancy_open"),
            models.Index(fields=["-posted_at", "id"], condition=Q(state="open"), name="work_vacancy_newest"),
            models.Index(fields=["expires_on"], condition=Q(state__in=["open", "held"]), name="work_vacancy_expiry"),
            models.Index(fields=["employer", "-posted_at"], name="work_vacancy_employer"),
            models.Index(
                fields=["posted_at", "id"],
                condition=~Q(flags=[]) & Q(state__in=["open", "held"]),
                name="work_vacancy_queue",
            ),
        ]


class JobApplication(models.Model):
    """A participant asks for a job; what the employer may see is what the person ticked."""

    id = models.UUIDField(primary_key=True)
    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="+")
    application = models.ForeignKey("registration.Application", models.PROTECT, related_name="+")
    shares = ArrayField(models.TextField())
    state = models.TextField(default=JobState.NEW)
    reason = models.TextField(default="", blank=True)
    applied_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    due_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vacancy", "application"], name="work_apply_once"),
            models.CheckConstraint(condition=Q(state__in=list(JobState)), name="work_job_state"),
            models.CheckConstraint(
                condition=~Q(state=JobState.REFUSED) | ~Q(reason=""), name="work_job_refused_with_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["application", "-applied_at"], name="work_job_mine"),
            models.Index(fields=["due_on"], condition=Q(state__in=["new", "seen", "postponed"]), name="work_job_due"),
            models.Index(
                fields=["applied_at"], condition=Q(state__in=["new", "seen", "postponed"]), name="work_job_new"
            ),
            models.Index(fields=["application"], condition=Q(state="accepted"), name="work_job_accepted"),
        ]


class OwnSkill(models.Model):
    """A skill that a participant says to have."""

    application = models.ForeignKey("registration.Application", models.PROTECT, related_name="+")
    skill = models.TextField()
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "skill"], name="work_own_skill_once")]


class OutcomeSurvey(models.Model):
    """One outcome survey of a participant: when it may be answered, and the answer."""

    id = models.UUIDField(primary_key=True)
    application = models.ForeignKey("registration.Application", models.PROTECT, related_name="+")
    batch = models.PositiveIntegerField()
    wave = models.PositiveSmallIntegerField()
    opens_on = models.DateField()
    closes_on = models.DateField()
    opened_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(default="", blank=True)
    same_field = models.BooleanField(null=True)
    hours_week = models.PositiveSmallIntegerField(null=True)
    quality = ArrayField(models.TextField(), default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "wave"], name="work_outcome_once"),
            models.CheckConstraint(condition=Q(answer__in=["", *OutcomeAnswer]), name="work_outcome_answer"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="work_outcome_answered",
            ),
            models.CheckConstraint(condition=Q(opens_on__lte=F("closes_on")), name="work_outcome_period"),
        ]
        indexes = [
            models.Index(fields=["opens_on"], condition=Q(opened_at__isnull=True), name="work_outcome_to_open"),
            models.Index(fields=["batch", "answer"], name="work_outcome_batch"),
        ]
