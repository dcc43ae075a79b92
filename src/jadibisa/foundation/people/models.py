"""Persons with a key each, organisations, accounts, one-time codes, proposals."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from jadibisa.foundation.people.types import Outcome, RequestKind, RequestState
from jadibisa.kernel.actors import Role

ROLES = [str(role) for role in Role if role not in {Role.PUBLIC, Role.CITIZEN, Role.SYSTEM}]


class Organisation(models.Model):
    """A provider, an employer or a local government; each step adds only its role."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="organisation_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["provider", "employer", "local_government"]), name="organisation_kind"
            ),
        ]


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by e-mail."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """By e-mail, whatever its case."""
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """Somebody who signs in with password and second factor: staff, partner, companion."""

    id = models.UUIDField(primary_key=True)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=100)
    role = models.CharField(max_length=20)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    person_id = models.UUIDField(null=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    is_staff = False
    is_superuser = False

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=ROLES), name="account_role"),
            models.CheckConstraint(
                condition=~Q(role__in=["provider", "employer", "local_government"]) | Q(organisation__isnull=False),
                name="account_of_partner_has_organisation",
            ),
        ]

    def __str__(self) -> str:
        """The name on pages."""
        return self.name

    def has_perm(self, perm: str, obj: Any = None) -> bool:  # noqa: ARG002, ANN401 - Django's signature
        """Nobody has Django's permissions: doors decide."""
        return False


class Person(models.Model):
    """A person; NIK and KK are sealed under a key of the person's own, which is wrapped by the master key."""

    id = models.UUIDField(primary_key=True)
    wrapped_key = models.BinaryField()
    nik_sealed = models.BinaryField()
    nik_index = models.BinaryField(unique=True)
    kk_sealed = models.BinaryField()
    kk_index = models.BinaryField(db_index=True)
    name = models.CharField(max_length=100)
    birth_date = models.DateField()
    gender = models.CharField(max_length=1)
    phone = models.CharField(max_length=16, db_index=True)
    email = models.EmailField(blank=True, default="")
    address = models.CharField(max_length=300)
    regency = models.CharField(max_length=5)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(gender__in=["F", "M"]), name="person_gender"),
            models.CheckConstraint(condition=Q(regency__regex=r"^\d\d\.\d\d$"), name="person_regency"),
            models.CheckConstraint(condition=Q(phone__regex=r"^(\+628\d{8,11})?$"), name="person_phone"),
        ]


class OneTimeCode(models.Model):
    """A code of six digits, kept as a keyed hash, good once for ten minutes."""

    phone = models.CharField(max_length=16)
    purpose = models.CharField(max_length=60)
    code_hash = models.BinaryField()
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    address_hash = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["phone", "-asked_at"], name="code_phone"),
            models.Index(fields=["address_hash", "-asked_at"], name="code_address"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["phone", "purpose"], condition=Q(used_at__isnull=True), name="code_one_open"
            ),
            models.CheckConstraint(condition=Q(tries__lte=3), name="code_tries"),
        ]


class CutNumber(models.Model):
    """A phone number whose owner said "this is not me": no code goes there until an officer lifts it."""

    phone = models.CharField(max_length=16, primary_key=True)
    cut_at = models.DateTimeField()


class ProposalRow(models.Model):
    """An act under four eyes."""

    id = models.UUIDField(primary_key=True)
    kind = models.TextField()
    subject = models.UUIDField(db_index=True)
    payload = models.JSONField(default=dict)
    why = models.TextField(default="", blank=True)
    proposed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decision = models.CharField(max_length=8, null=True)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_why = models.TextField(default="", blank=True)

    class Meta:
        db_table = "people_proposal"
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")), name="proposal_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(decision__isnull=True, decided_by__isnull=True, decided_at__isnull=True)
                | Q(decision__in=["approved", "rejected"], decided_by__isnull=False, decided_at__isnull=False),
                name="proposal_decision_whole",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=Q(decision__isnull=True), name="proposal_one_open"
            ),
        ]
        indexes = [models.Index(fields=["kind", "proposed_at"], name="proposal_kind")]


class DataRequest(models.Model):
    """What a person asks about her own data: another contact, or erasure; the new contact is sealed until it counts."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)
    value_sealed = models.BinaryField(null=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    old_lost = models.BooleanField(default=False)
    old_proved_at = models.DateTimeField(null=True)
    new_proved_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=9, default=RequestState.OPEN)
    outcome = models.CharField(max_length=9, default="", blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(RequestKind)), name="data_request_kind"),
            models.CheckConstraint(condition=Q(state__in=list(RequestState)), name="data_request_state"),
            models.CheckConstraint(condition=Q(outcome__in=["", *Outcome]), name="data_request_outcome"),
            models.CheckConstraint(
                condition=Q(state=RequestState.OPEN, settled_at__isnull=True)
                | (~Q(state=RequestState.OPEN) & Q(settled_at__isnull=False)),
                name="data_request_settled",
            ),
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(state=RequestState.OPEN), name="data_request_one_open"
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="open"), name="data_request_queue")]


class Cast(models.Model):
    """The people as whom one may look around a demonstration."""

    slug = models.SlugField(primary_key=True)
    title = models.CharField(max_length=120)
    role = models.CharField(max_length=20)
    account_id = models.UUIDField(null=True)
    application_id = models.UUIDField(null=True)
    place = models.SmallIntegerField()
