"""Tables of the draw: its stages, its published files, the frozen roll, what each ticket got, seats beside the draw."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from jadibisa.journey.selection.types import SimulationState, Stage


class Draw(models.Model):
    """The draw of a batch: one row for ever. A trigger lets the stage only go on by one, and keeps what is set."""

    batch = models.OneToOneField("registration.Batch", models.PROTECT, primary_key=True, related_name="+")
    stage = models.CharField(max_length=10)
    seats = models.PositiveIntegerField()
    policy_sha256 = models.CharField(max_length=64)
    open_types = models.BooleanField()
    traits = ArrayField(models.CharField(max_length=1), default=list)
    objections_until = models.DateTimeField()
    draw_at = models.DateTimeField()
    witnesses = models.JSONField(default=list)
    root = models.CharField(max_length=64, default="", blank=True)
    lines = models.PositiveIntegerField(default=0)
    dice = models.CharField(max_length=20, default="", blank=True)
    secrets = models.JSONField(default=list)
    seed = models.CharField(max_length=64, default="", blank=True)
    selected = models.PositiveIntegerField(default=0)
    announced_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)
    dice_at = models.DateTimeField(null=True)
    seeded_at = models.DateTimeField(null=True)
    drawn_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=[stage.value for stage in Stage]), name="draw_stage"),
            models.CheckConstraint(condition=Q(seats__gt=0), name="draw_seats"),
            models.CheckConstraint(condition=Q(objections_until__lte=models.F("draw_at")), name="draw_times"),
            models.CheckConstraint(condition=Q(policy_sha256__regex=r"^[0-9a-f]{64}$"), name="draw_policy"),
            models.CheckConstraint(
                condition=Q(stage="announced", root="", frozen_at=None)
                | Q(root__regex=r"^[0-9a-f]{64}$", frozen_at__isnull=False),
                name="draw_root_when_frozen",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["announced", "frozen"], dice="", dice_at=None)
                | Q(dice__regex=r"^[0-9]{20}$", dice_at__isnull=False),
                name="draw_dice_when_thrown",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["announced", "frozen", "dice"], seed="", seeded_at=None)
                | Q(seed__regex=r"^[0-9a-f]{64}$", seeded_at__isnull=False),
                name="draw_seed_when_seeded",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["drawn", "published"], drawn_at__isnull=False)
                | Q(~Q(stage__in=["drawn", "published"]), drawn_at=None),
                name="draw_drawn_at",
            ),
            models.CheckConstraint(
                condition=Q(stage="published", published_at__isnull=False)
                | Q(~Q(stage="published"), published_at=None),
                name="draw_published_at",
            ),
        ]


class DrawFile(models.Model):
    """A file of a draw, byte for byte; the database refuses every change and deletion."""

    batch = models.ForeignKey(Draw, models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=60)
    content = models.BinaryField()
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    public = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "name"], name="draw_file_once"),
            models.CheckConstraint(condition=Q(name__regex=r"^[A-Za-z0-9._-]+$"), name="draw_file_name"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="draw_file_sum"),
        ]


class Entry(models.Model):
    """A line of the frozen roll, and what the draw gave it.

    `selected` is what the draw said and stays; `replaced_at` is when somebody moved up from the waiting list; `lapsed_at`
    when a seat was lost, and `refilled` says that somebody has taken it.
    """

    application = models.OneToOneField("registration.Application", models.PROTECT, primary_key=True, related_name="+")
    batch = models.ForeignKey(Draw, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    ticket = models.CharField(max_length=16)
    compartment = models.CharField(max_length=5)
    tier = models.PositiveSmallIntegerField()
    kind = models.PositiveSmallIntegerField()
    place = models.PositiveIntegerField()
    selected = models.BooleanField(null=True)
    waiting_place = models.PositiveIntegerField(default=0)
    lapsed_at = models.DateTimeField(null=True)
    lapsed_why = models.CharField(max_length=40, default="", blank=True)
    replaced_at = models.DateTimeField(null=True)
    refilled = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "ticket"], name="entry_ticket_once"),
            models.UniqueConstraint(fields=["batch", "place"], name="entry_place_once"),
            models.UniqueConstraint(fields=["batch", "person"], name="entry_person_once"),
            models.CheckConstraint(condition=Q(ticket__regex=r"^[0-9A-HJKMNP-TV-Z]{16}$"), name="entry_ticket"),
            models.CheckConstraint(condition=Q(tier__gte=1), name="entry_tier"),
            models.CheckConstraint(
                condition=Q(selected=True) | Q(replaced_at__isnull=False) | Q(lapsed_at=None),
                name="entry_only_winners_lapse",
            ),
            models.CheckConstraint(
                condition=Q(selected=False) | Q(replaced_at=None), name="entry_only_waiting_move_up"
            ),
            models.CheckConstraint(
                condition=Q(refilled=False) | Q(lapsed_at__isnull=False), name="entry_refilled_after_lapse"
            ),
        ]
        indexes = [
            models.Index(fields=["batch", "compartment", "kind"], name="entry_group"),
            models.Index(
                fields=["batch"], condition=Q(lapsed_at__isnull=False, refilled=False), name="entry_open_seats"
            ),
        ]


class Promise(models.Model):
    """A seat in the next batch that a person takes part in, because an appeal was won after the freeze."""

    application = models.OneToOneField("registration.Application", models.PROTECT, primary_key=True, related_name="+")
    batch = models.ForeignKey(Draw, models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    promised_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(kept_at=None), name="promise_open_once"),
            models.CheckConstraint(
                condition=Q(kept_at=None) | Q(kept_at__gte=models.F("promised_at")), name="promise_kept_later"
            ),
        ]


class Addition(models.Model):
    """A seat beside the draw: nobody loses one for it, and it is not refilled."""

    application = models.OneToOneField("registration.Application", models.PROTECT, primary_key=True, related_name="+")
    batch = models.ForeignKey(Draw, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    ticket = models.CharField(max_length=16)
    added_at = models.DateTimeField()
    lapsed_at = models.DateTimeField(null=True)
    lapsed_why = models.CharField(max_length=40, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "person"], name="addition_person_once"),
            models.UniqueConstraint(fields=["batch", "ticket"], name="addition_ticket_once"),
        ]


class SimulationRow(models.Model):
    """Two laws tried on the people of a batch. A trigger keeps the inputs always, and everything once it is done."""

    batch = models.ForeignKey("registration.Batch", models.PROTECT, related_name="+")
    inputs = models.TextField()
    inputs_sha256 = models.CharField(max_length=64, unique=True)
    seeds = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    tally = models.JSONField(default=list)
    state = models.CharField(max_length=8)
    result = models.TextField(default="", blank=True)
    sha256 = models.CharField(max_length=64, default="", blank=True)
    by = models.CharField(max_length=60)
    begun_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "selection_simulation"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in SimulationState]), name="simulation_state"
            ),
            models.CheckConstraint(condition=Q(seeds__gte=1, done__lte=models.F("seeds")), name="simulation_seeds"),
            models.CheckConstraint(condition=Q(inputs_sha256__regex=r"^[0-9a-f]{64}$"), name="simulation_inputs"),
            models.CheckConstraint(
                condition=Q(
                    state="done", done=models.F("seeds"), sha256__regex=r"^[0-9a-f]{64}$", done_at__isnull=False
                )
                | Q(state__in=["running", "stopped"], result="", sha256="", done_at=None),
                name="simulation_done",
            ),
            models.UniqueConstraint(fields=["sha256"], condition=~Q(sha256=""), name="simulation_cited_once"),
        ]
