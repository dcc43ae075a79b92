"""Tables of the training step: courses, runs, sessions, learners, purchases and their evidence."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q

from jadibisa.journey.training.types import (
    MOST_EXTRA_DAYS,
    OPEN_STATES,
    AssessmentKind,
    LearnerState,
    Mode,
    PurchaseState,
)


class Course(models.Model):
    """A course of a provider; its id follows from provider and key."""

    id = models.UUIDField(primary_key=True)
    provider = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    key = models.TextField()
    title = models.TextField()
    summary = models.TextField()
    words = models.TextField(blank=True)
    field = models.TextField()
    skills = ArrayField(models.TextField())
    level = models.PositiveSmallIntegerField()
    mode = models.TextField()
    hours = models.PositiveSmallIntegerField()
    price = models.BigIntegerField()
    min_schooling = models.TextField(blank=True)
    captions = models.BooleanField()
    sign_language = models.BooleanField()
    screen_reader = models.BooleanField()
    step_free = models.BooleanField()
    data_mb = models.PositiveIntegerField()
    is_open = models.BooleanField(default=True)
    published_at = models.DateTimeField()
    graduates = models.PositiveIntegerField(default=0)
    document = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="indonesian")
        + SearchVector("words", weight="B", config="indonesian")
        + SearchVector("summary", weight="C", config="indonesian"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        indexes = [
            GinIndex(fields=["document"], name="training_course_words"),
            models.Index(fields=["price", "id"], name="training_course_price"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["provider", "key"], name="course_key_once"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=9), name="course_level_kkni"),
            models.CheckConstraint(condition=Q(price__gt=0), name="course_price_positive"),
            models.CheckConstraint(condition=Q(hours__gte=1), name="course_hours_positive"),
            models.CheckConstraint(condition=Q(mode__in=list(Mode)), name="course_mode_known"),
        ]


class Run(models.Model):
    """A run of a course; `taken` counts purchases that hold a seat and never exceeds the seats."""

    id = models.UUIDField(primary_key=True)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="runs", db_index=False)
    key = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    seats = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    regency = models.TextField(null=True)
    buy_until = models.DateField()
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    meetings = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["course", "buy_until"], name="training_run_open")]
        constraints = [
            models.UniqueConstraint(fields=["course", "key"], name="run_key_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="run_ends_after_start"),
            models.CheckConstraint(condition=Q(taken__lte=F("seats")), name="run_never_oversold"),
        ]


class Session(models.Model):
    """A meeting, or a module of a self-paced course."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="sessions")
    no = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "no"], name="session_number_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_start"),
        ]


class TitleWord(models.Model):
    """A word of titles, by which typing errors of a search are corrected."""

    word = models.TextField(primary_key=True)
    length = models.PositiveSmallIntegerField()
    courses = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["length"], name="training_word_length")]


class LearnerRow(models.Model):
    """A recipient with a training balance: until when to buy, and how many courses so far."""

    application = models.OneToOneField(
        "registration.Application", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    batch = models.PositiveIntegerField()
    started_on = models.DateField()
    buy_until = models.DateField(null=True)
    purchases = models.PositiveSmallIntegerField(default=0)
    finished = models.PositiveSmallIntegerField(default=0)
    extra_days = models.PositiveSmallIntegerField(default=0)
    state = models.TextField(default=LearnerState.ACTIVE)
    paused_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "training_learner"
        indexes = [
            models.Index(fields=["batch"], name="training_learner_batch"),
            models.Index(fields=["buy_until"], name="training_learner_due", condition=Q(state="active", purchases=0)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(finished__lte=F("purchases")), name="learner_finished_of_purchases"),
            models.CheckConstraint(condition=Q(state__in=list(LearnerState)), name="learner_state_known"),
            models.CheckConstraint(condition=Q(extra_days__lte=MOST_EXTRA_DAYS), name="learner_extra_days"),
        ]


class PurchaseRow(models.Model):
    """A purchase of a run: one open course per person, a course only once, and its days as they were promised.

    `buy_until_before` is the learner's last day to buy as it was, for a purchase that waits for an own part.
    """

    id = models.UUIDField(primary_key=True)
    learner = models.ForeignKey(LearnerRow, on_delete=models.PROTECT, related_name="bought")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="purchases")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="purchases")
    price = models.BigIntegerField()
    state = models.TextField(default=PurchaseState.BOUGHT)
    code_hash = models.BinaryField(unique=True, max_length=32)
    bought_at = models.DateTimeField()
    cancel_until = models.DateField(null=True)
    redeem_from = models.DateTimeField()
    redeem_until = models.DateTimeField()
    finish_until = models.DateField()
    redeemed_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    pay_until = models.DateTimeField(null=True)
    buy_until_before = models.DateField(null=True)

    class Meta:
        db_table = "training_purchase"
        indexes = [
            models.Index(fields=["pay_until"], name="training_purchase_pay", condition=Q(state="unpaid")),
            models.Index(fields=["redeem_until"], name="training_purchase_redeem", condition=Q(state="bought")),
            models.Index(fields=["finish_until"], name="training_purchase_finish", condition=Q(state="redeemed")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["learner"],
                condition=Q(state__in=[str(s) for s in OPEN_STATES]),
                name="one_open_course_per_person",
            ),
            models.UniqueConstraint(
                fields=["learner", "course"],
                condition=~Q(state__in=["withdrawn", "lapsed"]),
                name="a_course_only_once_per_person",
            ),
            models.CheckConstraint(condition=Q(state__in=[str(s) for s in PurchaseState]), name="purchase_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["unpaid", "lapsed"]) | Q(pay_until__isnull=False),
                name="unpaid_has_its_last_hour",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["completed", "rated"], completed_at__isnull=False, score__isnull=False)
                | ~Q(state__in=["completed", "rated"]),
                name="completed_has_day_and_score",
            ),
        ]


class Presence(models.Model):
    """One person present at one session."""

    purchase = models.ForeignKey(PurchaseRow, on_delete=models.PROTECT, related_name="presences")
    no = models.PositiveSmallIntegerField()
    attended_at = models.DateTimeField()
    by_code = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purchase", "no"], name="presence_once")]


class Score(models.Model):
    """The score of one assessment."""

    purchase = models.ForeignKey(PurchaseRow, on_delete=models.PROTECT, related_name="scores")
    kind = models.TextField()
    score = models.PositiveSmallIntegerField()
    assessed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purchase", "kind"], name="score_once_per_kind"),
            models.CheckConstraint(condition=Q(score__lte=100), name="score_of_hundred"),
            models.CheckConstraint(condition=Q(kind__in=list(AssessmentKind)), name="assessment_kind_known"),
        ]


class Review(models.Model):
    """What a learner says of a course."""

    purchase = models.OneToOneField(PurchaseRow, primary_key=True, on_delete=models.PROTECT, related_name="review")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="reviews")
    stars = models.PositiveSmallIntegerField()
    text = models.TextField()
    rated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["course", "-rated_at"], name="training_review_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="one_to_five_stars"),
        ]
