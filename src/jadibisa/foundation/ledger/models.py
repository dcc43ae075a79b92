"""Tables of the ledger; the guards of migration 0001 make them safe from everybody, this program included."""

from django.db import models
from django.db.models.functions import Cast, Now


class AccountType(models.Model):
    """What kinds of account exist and how far they may go."""

    code = models.SmallIntegerField(primary_key=True)
    name = models.TextField(unique=True)
    bound = models.CharField(max_length=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="ledger_type_bound", condition=models.Q(bound__in=["C", "D"])),
            models.UniqueConstraint(name="ledger_type_code_bound", fields=["code", "bound"]),
        ]


class FlowRule(models.Model):
    """Which account type may pay which, per reason, in one step or two."""

    code = models.SmallIntegerField(primary_key=True)
    name = models.TextField(unique=True)
    dr_code = models.SmallIntegerField()
    cr_code = models.SmallIntegerField()
    two_phase = models.BooleanField()


class Account(models.Model):
    """Four counters; changed only by the trigger on transfers."""

    ledger = models.SmallIntegerField()
    code = models.SmallIntegerField()
    bound = models.CharField(max_length=1)
    owner_id = models.UUIDField()
    sub = models.SmallIntegerField(default=0)
    book_id = models.UUIDField(null=True)
    dr_pending = models.BigIntegerField(db_default=0)
    dr_posted = models.BigIntegerField(db_default=0)
    cr_pending = models.BigIntegerField(db_default=0)
    cr_posted = models.BigIntegerField(db_default=0)
    version = models.BigIntegerField(db_default=0)
    closed = models.BooleanField(db_default=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(name="ledger_one_account", fields=["ledger", "code", "owner_id", "sub"]),
            models.CheckConstraint(
                name="ledger_counters_positive",
                condition=models.Q(dr_pending__gte=0, dr_posted__gte=0, cr_pending__gte=0, cr_posted__gte=0),
            ),
            models.CheckConstraint(
                name="ledger_no_overdraft_c",
                condition=~models.Q(bound="C")
                | models.Q(cr_posted__gte=models.F("dr_pending") + models.F("dr_posted")),
            ),
            models.CheckConstraint(
                name="ledger_no_overdraft_d",
                condition=~models.Q(bound="D")
                | models.Q(dr_posted__gte=models.F("cr_pending") + models.F("cr_posted")),
            ),
        ]
        indexes = [
            models.Index(
                name="ledger_account_book", fields=["book_id", "code"], condition=models.Q(book_id__isnull=False)
            )
        ]


class Transfer(models.Model):
    """One movement; written once, never changed.

    The accounts are not foreign keys: a key check locks the hot parent row. The trigger makes the same check.
    """

    id = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField(editable=False)
    kind = models.SmallIntegerField()
    ledger = models.SmallIntegerField()
    code = models.SmallIntegerField()
    dr_account = models.BigIntegerField()
    dr_code = models.SmallIntegerField()
    cr_account = models.BigIntegerField()
    cr_code = models.SmallIntegerField()
    amount = models.BigIntegerField()
    pending = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    expires_at = models.DateTimeField(null=True)
    group_id = models.UUIDField()
    actor = models.TextField()
    effective_at = models.DateTimeField(db_default=Now())
    created_at = models.DateTimeField(db_default=Now())
    # Sequence numbers are given before commits happen, so the daily root goes by (transaction, number); 0: before it was kept.
    transaction = models.BigIntegerField(
        editable=False,
        db_default=Cast(Cast(models.Func(function="pg_current_xact_id"), models.TextField()), models.BigIntegerField()),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="ledger_resolved_once", fields=["pending"], condition=models.Q(pending__isnull=False)
            ),
            models.CheckConstraint(name="ledger_kind", condition=models.Q(kind__gte=1, kind__lte=4)),
            models.CheckConstraint(name="ledger_amount_positive", condition=models.Q(amount__gt=0)),
            models.CheckConstraint(name="ledger_two_accounts", condition=~models.Q(dr_account=models.F("cr_account"))),
            models.CheckConstraint(
                name="ledger_resolution_names_hold",
                condition=models.Q(kind__in=[3, 4], pending__isnull=False)
                | models.Q(kind__in=[1, 2], pending__isnull=True),
            ),
            models.CheckConstraint(
                name="ledger_only_holds_expire", condition=models.Q(expires_at__isnull=True) | models.Q(kind=2)
            ),
        ]
        indexes = [
            models.Index(name="ledger_transfer_dr", fields=["dr_account", "seq"]),
            models.Index(name="ledger_transfer_cr", fields=["cr_account", "seq"]),
            models.Index(name="ledger_transfer_group", fields=["group_id"]),
            models.Index(name="ledger_transfer_order", fields=["transaction", "seq"]),
        ]
